"""Who is asking: the address of a visitor, for slowing down guesses only."""

from django.http import HttpRequest


def visitor(request: HttpRequest) -> str:
    """The address that the web server saw. The reverse proxy is trusted to set REMOTE_ADDR through gunicorn."""
    return request.META.get("REMOTE_ADDR", "")
