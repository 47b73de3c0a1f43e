"""A browser without scripts for the processes of docker-compose.yml: it keeps cookies and sends forms."""

import urllib.error
import urllib.parse
import urllib.request
from http.cookies import SimpleCookie

import lxml.html

HOST = "open.example.gov.cn"


class Visitor:
    """One visitor behind the proxy."""

    def __init__(self, port: int) -> None:
        self.port, self.cookies, self.page = port, {}, ""

    def open(self, path: str, data: dict | None = None) -> int:
        """Ask for ``path`` (a redirection is followed). Returns the status; the text of the page stays in ``page``."""
        headers = {
            "Host": HOST,
            "X-Forwarded-Proto": "https",
            "Referer": f"https://{HOST}{path}",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
        }
        body = urllib.parse.urlencode(data).encode() if data is not None else None
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", body, headers)  # noqa: S310
        try:
            answer = urllib.request.build_opener(NoRedirect).open(request, timeout=60)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            for line in answer.headers.get_all("Set-Cookie") or []:
                self.cookies |= {name: crumb.value for name, crumb in SimpleCookie(line).items()}
            self.page = answer.read().decode("utf-8", "replace")
            if answer.status in (301, 302, 303):
                return self.open(urllib.parse.urlsplit(answer.headers["Location"]).path)
            return answer.status

    def send(self, path: str, typed: dict, *, form: str = "") -> int:
        """Fill ``typed`` into the form of the page that is open and send it to ``path``, as a person would."""
        forms = lxml.html.fromstring(self.page).forms
        chosen = next(
            one for one in forms if (one.get("id") == form if form else set(typed) <= set(one.fields))
        )
        fields = {name: value or "" for name, value in chosen.form_values()}
        return self.open(path, {**fields, **typed})


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """Redirections are followed by the visitor, who keeps the cookies."""

    def redirect_request(self, *_args, **_more):
        return None
