"""Whatever is typed into whichever form: a sentence beside the field, the typed words kept, nothing half-saved."""

import io
import zipfile
from copy import copy

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse

from core.guests import attempts
from tests.flows.case_places import ALL_PLACES
from tests.flows.pages import Page, Visitor
from tests.flows.places import PROPOSAL, Place, Stage, upload
from tests.flows.wrong import EVIL, TEXTS, difference, everything, undone, writing

pytestmark = pytest.mark.django_db

DAYS = ("2026-02-30", "昨天", "99999-12-31", "0000-00-00", "2026-03-10\x00", "9" * 300, EVIL)
CHOICES = ("no such choice", "9" * 300, "-1", "1\x00", EVIL)
NUMBERS = ("-1", "0", "9" * 300, "1e3", "三", "1\x00", EVIL)
REFUSED = {400, 422, 429}


@pytest.fixture
def lasting(monkeypatch):
    """Nobody is slowed down while a test types a thousand wrong things."""
    monkeypatch.setattr(attempts, "FIRST_PAUSE", attempts.NO_PAUSE)


class Attempt:
    """One form with its page: each try is undone afterwards, so that the next one meets the same page again."""

    def __init__(self, place: Place, stage: Stage) -> None:
        self.address = place.address(stage)
        self.visitor = stage.body.sign_in(place.role) if place.role else Visitor()
        self.place = place = place.named_on(self.open())
        self.good = self._complete(place.good)
        self.page = self.open()
        self.cookies = copy(self.visitor.client.cookies)
        self.before = everything()

    def _complete(self, good: dict) -> dict:
        """Choices that depend on the portal are taken from the page: the last that is offered."""
        form = self.open().form(*(name for name in good if good[name] is not None), to=self.place.to)
        chosen = {name: form.choices[name][-1] for name in self.place.choices if good.get(name) == ""}
        files = {name: upload() for name in form.files if name in good}
        return {**good, **chosen, **files}

    def open(self) -> Page:
        return self.visitor.open(self.address)

    def type(self, **changed) -> Page:
        """Type the good things, but those ``changed``. Returns where it led. The portal is then as before."""
        files = {name: upload() for name in self.good if name == "uploads"}
        typed = {**self.good, **files, **changed}
        with undone(), writing() as written:
            self.visitor.page, self.visitor.client.cookies = self.page, copy(self.cookies)
            form = self.page.form(*(name for name in self.place.good), to=self.place.to)
            values = {**form.values, **{name: value for name, value in typed.items() if value is not None}}
            if self.place.press:
                press = self.place.press
                values[press if isinstance(press, str) else press[0]] = (
                    "1" if isinstance(press, str) else press[1]
                )
            url = self.visitor._absolute(form.action)
            response = self.visitor.client.post(url, values)
            if response.status_code in (301, 302):
                page = self.visitor.open(response["Location"])
            else:
                page = Page(response, url)
            self.check(page, typed, written)
            transaction.set_rollback(True)
        return page

    def check(self, page: Page, typed: dict, written: list[str]) -> None:
        """No markup that was typed is markup on a page; what was refused has changed nothing."""
        assert page.status == 200 or page.status in REFUSED, page.text[:500]
        assert "<script>alert" not in page.html
        assert "onerror=alert(2)>" not in page.html
        if page.status in REFUSED:
            assert not written or not difference(self.before, everything())
        else:
            for name in self.place.shown_on:
                assert "<script>alert" not in self.visitor.open(reverse(name)).html

    def kept(self, page: Page, name: str) -> str:
        """What the field holds on the page after a refusal."""
        return page.form(name, to=self.place.to).values.get(name, [""])[0]


@pytest.fixture(params=ALL_PLACES)
def attempt(request, stage, lasting) -> Attempt:
    """Each form of the portal."""
    return Attempt(ALL_PLACES[request.param], stage)


def test_no_form_breaks_whatever_is_sent_to_it(attempt):
    """Each form, set up once: bad texts, days and numbers in each field, nothing at all, and bytes that are no text."""
    loses_no_words(attempt)
    refuses_to_be_empty(attempt)
    survives_broken_bytes(attempt)


def loses_no_words(attempt):
    """Every field of every form: alone with one bad thing, and together with the others with every bad thing."""
    place = attempt.place
    for kind, text in TEXTS.items():
        tell_all(attempt, place.texts, kind, text, refused=kind in ("zero byte", "long", "turned"))
    for names, bads in ((place.days, DAYS), (place.choices, CHOICES), (place.numbers, NUMBERS)):
        for bad in bads:
            tell_all(attempt, names, "wrong", bad, refused=True, alone=bad == bads[0])


def tell_all(attempt, names, kind, bad, *, refused, alone=None):
    """Type ``bad`` into all of ``names`` at once; what the page does not tell is typed once more, at last alone."""
    alone = kind == "turned" if alone is None else alone
    size = 1 if alone else 5  # more of the longest texts are too much for one form
    left = [list(names[start : start + size]) for start in range(0, len(names), size)]
    while left:
        together = left.pop()
        page = attempt.type(**dict.fromkeys(together, bad))
        ordinary = [name for name in together if not is_secret(name) or kind == "wrong"]
        if page.status in REFUSED and kind in ("long", "turned", "evil"):
            for name in ordinary:
                is_kept = (
                    attempt.kept(page, name) == bad
                )  # a difference of 100 000 characters is not to be shown
                assert is_kept, (name, kind)
        if len(together) == 1:
            assert not refused or not ordinary or page.status in REFUSED, (together, kind, bad[:30])
        elif refused or page.status in REFUSED:
            untold = [name for name in together if name not in page.wrong]
            left += (
                [[name] for name in untold] if len(untold) == len(together) else [untold] if untold else []
            )


def is_secret(name: str) -> bool:
    """Names and passwords of the sign-in are Django's own; what a page remembers for itself is not typed."""
    return name in ("username", "password", "seen")


def refuses_to_be_empty(attempt):
    """Nothing typed at all: nothing saved, and the form stands there again."""
    if attempt.place.optional >= set(attempt.place.good):
        return
    page = attempt.type(**dict.fromkeys(attempt.good, ""))
    assert page.status in REFUSED or page.status == 200
    assert not difference(attempt.before, everything())


def survives_broken_bytes(attempt):
    """Invalid UTF-8, a broken multipart body, an unknown charset: an answer, never a failure."""
    attempt.visitor.page, attempt.visitor.client.cookies = attempt.page, copy(attempt.cookies)
    url = attempt.visitor._absolute(attempt.page.form(*attempt.place.good, to=attempt.place.to).action)
    token = attempt.page.form(to=attempt.place.to).values["csrfmiddlewaretoken"][0]
    name = next(iter(attempt.place.good))
    for kind, body in (
        ("application/x-www-form-urlencoded", f"csrfmiddlewaretoken={token}&{name}=%FF%FE%80".encode()),
        ("application/x-www-form-urlencoded; charset=x", f"csrfmiddlewaretoken={token}&{name}=a".encode()),
        ("multipart/form-data; boundary=x", b"--x\r\nno header at all"),
        ("multipart/form-data", b"\xff"),
        ("application/json", b"{"),
    ):
        with undone():
            response = attempt.visitor.client.generic(
                "POST", url, body, content_type=kind, headers={"X-CSRFToken": token}
            )
            assert response.status_code < 500, kind
            transaction.set_rollback(True)


def zipped(**members: str) -> bytes:
    """A zip file."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, text in members.items():
            archive.writestr(name.replace("__", "/"), text)
    return made.getvalue()


FILES = {
    "program": ("程序.exe", b"MZ\x90\x00"),
    "program under another name": ("报表.pdf", b"MZ\x90\x00" * 9),
    "page": ("页面.html", b"<script>alert(1)</script>"),
    "page as text": ("页面.txt", b"<html><script>alert(1)</script>"),
    "picture with script": ("图.svg", b"<svg onload='alert(1)'/>"),
    "empty": ("空.pdf", b""),
    "no suffix": ("报表", b"%PDF-1.7"),
    "broken zip": ("表.xlsx", b"PK\x03\x04" + b"\0" * 50),
    "other zip": ("表.xlsx", zipped(a="b")),
    "zero byte in text": ("表.csv", b"a,b\n\0"),
    "climbing name": ("../../etc/passwd", b"root"),
}


@pytest.mark.parametrize("kind", FILES)
def test_a_file_that_cannot_be_published_is_refused_with_its_name(kind, stage):
    """By its name or by what it contains; the typed text stays, no file and no draft are left behind."""
    name, content = FILES[kind]
    attempt = Attempt(ALL_PLACES["proposal"], stage)
    page = attempt.type(uploads=SimpleUploadedFile(name, content))
    assert page.status == 422
    assert name.rsplit("/", 1)[-1] in page.text
    assert attempt.kept(page, "title") == PROPOSAL["title"]


def test_a_file_over_the_limit_is_refused_with_the_limit(stage, settings):
    """The sentence says how large a file may be."""
    settings.UPLOAD_LIMIT_BYTES = 1024
    attempt = Attempt(ALL_PLACES["proposal"], stage)
    page = attempt.type(uploads=SimpleUploadedFile("大.pdf", b"%PDF-" + b"0" * 2048))
    assert page.status == 422
    assert "大.pdf" in page.text


def test_eleven_files_at_once_are_too_many(stage):
    """A sentence, and nothing saved."""
    attempt = Attempt(ALL_PLACES["proposal"], stage)
    page = attempt.type(uploads=[SimpleUploadedFile(f"{n}.pdf", b"%PDF-1.7") for n in range(11)])
    assert page.status == 422
