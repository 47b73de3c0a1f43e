"""In Chromium, while the disk of the server is full: what was typed stands there, said to be kept, and is sent again.

The limit is that of the kernel on the running web server (``RLIMIT_FSIZE``): no write of it goes through until it ends.
"""

import resource
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.browser.conftest import Window
from tests.browser.test_filing import TYPED, fill
from tests.deploy.embedded import Embedded, browser
from tests.deploy.portal import wait_until

pytestmark = pytest.mark.browser
PASSWORD = "the-garden-behind-the-office"
WORDS = "请公开调整的依据，\n并说明理由。"
PREPARE = f"""
from core.models import User
clerk = User.objects.get(username="quality-proposer")
clerk.set_password("{PASSWORD}")
clerk.save()
"""


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    """A portal of its own with one body, and its web server."""
    with Embedded(tmp_path_factory.mktemp("full"), email_url="") as portal:
        portal.shell(PREPARE)
        portal.start("web")
        wait_until(lambda: health(portal) == 200, what="the web server answers")
        yield portal


def health(portal) -> int:
    """What the health check answers; 0 before anybody does."""
    try:
        return browser(portal, "198.51.100.1").client.get("/healthz").status_code
    except OSError:
        return 0


@contextmanager
def full(portal):
    """No process of the web server can write another byte to any file."""
    first = portal.running["web"].pid
    group = [int(one.name) for one in Path("/proc").iterdir() if one.name.isdigit() and _group(one) == first]
    before = {one: resource.prlimit(one, resource.RLIMIT_FSIZE) for one in group}
    for one, (_soft, hard) in before.items():
        resource.prlimit(one, resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        for one, limits in before.items():
            resource.prlimit(one, resource.RLIMIT_FSIZE, limits)


def _group(process: Path) -> int:
    try:
        return int((process / "stat").read_text().rpartition(")")[2].split()[2])
    except OSError:  # it has ended meanwhile
        return 0


@pytest.fixture
def person(portal, chromium):
    """A browser window on that portal; an answer of 503 is expected, one of 500 is a fault."""
    own = Window(chromium.new_context(locale="zh-CN"), f"http://127.0.0.1:{portal.port}")
    own.expected = {503}
    yield own
    own.context.close()
    assert not own.faults, "\n".join(own.faults)


def count(portal, table: str) -> int:
    """How many rows there are."""
    return portal.rows(f"SELECT count(*) FROM {table}")[0][0]  # noqa: S608


@pytest.mark.parametrize("size", [200_000, 700_000, 4_000_000])
def test_an_application_with_a_file_is_kept_in_the_browser_and_filed_by_one_click(
    portal, person, tmp_path, size
):
    """Words stand there, the file is asked for again by name; when there is room the application is filed, once. From
    half a megabyte on the web server puts what comes into a file, from 2.5 on the portal does."""
    paper = tmp_path / "身份证.pdf"
    paper.write_bytes(b"%PDF-1.4 " + b"x" * size)
    before = count(portal, "requests_app_application")
    page = person.open("/apply/quality/")
    fill(page, **TYPED, description=WORDS)
    page.set_input_files("[name=identity_paper]", str(paper))
    with full(portal):
        page.click("#file")
        said = page.inner_text("main")
        assert "尚未保存" in said and TYPED["subject"] in said and "并说明理由。" in said
        assert "身份证.pdf" in said and page.is_visible("#again [type=file]")
        assert health(portal) == 503
        page.set_input_files("#again [type=file]", str(paper))
        page.click("#again button")  # still no room: kept again
        assert "尚未保存" in page.inner_text("main") and TYPED["subject"] in page.inner_text("main")
    page.set_input_files("#again [type=file]", str(paper))
    page.click("#again button")
    if "/received/" not in page.url:
        page.click("main section.notice > p.buttons button")
    page.wait_for_url("**/apply/received/**")
    assert count(portal, "requests_app_application") == before + 1 and health(portal) == 200


def test_a_complaint_and_an_opinion_are_kept_and_sent_once(portal, person):
    """Each form of the public that stores something says so, keeps the words, and stores them once."""
    [[matter]] = portal.rows(
        "SELECT id FROM catalog_disclosure WHERE status = 'published' AND audience = 'public' LIMIT 1"
    )
    for path, action, table in (
        ("/agencies/quality/complain/", "/complain/", "supervision_complaint"),
        (f"/disclosures/{matter}/", "/opinion/", "review_opinion"),
    ):
        before, page = count(portal, table), person.open(path)
        page.eval_on_selector_all("details", "all => all.forEach(one => one.open = true)")
        form = page.locator(f"form[action*='{action}'], main form:has([name=text])").first
        form.locator("[name=text]").fill("请公布全部批次的明细。")
        for name, words in (("name", "王五"), ("phone", "0000-7654321")):
            if form.locator(f"[name={name}]").count():
                form.locator(f"[name={name}]").fill(words)
        with full(portal):
            form.locator("button[type=submit], button:not([type])").last.click()
            page.wait_for_selector("#again")
            assert "请公布全部批次的明细。" in page.inner_text("main") and count(portal, table) == before
        page.click("#again button")
        page.wait_for_load_state()
        assert count(portal, table) == before + 1, page.inner_text("main")[:300]


def test_what_somebody_of_the_staff_wrote_is_kept_and_saved_by_one_click(portal, person):
    """The draft stays as it was while there is no room; the words stand on the page, and one click saves them then."""
    [[draft]] = portal.rows(
        "SELECT d.id FROM catalog_disclosure d JOIN core_user u ON u.id = d.created_by_id"
        " WHERE d.status = 'draft' AND u.username = 'quality-proposer' LIMIT 1"
    )
    title = "SELECT title FROM catalog_disclosure WHERE id = ?"
    person.sign_in_as("quality-proposer", PASSWORD)
    page = person.open(f"/admin/catalog/disclosure/{draft}/change/")
    page.fill("[name=title]", "便民服务点的调整")
    before = portal.rows(title, draft)
    with full(portal):
        page.click("[name=_save]")
        page.wait_for_selector("#again")
        assert "便民服务点的调整" in page.inner_text("main")
    assert portal.rows(title, draft) == before
    page.click("#again button")
    page.wait_for_selector(".messagelist")
    assert portal.rows(title, draft) == [("便民服务点的调整",)]


def test_no_page_breaks_while_there_is_no_room(portal, person):
    """What is only read is shown, or says why not; no page answers with an error of the programme."""
    seen = {}
    with full(portal):
        for path in (
            "/", "/disclosures/", "/search/?q=抽查", "/track/", "/login/", "/log/", "/apply/quality/", "/open-data/",
            "/api/v1/disclosures/", "/agencies/quality/", "/agencies/quality/complain/", "/owed/", "/feeds/", "/help/",
        ):  # fmt: skip
            seen[path] = person.context.request.get(person.home + path).status
        page = person.open("/login/")
        page.fill("[name=username]", "quality-proposer")
        page.fill("[name=password]", PASSWORD)
        page.click("main form button")
        assert "尚未保存" in page.inner_text("main") and page.is_visible("#again [type=password]")
    assert set(seen.values()) <= {200, 404, 503} and seen["/"] == seen["/disclosures/"] == 200, seen
    page.fill("#again [type=password]", PASSWORD)
    page.click("#again button")
    page.wait_for_url("**/work/")
