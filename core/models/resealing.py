"""Seals that are made anew by decision: texts were erased, two people looked at a forgery, the key is another.

What the portal writes day by day leaves its seals by itself (``core/models/seals``). None of what stands here makes
good what somebody changed past the portal, but ``settle``, which is for those two people alone.
"""

import secrets
from collections.abc import Callable, Iterable

from django.db import models, transaction

from core import macs
from core.models.hanging import hanging, leading_fields
from core.models.seals import (
    AT_ONCE,
    GONE,
    NOTHINGS,
    Seal,
    fields_of,
    fits,
    forget,
    form_of,
    last_seals,
    made,
    mark,
    read,
    standing_marks,
    turns_of,
)


def renew_after_erasing(model: type[models.Model], keys: Iterable[int]) -> None:
    """Seal the rows ``keys`` anew with another salt, after the portal erased texts in them, and forget what they held.

    What somebody changed past the portal before is not made good by it: such a column gets a mark that nothing has, and
    a row without a seal gets none.
    """
    fields, last, new = fields_of(model), last_seals(model, keys), []
    form, turns = form_of(model), turns_of(model, last)
    for key, values in read(model, [key for key, seal in last.items() if seal.marks], fields).items():
        seal, salt = last[key], secrets.token_hex(8)
        told = standing_marks(seal)
        held = {field.attname: value for field, value in zip(fields, values, strict=True)}
        marks = "".join(
            mark(salt, name, value)
            if told is not None and told.get(name) in (None, mark(seal.salt, name, value))
            else NOTHINGS
            for name, value in held.items()
        )
        hangs_on, matter = hanging(model, held)
        new.append(made(form, key, salt=salt, marks=marks, turn=turns[key], hangs_on=hangs_on, matter=matter))
    Seal.objects.bulk_create(new, batch_size=AT_ONCE)
    forget(model, [seal.key for seal in new])


def settle(model: type[models.Model], key: int) -> None:
    """Seal the row ``key`` as it stands, or as gone, whatever was done to it and its seals before: for
    ``core/proof/righting`` alone, once two people have looked at it."""
    form, fields, last = form_of(model), fields_of(model), last_seals(model, [key]).get(key)
    turn = Seal.objects.filter(form__table=model._meta.db_table, key=key).count() + 1
    salt, marks = "", GONE
    hangs_on, matter = (last.hangs_on, last.matter) if last else ("", "")
    if (values := read(model, [key], fields).get(key)) is not None:
        held, salt = dict(zip((one.attname for one in fields), values, strict=True)), secrets.token_hex(8)
        marks = "".join(mark(salt, name, value) for name, value in held.items())
        hangs_on, matter = hanging(model, held)
    made(form, key, salt=salt, marks=marks, turn=turn, hangs_on=hangs_on, matter=matter).save()


def take_in(model: type[models.Model], keys: list[int], *, accept: Callable[[Seal], bool]) -> tuple[int, int]:
    """Give a mark of the newest key to those last seals of the rows ``keys`` that have none of it and are ``accept``ed.

    Returns how many, and how many were left. What does not fit its seal stays unfit.
    """
    new, left = [], 0
    with transaction.atomic():
        locked = model._base_manager.filter(pk__in=keys).order_by("pk").select_for_update(of=("self",))
        list(locked.values_list("pk", flat=True))
        last, newest = last_seals(model, keys), macs.newest()
        turns, leading = turns_of(model, last), leading_fields(model)
        names = [field.attname for field in leading]
        there = read(model, [key for key, seal in last.items() if not seal.mac], leading)
        for key, seal in last.items():
            if macs.names(seal.mac) == newest and fits(seal):
                continue
            if not accept(seal):
                left += 1
                continue
            hangs_on, matter = seal.hangs_on, seal.matter
            if not seal.mac:
                hangs_on, matter = hanging(model, dict(zip(names, there.get(key, []), strict=False)))
            said_now = {"salt": seal.salt, "marks": seal.marks, "hangs_on": hangs_on, "matter": matter}
            new.append(made(seal.form, key, turn=turns[key], **said_now))
        Seal.objects.bulk_create(new, batch_size=AT_ONCE)
    return len(new), left
