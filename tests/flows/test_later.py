"""What cannot be stored now is not lost: a page keeps what was typed and sends it again by one click."""

import contextlib
import errno
import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.test import Client

from core.models import Heartbeat
from core.reporting.error_reports import MaskedFormatter
from core.web import retry_pages
from core.web.retry_pages import Trouble
from requests_app.models import Application
from tests.conftest import load_regime
from tests.flows.pages import Page, Visitor
from tools import template

pytestmark = [pytest.mark.once, pytest.mark.django_db(transaction=True)]
SUBJECT = "一季度产品质量监督抽查的全部结果"
WORDS = (
    '第一行 "引号" <尖括号> & 其他\n第二行：请按批次列出' + "，逐批列明" * 300
)  # more than a page of SQLite


@contextmanager
def locked():
    """Somebody else holds the write lock of the database."""
    with closing(
        sqlite3.connect(str(connection.settings_dict["NAME"]), uri=True, isolation_level=None)
    ) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@contextmanager
def full():
    """The database has no room for another page."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE filler (content BLOB)")
        cursor.execute("PRAGMA page_count")
        [pages] = cursor.fetchone()
        cursor.execute(f"PRAGMA max_page_count = {pages}")
        try:
            # What was deleted left pages that are free; they are used up first.
            with pytest.raises(OperationalError):
                while True:
                    cursor.execute("INSERT INTO filler VALUES (zeroblob(3000))")
            yield
        finally:
            cursor.execute("PRAGMA max_page_count = 1073741823")
            cursor.execute("DROP TABLE IF EXISTS filler")


@pytest.fixture
def visitor():
    """A citizen whose browser is shown what the portal answers, also to a fault."""
    one = Visitor()
    one.client.raise_request_exception = False
    return one


def fill_in(visitor, agency, **more):
    """The application form with everything that it wants."""
    load_regime("national-2019")  # what the body's own rules follow
    visitor.open(f"/apply/{agency.slug}/")
    form = visitor.page.form("subject", "description")
    typed = {
        "applicant_name": "王小明", "identity_number": "11010519491231002X",
        "phone": "13800138000", "email": "reader@example.org", "address": "清河市人民路1号",
        "subject": SUBJECT, "description": WORDS,
    }  # fmt: skip
    values = {**form.values, **{name: value for name, value in typed.items() if name in form.names}, **more}
    for name in ("applicant_kind", "delivery_form"):
        values[name] = next(filter(None, form.choices[name]))
    return visitor._absolute(form.action), values


def send(visitor, url, values, **headers):
    """Post as a browser does, and read the answer."""
    return visitor._arrived(visitor.client.post(url, values, **headers), url, 503)


@pytest.mark.parametrize("trouble", [locked, full])
def test_an_application_that_cannot_be_stored_is_kept_and_filed_once_by_one_click(visitor, cast, trouble):
    """Everything typed stands in the page; the click files it; nothing is stored before, nothing twice."""
    url, values = fill_in(visitor, cast.agency)
    with trouble():
        page = send(visitor, url, values)
        assert page.response["Retry-After"] and "no-store" in page.response["Cache-Control"]
        again = page.form("subject")
        said = {name: value if isinstance(value, list) else [value] for name, value in values.items()}
        assert {name: again.values.get(name) for name in said} == said
        assert SUBJECT in page.text and "<尖括号>" not in page.html
        assert not Application.objects.exists()
        assert (
            send(visitor, url, again.values).form("subject").values == again.values
        )  # still busy: kept again
    visitor.send("subject")
    if not Application.objects.exists():  # the portal asks once whether what is public already will do
        visitor.send("subject", "seen")
    assert Application.objects.get().subject == SUBJECT
    assert "received" in visitor.page.url


def test_the_page_is_in_the_language_of_its_address(visitor, cast):
    """English below /en/, Chinese else; whatever thread answers."""
    url, values = fill_in(visitor, cast.agency)
    with locked():
        assert "尚未保存" in send(visitor, url, values).text
        assert "Not saved yet" in send(visitor, f"/en{url}", values).text


def test_a_password_is_never_kept_in_the_page(visitor, cast):
    """Who signs in types it again, and is in."""
    visitor.open("/login/")
    with locked():
        page = send(
            visitor,
            "/login/",
            {**visitor.page.form("password").values, "username": "clerk", "password": "secret-garden"},
        )
    assert "secret-garden" not in page.html
    assert page.form("password").values["username"] == ["clerk"]


class OnFullDisk(retry_pages.RoomOrNot):
    """Large uploads are written to a disk that has no room."""

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        self.file.file.close()
        self.file.file = open("/dev/full", "wb", buffering=0)  # noqa: SIM115 closed with the request


def test_a_chosen_file_is_asked_for_again_by_name(rf):
    """A page cannot hold files; it says so and offers the field."""
    sent = rf.post("/desk/new/", {"subject": SUBJECT, "papers": SimpleUploadedFile("来信.pdf", b"%PDF-1.4")})
    page = Page(retry_pages.page(sent, Trouble.BUSY), "/desk/new/")
    form = page.form("subject")
    assert "来信.pdf" in page.text and "papers" in form.files and form.values["subject"] == [SUBJECT]


def test_a_file_without_room_costs_nothing_that_was_typed(visitor, cast, settings):
    """The disk fills up while the form arrives: the rest is read all the same, and no form goes on without it."""
    settings.FILE_UPLOAD_HANDLERS = ["tests.flows.test_later.OnFullDisk"]
    url, values = fill_in(visitor, cast.agency)
    page = send(visitor, url, {"identity_paper": SimpleUploadedFile("证件.png", b"x" * 100_000), **values})
    form = page.form("subject")
    assert form.values["description"][0].replace("\r\n", "\n") == WORDS
    assert "证件.png" in page.text and "identity_paper" in form.files and "存储空间已满" in page.text
    assert not Application.objects.exists()


def test_the_health_check_writes(client, settings, tmp_path, now):
    """A full database, a locked one, a disk without a folder turn it red; that all can be read does not help."""
    assert client.get("/healthz").json()["storage"] == "ok"
    for trouble, said in ((locked, "busy"), (full, "full")):
        Heartbeat.objects.all().delete()
        with trouble():
            with contextlib.suppress(OperationalError):  # the last room of its table
                for number in range(1000 if trouble is full else 0):
                    Heartbeat.objects.create(job=str(number), expected_from=now)
            answer = client.get("/healthz")
        assert (answer.status_code, answer.json()["database"]) == (503, said)
    (tmp_path / "taken").write_text("a file where the folder should be")
    settings.MEDIA_ROOT = tmp_path / "taken"
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["storage"]) == (503, "read-only")


def test_what_is_only_read_is_offered_again(client):
    """A page without a form has nothing to keep; it leads back to itself."""
    answer = retry_pages.page(client.get("/search/?q=%22%3E").wsgi_request, Trouble.AWAY)
    page = Page(answer, "/search/")
    assert answer.status_code == 503 and page.link("search") == "/search/?q=%22%3E"


def test_only_troubles_of_the_moment_are_answered_so(db, tmp_path):
    """A missing table or a broken rule is a fault of the programme, and stays one."""
    with pytest.raises(OperationalError) as missing, connection.cursor() as cursor:
        cursor.execute("SELECT * FROM nowhere")
    assert retry_pages.trouble_of(missing.value) is None
    assert retry_pages.trouble_of(ValueError()) is None
    assert retry_pages.trouble_of(OSError(errno.ENOENT, "no such file")) is None
    with pytest.raises(OSError) as no_room, open("/dev/full", "w", buffering=1) as disk:  # noqa: PT012
        disk.write("a line\n")
    assert retry_pages.trouble_of(no_room.value) is Trouble.FULL


def test_the_pages_of_a_stranger_are_not_confirmed(visitor, cast):
    """Who posts from another site finds no mark of ours in the page: the click is refused."""
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    with locked():
        answer = client.post(f"/apply/{cast.agency.slug}/", {"subject": SUBJECT})
    assert answer.status_code == 403


WITH_A_FILE = """
import sqlite3, time
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from core import keys
from core.web import form_stamps
from core.models import Agency
from tests.conftest import load_regime
from tests.requests_app.conftest import FORM
settings.DATABASES["default"]["OPTIONS"] |= settings.PATIENCE_OF_VISITORS
connection.close()
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
settings.ALLOWED_HOSTS = ["*"]
now = timezone.now()
keys.ensure(now)
Agency.objects.create(slug="district", name="区", name_en="district", code="QH", hotline="1", opened_at=now,
                      regime=load_regime("district").regime, obliged_from=now.date())
address, browser = reverse("requests_app:apply_to", args=["district"]), Client(raise_request_exception=False)
browser.get(address)
other = sqlite3.connect(settings.DATABASES["default"]["NAME"], isolation_level=None)
other.execute("BEGIN IMMEDIATE")
paper = SimpleUploadedFile("a.pdf", b"%PDF-1.4 proof", "application/pdf")
began = time.monotonic()
answer = browser.post(address, {**FORM, "began": form_stamps.stamp(now), "identity_paper": paper})
print("took", answer.status_code, round(time.monotonic() - began, 2), FORM["subject"] in answer.content.decode())
"""


def test_a_filing_with_a_file_waits_once(tmp_path):
    """Under a lock that stays, the page that keeps what was typed is there in six seconds, file or no file."""
    template.in_file(tmp_path / "db.sqlite3")
    env = {**os.environ, "DATA_DIR": str(tmp_path), "DATABASE_URL": "", "FORM_LEAST_SECONDS": "0"}
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v0", "-c", WITH_A_FILE],
        cwd=settings.BASE_DIR, env=env, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    status, seconds, kept = re.search(r"took (\d+) ([\d.]+) (\w+)", done.stdout + done.stderr).groups()
    assert (status, kept) == ("503", "True") and 4.5 < float(seconds) < 6.5


def test_the_page_sends_itself_where_nothing_is_to_be_typed_anew(visitor, cast):
    """With scripts, once, after the seconds that it says; not where a password or a file is asked for."""
    url, values = fill_in(visitor, cast.agency)
    with locked():
        page = send(visitor, url, values)
    assert "js/later.js" in page.html and 'data-seconds="5"' in page.html
    assert re.search(r'<p id="by-itself"[^>]* hidden>', page.html), "nothing is promised without scripts"


@pytest.mark.parametrize(
    "path", ["/apply/received/QHZJ04-依申请〔2026〕0028/", "/feeds/secret-of-a-person.ics"]
)
def test_the_line_of_what_had_to_wait_holds_no_number_and_no_secret(path, rf, caplog):
    """The portal writes that somebody had to wait, and where: as a pattern, never as it was asked for."""
    error = OperationalError("unable to open database file")
    error.__cause__ = sqlite3.OperationalError()
    error.__cause__.sqlite_errorcode = sqlite3.SQLITE_CANTOPEN
    with caplog.at_level("WARNING", logger="core.web.retry_pages"):
        assert retry_pages._answer(rf.get(path), error).status_code == 503
    (record,) = [one for one in caplog.records if one.name == "core.web.retry_pages"]
    said = MaskedFormatter("%(message)s").format(record)
    assert "had to wait" in said and "0028" not in said and "secret-of" not in said
