"""Whatever is typed into whichever form: a sentence beside the field, the typed words kept, nothing half-saved."""

import io
import zipfile
from urllib.parse import urlencode

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse

from tests.flows.pages import Page, Visitor
from tests.flows.places import PLACES, PROPOSAL, Place, Stage, upload
from tests.flows.world import people_for

pytestmark = pytest.mark.django_db

EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>'; DROP TABLE core_user;-- =1+1 مرحبا 𠮷😀"
LONG = "长" * 100_001
TEXTS = {
    "blank": " \t ",
    "long": LONG,
    "evil": EVIL,
    "turned": "文件\u202efdp.exe",
    "zero byte": "零\x00字节",
}
DAYS = ("2026-02-30", "昨天", "99999-12-31", "0000-00-00", "2026-03-10\x00", "9" * 300, EVIL)
CHOICES = ("no such choice", "9" * 300, "-1", "1\x00", EVIL)
NUMBERS = ("-1", "0", "9" * 300, "1e3", "三", "1\x00", EVIL)
REFUSED = {400, 422, 429}
# What may change although a form was refused: guesses are counted, tries are slowed down, sessions are begun.
BESIDE = {"core.Try", "core.RegimeVersion"}
OURS = ("core", "catalog", "requests_app", "review", "supervision", "archive")


@pytest.fixture
def stage(make_agency, clock) -> Stage:
    """The district at work."""
    agency = make_agency("district", regime="district")
    body = people_for(agency, agency.items.get(code="1.8").department)
    return Stage(body, clock.now)


@pytest.fixture
def lasting(settings):
    """Nobody is slowed down while a test types a thousand wrong things."""
    settings.AXES_ENABLED = False


def everything() -> dict[str, list]:
    """All that the portal has stored, table by table."""
    models = [model for app in OURS for model in apps.get_app_config(app).get_models()]
    return {
        model._meta.label: sorted(map(repr, model._base_manager.values_list()))
        for model in models
        if model._meta.label not in BESIDE
    }


def difference(before: dict, after: dict) -> dict:
    """The tables that changed."""
    return {name: after[name] for name in before if before[name] != after[name]}


class Attempt:
    """One form with its page: each try is undone afterwards, so that the next one meets the same portal."""

    def __init__(self, place: Place, stage: Stage) -> None:
        self.place = place
        self.address = place.address(stage)
        self.visitor = stage.body.sign_in(place.role) if place.role else Visitor()
        self.good = self._complete(place.good)
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
        with transaction.atomic():
            self.open()
            form = self.visitor.page.form(*(name for name in self.place.good), to=self.place.to)
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
            self.check(page, typed)
            transaction.set_rollback(True)
        return page

    def check(self, page: Page, typed: dict) -> None:
        """No markup that was typed is markup on a page; what was refused has changed nothing."""
        assert page.status == 200 or page.status in REFUSED, page.text[:500]
        assert "<script>alert" not in page.html
        assert "onerror=alert(2)>" not in page.html
        if page.status in REFUSED:
            assert not difference(self.before, everything())
        else:
            for name in self.place.shown_on:
                assert "<script>alert" not in self.visitor.open(reverse(name)).html

    def kept(self, page: Page, name: str) -> str:
        """What the field holds on the page after a refusal."""
        return page.form(name, to=self.place.to).values.get(name, [""])[0]


@pytest.fixture(params=PLACES)
def attempt(request, stage, lasting) -> Attempt:
    """Each form of the portal."""
    return Attempt(PLACES[request.param], stage)


def test_no_form_breaks_or_loses_words_whatever_is_typed(attempt):
    """Every text field of every form, with each kind of bad text, one at a time."""
    for name in attempt.place.texts:
        for kind, text in TEXTS.items():
            page = attempt.type(**{name: text})
            if is_secret(name):
                continue
            if kind in ("zero byte", "long", "turned"):
                assert page.status in REFUSED, (name, kind)
            if page.status in REFUSED and kind in ("long", "turned", "evil"):
                is_kept = (
                    attempt.kept(page, name) == text
                )  # a difference of 100 000 characters is not to be shown
                assert is_kept, (name, kind)
    for names, bads in (
        (attempt.place.days, DAYS),
        (attempt.place.choices, CHOICES),
        (attempt.place.numbers, NUMBERS),
    ):
        for name in names:
            for bad in bads:
                page = attempt.type(**{name: bad})
                assert page.status in REFUSED, (name, bad)


def is_secret(name: str) -> bool:
    """Names and passwords of the sign-in are Django's own; what a page remembers for itself is not typed."""
    return name in ("username", "password", "seen")


def test_an_empty_form_is_refused_with_a_sentence_for_each_field(attempt):
    """Nothing typed at all: nothing saved, and the form stands there again."""
    if attempt.place.optional >= set(attempt.place.good):
        return
    page = attempt.type(**dict.fromkeys(attempt.good, ""))
    assert page.status in REFUSED or page.status == 200
    assert not difference(attempt.before, everything())


def test_bytes_that_are_no_text_break_nothing(attempt):
    """Invalid UTF-8, a broken multipart body, an unknown charset: an answer, never a failure."""
    url = attempt.visitor._absolute(attempt.open().form(*attempt.place.good, to=attempt.place.to).action)
    token = attempt.visitor.page.form(to=attempt.place.to).values["csrfmiddlewaretoken"][0]
    name = next(iter(attempt.place.good))
    for kind, body in (
        ("application/x-www-form-urlencoded", f"csrfmiddlewaretoken={token}&{name}=%FF%FE%80".encode()),
        ("application/x-www-form-urlencoded; charset=x", f"csrfmiddlewaretoken={token}&{name}=a".encode()),
        ("multipart/form-data; boundary=x", b"--x\r\nno header at all"),
        ("multipart/form-data", b"\xff"),
        ("application/json", b"{"),
    ):
        with transaction.atomic():
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
    attempt = Attempt(PLACES["proposal"], stage)
    page = attempt.type(uploads=SimpleUploadedFile(name, content))
    assert page.status == 422
    assert name.rsplit("/", 1)[-1] in page.text
    assert attempt.kept(page, "title") == PROPOSAL["title"]


def test_a_file_over_the_limit_is_refused_with_the_limit(stage, settings):
    """The sentence says how large a file may be."""
    settings.UPLOAD_LIMIT_BYTES = 1024
    attempt = Attempt(PLACES["proposal"], stage)
    page = attempt.type(uploads=SimpleUploadedFile("大.pdf", b"%PDF-" + b"0" * 2048))
    assert page.status == 422
    assert "大.pdf" in page.text


def test_eleven_files_at_once_are_too_many(stage):
    """A sentence, and nothing saved."""
    attempt = Attempt(PLACES["proposal"], stage)
    page = attempt.type(uploads=[SimpleUploadedFile(f"{n}.pdf", b"%PDF-1.7") for n in range(11)])
    assert page.status == 422


VALUES = (
    "", "0", "-1", "1", "²", "٣", "1e9", "9" * 30, "9" * 5000, "abc", "\x00", "2026-13-45", "0001-01-01", "9999-12-31",
    EVIL, "水" * 300, '"', "%", "*", "'水", "🎉", "\u202e", "(", "a AND OR NOT NEAR(", "\\", "_",
)  # fmt: skip
LISTS = {
    "search": (None, "/search/", ("q", "agency", "year", "before")),
    "latest": (None, "/disclosures/", ("agency", "department", "year", "subject", "before", "after", "page")),
    "owed": (None, "/owed/", ("agency", "department", "item", "state", "before", "after")),
    "agency": (None, "/agencies/district/", ("year", "page")),
    "catalogue": (None, "/agencies/district/catalogue/", ("page", "department", "q")),
    "item": (None, "/agencies/district/catalogue/1.8/", ("before", "after", "page")),
    "department": (None, "/agencies/district/departments/{department}/", ("before", "after")),
    "log": (None, "/log/", ("page", "before", "after", "q", "hash", "number")),
    "disclosure": (None, "/disclosures/{disclosure}/", ("opinions",)),
    "queue": ("leader_in_charge", "/review/", ("page",)),
    "opinions": ("feedback_collector", "/review/opinions/", ("page",)),
    "desk": ("intake_officer", "/desk/", ("status", "page")),
    "case": ("intake_officer", "/desk/{application}/", ("outcome",)),
    "supervision": ("supervisor", "/supervision/", ("agency", "from", "to")),
    "records": ("supervisor", "/supervision/records/?of=owed", ("of", "agency", "department", "from", "to", "page")),
    "orders": ("supervisor", "/supervision/orders/", ("status", "page")),
    "new order": ("supervisor", "/supervision/orders/new/", ("obligation",)),
    "shelf": ("archivist", "/archive/", ("year", "page")),
    "reports": ("supervisor", "/archive/reports/district/", ("department", "from", "to")),
    "owed in the admin": ("proposer", "/admin/catalog/obligation/", ("state", "item", "department", "q", "p", "o")),
    "disclosures in the admin": ("proposer", "/admin/catalog/disclosure/", ("status__exact", "q", "p", "all")),
    "adding in the admin": ("proposer", "/admin/catalog/disclosure/add/", ("obligation", "item")),
    "letters in the admin": ("administrator", "/admin/core/letter/", ("q", "p")),
}  # fmt: skip


@pytest.mark.parametrize("name", LISTS)
def test_no_address_breaks_a_list_whatever_it_asks_for(name, stage, make_administrator):
    """Pages out of range, days that do not exist, words that mean something to a database: a page, never a failure."""
    role, path, parameters = LISTS[name]
    published, case = stage.disclosure("published"), stage.application("registered")
    address = path.format(disclosure=published.pk, application=case.pk, department=published.department.slug)
    visitor = visitor_for(role, stage, make_administrator)
    assert visitor.client.get(address).status_code in (200, 302)
    joined = f"{address}&" if "?" in address else f"{address}?"
    for parameter in parameters:
        for value in VALUES:
            response = visitor.client.get(joined + urlencode({parameter: value}))
            assert response.status_code in (200, 302, 400, 404, 422), (parameter, value)
            if not response.streaming:
                assert b"<script>alert" not in response.content
        raw = visitor.client.get(f"{joined}{parameter}=%FF%FE&{parameter}=%")
        assert raw.status_code < 500, parameter


def visitor_for(role: str | None, stage: Stage, make_administrator) -> Visitor:
    """Who looks: nobody in particular, somebody with a role, or the system administrator."""
    if role is None:
        return Visitor()
    if role == "administrator":
        visitor = Visitor()
        visitor.client.force_login(make_administrator())
        return visitor
    return stage.body.sign_in(role)


UNKNOWN = (
    "/disclosures/{id}/", "/files/{id}/", "/log/{id}/", "/agencies/{word}/", "/agencies/{word}/rules/",
    "/agencies/district/departments/{word}/", "/agencies/district/catalogue/{word}/", "/apply/{word}/",
    "/apply/received/{word}/", "/apply/received/{word}/receipt.pdf", "/track/{word}/", "/track/notices/{word}.pdf",
    "/review/{id}/", "/review/applications/{id}/", "/review/opinions/{id}/", "/desk/{id}/", "/desk/notices/{id}.pdf",
    "/supervision/orders/{id}/", "/supervision/orders/{id}/order.pdf", "/archive/{id}/", "/archive/{id}/report.pdf",
    "/archive/{id}/manifest.json", "/archive/reports/{word}/", "/archive/reports/{word}/report.pdf",
    "/admin/catalog/obligation/{id}/nil/", "/admin/catalog/obligation/{id}/excuse/",
    "/admin/catalog/disclosure/{id}/withdraw/", "/admin/catalog/disclosure/{word}/change/",
    "/admin/catalog/placement/{id}/confirm/", "/admin/core/user/{word}/change/", "/sitemap-{word}.xml",
)  # fmt: skip


@pytest.mark.parametrize("path", UNKNOWN)
def test_unknown_things_are_not_found(path, stage, make_administrator):
    """Numbers without a thing, numbers no database can hold, words that are none: not found, for everybody."""
    stage.disclosure("published")
    everybody = [Visitor(), visitor_for("administrator", stage, make_administrator)]
    for visitor in everybody:
        for number in ("0", "999999", "9" * 19, "9" * 60):
            for word in ("nothing", "%00", "%FF", "..%2F", "%E2%80%AE", "9" * 40, "%3Cscript%3Ealert(1)"):
                address = path.format(id=number, word=word)
                response = visitor.client.get(address)
                assert response.status_code in (302, 400, 404), address
                assert b"<script>alert" not in response.content
                if "{word}" not in path:
                    break


@pytest.fixture
def make_administrator(django_user_model):
    """The system administrator, made when asked for."""

    def make():
        found = django_user_model.objects.filter(username="root").first()
        return found or django_user_model.objects.create_superuser("root", "root@example.org", "x" * 12)

    return make


@pytest.mark.once
@pytest.mark.parametrize(
    "path",
    [
        "core/user/add",
        "core/agency/add",
        "core/calendarday/add",
        "core/user/{user}/change",
        "core/agency/{agency}/change",
        "core/department/{department}/change",
    ],
)
def test_no_form_of_the_administrator_breaks(path, stage, make_administrator):
    """Django's own forms over our models: every field with every kind of bad text, never a failure."""
    root = visitor_for("administrator", stage, make_administrator)
    agency = stage.body.agency
    address = "/admin/" + path.format(
        user=make_administrator().pk, agency=agency.pk, department=agency.departments.first().pk
    )
    before = everything()
    form = root.open(f"{address}/").form("_save")
    for name in form.names - {"csrfmiddlewaretoken"}:
        for bad in (*TEXTS.values(), "9" * 300, "2026-02-30"):
            with transaction.atomic():
                response = root.client.post(f"{address}/", {**form.values, name: bad})
                assert response.status_code in (200, 302), (name, bad)
                if response.status_code == 200:
                    assert not difference(before, everything())
                transaction.set_rollback(True)
