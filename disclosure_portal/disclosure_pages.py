"""One disclosure with everything that belongs to it: where it was placed, what it fulfilled, what people said."""

from datetime import datetime
from functools import lru_cache, partial
from http import HTTPStatus

from django.db.models import Exists, OuterRef, Subquery, prefetch_related_objects
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalog import content
from catalog.disclosures import authenticity, records
from catalog.disclosures.authenticity import Standing
from catalog.disclosures.relations import relations_of
from catalog.disclosures.visibility import NOTHING, Sight, sight_of, visitor_of
from catalog.models import (
    Attachment,
    Audience,
    Consultation,
    Disclosure,
    Erasure,
    Obligation,
    Placement,
    Relation,
    Version,
)
from catalog.obligations.from_formation import late_words
from catalog.obligations.record import days_words
from catalog.public.lists import Addresses
from catalog.subjects import SubjectClass
from core import canonical
from core.client_ip import visitor
from core.database.prepared import Prepared
from core.deadlines import calendars
from core.files.types import download
from core.guests import form_once
from core.models import Discrepancy, LogEntry
from core.models.names import CALLED
from core.models.people import in_language
from core.proof import findings
from core.proof.evidence import Fault
from core.text import richtext
from core.web import refusals
from core.web.addresses import number_in, standing
from core.web.methods import require_POST
from disclosure_portal import evidence_pages
from review import feedback_window
from review.actions import receive_opinion, takes_opinions
from review.forms import OpinionForm
from review.models import FeedbackStage, Opinion

OPINIONS = 20
SUBJECTS = dict(SubjectClass.choices)
# What the page shows; whatever else is asked of a row is fetched then.
SHOWN = (
    *content.RECORDED,
    *("status", "withdrawn_because", "repealed_on", "repealed_because", "is_emergency"),
    *("index_number", "published_on"),
    *("proposed_at", "approved_at", "published_at", "agency_id", "department_id", "item_id", "obligation_id"),
    *("agency__slug", "agency__code", "agency__name", "agency__name_en", "agency__regime__code"),
    *("agency__opened_at", "agency__closed_at", "agency__calendar"),
    *CALLED,
    *("department__slug", "department__name", "department__name_en", "department__path"),
    *("item__code", "item__name", "item__name_en", "item__elements", "item__is_key"),
    *("obligation__label", "obligation__label_en"),
    *("obligation__propose_by", "obligation__publish_from", "obligation__publish_by"),
    "obligation__occurrence_id",
)
ENTRIES = LogEntry.objects.filter(
    subject=OuterRef("index_number"), kind__in=["published", "corrected"]
).order_by("-number")
CONSULTATIONS = Consultation.objects.filter(
    disclosure=OuterRef("pk"), status=Consultation.Status.CONCLUDED
).order_by("-pk")
# One question instead of five: most disclosures have no file and no answered opinion, and nobody need ask again.
FOR_PAGE = Prepared(
    lambda pk: (
        authenticity.beside(Disclosure.objects.filter(pk=pk))
        .select_related("agency__regime", "department", "item", "obligation")
        .only(*SHOWN)
        .annotate(
            log_number=Subquery(ENTRIES.values("number")[:1]),
            log_hash=Subquery(ENTRIES.values("hash")[:1]),
            consultation=Subquery(CONSULTATIONS.values("pk")[:1]),
            has_versions=Exists(Version.objects.filter(disclosure=OuterRef("pk"))),
            has_relations=Exists(Relation.objects.filter(later=OuterRef("pk"))),
            has_back_relations=Exists(Relation.objects.filter(earlier=OuterRef("pk"))),
            has_prompted=Exists(Opinion.objects.public().filter(response=OuterRef("pk"))),
            has_opinions=Exists(Opinion.objects.public().filter(disclosure=OuterRef("pk"))),
        )
    ),
    pk=int,
)
PLACEMENTS = Prepared(
    lambda disclosure: (
        Placement.objects.filter(disclosure=disclosure)
        .exclude(task=Placement.Task.TAKE_DOWN)
        .values("name", "name_en", "placed_on", "place", "task")
    ),
    disclosure=int,
)


@require_safe
def disclosure(request: HttpRequest, pk: int) -> HttpResponse:
    """One disclosure, or the tombstone of one that was withdrawn."""
    found, sight = seen_or_404(request, pk)
    return _shown(request, found, sight)


@require_POST
def opinion(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an opinion on a disclosure; what was typed wrong is said on the same page, and nothing typed is lost."""
    found, sight = seen_or_404(request, pk)
    form = OpinionForm(request.POST, inside=found.audience != Audience.PUBLIC)
    if form.is_valid():
        now = timezone.now()
        with refusals.said_in(form):
            return form_once.send(
                request,
                partial(_take, request, found, form, now),
                purpose="opinion",
                now=now,
                takes_doubtful=True,
            )
    return _shown(request, found, sight, refused=form)


def _take(request: HttpRequest, found: Disclosure, form: OpinionForm, now: datetime) -> form_once.Answer:
    """Take the opinion of ``form`` down: the thanks for it, and when it is answered."""
    taken = receive_opinion(
        found,
        now=now,
        source=visitor(request),
        doubtful=form.is_doubtful,
        by=None if found.is_public else request.user,
        **form.opinion,
    )
    if taken.status == Opinion.Status.HELD:
        thanks = _("Thank you. Your opinion is kept; somebody looks at it before it is answered, by %(day)s.")
    else:
        thanks = _(
            "Thank you. The agency answers by %(day)s; opinion and answer are then published together."
        )
    return form_once.Answer(
        reverse("disclosure", args=[found.pk]), thanks % {"day": date_format(taken.answer_by)}
    )


def _shown(
    request: HttpRequest, found: Disclosure, sight: Sight, *, refused: OpinionForm | None = None
) -> HttpResponse:
    """As much of ``found`` as ``sight`` allows, with the form that was ``refused`` and all that was typed into it."""
    status = HTTPStatus.OK if refused is None else HTTPStatus.UNPROCESSABLE_ENTITY
    if not sight.text:
        return render(request, "pages/tombstone.html", _tombstone(found, refused), status=status)
    context = _page(found, request)
    if refused is not None:
        context |= {"opinion_form": _fields(refused), "opens_form": True}
    return render(request, "pages/disclosure.html", context, status=status)


def _tombstone(found: Disclosure, refused: OpinionForm | None) -> dict:
    """What is left of a withdrawn disclosure; who was typing an opinion on it is told, and gets the words back."""
    withdrawn_at = found.events.filter(action="withdraw").values_list("at", flat=True).first()
    log = LogEntry.objects.filter(subject=found.index_number)
    typed = refused.data.get("text", "").strip() if refused else ""
    erased = Erasure.objects.filter(disclosure=found).first()
    return {
        **_head(found),
        "withdrawn_at": withdrawn_at,
        "log": log,
        "form": refused,
        "typed": typed,
        "erased": erased,
        "record_href": reverse("record", args=[found.pk]) if erased and log else "",
    }


def seen_or_404(request: HttpRequest, pk: int) -> tuple[Disclosure, Sight]:
    """The disclosure with its entry in the log, and what the visitor sees of it; 404 where that is nothing."""
    found = next(iter(FOR_PAGE.rows(pk=pk)), None)
    sight = sight_of(found, visitor_of(request), on=timezone.localdate()) if found else NOTHING
    if not sight.exists:
        raise Http404
    return found, sight


def standing_of(found: Disclosure) -> Standing | None:
    """What of ``found`` differs from what was published; None when nothing does. That costs one digest; only when it
    does not fit, every entry is looked at, and what differs is written down."""
    if found.has_files:
        prefetch_related_objects([found], "attachments")
    if authenticity.is_plainly_whole(found):
        return None
    differing = authenticity.differing([found.pk]).get(found.pk)
    if differing:
        place, kind = Disclosure._meta.db_table, Discrepancy.Kind.TEXT
        told = [
            Fault(kind, place, found.pk, sentence, found.index_number, found.agency_id)
            for sentence in differing.faults
        ]
        findings.write_down(told, now=timezone.now())
    return differing


@require_safe
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """The canonical record (RFC 8785) whose digest the public log carries; an earlier one with ``?version=1``. Of
    what two people erased it is the record of what is left."""
    found, sight = seen_or_404(request, pk)
    is_erased = not sight.text and Erasure.objects.filter(disclosure=found).exists()
    if not (sight.text or is_erased) or not found.published_at:
        raise Http404
    whole = Disclosure.objects.select_related("agency", "department", "item").get(pk=pk)
    made = records.published(whole, number_in(request.GET.get("version")))
    if standing_of(found) or made and not made[1]:
        return evidence_pages.differs(request, whole)
    if made is None:
        raise Http404
    kept, _is_told = made
    response = HttpResponse(canonical.canonical(kept), content_type="application/json")
    name = f"{whole.index_number}-v{kept['version']}.json".replace("/", "-")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _head(found: Disclosure) -> dict:
    """What stands around every disclosure: where it belongs, and its entries in the public log."""
    addresses = Addresses()
    agency = found.agency.slug
    return {
        "disclosure": found,
        "differs": standing_of(found),
        "is_early": bool(found.told) and "record_sha256" not in found.told,
        "told_sha256": found.told.get("record_sha256", "") if found.told else "",
        "subject_class": SUBJECTS.get(found.subject_class, ""),
        "agency_href": addresses.agency(agency),
        "department_href": addresses.department(agency, found.department.slug),
        "item_href": addresses.item(agency, found.item.code),
        "log_href": standing("log"),
        "published_on": date_format(found.published_on) if found.published_on else "",
        "trail": [
            (_("Disclosures"), standing("catalog:latest")),
            (found.agency_then, addresses.agency(agency)),
            (found.item, addresses.item(agency, found.item.code)),
        ],
    }


def _page(found: Disclosure, request: HttpRequest) -> dict:
    return _head(found) | _content(found) | _opinions(found, request.GET.get("opinions", ""))


def _content(found: Disclosure) -> dict:
    """What the disclosure says, and how it came to be public."""
    validity = found.validity_on(timezone.localdate())
    obligation = found.obligation
    late_by = _late_by(found, obligation)
    addresses = Addresses()
    relations, replaced_by = (
        relations_of(found) if found.has_relations or found.has_back_relations else ([], None)
    )
    return {
        "relations": relations,
        "replaced_by": replaced_by,
        "replaced_by_differs": next((one[2] for one in relations if one[1] == replaced_by), None),
        "history_href": f"{addresses.disclosure(found.pk)}history/" if found.published_on else "",
        "emergency": _emergency(found),
        "repealed_on": date_format(found.repealed_on) if found.repealed_on else "",
        "body": richtext.shown(found.body),
        "parts": _parts(found),
        "files": list(found.attachments.all()) if found.has_files else [],
        "placements": [_placement(row) for row in PLACEMENTS.rows(disclosure=found.pk)],
        "validity": validity,
        "valid_days": _valid_days(found),
        "formed_on": date_format(found.formed_on),
        "timeline": _timeline(found),
        "obligation_href": f"{standing('catalog:owed')}?agency={found.agency.slug}&item={found.item.code}&state=came",
        "matter_href": standing("home") + f"matters/{obligation.occurrence_id}/"
        if obligation and obligation.occurrence_id
        else "",
        "obligation_name": in_language(obligation.label, obligation.label_en) if obligation else "",
        "obligation_days": _days_of(obligation) if obligation else "",
        "opinion_action": f"{addresses.disclosure(found.pk)}opinion/",
        "is_in_time": not late_by,
        "late_words": late_words(late_by) if late_by else "",
    }


def _emergency(found: Disclosure) -> dict | None:
    """What the public sees of a publication in an emergency: why, and whether somebody has reviewed it since."""
    review = getattr(found, "emergency", None) if found.is_emergency else None
    if review is None:
        return None
    reviewed_on = timezone.localdate(review.reviewed_at) if review.reviewed_at else None
    rule = found.agency.regime.version_on(found.published_on).rules.emergency
    return {
        "reason": review.reason,
        "due_on": date_format(review.due_on),
        "reviewed_on": date_format(reviewed_on) if reviewed_on else "",
        "is_missed": rule.missed_in_public and review.is_missed_on(timezone.localdate()),
    }


def _valid_days(found: Disclosure) -> str:
    """From when to when it holds, as far as it says so."""
    if not (found.valid_from or found.valid_to):
        return ""
    return " – ".join(date_format(day) if day else "" for day in (found.valid_from, found.valid_to))


def _late_by(found: Disclosure, obligation: Obligation | None) -> int:
    """How many working days after its day it was published, or proposed where its regime names only that (X1)."""
    if obligation is None or found.published_on is None:
        return 0
    day, came = obligation.publish_by, found.published_on
    if day is None:
        day, came = obligation.propose_by, timezone.localdate(found.proposed_at)
    return max(calendars.of(found.agency).between(day, came), 1) if came > day else 0


def _days_of(obligation: Obligation) -> str:
    return days_words(
        propose_by=obligation.propose_by,
        publish_from=obligation.publish_from,
        publish_by=obligation.publish_by,
    )


def _parts(found: Disclosure) -> list[tuple[str, str]]:
    """The obligatory parts with their names, in the order of the regime of the day when the disclosure was formed."""
    if not found.elements:
        return []
    found.item.agency = found.agency  # the same agency: spares looking it up again
    named = [
        (str(part.name), found.elements.get(part.code)) for part in found.item.elements_on(found.formed_on)
    ]
    return [(name, richtext.shown(str(text))) for name, text in named if text]


def _placement(row: dict) -> dict:
    """One channel, with its day and place; that the place is this very page need not be said."""
    day, here = row["placed_on"], row["place"].startswith("/")
    return {
        "name": in_language(row["name"], row["name_en"]),
        "iso": day.isoformat() if day else "",
        "day": date_format(day) if day else "",
        "place": "" if here else row["place"],
        "is_again": row["task"] == Placement.Task.UPDATE,
    }


def _timeline(found: Disclosure) -> list[tuple[str, str, str]]:
    """The steps that the public sees, oldest first, as (day, day in words, sentence). Persons are not named."""
    steps = [
        (found.proposed_at, _("Proposed by %(department)s") % {"department": found.department_then}),
        (found.approved_at, _("Approved")),
        (found.published_at, _("Published")),
    ]
    if found.status == Disclosure.Status.ARCHIVED:
        archived = found.events.filter(action="archive").values_list("at", flat=True).first()
        steps.append((archived, _("Archived")))
    days = ((timezone.localdate(at), sentence) for at, sentence in steps if at)
    return [(day.isoformat(), date_format(day), sentence) for day, sentence in days]


def _opinions(found: Disclosure, page: str) -> dict:
    """One page of the answered opinions, and the form for a new one while the disclosure is public."""
    number = int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 1
    start = (max(number, 1) - 1) * OPINIONS
    answered = found.opinions.public().select_related("response")
    opinions = list(answered[start : start + OPINIONS + 1]) if found.has_opinions else []
    return {
        "opinions": opinions[:OPINIONS],
        "older_opinions": f"?opinions={max(number, 1) + 1}#opinions" if len(opinions) > OPINIONS else "",
        "newer_opinions": f"?opinions={number - 1}#opinions" if number > 1 else "",
        "opinion_form": _opinion_form(get_language(), found.audience != Audience.PUBLIC)
        if takes_opinions(found)
        else "",
        "heard_until": _heard_until(found),
        "collected_until": _collected_until(found),
        "prompted_by": _prompted_by(found) if found.has_prompted else [],
    }


def _prompted_by(found: Disclosure) -> list[tuple[Opinion, Standing | None]]:
    """The answered opinions because of which it was disclosed, on what everybody may read; and what of that differs."""
    prompted = Opinion.objects.public().filter(response=found).select_related("disclosure").order_by("pk")
    shown = [one for one in prompted if one.disclosure.is_public]
    differing = authenticity.differing(one.disclosure_id for one in shown)
    return [(one, differing.get(one.disclosure_id)) for one in shown]


def _heard_until(found: Disclosure) -> str:
    """The last day of the feedback stage of a key matter, while it lasts."""
    until = feedback_window.last_day(found) if found.item.is_key and found.is_public else None
    return date_format(until) if until and until >= timezone.localdate() else ""


def _collected_until(found: Disclosure) -> str:
    """The last day of its feedback stage, while feedback is collected."""
    if found.status != Disclosure.Status.FEEDBACK:
        return ""
    open_stage = FeedbackStage.objects.filter(disclosure=found, ended_on__isnull=True)
    until = open_stage.values_list("until", flat=True).first()
    return date_format(until) if until else ""


@lru_cache(maxsize=8)
def _opinion_form(language: str, inside: bool) -> SafeString:
    """The empty form, which is the same on every page of a language that is for everybody, or that is not."""
    return _fields(OpinionForm(inside=inside))


def _fields(form: OpinionForm) -> SafeString:
    return render_to_string("pages/_opinion_form.html", {"form": form})


@require_safe
def attachment(request: HttpRequest, pk: int) -> FileResponse:
    """The file itself, as it was published. It is saved, never shown inside this site's pages."""
    found = get_object_or_404(Attachment.objects.select_related("disclosure__department"), pk=pk)
    if not sight_of(found.disclosure, visitor_of(request), on=timezone.localdate()).text:
        raise Http404
    differs, faults = authenticity.file_differs(found)
    findings.write_down(faults, now=timezone.now())
    if differs:
        return evidence_pages.differs(request, found.disclosure, name=found.name)
    try:
        opened = found.file.open("rb")
    except FileNotFoundError as error:
        raise Http404(_("This file is missing from the storage.")) from error
    return download(opened, name=found.name, media_type=found.media_type, sha256=found.sha256)
