"""What was typed comes back: a page that holds the fields of a form that could not be taken, and sends them again.

One page for each such case: the session ended in between, the mark of the form was out of date, the portal was busy.
Nothing is stored for it: the fields stand in the page itself. Passwords are never carried.
"""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.core import signing
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from core.files import uploads
from core.web import form_stamps

CARRIED = "carried"  # the field of the sign-in page that holds what was typed before it
LASTS = 24 * 60 * 60  # seconds
SALT = "core.web.resubmission"
OURS = ("csrfmiddlewaretoken", CARRIED)
STRANGERS = ("Origin checking", "Referer checking")  # so begin Django's reasons for forms of other sites
SHOWN = 2  # a value of fewer characters is a mark of the form, not something typed

Fields = list[tuple[str, str]]


def typed_fields(request: HttpRequest) -> Fields:
    """The fields that were sent, in their order, without passwords and without the mark against forgery."""
    return [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in OURS and "password" not in name.lower()
    ]


def typed(request: HttpRequest) -> Fields:
    """``typed_fields``, and the files, which are kept for it."""
    said = typed_fields(request)
    try:
        return said + uploads.fields(request)
    except (DatabaseError, OSError):  # no room for the files: they are lost, what was typed is not
        return said


def again(
    request: HttpRequest, *, title: str, why: str, status: int, to: str = "", fields: Fields | None = None
) -> HttpResponse:
    """A page that says ``why`` a form was not taken, keeps what was typed, and sends it ``to`` again by one click."""
    context = {
        "title": title,
        "why": why,
        "kicker": status if status >= 400 else "",
        "to": to or request.get_full_path(),
        "fields": typed(request) if fields is None else fields,
    }
    context["shown"] = [value for name, value in context["fields"] if is_typed(name, value)]
    return render(request, "core/send_again.html", context, status=status)


def is_typed(name: str, value: str) -> bool:
    """Whether a person wrote it: neither a mark of the form nor a short choice of it."""
    is_mark = name in form_stamps.MARKS or name == "next" or name.endswith(uploads.ENDING)
    return not is_mark and len(value.strip()) > SHOWN and not value.isdigit()


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without a valid mark: what was typed is kept and sent again by one click.

    A form that another site sent is refused plainly: nobody shall be led to confirm what a stranger wrote.
    """
    if reason.startswith(STRANGERS) or request.headers.get("Sec-Fetch-Site") == "cross-site":
        return render(request, "403_csrf.html", status=403)
    return again(
        request,
        title=_("Not sent yet"),
        why=_(
            "The page was open for too long, you signed in or out meanwhile, or your browser keeps no cookies. What "
            "you typed is kept on this page. Look at it, then send it again."
        ),
        status=403,
    )


def carry_to_sign_in(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable:
    """When the session ended while somebody typed, the sign-in page takes what was typed along."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.method != "POST" or not _leads_to_sign_in(response, request):
            return response
        carried = signing.dumps([request.get_full_path(), typed(request)], salt=SALT, compress=True)
        context = {"form": AuthenticationForm(request), "next": "", "carried": carried}
        return render(request, "registration/login.html", context, status=403)

    return answer


def _leads_to_sign_in(response: HttpResponse, request: HttpRequest) -> bool:
    """Whether a form of a page was answered with the way to the sign-in page. Scripts get the plain answer."""
    if response.status_code != 302 or request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate":
        return False
    doors = {reverse(settings.LOGIN_URL), _admin_door()}
    return urlsplit(response["Location"]).path in doors and request.path not in doors


def _admin_door() -> str:
    try:
        return reverse("admin:login")
    except NoReverseMatch:
        return ""


def carried(request: HttpRequest) -> tuple[str, Fields] | None:
    """Where the fields that a sign-in page took along were going, and the fields; None without any, or after a day."""
    try:
        to, fields = signing.loads(request.POST.get(CARRIED, ""), salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        return None
    return to, [(name, value) for name, value in fields]


def after_sign_in(request: HttpRequest) -> HttpResponse | None:
    """The page that sends what was carried along, for somebody who has just signed in; None when nothing was."""
    found = carried(request)
    if found is None:
        return None
    to, fields = found
    return again(
        request,
        title=_("You are signed in again"),
        why=_("What you typed before was not saved yet. It is kept on this page: send it again."),
        status=200,
        to=to,
        fields=fields,
    )
