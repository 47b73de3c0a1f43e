"""Drafts of applications: kept encrypted for some days, reached by a code that only its writer has."""

import json
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F

from core import codes
from core.models import Agency
from requests_app.models import FilingDay, FilingDraft

KEPT_FOR = timedelta(days=14)
PURPOSE = "draft of an application"


@transaction.atomic
def keep_draft(
    agency: Agency, *, content: dict[str, str], now: datetime, code: str = ""
) -> tuple[FilingDraft, str]:
    """Keep what was typed; under the ``code`` of a draft that is still there, in its place. Returns it and its code.

    Only a keyed hash of the code is kept.
    """
    written = {"content": json.dumps(content, ensure_ascii=False), "kept_at": now}
    written |= {"expires_at": now + KEPT_FOR, "agency": agency}
    draft = draft_of(code, now=now)
    if draft is None:
        code = f"{codes.new_code()}-{codes.new_code()}"
        return FilingDraft.objects.create(code_hash=codes.code_hash(PURPOSE, code), **written), code
    for name, value in written.items():
        setattr(draft, name, value)
    draft.save()
    return draft, code


def draft_of(code: str, *, now: datetime) -> FilingDraft | None:
    """The draft that ``code`` opens, unless its days are over."""
    if not code:
        return None
    rows = FilingDraft.objects.filter(code_hash=codes.code_hash(PURPOSE, code), expires_at__gt=now)
    return rows.select_related("agency__regime").first()


def content_of(draft: FilingDraft) -> dict[str, str]:
    """What was typed, by the names of the fields."""
    return json.loads(draft.content)


def drop_draft(code: str) -> bool:
    """Delete the draft of ``code``; whether there was one."""
    return bool(code and FilingDraft.objects.filter(code_hash=codes.code_hash(PURPOSE, code)).delete()[0])


def forget_drafts(*, now: datetime) -> int:
    """Delete the drafts whose days are over. Returns how many."""
    return FilingDraft.objects.filter(expires_at__lte=now).delete()[0]


def count_forgotten(*, now: datetime) -> int:
    """How many drafts would be deleted now."""
    return FilingDraft.objects.filter(expires_at__lte=now).count()


def count_looking(agency: Agency, *, on: date, answered: bool) -> None:
    """Count that somebody about to apply was shown what is public, or said that it ``answered`` them (art. 36(1)).

    Who says so was shown it; where the page was older than the day, both are counted for the new day.
    """
    day, _new = FilingDay.objects.get_or_create(agency=agency, day=on)
    if not answered:
        FilingDay.objects.filter(pk=day.pk).update(shown=F("shown") + 1)
        return
    told = FilingDay.objects.filter(pk=day.pk, answered__lt=F("shown")).update(answered=F("answered") + 1)
    if not told:
        FilingDay.objects.filter(pk=day.pk).update(shown=F("shown") + 1, answered=F("answered") + 1)
