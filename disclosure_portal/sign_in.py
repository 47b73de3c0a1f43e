"""Signing in, slowly after wrong passwords, with what was typed before; signing out, and the browser forgets all."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.guests import access
from core.web import cookies, methods, resubmission
from disclosure_portal.keeping_nothing import SAYS_NOTHING
from disclosure_portal.paced_sign_in import COOKIE as KNOWN
from disclosure_portal.paced_sign_in import known_by_link, make_known


class SignInView(LoginView):
    """The sign-in page of the staff."""

    def get_context_data(self, **kwargs) -> dict:
        """What was typed before stays with the page while the password is wrong."""
        carried = resubmission.CARRIED
        return {**super().get_context_data(**kwargs), carried: self.request.POST.get(carried, "")}

    def get_redirect_url(self) -> str:
        """Where one wanted to go; what takes forms only would answer with "not allowed"."""
        return methods.leading_on(super().get_redirect_url())

    def form_valid(self, form) -> HttpResponse:
        """Signed in: on to where one wanted, or to the page that sends what was typed."""
        make_known(self.request, form.get_user())
        response = super().form_valid(form)
        return resubmission.after_sign_in(self.request) or response

    def form_invalid(self, form) -> HttpResponse:
        """Wrong: the form again. Too often: how long to wait and what else to do, with the form kept."""
        wait = getattr(self.request, "sign_in_wait", None)
        if wait is None:
            return super().form_invalid(form)
        seconds = max(int(wait.total_seconds() + 0.999), 1)
        context = self.get_context_data(form=form, seconds=seconds, minutes=-(-seconds // 60))
        response = render(self.request, "registration/locked_out.html", context, status=429)
        response["Retry-After"] = str(seconds)
        return response


@never_cache
@require_safe
def known_browser(request: HttpRequest, signed: str) -> HttpResponse:
    """The link of the letter: this browser is known from now on; name and password are asked as always."""
    if user := known_by_link(signed):
        make_known(request, user)
        messages.success(request, _("This browser is known now. Sign in with your name and password."))
    else:
        messages.error(
            request, _("This link leads no further. Sign in; if you have to wait, a new one comes.")
        )
    return redirect("login")


class SignOutView(LogoutView):
    """The end of a session, after which the browser holds nothing of it: no page, no draft, no code of a receipt."""

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        """Sign out, forget codes, and have the browser clear what it keeps; language and size of type stay."""
        access.drop_receipts(request, timezone.now())
        for name in request.COOKIES:
            # Django ends the session's; that the browser is known holds no session and says nothing without a password.
            if name not in SAYS_NOTHING and name not in (settings.SESSION_COOKIE_NAME, KNOWN):
                cookies.take_away(request, name)
        response = super().post(request, *args, **kwargs)
        response["Clear-Site-Data"] = '"cache", "storage"'  # "cookies" would take the size of type as well
        return response
