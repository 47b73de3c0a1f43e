"""What became of one disclosure: each step with the time it took, each text it had, and how it stands to others."""

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from catalog import content
from catalog.disclosures import authenticity
from catalog.disclosures.authenticity import Standing
from catalog.disclosures.visibility import sight_of, visitor_of
from catalog.models import Disclosure, DisclosureEvent, Version
from core.models import User
from core.text import richtext
from core.text.diff import Row, compare, is_changed
from core.web.addresses import number_in, standing
from review.models import Opinion

# The steps that everybody may know of, in the public's words. Drafts, returns and verdicts are the body's own.
PUBLIC_STEPS: dict[str, Promise] = {
    "propose": gettext_lazy("Proposed by the department"),
    "approve": gettext_lazy("Approved"),
    "publish": gettext_lazy("Published"),
    "publish_in_emergency": gettext_lazy("Published in an emergency"),
    "review_emergency": gettext_lazy("Reviewed after the emergency"),
    "correct": gettext_lazy("Corrected"),
    "repeal": gettext_lazy("Repealed"),
    "withdraw": gettext_lazy("Withdrawn"),
    "open_feedback": gettext_lazy("Feedback stage opened"),
    "handle_feedback": gettext_lazy("Feedback handled by the leading group"),
    "end_feedback": gettext_lazy("Collecting of feedback ended"),
    "feedback_over": gettext_lazy("Collecting of feedback ended"),
    "archive": gettext_lazy("Archived"),
    "supplement": gettext_lazy("The correction was added to the archive file"),
}
STAFF_STEPS: dict[str, Promise] = {
    **PUBLIC_STEPS,
    "name_collector": gettext_lazy("Another collector named"),
    "hand_over": gettext_lazy("Feedback handed to the leading group"),
    "draft": gettext_lazy("Drafted"),
    "endorse": gettext_lazy("Endorsed"),
    "send_back": gettext_lazy("Returned"),
    "take_back": gettext_lazy("Taken back by the department"),
    "refer": gettext_lazy("Handed on"),
    "mark_sensitive": gettext_lazy("Marked as sensitive"),
    "set_due": gettext_lazy("Days counted from the day on which it was formed"),
    "set_time": gettext_lazy("Time of publication set"),
    "clear_time": gettext_lazy("Time of publication taken away"),
}


@dataclass(frozen=True)
class Moment:
    """A step on the way of a disclosure. ``days`` passed since the one before; None for the first."""

    at: datetime
    sentence: str
    days: int | None
    note: str = ""
    actor: str = ""


@require_safe
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """The way of one disclosure and the texts it had. Two of them can be compared: ``?from=1&to=2``."""
    found = get_object_or_404(
        Disclosure.objects.select_related("agency", "department", "item"), pk=pk, corrects=None
    )
    sight = sight_of(found, visitor_of(request), on=timezone.localdate())
    if not found.published_at or not sight.exists:
        raise Http404
    is_staff = sight.inner
    versions = list(found.versions.select_related("approved_by")) if sight.text or is_staff else []
    hidden = 0 if is_staff else max((one.number for one in versions if one.hides_earlier), default=0)
    versions = [one for one in versions if one.number >= hidden]
    pair = _pair(request, versions)
    context = {
        "disclosure": found,
        "differs": _differing(found),
        "moments": moments(found, for_staff=is_staff),
        "is_staff": is_staff,
        "versions": versions[::-1],
        "hidden": hidden,
        "pair": pair,
        "parts": _compared(*pair, found) if pair else [],
        "trail": [
            (_("Disclosures"), standing("catalog:latest")),
            (found.agency_then, found.agency.get_absolute_url()),
            (found, found.get_absolute_url()),
        ],
    }
    return render(request, "pages/history.html", context)


def _differing(found: Disclosure) -> Standing | None:
    """What differs from what was published, in the text that stands or in an earlier one; None when nothing does."""
    earlier = authenticity.standing(found)
    return authenticity.differing([found.pk]).get(found.pk) or (None if earlier.is_whole else earlier)


def moments(found: Disclosure, *, for_staff: bool) -> list[Moment]:
    """The steps of ``found``, oldest first, with the days each took. Only staff see persons and inner notes."""
    words = STAFF_STEPS if for_staff else PUBLIC_STEPS
    givers = _givers(found) if for_staff else {}
    steps = [
        (event.at, str(words[event.action]), event.note, _who(event, givers))
        for event in found.events.select_related("actor")
        if event.action in words
    ]
    answered = Opinion.objects.public().filter(disclosure=found, answered_at__isnull=False)
    steps += [
        (at, _("An opinion was answered"), "", "") for at in answered.values_list("answered_at", flat=True)
    ]
    steps.sort(key=lambda step: step[0])
    gone: list[Moment] = []
    open_notes = _open_notes(found)
    for at, sentence, note, actor in steps:
        days = (timezone.localdate(at) - timezone.localdate(gone[-1].at)).days if gone else None
        shown = (note, actor) if for_staff else (note if sentence in open_notes else "", "")
        gone.append(Moment(at, sentence, days, *shown))
    return gone


def _givers(found: Disclosure) -> dict[tuple[datetime, int], User]:
    """For whom deputies gave their verdicts, by moment and deputy."""
    lent = found.verdicts.filter(acting_for__isnull=False).select_related("acting_for")
    return {(one.at, one.reviewer_id): one.acting_for for one in lent}


def _who(event: DisclosureEvent, givers: dict[tuple[datetime, int], User]) -> str:
    giver = givers.get((event.at, event.actor_id))
    if giver is None:
        return str(event.actor or "")
    return _("%(deputy)s for %(name)s") % {"deputy": event.actor, "name": giver}


def _open_notes(found: Disclosure) -> set[str]:
    """The steps whose reason was written for the public; of what was withdrawn only why it was."""
    told = ["withdraw"]
    if found.status != Disclosure.Status.WITHDRAWN:
        told += ["publish_in_emergency", "correct", "repeal"]
    return {str(PUBLIC_STEPS[step]) for step in told}


def _pair(request: HttpRequest, versions: list[Version]) -> tuple[Version, Version] | None:
    """The two versions that are asked for; without a wish the last two; None when there was never a correction."""
    by_number = {version.number: version for version in versions}
    if len(by_number) < 2:
        return None
    first = by_number.get(number_in(request.GET.get("from")), versions[-2])
    second = by_number.get(number_in(request.GET.get("to")), versions[-1])
    return (first, second) if first.number <= second.number else (second, first)


def _compared(first: Version, second: Version, found: Disclosure) -> list[tuple[str, list[Row]]]:
    """What differs between two versions, part by part, in the order of the page."""
    parts = []
    differing = content.differing(first, second)
    for field in content.FIELDS:
        if field.name not in differing:
            continue
        if field.scan == "parts":
            for part in found.item.elements_on(found.formed_on):
                texts = (richtext.plain(str(one.elements.get(part.code, ""))) for one in (first, second))
                parts.append((str(part.name), *texts))
        else:
            texts = (content.said(one, field.name) for one in (first, second))
            plain = richtext.plain if field.scan == "html" else str
            parts.append((str(field.label), *map(plain, texts)))
    parts.append(
        (_("Files"), *("\n".join(_file_line(file) for file in one.files) for one in (first, second)))
    )
    compared = [(name, compare(before, after)) for name, before, after in parts]
    return [(name, rows) for name, rows in compared if is_changed(rows)]


def _file_line(file: dict) -> str:
    return f"{file['name']} SHA-256 {file['sha256']}"
