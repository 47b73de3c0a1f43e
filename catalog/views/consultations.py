"""Drafts on which everybody is asked: the list, one draft with its days, files, answers, and the form of an opinion."""

from datetime import date, datetime
from functools import partial
from http import HTTPStatus

from django import forms
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_safe

from catalog.actions import consultation_opinions
from catalog.disclosures import authenticity, records
from catalog.disclosures.visibility import sight_of
from catalog.forms.consultations import DraftOpinionForm
from catalog.models import Consultation, ConsultationFile, ConsultationOpinion
from catalog.obligations import consultation_duty, explanation
from catalog.public.lists import Addresses, cut
from catalog.term_words import span_words
from catalog.views.lists import agency_options
from core import canonical
from core.client_ip import visitor
from core.files.types import download
from core.guests import form_once
from core.models import Agency, Discrepancy
from core.models.names import AGENCY_CALLED
from core.models.people import in_language
from core.proof import evidence, findings
from core.proof.evidence import Fault
from core.text import diff, richtext
from core.web import narrowing, pagination, refusals
from core.web.methods import require_POST

Status = Consultation.Status
MOST_OPEN = 50
ANSWERS = 50
ROW = ("pk", "title", "closes_on", "status", *AGENCY_CALLED)


class ListForm(forms.Form):
    """By which agency the list is narrowed."""

    agency = forms.ModelChoiceField(
        label=gettext_lazy("Agency"),
        queryset=Agency.objects.public().order_by("name"),
        to_field_name="slug",
        required=False,
        error_messages={"invalid_choice": gettext_lazy("There is no such agency here.")},
    )


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """What is open for opinions, the nearest last day first, and what was, the newest first."""
    form, today = ListForm(request.GET), timezone.localdate()
    rows = Consultation.objects.public()
    agency = form.cleaned_data["agency"] if form.is_valid() else None
    if not form.is_valid():
        rows = rows.none()
    elif agency:
        rows = rows.filter(agency=agency)
    open_now = rows.taking_opinions(today).order_by("closes_on", "pk").values(*ROW)[:MOST_OPEN]
    past = rows.exclude(status=Status.OPEN, closes_on__gte=today)
    page = cut(past.values(*ROW), request.GET.dict(), day="closes_on")
    context = {
        "trail": [],
        "errors": narrowing.said_of(form, request.GET),
        "agency": agency,
        "agencies": agency_options(request.GET.get("agency")),
        "open": dressed(open_now),
        "rows": dressed(page.rows),
        "newer_url": page.preceding,
        "older_url": page.following,
        "feed_href": reverse("catalog:consultations_feed") + (f"?agency={agency.slug}" if agency else ""),
    }
    return render(request, "catalog/consultations.html", context)


def dressed(rows) -> list[dict]:
    """Rows of ``ROW`` with addresses and names in the language of the page."""
    rows, root = list(rows), reverse("catalog:consultations")
    differing = authenticity.drafts_differing(row["pk"] for row in rows)
    return [
        {
            "href": f"{root}{row['pk']}/",
            "title": row["title"],
            "differs": differing.get(row["pk"]),
            "iso": row["closes_on"].isoformat(),
            "day": date_format(row["closes_on"]),
            "status": Status(row["status"]),
            "agency": in_language(row["agency_called"], row["agency_called_en"]),
        }
        for row in rows
    ]


def _public() -> QuerySet[Consultation]:
    return Consultation.objects.public().select_related(
        *("agency__regime", "department", "disclosure__item__agency", "disclosure__agency__regime"),
        "disclosure__corrects",
    )


@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One draft: what is asked, its text and days, the form while it is open, the answers once they are published."""
    found = get_object_or_404(_public(), pk=pk)
    return render(request, "catalog/consultation.html", _page(request, found, DraftOpinionForm()))


@require_POST
def opinion(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an opinion; what was typed wrong is said on the same page, and nothing typed is lost."""
    found = get_object_or_404(_public(), pk=pk)
    form = DraftOpinionForm(request.POST)
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
    context = _page(request, found, form)
    return render(request, "catalog/consultation.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY)


def _take(
    request: HttpRequest, found: Consultation, form: DraftOpinionForm, now: datetime
) -> form_once.Answer:
    """Take the opinion of ``form`` down: the thanks for it."""
    consultation_opinions.receive(
        found, now=now, source=visitor(request), doubtful=form.is_doubtful, **form.opinion
    )
    thanks = _("Thank you. Your opinion is answered after %(day)s, in a table that everybody can read.")
    return form_once.Answer(found.get_absolute_url(), thanks % {"day": date_format(found.closes_on)})


def _page(request: HttpRequest, found: Consultation, form: DraftOpinionForm) -> dict:
    today, addresses = timezone.localdate(), Addresses()
    agency, item = found.agency, found.disclosure.item
    return {
        "consultation": found,
        **standing_of(found),
        "trail": [
            (_("Consultations"), reverse("catalog:consultations")),
            (found.agency_then, addresses.agency(agency.slug)),
        ],
        "department_href": addresses.department(agency.slug, found.department.slug),
        "item": item,
        "item_href": addresses.item(agency.slug, item.code),
        "final_href": addresses.disclosure(found.disclosure_id) if _has_final(found) else "",
        "is_gone": found.status != Status.WITHDRAWN and not found.shows_text,
        "gone_href": addresses.disclosure(found.disclosure.corrects_id or found.disclosure_id),
        **(_draft(found) if found.shows_text else {}),
        "takes_opinions": found.takes_opinions(today),
        "form": form,
        "status": _status(found, today),
        "events": _timeline(found),
        **_broken_off(found),
        **_days(found, today),
        **(_answers(found, request) if found.status == Status.CONCLUDED and found.shows_text else {}),
    }


def standing_of(found: Consultation) -> dict:
    """What differs from what was put out, the last entry that tells of it, and the digest of its record; what differs
    is written down."""
    compared = authenticity.draft_standing(found)
    entry, place, number = compared.entry, Consultation._meta.db_table, found.disclosure.index_number
    if not compared.is_whole:
        kind = Discrepancy.Kind.TEXT
        told = [Fault(kind, place, found.pk, said, number, found.agency_id) for said in compared.faults]
        findings.write_down(told, now=timezone.now())
    told_sha256 = (
        "" if entry is None or entry.kind == records.ERASED else entry.payload.get("record_sha256", "")
    )
    return {
        "differs": None if compared.is_whole else compared,
        "entry": entry,
        "told_sha256": told_sha256 if found.shows_text else "",
    }


@require_safe
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """The canonical record (RFC 8785) of the draft as it stands, whose digest the public log carries."""
    found = get_object_or_404(_public(), pk=pk)
    stands = standing_of(found)
    if stands["differs"]:
        return render(
            request, "catalog/draft_differs.html", {"consultation": found}, status=HTTPStatus.CONFLICT
        )
    if not stands["told_sha256"]:
        raise Http404
    entry = stands["entry"]
    table = records.answers(found) if entry.kind == "consultation_concluded" else None
    made = records.record_of_draft(found, by=entry.payload["bodies"], table=table)
    response = HttpResponse(canonical.canonical(made), content_type="application/json")
    name = f"{found.disclosure.index_number}-consultation-{found.pk}.json".replace("/", "-")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _draft(found: Consultation) -> dict:
    """The text that was put out, with its parts and files."""
    return {
        "body": richtext.shown(found.body),
        "parts": [
            (name, richtext.shown(text))
            for name, text in _texts(found, found.elements).items()
            if text.strip()
        ],
        "files": list(found.files.all()),
    }


def _broken_off(found: Consultation) -> dict:
    """The day on which it was ended while opinions were taken, and how many had come."""
    if found.status != Status.WITHDRAWN:
        return {}
    ended = found.events.filter(action="withdraw", previous=Status.OPEN).values_list("at", flat=True).first()
    return {"broken_off": ended, "opinions_came": found.opinions.count()} if ended else {}


def _has_final(found: Consultation) -> bool:
    return found.status == Status.CONCLUDED and found.disclosure.is_public


def _status(found: Consultation, today: date) -> Status:
    """Its status; when the clock is late, what is over is called closed all the same."""
    is_over = found.status == Status.OPEN and not found.takes_opinions(today)
    return Status.CLOSED if is_over else Status(found.status)


def _days(found: Consultation, today: date) -> dict:
    """How many days are left, and why it lasts that long: each day of the shortest time, and its source."""
    counting = consultation_duty.counting(found.agency, found.opens_on)
    shortest = explanation.explain_span(found.opens_on, found.least, counting)
    return {
        "days_left": (found.closes_on - today).days,
        "is_provisional": counting.calendar.is_provisional(found.closes_on),
        "least": span_words(found.least),
        "least_day": shortest.day,
        "least_rows": shortest.rows,
        "counts_calendar_days": not found.least.working,
    }


def _texts(found: Consultation, said: dict) -> dict[str, str]:
    """The obligatory parts by their names, in the order of the regime, with what is ``said`` of each."""
    disclosure = found.disclosure
    disclosure.item.agency = disclosure.agency  # the same agency: spares looking it up again
    named = disclosure.item.elements_on(disclosure.formed_on)
    return {str(part.name): str(said.get(part.code, "")) for part in named}


def _answers(found: Consultation, request: HttpRequest) -> dict:
    """A page of the table of answers, and how many opinions of each kind there were."""
    answered = found.opinions.filter(status=ConsultationOpinion.Status.ANSWERED)
    kinds = {value: Count("pk", filter=Q(verdict=value)) for value in ConsultationOpinion.Verdict.values}
    aside = Count("pk", filter=Q(status=ConsultationOpinion.Status.SET_ASIDE))
    counted = found.opinions.order_by().aggregate(aside=aside, **kinds)
    paginator = Paginator(answered.defer("text", "name", "contact").order_by("received_on", "pk"), ANSWERS)
    paginator.count = sum(counted[value] for value in kinds)
    page = paginator.get_page(request.GET.get("page"))
    return {
        "opinions": list(page),
        "first_answer": page.start_index(),
        **pagination.links(page, request.GET, said=()),
        "counted": [(verdict, counted[verdict.value]) for verdict in ConsultationOpinion.Verdict],
        "aside": counted["aside"],
    }


def _timeline(found: Consultation) -> list[dict]:
    """The steps that the public sees. Persons are not named."""
    sentences = {
        "open": _("Opened for opinions"),
        "extend": _("Extended"),
        "close": _("Closed for opinions"),
        "conclude": _("Answers published"),
        "withdraw": pgettext("consultation", "Withdrawn"),
    }
    return [
        {
            "at": event.at,
            "sentence": _("Broken off")
            if (event.action, event.previous) == ("withdraw", Status.OPEN)
            else sentences[event.action],
            "note": event.note if found.shows_text or event.action == "withdraw" else "",
        }
        for event in found.events.all()
        if event.action in sentences
    ]


@require_safe
def comparison(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft as it was consulted on beside the final text, once that is public."""
    found = get_object_or_404(_public().filter(status=Status.CONCLUDED), pk=pk)
    final = found.disclosure
    if not sight_of(final, None, on=timezone.localdate()).text:
        raise Http404
    before = {"": found.body, **_texts(found, found.elements)}
    after = {"": final.body, **_texts(found, final.elements)}
    compared = [
        (name, diff.compare(richtext.paragraphs(before[name]), richtext.paragraphs(after[name])))
        for name in before
    ]
    context = {
        "consultation": found,
        "differs": authenticity.differing([final.pk]).get(final.pk) or standing_of(found)["differs"],
        "final_href": Addresses().disclosure(final.pk),
        "parts": [(name, rows, diff.is_changed(rows)) for name, rows in compared if rows],
        "trail": [
            (_("Consultations"), reverse("catalog:consultations")),
            (found.title, found.get_absolute_url()),
        ],
    }
    return render(request, "catalog/consultation_comparison.html", context)


@require_safe
def file(request: HttpRequest, pk: int) -> FileResponse:
    """A file of the draft as it was put out. It is saved, never shown inside this site's pages."""
    files = ConsultationFile.objects.select_related("consultation__disclosure__corrects")
    found = get_object_or_404(files, pk=pk, consultation__in=Consultation.objects.public())
    if not found.consultation.shows_text:
        raise Http404
    faults = [*evidence.file_faults(found), *evidence.faults_of(ConsultationFile, [found.pk])]
    findings.write_down(faults, now=timezone.now())
    listed = authenticity.files_told(found.consultation)
    if faults or listed is not None and (found.name, found.sha256) not in listed:
        context = {"consultation": found.consultation, "name": found.name}
        return render(request, "catalog/draft_differs.html", context, status=HTTPStatus.CONFLICT)
    try:
        content = found.file.open("rb")
    except FileNotFoundError as error:
        raise Http404(_("This file is missing from the storage.")) from error
    return download(content, name=found.name, media_type=found.media_type, sha256=found.sha256)
