"""Signing in: what was typed before is sent again by one click. Signing out: the browser forgets everything."""

from django.conf import settings
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from core import cookies, following, resending
from disclosure_portal.keeping_nothing import SAYS_NOTHING


class SignInView(LoginView):
    """The sign-in page of the staff."""

    def get_context_data(self, **kwargs) -> dict:
        """What was typed before stays with the page while the password is wrong."""
        carried = resending.CARRIED
        return {**super().get_context_data(**kwargs), carried: self.request.POST.get(carried, "")}

    def form_valid(self, form) -> HttpResponse:
        """Signed in: on to where one wanted, or to the page that sends what was typed."""
        response = super().form_valid(form)
        return resending.after_sign_in(self.request) or response


class SignOutView(LogoutView):
    """The end of a session, after which the browser holds nothing of it: no page, no draft, no code of a receipt."""

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        """Sign out, forget codes, and have the browser clear what it keeps; language and size of type stay."""
        following.drop_receipts(request, timezone.now())
        for name in request.COOKIES:
            if name not in SAYS_NOTHING and name != settings.SESSION_COOKIE_NAME:  # Django ends that one
                cookies.take_away(request, name)
        response = super().post(request, *args, **kwargs)
        response["Clear-Site-Data"] = '"cache", "storage"'  # "cookies" would take the size of type as well
        return response
