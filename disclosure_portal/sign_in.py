"""Signing in: whoever was interrupted while typing sends what was typed again by one click."""

from django.contrib.auth.views import LoginView
from django.http import HttpResponse

from core import resending


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
