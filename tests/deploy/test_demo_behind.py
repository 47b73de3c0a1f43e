"""The portal is open with one agency; the others are built behind it while people sign in, also after a hard stop."""

import re
import signal

import pytest

from tests.deploy.embedded import Embedded, browser
from tests.deploy.portal import wait_until

pytestmark = pytest.mark.processes
FIRST, SECOND = "transport", "fulin"
DONE = "SELECT count(*) FROM core_done WHERE name = ?"


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    """Prepared with two agencies wanted; nothing runs yet."""
    folder = tmp_path_factory.mktemp("behind")
    with Embedded(folder, email_url="", agencies=f"{SECOND},{FIRST}") as portal:
        yield portal


def is_done(portal, what):
    """Whether the database says that this part of the demo is there."""
    return portal.rows(DONE, f"demo: {what}") == [(1,)]


def sign_in(portal, username, password, place):
    """Sign in at the page as a person does. Returns the page that comes."""
    visitor = browser(portal, f"198.51.100.{place}")
    visitor.open("/login/")
    return visitor.send("username", username=username, password=password)


def test_the_second_agency_is_built_while_people_use_the_first(portal):
    """The home page says how far it is; the worker is killed in the middle, and the next one goes on."""
    first, second = sorted((FIRST, SECOND), key=lambda slug: not is_done(portal, f"{slug}: finished"))
    assert is_done(portal, f"{first}: finished") and not is_done(portal, second)
    password = re.search(r"told this once: (\S+)", portal.told)[1]
    portal.start("web")
    wait_until(lambda: answers(portal), what="the web server answers", seconds=120)
    assert "已建成 1 个" in browser(portal, "198.51.100.9").open("/").text
    portal.start("worker", "beat")
    wait_until(lambda: is_done(portal, f"{second}: history 1"), what="the history begins", seconds=400)
    assert "/work/" in sign_in(portal, f"{first}-archivist", password, 1).url
    assert not is_done(portal, f"{second}: finished")
    portal.running["worker"].send_signal(signal.SIGKILL)
    portal.running["worker"].wait()
    done_before = portal.rows("SELECT name FROM core_done ORDER BY name")
    founded = portal.rows("SELECT id FROM core_agency WHERE slug = ?", second)
    portal.start("worker")
    wait_until(lambda: is_done(portal, f"{second}: finished"), what="the agency is built", seconds=600)
    assert set(done_before) < set(portal.rows("SELECT name FROM core_done ORDER BY name"))
    assert portal.rows("SELECT id FROM core_agency WHERE slug = ?", second) == founded
    assert "/work/" in sign_in(portal, f"{second}-archivist", password, 2).url
    wait_until(
        lambda: "已建成" not in browser(portal, "198.51.100.8").open("/").text, what="the page is plain"
    )
    assert "Demo: 2 of 2 agencies are built." in portal.log()
    assert "Traceback" not in portal.log()
    portal.shell("from django.core.management import call_command; call_command('verify_log')")


def answers(portal):
    """Whether the health check is well."""
    try:
        return browser(portal, "198.51.100.7").client.get("/healthz").status_code == 200
    except OSError:
        return False
