"""\"I am done\": on a computer that others use too, nothing of what was filed or followed can be opened any more."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from core.guests import access
from core.web import cookies
from requests_app.views import public as applications
from requests_app.views import submission
from supervision.views import complaints

DOORS = (applications.FOLLOW, complaints.FOLLOW)


@never_cache
def done(request: HttpRequest) -> HttpResponse:
    """End receipts, codes and links of this browser; the page says what that means. Twice changes nothing."""
    if request.method == "POST":
        now = timezone.now()
        access.end_browser(request, now)
        for salt in DOORS:
            matter = access.behind(request.POST.get("link", ""), salt=salt)
            if matter is not None:
                access.end_pages(salt.partition(".")[0], matter, now=now)
        cookies.take_away(request, submission.LOOKED)
    response = render(request, "pages/done.html", {"is_done": request.method == "POST"})
    if request.method == "POST":
        response["Clear-Site-Data"] = '"cache"'  # Back must not show what was ended
    return response
