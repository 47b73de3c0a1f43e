"""Clocks that start by themselves: a text that is proposed is owed from the day on which it was formed.

Nobody need have recorded an event before. The proposal finds what is open for that day, or opens it, and hangs on it.
Both happen under the lock of the item, so that two who propose at once share nothing and double nothing.
"""

from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from catalog.actions import draft_phase
from catalog.actions.obligations import made_due
from catalog.models import Disclosure, DisclosureItem, Obligation, Occurrence
from catalog.obligations import from_formation
from core.models import User, standing
from core.transitions import take

DAYS = ("version", "base_on", "propose_by", "publish_from", "publish_by", "provisional", "label", "label_en")


def start(disclosure: Disclosure, *, by: User, now: datetime) -> None:
    """Hang ``disclosure``, which is proposed in this transaction, on what its day of forming makes due.

    What the proposal itself had opened follows the day when that was changed since; what was known before stays. Each
    is an event of the matter.
    """
    if disclosure.obligation_id is None:
        if from_formation.counts(disclosure):
            _hang(disclosure, by, now)
        return
    occurrence = disclosure.obligation.occurrence
    if occurrence and occurrence.by_proposal and occurrence.happened_on != disclosure.formed_on:
        if from_formation.is_obliged(disclosure.item, disclosure.formed_on):
            _move(disclosure, occurrence, now)


def _hang(disclosure: Disclosure, by: User, now: datetime) -> None:
    item = DisclosureItem.objects.select_for_update(of=("self",)).get(pk=disclosure.item_id)
    found = _found(disclosure, now)
    if found is None:
        opened = _open(disclosure, item, by, now)
        found = from_formation.of_the_text(opened)
    take(disclosure, "set_due", by=None, now=now, note=_said(found), obligation=found)
    for consultation in disclosure.consultations.public().order_by("opens_on"):
        draft_phase.put_out(consultation, disclosure)


def _found(disclosure: Disclosure, now: datetime) -> Obligation | None:
    """What is open for that day, asked again under its own lock: whoever has begun to fulfil it meanwhile has it."""
    found = list(from_formation.open_for(disclosure, today=timezone.localdate(now)))
    fallen = standing.fallen(Obligation, [one.pk for one in found]) if found else set()
    for one in found:
        if one.pk in fallen:
            continue
        locked = Obligation.objects.select_for_update(of=("self",)).get(pk=one.pk)
        if not locked.disclosures.exclude(status=Disclosure.Status.WITHDRAWN).exists():
            return locked
    return None


def _open(disclosure: Disclosure, item: DisclosureItem, by: User, now: datetime) -> list[Obligation]:
    """The event that the text itself is, and what it makes due. Its title names no text: nobody has approved that."""
    title, title_en = _titles(disclosure)
    occurrence = Occurrence.objects.create(
        item=item,
        title=title,
        happened_on=disclosure.formed_on,
        recorded_by=by,
        recorded_at=now,
        by_proposal=True,
    )
    opened = made_due(occurrence, now=now, title_en=title_en)
    for obligation in opened:
        obligation.save(force_insert=True)
    return opened


def _move(disclosure: Disclosure, occurrence: Occurrence, now: datetime) -> None:
    """Let what the proposal had opened follow the day on which its text was formed, as it is told now."""
    DisclosureItem.objects.select_for_update(of=("self",)).get(pk=occurrence.item_id)
    title, title_en = _titles(disclosure)
    occurrence.happened_on, occurrence.title = disclosure.formed_on, title
    occurrence.save(update_fields=["happened_on", "title"])
    counted = {one.key: one for one in made_due(occurrence, now=now, title_en=title_en)}
    for obligation in occurrence.obligations.filter(has_come=False, key__in=counted):
        for name in DAYS:
            setattr(obligation, name, getattr(counted[obligation.key], name))
        obligation.save(update_fields=list(DAYS))
    moved = Obligation.objects.get(pk=disclosure.obligation_id)
    take(disclosure, "set_due", by=None, now=now, note=_said(moved), obligation=moved)


def _titles(disclosure: Disclosure) -> tuple[str, str]:
    found = []
    for language in ("zh-hans", "en"):
        with override(language):
            found.append(
                _("Formed on %(day)s (%(number)s)")
                % {"day": date_format(disclosure.formed_on), "number": disclosure.index_number}
            )
    return found[0], found[1]


def _said(obligation: Obligation) -> str:
    """The days that are counted from now on, for the events of the matter, in the language of the portal."""
    return "；".join(_sentences(obligation))


def _sentences(obligation: Obligation) -> Iterator[str]:
    yield _("counted from %(day)s") % {"day": obligation.base_on.isoformat()}
    if obligation.propose_by:
        yield _("proposed by %(day)s") % {"day": obligation.propose_by.isoformat()}
    if obligation.publish_by:
        yield _("published by %(day)s") % {"day": obligation.publish_by.isoformat()}
