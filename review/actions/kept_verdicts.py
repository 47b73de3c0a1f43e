"""Keeping what a reviewer typed while they look at something else; forgotten once the verdict is given."""

import json
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import OuterRef, Subquery

from catalog.models import Disclosure
from core.models import User
from review.models import KeptVerdict

KEPT_FOR = timedelta(days=14)
LONGEST = 20_000  # characters of all fields together


@transaction.atomic
def keep(disclosure: Disclosure, *, typed: dict[str, str], by: User, now: datetime) -> None:
    """Keep what ``by`` typed, by the names of the fields, beside what they typed in another form of the same page."""
    before = typed_of(disclosure, by)
    together = before | {name: value.replace("\x00", "") for name, value in typed.items()}
    said = json.dumps(together, ensure_ascii=False)[:LONGEST]
    if len(said) == LONGEST:
        return
    KeptVerdict.objects.update_or_create(
        person=by, disclosure=disclosure, defaults={"typed": said, "kept_at": now}
    )


def typed_of(disclosure: Disclosure, person: User) -> dict[str, str]:
    """What ``person`` typed about it and has not said yet."""
    kept = KeptVerdict.objects.filter(person=person, disclosure=disclosure).first()
    return json.loads(kept.typed) if kept else {}


def of_reader(person: User) -> Subquery:
    """What ``person`` typed about a matter, as a column of the question for the matter itself."""
    mine = KeptVerdict.objects.filter(disclosure=OuterRef("pk"), person=person)
    return Subquery(mine.values("typed")[:1])


def read(kept: str | None) -> dict[str, str]:
    """The fields in such a column."""
    return json.loads(kept) if kept else {}


def drop(disclosure: Disclosure, *, by: User) -> None:
    """Forget it: the verdict is given."""
    KeptVerdict.objects.filter(person=by, disclosure=disclosure).delete()


def forget(*, now: datetime) -> int:
    """Delete what nobody went on with for a fortnight. Returns how many."""
    return KeptVerdict.objects.filter(kept_at__lte=now - KEPT_FOR).delete()[0]


def count_forgotten(*, now: datetime) -> int:
    """How many would be deleted now."""
    return KeptVerdict.objects.filter(kept_at__lte=now - KEPT_FOR).count()
