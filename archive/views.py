"""The shelf of sealed files, sealing, and the reports for supervisors."""

from datetime import date, timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Case, Count, QuerySet, When
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from archive import actions, displaying, proof, shelf, volumes
from archive.forms import EarlyEndForm, PeriodReportForm, ShelfFilter
from archive.models import ArchiveFile, ArchiveSupplement
from archive.reports.matter import matter_report
from archive.reports.period import period_report
from archive.reports.rows import changed_words
from archive.rules import END_DISPLAY, READ_ARCHIVE
from catalog.models import Disclosure, Version
from catalog.models.disclosures import ON_DISPLAY
from catalog.rules import ARCHIVE
from core.bodies.renaming import called
from core.exports import pdf
from core.models import Agency, User
from core.permissions import may, reach, reaches
from core.proof import evidence
from core.web import pagination, refusals
from core.web.methods import require_POST
from requests_app.models import Application
from requests_app.rules import ARCHIVE as ARCHIVE_APPLICATION
from supervision.access import agencies_in
from supervision.rules import WATCH

ROWS = 30
WAITING = 20


def _trail(*steps: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Workplace"), reverse("workplace")), *steps]


@login_required
@require_safe
def files(request: HttpRequest) -> HttpResponse:
    """The sealed files by year and number, and what waits to be sealed by the person who asks."""
    today = timezone.localdate()
    reads, seals, seals_applications = reaches(
        request.user, READ_ARCHIVE, ARCHIVE, ARCHIVE_APPLICATION, on=today
    )
    if not reads and not seals:
        raise PermissionDenied
    found = shelf.readable_by(request.user, on=today)
    years = list(found.order_by("-year").values("year").annotate(count=Count("pk")))
    narrowing = ShelfFilter(request.GET, queryset=found, years=[row["year"] for row in years])
    chosen = (
        narrowing.qs.select_related("agency", "department")
        .defer("manifest")
        .order_by("-year", "agency", "position")
    )
    page = Paginator(chosen, ROWS).get_page(request.GET.get("page"))
    ended = Case(When(shelf.display_ended(today), then=True), default=False)
    disclosures = shelf.disclosures_to_seal(request.user, on=today).select_related(
        "agency__regime", "department"
    )
    disclosures = disclosures.annotate(is_over=ended)
    applications = shelf.applications_to_seal(request.user, on=today).select_related("agency", "department")
    shown = list(disclosures[:WAITING]) if seals else []
    file_by = displaying.file_by(one for one in shown if one.is_over)
    context = {
        "trail": _trail(),
        "rows": [(one, file_by.get(one.pk)) for one in shown],
        "today": today,
        "overdue": _overdue(request.user, today),
        "years": years,
        "year": narrowing.chosen.get("year"),
        "page": page,
        "disclosures": shown,
        "disclosures_count": disclosures.count() if seals else 0,
        "over_count": disclosures.filter(is_over=True).count() if seals else 0,
        "applications": applications[:WAITING] if seals_applications else [],
        "applications_count": applications.count() if seals_applications else 0,
        "corrections": _corrections(request.user) if seals else [],
        "may_seal": bool(seals),
        **pagination.links(page, request.GET, said=narrowing.said),
    }
    return render(request, "archive/shelf.html", context)


def _overdue(user: User, today: date) -> list[tuple[Disclosure, date]]:
    """What ``user`` may read and should lie in the archive by a day that has passed (A-049), the oldest day first."""
    waiting = shelf.ended(today).filter(reach(user, READ_ARCHIVE, on=today).q())
    waiting = waiting & Disclosure.objects.readable_by(user, on=today)
    found = {one.pk: one for one in waiting.select_related("agency__regime", "department")}
    late = [(found[pk], day) for pk, day in displaying.file_by(found.values()).items() if day < today]
    return sorted(late, key=lambda row: (row[1], row[0].pk))[:WAITING]


def _corrections(user: User) -> QuerySet[Version]:
    """Corrections of archived matters whose volume ``user`` may seal, the earliest first."""
    waiting = volumes.to_seal(user, on=timezone.localdate()).select_related(
        "disclosure__agency", "disclosure__archive_file"
    )
    return waiting.defer("body", "elements", "disclosure__archive_file__manifest")[:WAITING]


@login_required
@require_safe
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """One sealed file: what it holds, and whether it is what was sealed."""
    found = _readable(request, pk)
    if proof.is_erased(found):
        return render(request, "archive/erased.html", _erased(found))
    context = {
        "file": found,
        **_called(found),
        "faults": proof.faults(found),
        "sealed": found.manifest,
        **shelf.places_in(found.manifest),
        "supplements": _supplements(found),
        "volumes": _volumes(found),
        "waiting": volumes.waiting_for(found),
        "may_seal": bool(found.disclosure)
        and may(request.user, ARCHIVE, found.disclosure, on=timezone.localdate()),
        "trail": _trail((_("Archive files"), reverse("archive:shelf"))),
    }
    return render(request, "archive/file.html", context)


def _called(found: ArchiveFile) -> dict[str, str]:
    """The names that its body and department had when it was sealed."""
    department = found.department and called(found.department, found.sealed_at)
    return {"agency": called(found.agency, found.sealed_at), "department": department or ""}


def _erased(found: ArchiveFile) -> dict:
    """What is left of a file whose contents two people erased: number, digest, the proof, and whether that holds."""
    return {
        "file": found,
        **_called(found),
        "faults": proof.faults(found),
        "erasure": found.disclosure.erasure,
        "trail": _trail((_("Archive files"), reverse("archive:shelf"))),
    }


def _volumes(found: ArchiveFile) -> list[ArchiveFile]:
    """All files of an application that was sealed more than once, the first one first."""
    if found.application is None:
        return []
    files = found.application.archive_files.select_related("sealed_by").defer("manifest").order_by("pk")
    return list(files) if len(files) > 1 else []


def _supplements(found: ArchiveFile) -> list[ArchiveSupplement]:
    """The further volumes, each with what it changed in words."""
    volumes_of = list(found.supplements.select_related("sealed_by", "version__approved_by"))
    for volume in volumes_of:
        volume.changed = changed_words(volume.manifest["changed"])
    return volumes_of


@login_required
@require_safe
def manifest(request: HttpRequest, pk: int) -> HttpResponse:
    """The sealed contents as they were hashed, for checking them elsewhere."""
    found = _readable(request, pk)
    return _contents(found)


@login_required
@require_safe
def supplement(request: HttpRequest, pk: int, position: int) -> HttpResponse:
    """The sealed contents of a further volume, as they were hashed."""
    return _contents(get_object_or_404(_readable(request, pk).supplements, position=position))


def _contents(volume: ArchiveFile | ArchiveSupplement) -> HttpResponse:
    response = JsonResponse(volume.manifest, json_dumps_params={"ensure_ascii": False, "sort_keys": True})
    response["Content-Disposition"] = f'attachment; filename="{volume.number}.json"'
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def end_display(request: HttpRequest, pk: int) -> HttpResponse:
    """Say why the display of a disclosure ends before its time, or agree as the second person."""
    today, now = timezone.localdate(), timezone.now()
    mine = Disclosure.objects.readable_by(request.user, on=today).filter(
        reach(request.user, END_DISPLAY, on=today).q(), status__in=ON_DISPLAY
    )
    matter = get_object_or_404(mine.select_related("agency__regime"), pk=pk)
    asked = displaying.early_end(matter)
    form = EarlyEndForm(request.POST if request.method == "POST" and asked is None else None)
    if request.method == "POST" and (asked or form.is_valid()):
        with refusals.told(request):
            if asked:
                displaying.agree_to_end(matter, by=request.user, now=now)
            else:
                displaying.ask_to_end(matter, by=request.user, now=now, **form.cleaned_data)
            messages.success(
                request,
                _("Agreed: its file can be closed.") if asked else _("Asked: a second person agrees now."),
            )
        return redirect("archive:end_display", matter.pk)
    context = {
        "matter": matter,
        "until": displaying.ends_on(matter) - timedelta(days=1),
        "is_over": displaying.ends_on(matter) <= today,
        "asked": asked,
        "form": form,
        "may_agree": asked is not None and asked.agreed_at is None and asked.asked_by_id != request.user.pk,
        "trail": _trail((_("Archive files"), reverse("archive:shelf"))),
    }
    return render(request, "archive/end_display.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def seal_disclosure(request: HttpRequest, pk: int) -> HttpResponse:
    """Seal the file of one disclosure."""
    matter = get_object_or_404(Disclosure.objects.readable_by(request.user, on=timezone.localdate()), pk=pk)
    return _sealed(request, lambda: actions.seal_disclosure(matter, by=request.user, now=timezone.now()))


@login_required
@require_POST
def seal_application(request: HttpRequest, pk: int) -> HttpResponse:
    """Seal the file of one application."""
    matter = get_object_or_404(Application.objects.readable_by(request.user, on=timezone.localdate()), pk=pk)
    return _sealed(request, lambda: actions.seal_application(matter, by=request.user, now=timezone.now()))


@login_required
@require_POST
def seal_supplement(request: HttpRequest, pk: int) -> HttpResponse:
    """Seal one correction of an archived disclosure as a further volume of its file."""
    version = get_object_or_404(
        Version.objects.filter(
            disclosure__in=Disclosure.objects.readable_by(request.user, on=timezone.localdate())
        ),
        pk=pk,
    )

    return _sealed(request, lambda: actions.seal_supplement(version, by=request.user, now=timezone.now()))


def _sealed(request: HttpRequest, seal) -> HttpResponse:
    with refusals.told(request):
        made = seal()
        messages.success(request, _("The file %(number)s is sealed.") % {"number": made})
        return redirect(made.file if isinstance(made, ArchiveSupplement) else made)
    return redirect("archive:shelf")


@login_required
@require_safe
def matter_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The PDF archive report of one matter (A-050); 404 when its contents were erased."""
    found = _readable(request, pk)
    if proof.is_erased(found):
        raise Http404(_("Its contents were erased by two people, with a proof."))
    evidence.keep_head(now=timezone.now())  # what is printed is what the witness is told
    return pdf.answer(
        request,
        "archive/pdf/report.html",
        {"report": matter_report(found)},
        name=f"{found.number}.pdf",
        lang=get_language(),
    )


@login_required
@require_safe
def period_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    """The PDF archive report of a department, or a whole agency, over a period (A-050)."""
    today = timezone.localdate()
    [found] = reaches(request.user, WATCH, on=today)
    agency = get_object_or_404(agencies_in(found).select_related("regime"), slug=slug)
    form = PeriodReportForm(request.GET, agency=agency, found=found, today=today)
    if form.is_valid():
        department = form.cleaned_data["department"]
        with refusals.said_in(form):
            report = period_report(form.scope, department=department, user=request.user, today=today)
            evidence.keep_head(now=timezone.now())
            name = f"{department or agency} {form.scope.since} {form.scope.until}.pdf"
            return pdf.answer(
                request, "archive/pdf/report.html", {"report": report}, name=name, lang=get_language()
            )
    return _report_form(request, agency, form, status=422)


@login_required
@require_safe
def reports(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose a department and a period for a report."""
    today = timezone.localdate()
    [found] = reaches(request.user, WATCH, on=today)
    agency = get_object_or_404(agencies_in(found), slug=slug)
    form = PeriodReportForm(request.GET, agency=agency, found=found, today=today)
    return _report_form(request, agency, form, status=200 if form.is_valid() else 422)


def _report_form(
    request: HttpRequest, agency: Agency, form: PeriodReportForm, *, status: int
) -> HttpResponse:
    trail = _trail((_("Supervision"), reverse("supervision:overview")))
    context = {"agency": agency, "form": form, "trail": trail}
    return render(request, "archive/reports.html", context, status=status)


def _readable(request: HttpRequest, pk: int) -> ArchiveFile:
    found = shelf.readable_by(request.user, on=timezone.localdate()).select_related(
        "agency", "department", "disclosure__item", "disclosure__obligation", "disclosure__department",
        "application__points_to__department", "sealed_by",
    )  # fmt: skip
    return get_object_or_404(found, pk=pk)
