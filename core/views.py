"""Pages for machines: is the portal well?"""

from datetime import timedelta

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache

from core.models import Letter
from core.models.letters import AWAY
from core.proof import findings
from core.scheduler import schedule
from core.web import methods, writable

REMEMBERED = timedelta(days=365)


@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """200 while the database and the disk take what is written; tells when each job of the clock last ran.

    A clock that stands still is no fault of the web server, so it is told here and refused by ``healthz_clock`` only.
    """
    report = _report()
    is_well = report["database"] == report.get("storage") == "ok"
    return JsonResponse(report, status=200 if is_well else 503)


@never_cache
def healthz_clock(request: HttpRequest) -> JsonResponse:
    """The same report, but 503 when anything in it is not well: for a monitor, not for a supervisor of web."""
    report = _report()
    parts = ("database", "storage", "clock", "letters", "cache", "evidence")
    is_well = all(report.get(part) == "ok" for part in parts)
    return JsonResponse(report, status=200 if is_well else 503)


def _report() -> dict:
    now = timezone.now()
    try:
        connection.ensure_connection()
        if trouble := writable.database_trouble(now):
            return {"database": trouble}
        jobs, resting = schedule.standings(now), Letter.objects.resting(now).count()
        is_away = Letter.objects.unsent().filter(error__startswith=AWAY).exists()
        evidence = findings.standing(now)
    except DatabaseError:
        return {"database": "unreachable"}
    late = sorted(one.job.name for one in jobs if one.is_overdue)
    ran = {
        one.job.name: one.beat.ran_at.isoformat(timespec="seconds")
        for one in jobs
        if one.beat and one.beat.ran_at
    }
    said = f"{evidence['open']} findings" if evidence["open"] else "late" if evidence["late"] else "ok"
    return {
        "database": "ok",
        "storage": writable.storage_trouble() or "ok",
        "clock": "late" if late else "ok",
        "late": late,
        "letters": "resting" if resting else AWAY if is_away else "ok",
        "cache": "ok" if _cache_answers() else "unreachable",
        "resting": resting,
        "evidence": said,
        "jobs": ran,
    }


def _cache_answers() -> bool:
    """Whether Redis is there, where there is to be one. Without it pages are slower, and jobs wait in the database."""
    asked = getattr(cache, "answers", None)
    return asked is None or asked()


@never_cache
def display(request: HttpRequest, size: str) -> HttpResponse:
    """Remember in a cookie whether the visitor reads large or ordinary type, and go back to the page they came from."""
    back = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = "/"
    response = HttpResponseRedirect(methods.leading_on(back))
    response.set_cookie(
        "size", size, max_age=REMEMBERED, samesite="Lax", httponly=True, secure=request.is_secure()
    )
    return response
