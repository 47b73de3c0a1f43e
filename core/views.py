"""Pages for machines: is the portal well?"""

from datetime import timedelta

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache

from core.models import Heartbeat

STALE = timedelta(hours=2)
REMEMBERED = timedelta(days=365)


@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """200 while the database answers; tells when each job of the clock last ran, and whether that is too long ago."""
    now = timezone.now()
    try:
        connection.ensure_connection()
        beats = {beat.job: beat.ran_at for beat in Heartbeat.objects.all()}
    except DatabaseError:
        return JsonResponse({"database": "unreachable"}, status=503)
    late = sorted(job for job, ran_at in beats.items() if now - ran_at > STALE)
    jobs = {job: ran_at.isoformat(timespec="seconds") for job, ran_at in beats.items()}
    return JsonResponse({"database": "ok", "clock": "late" if late else "ok", "late": late, "jobs": jobs})


@never_cache
def display(request: HttpRequest, size: str) -> HttpResponse:
    """Remember in a cookie whether the visitor reads large or ordinary type, and go back to the page they came from."""
    back = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = "/"
    response = HttpResponseRedirect(back)
    response.set_cookie(
        "size", size, max_age=REMEMBERED, samesite="Lax", httponly=True, secure=request.is_secure()
    )
    return response
