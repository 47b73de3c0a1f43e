"""Pages read as a visitor reads them: links that are there, forms with their fields, nothing that is not shown."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from io import BytesIO

from django.http import HttpResponse
from django.test import Client
from pypdf import PdfReader

BUTTONS = {"submit", "image"}
NO_VALUE = {"button", "reset", "file"}
REDIRECTS = {301, 302, 303, 307, 308}


@dataclass
class Form:
    """A form of a page, with what its fields hold."""

    action: str
    method: str
    values: dict[str, list[str]] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)
    files: set[str] = field(default_factory=set)

    @property
    def names(self) -> set[str]:
        """Everything that can be typed, ticked, chosen or pressed."""
        return {*self.values, *self.choices, *self.files, *(name for name, _value in self.buttons if name)}


class Reader(HTMLParser):
    """Collects the links, the forms and the plain text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[Form] = []
        self.links: list[tuple[str, str]] = []
        self.words: list[str] = []
        self.wrong: set[str] = set()
        self._form: Form | None = None
        self._link = self._area = self._select = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a":
            self._link = [given.get("href", ""), ""]
        elif tag == "form":
            self._form = Form(given.get("action", ""), given.get("method", "get").lower())
            self.forms.append(self._form)
        elif self._form is not None:
            self._control(tag, given)

    def _control(self, tag: str, given: dict[str, str]) -> None:
        name, kind = given.get("name", ""), given.get("type", "text")
        if given.get("aria-invalid") == "true":
            self.wrong.add(name)
        if tag == "button" or (tag == "input" and kind in BUTTONS):
            self._form.buttons.append((name, given.get("value", "")))
        elif tag == "input" and kind == "file":
            self._form.files.add(name)
        elif tag == "input" and kind in ("checkbox", "radio"):
            self._form.choices.setdefault(name, []).append(given.get("value", "on"))
            if "checked" in given:
                self._form.values.setdefault(name, []).append(given.get("value", "on"))
        elif tag == "input" and name and kind not in NO_VALUE:
            self._form.values.setdefault(name, []).append(given.get("value", ""))
        elif tag == "textarea":
            self._area = name
            self._form.values[name] = [""]
        elif tag == "select":
            self._select = name
            self._form.choices[name] = []
        elif tag == "option" and self._select:
            self._form.choices[self._select].append(given.get("value", ""))
            if "selected" in given or self._select not in self._form.values:
                self._form.values[self._select] = [given.get("value", "")]

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._link:
            self.links.append((self._link[0], " ".join(self._link[1].split())))
            self._link = None
        elif tag == "form":
            self._form = None
        elif tag == "textarea":
            self._area = None
        elif tag == "select":
            self._select = None

    def handle_data(self, data: str) -> None:
        self.words.append(data)
        if self._link:
            self._link[1] += data
        if self._area and self._form is not None:
            # A browser drops the line break with which the text of an area begins.
            self._form.values[self._area][0] += data.removeprefix("\n")


class Page:
    """What a visitor has before them."""

    def __init__(self, response: HttpResponse, url: str) -> None:
        self.response, self.url, self.status = response, url, response.status_code
        self.html = "" if response.streaming else response.content.decode(errors="replace")
        is_html = response.get("Content-Type", "").startswith("text/html")
        self._reader = Reader(self.html if is_html else "")

    @property
    def text(self) -> str:
        """The words of the page, with single blanks."""
        return " ".join(" ".join(self._reader.words).split())

    @property
    def links(self) -> list[str]:
        """Where its links lead."""
        return [href for href, _words in self._reader.links]

    def link(self, part: str) -> str:
        """The first link whose address or words contain ``part``."""
        for href, words in self._reader.links:
            if part in href or part in words:
                return href
        raise AssertionError(f"No link with {part!r} on {self.url}: {self._reader.links}")

    def form(self, *names: str, to: str = "") -> Form:
        """The form that has the fields or buttons ``names`` and, when asked, goes ``to`` an address with that part."""
        for form in self._reader.forms:
            if form.method == "post" and form.names >= set(names) and to in form.action:
                return form
        raise AssertionError(
            f"No form with {names} {to} on {self.url}: {[sorted(f.names) for f in self._reader.forms]}"
        )

    @property
    def wrong(self) -> set[str]:
        """The fields that are told to be wrong, to a person who sees them and to one who hears them."""
        return self._reader.wrong

    def has_form(self, *names: str) -> bool:
        """Whether such a form is offered."""
        return any(form.method == "post" and form.names >= set(names) for form in self._reader.forms)


class Visitor:
    """Somebody at a browser: follows links, fills in the forms that are there, presses their buttons."""

    def __init__(self, **headers: str) -> None:
        self.client = Client(enforce_csrf_checks=True, **headers)
        self.page: Page | None = None

    def open(self, url: str, *, status: int = 200) -> Page:
        """Go to ``url``, follow where it leads, expect ``status``."""
        return self._arrived(self.client.get(url), url, status)

    def follow(self, part: str, *, status: int = 200) -> Page:
        """Follow the link of this page whose address or words contain ``part``."""
        return self.open(self._absolute(self.page.link(part)), status=status)

    def send(
        self, *names: str, to: str = "", press: tuple[str, str] | str = "", status: int = 200, **typed
    ) -> Page:
        """Fill in the form with the fields ``names`` and those ``typed`` (None empties one), press a button of it."""
        form = self.page.form(*names, *(name for name in typed if typed[name] is not None), to=to)
        values = {name: value for name, value in form.values.items() if name not in typed}
        values |= {name: value for name, value in typed.items() if value is not None}
        wanted = press if isinstance(press, str) else press[0]
        button = next((one for one in form.buttons if one == press or (wanted and one[0] == wanted)), None)
        if wanted and button is None:
            raise AssertionError(f"No button {press!r} on {self.page.url}: {form.buttons}")
        if button:
            values[button[0]] = button[1]
        url = self._absolute(form.action)
        return self._arrived(self.client.post(url, values), url, status)

    def _arrived(self, response: HttpResponse, url: str, status: int) -> Page:
        while response.status_code in REDIRECTS:
            url = response["Location"]
            response = self.client.get(url)
        self.page = Page(response, url)
        assert self.page.status == status, f"{url} answered {self.page.status}: {self.page.text[-1500:]}"
        return self.page

    def _absolute(self, href: str) -> str:
        here = self.page.url
        if not href or href.startswith("#"):
            return here
        if href.startswith("?"):
            return here.split("?")[0] + href
        return href.split("#")[0] if href.startswith("/") else here.split("?")[0] + href


def pdf_text(content: bytes) -> str:
    """The words of a PDF file, without blanks and line breaks."""
    pages = PdfReader(BytesIO(content)).pages
    return "".join("".join(page.extract_text().split()) for page in pages)
