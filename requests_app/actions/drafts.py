"""Drafts of applications: kept encrypted for some days, reached by a code that only its writer has."""

import json
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet

from core import crypto
from core.bodies import opening
from core.files import laying
from core.guests import query_codes
from core.models import Agency
from core.transitions import Refused
from requests_app.actions import case_files
from requests_app.actions.case_files import Paper
from requests_app.models import FilingDay, FilingDraft

KEPT_FOR = timedelta(days=14)
PURPOSE = "draft of an application"


def keep_draft(
    agency: Agency, *, content: dict[str, str], now: datetime, code: str = "", paper: Paper | None = None
) -> tuple[FilingDraft, str]:
    """Keep what was typed; under the ``code`` of a draft that is still there, in its place. Returns it and its code.

    Only a keyed hash of the code is kept. An identity ``paper`` takes the place of the one before it. Raises
    ``Refused`` for a body that takes nothing from the public.
    """
    if reasons := opening.shut(agency):
        raise Refused(*reasons)
    with case_files.laid([paper] if paper else []) as papers, transaction.atomic():
        return _keep(agency, content, now, code, *papers)


def _keep(
    agency: Agency, content: dict[str, str], now: datetime, code: str, paper: Paper | None = None
) -> tuple[FilingDraft, str]:
    written = {"content": json.dumps(content, ensure_ascii=False), "kept_at": now}
    written |= {"expires_at": now + KEPT_FOR, "agency": agency}
    draft = draft_of(code, now=now)
    if draft is None:
        code = f"{query_codes.new_code()}-{query_codes.new_code()}"
        draft = FilingDraft(code_hash=query_codes.code_hash(PURPOSE, code), **written)
    for name, value in written.items():
        setattr(draft, name, value)
    if paper is not None:
        laying.delete_later(draft.paper.storage, draft.paper.name)
        draft.paper, draft.paper_type = paper.content.path, paper.media_type
        paper.content.named_by.append(draft)
    draft.save()
    return draft, code


def paper_of(draft: FilingDraft | None) -> Paper | None:
    """The identity paper that is kept with ``draft``; None too when its file is lost or damaged."""
    if draft is None or not draft.paper:
        return None
    try:
        with draft.paper.open("rb") as file:
            return Paper("", draft.paper_type, crypto.decrypt_bytes(file.read()))
    except (FileNotFoundError, ValueError):
        return None


def draft_of(code: str, *, now: datetime) -> FilingDraft | None:
    """The draft that ``code`` opens, unless its days are over."""
    if not code:
        return None
    rows = FilingDraft.objects.filter(code_hash=query_codes.code_hash(PURPOSE, code), expires_at__gt=now)
    return rows.select_related("agency__regime").first()


def content_of(draft: FilingDraft) -> dict[str, str]:
    """What was typed, by the names of the fields."""
    if isinstance(draft.content, crypto.Unreadable):
        return {}
    return json.loads(draft.content)


def drop_draft(code: str) -> bool:
    """Delete the draft of ``code``; whether there was one."""
    return bool(code and _delete(FilingDraft.objects.filter(code_hash=query_codes.code_hash(PURPOSE, code))))


def forget_drafts(*, now: datetime) -> int:
    """Delete the drafts whose days are over. Returns how many."""
    return _delete(FilingDraft.objects.filter(expires_at__lte=now))


def _delete(drafts: QuerySet[FilingDraft]) -> int:
    """Delete drafts and their papers."""
    papers = [draft.paper for draft in drafts.exclude(paper="")]
    number = drafts.delete()[0]
    for paper in papers:
        laying.delete_later(paper.storage, paper.name)
    return number


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
