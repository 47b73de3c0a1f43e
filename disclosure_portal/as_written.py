"""Nothing that was changed past the portal is handed out without a word, whichever view hands it out.

Every answer is asked for (``core/proof/served``) once it is made. A page says above its content what differs: who
reads it needs to see what is wrong. A program, a feed or a calendar gets a sentence in the place of a changed text;
where more than texts was changed, and for files, it gets nothing but that sentence (docs/adr/0040).
"""

import json
import re
from collections.abc import Callable, Iterator
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from core.database.reading import Read, noted
from core.proof import served
from core.proof.evidence import Fault

PLACE = re.compile(rb"<main\b[^>]*>|<div id=\"content\"[^>]*>|<body\b[^>]*>")
TEXTS = (
    "application/json",
    "application/vnd.oai.openapi",
    "application/atom+xml",
    "text/csv",
    "text/calendar",
)
TEXTS += ("application/xml", "text/plain", "application/geo+json", "application/ld+json")
MADE = ("application/pdf", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
SAFE = ("GET", "HEAD")
LINES = 200  # of a streamed table, looked at together before they leave


def as_written(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable:
    """The middleware, the innermost one: what stands around a view reads nothing that is shown."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        read = Read()
        with noted(read):
            response = get_response(request)
        if response.status_code == HTTPStatus.NOT_MODIFIED or 300 <= response.status_code < 400:
            return response
        faults = served.fallen(read)
        served.tell(faults, now=timezone.now())
        if _kind(response) != "text/html":
            faults = served.untold(faults)
        if faults:
            response = _instead(request, response, faults, get_response)
            response["Cache-Control"] = "private, no-store"
            return response
        return _watched(response, read)

    return answer


def _watched(response: HttpResponseBase, read: Read) -> HttpResponseBase:
    """A table that is made while it is sent is looked at while it is sent; anything else is looked at already."""
    if response.streaming and _kind(response) in TEXTS:
        response.streaming_content = _looked_at(iter(response.streaming_content), read)
    return response


def _kind(response: HttpResponseBase) -> str:
    return response.get("Content-Type", "").partition(";")[0].strip().lower()


def _instead(
    request: HttpRequest, response: HttpResponseBase, faults: list[Fault], get_response: Callable
) -> HttpResponseBase:
    kind = _kind(response)
    if kind == "text/html" and not response.streaming:
        return _warned(request, response, faults)
    response.close()
    may_be_made_anew = request.method in SAFE and kind in (*TEXTS, *MADE)
    if may_be_made_anew and (held := served.withholding(faults, _sentence())) is not None:
        read = Read(withheld=held)
        try:
            with noted(read):
                again = get_response(request)
            if again.status_code < 300 and not served.untold(served.fallen(read)):
                return _watched(again, read)
        except Exception:  # noqa: BLE001, S110 what is made of a sentence in the place of its text may fail anywhere
            pass
    return _refused(request, kind, faults)


def _sentence() -> str:
    return _("[not as it was written]")


def _warned(request: HttpRequest, response: HttpResponse, faults: list[Fault]) -> HttpResponse:
    """The page with a warning above its content."""
    place = PLACE.search(response.content)
    at = place.end() if place else 0
    context = {"lines": list(dict.fromkeys(map(served.named, faults)))}
    words = render_to_string("components/not_as_written.html", context, request)
    response.content = response.content[:at] + words.encode() + response.content[at:]
    if response.has_header("Content-Length"):
        response["Content-Length"] = str(len(response.content))
    return response


def _refused(request: HttpRequest, kind: str, faults: list[Fault]) -> HttpResponse:
    """The sentence alone, in the format that was asked for as far as it can hold one."""
    lines = list(dict.fromkeys(map(served.named, faults)))
    said = _refusal()
    if kind.endswith("json"):
        content = json.dumps({"differs": True, "detail": said, "what": lines}, ensure_ascii=False)
        return HttpResponse(content, content_type="application/json", status=HTTPStatus.CONFLICT)
    if kind in TEXTS:
        content = "\n".join([said, *lines, ""])
        return HttpResponse(content, content_type="text/plain; charset=utf-8", status=HTTPStatus.CONFLICT)
    context = {"lines": lines, "trail": []}
    return render(request, "pages/not_as_written.html", context, status=HTTPStatus.CONFLICT)


def _looked_at(lines: Iterator[bytes], read: Read) -> Iterator[bytes]:
    """The lines of a table that is made while it is sent: some hundred are looked at, then leave. It ends with a
    sentence where one of them does not stand."""
    while True:
        with noted(read):
            part = [line for _number, line in zip(range(LINES), lines, strict=False)]
        faults = served.fallen(read)
        served.tell(faults, now=timezone.now())
        if served.untold(faults):
            yield f"{_refusal()}\r\n".encode()
            return
        if not part:
            return
        yield from part


def _refusal() -> str:
    return _("Something that this is made of differs from what was written and is not passed on.")
