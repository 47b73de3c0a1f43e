"""Redis is away for a while, then comes and goes: every kind of page answers, limits hold, no process ends.

``REDIS_AWAY=120`` takes two minutes, as docs/audits/issue-11.md tells them; the suite takes a shorter stretch.
"""

import json
import os
import sys
import time

import pytest
from django.urls import URLPattern, get_resolver

from tests.deploy.portal import Portal, crowd, wait_until
from tests.deploy.postbox import Postbox
from tests.deploy.test_processes import A_BODY_THAT_IS_ASKED, TYPED, ask, delivered, is_sent, owe_letter
from tests.deploy.visitor import Visitor
from tools.servers import Redis

pytestmark = pytest.mark.processes
AWAY = int(os.environ.get("REDIS_AWAY", "20"))  # seconds
RESTARTS = 6
LOOKS_A_MINUTE = 30
PASSWORD = "the-garden-behind-the-office"
SOMEBODY = f"""
from core.models import User
User.objects.create_superuser("operator", "operator@example.org", "{PASSWORD}")
"""
LEFT_OUT = (
    "/logout/",
    "/admin/logout/",
    "/healthz/clock",
)  # the first two sign out; the last says 503, as it should
SERVICES = ("worker", "letters", "beat")


@pytest.fixture(scope="module")
def postbox():
    """A mail server that keeps what is delivered."""
    with Postbox() as box:
        yield box


@pytest.fixture(scope="module")
def broker():
    """A Redis of this module's own, which it may stop."""
    if not os.environ.get("REDIS_URL"):
        pytest.skip("needs REDIS_URL, so that a Redis can be started; make test brings it")
    with Redis() as broker:
        yield broker


@pytest.fixture(scope="module")
def portal(tmp_path_factory, postbox, broker):
    """The prepared portal with web, worker and beat running, a body and an administrator."""
    postgres = os.environ.get("DATABASE_URL", "")
    if not postgres.startswith("postgres"):
        pytest.skip("needs DATABASE_URL of a PostgreSQL; make test brings it")
    folder = tmp_path_factory.mktemp("away")
    with Portal(folder, postgres_url=postgres, redis_url=broker.url, email_url=postbox.address) as portal:
        portal.run("prepare")
        portal.python(A_BODY_THAT_IS_ASKED + SOMEBODY)
        for service in ("web", *SERVICES):
            portal.start(service)
        wait_until(lambda: portal.health("web") == 0, what="web is well")
        yield portal


def addresses() -> list[str]:
    """Every address of the portal that needs nothing filled in, and those of a body."""

    def beneath(patterns, before):
        for one in patterns:
            path = before + str(one.pattern).lstrip("^").replace("\\Z", "")
            if isinstance(one, URLPattern):
                yield path
            else:
                yield from beneath(one.url_patterns, path)

    found = {f"/{path}" for path in beneath(get_resolver().url_patterns, "") if not set(path) & set("<(^$?")}
    of_body = {
        "/agencies/asked/",
        "/apply/asked/",
        "/agencies/asked/complain/",
        "/search/?q=%E6%8A%BD%E6%9F%A5",
    }
    return sorted((found | of_body) - set(LEFT_OUT))


def signed_in(portal) -> Visitor:
    """The administrator at a browser."""
    office = Visitor(portal.port)
    office.open("/login/")
    assert office.send("/login/", {"username": "operator", "password": PASSWORD}) < 400
    return office


def look_at_everything(visitors, slowest: dict) -> int:
    """Each page by each visitor. Fails for one that breaks. Returns how many; the seconds of each go to ``slowest``."""
    broken, pages = [], addresses()
    for visitor in visitors:
        for path in pages:
            began = time.monotonic()
            if (status := visitor.open(path)) >= 500:
                broken.append(f"{status} {path}")
            slowest[path] = max(slowest.get(path, 0), time.monotonic() - began)
    assert broken == []
    return len(visitors) * len(pages)


def test_for_a_while_redis_is_away_and_nobody_is_left_without_an_answer(portal, postbox, broker, capsys):
    """Every kind of page answers a visitor and the administrator; suggestions are limited by the database; somebody
    files and reads the receipt; the health check says so; afterwards what was owed is sent, and little was written."""
    visitor, office, slowest = Visitor(portal.port), signed_in(portal), {}
    pages = len(addresses())
    assert pages > 60
    written = {name: len(portal.log(name).splitlines()) for name in SERVICES}
    broker.__exit__(None, None, None)
    began, answered, rounds = time.monotonic(), 0, 0
    owe_letter(portal, "away for long")
    with ask(portal, "/healthz") as answer:
        assert json.load(answer)["cache"] == "unreachable"
    assert Visitor(portal.port).open("/healthz/clock") == 503
    limited(portal)
    filed(portal)
    while not rounds or time.monotonic() - began < AWAY:
        answered, rounds = answered + look_at_everything([visitor, office], slowest), rounds + 1
    lasted = time.monotonic() - began
    broker.__enter__()
    wait_until(lambda: is_sent(portal, "away for long"), seconds=90, what="the letter is sent after all")
    worst = max(slowest, key=slowest.get)
    lines = {name: len(portal.log(name).splitlines()) - written[name] for name in written}
    with capsys.disabled():
        sys.stdout.write(
            f"\nRedis away for {lasted:.0f} s: {answered} pages of {pages} kinds answered, none with 5xx; the slowest "
            f"took {slowest[worst]:.1f} s ({worst}); lines written meanwhile: {lines}\n"
        )
    assert slowest[worst] < 5 * crowd()
    alive(portal)
    for name in SERVICES:
        assert lines[name] <= 20 + lasted / 10, portal.log(name)[-3000:]
        assert "Traceback" not in portal.log(name)
    assert delivered(postbox, "away for long") == 1


def limited(portal) -> None:
    """More suggestions in a minute than one address may ask for are refused, and the database holds the count."""
    citizen, asked = Visitor(portal.port), "/apply/asked/public/"
    citizen.open("/apply/asked/")
    typed = {"about": "产品质量监督抽查", "csrfmiddlewaretoken": citizen.cookies["csrftoken"]}
    answers = [citizen.open(asked, typed) for _again in range(LOOKS_A_MINUTE + 4)]
    assert set(answers) <= {200, 204, 429} and answers.count(429) >= 1, (
        answers
    )  # a minute may end between them
    assert portal.query("SELECT 1 FROM core_try")


def filed(portal) -> None:
    """Somebody files an application and reads its number."""
    citizen, path = Visitor(portal.port), "/apply/asked/"
    citizen.open(path)
    time.sleep(3.2)  # as long as a person needs at least
    citizen.send(path, TYPED, form="application")
    if not portal.query("SELECT 1 FROM requests_app_application"):  # asked to look first whether it is public
        citizen.send(path, TYPED, form="application")
    [(number,)] = portal.query("SELECT number FROM requests_app_application")
    assert number in citizen.page


def alive(portal) -> None:
    """None of the processes has ended."""
    for name in SERVICES:
        assert portal.running[name].poll() is None, portal.log(name)[-3000:]


def test_several_restarts_in_a_row_end_no_worker(portal, postbox, broker):
    """Gone and back again at once, while tasks are at work: the same processes send what is owed, each once."""
    written = {name: len(portal.log(name).splitlines()) for name in SERVICES}
    for turn in range(RESTARTS):
        owe_letter(portal, f"restart {turn}")
        broker.__exit__(None, None, None)
        broker.__enter__()
        time.sleep(0.4 * turn)
    for turn in range(RESTARTS):
        wait_until(
            lambda turn=turn: is_sent(portal, f"restart {turn}"), seconds=90, what="the letter is sent"
        )
    alive(portal)
    assert [delivered(postbox, f"restart {turn}") for turn in range(RESTARTS)] == [1] * RESTARTS
    for name in SERVICES:
        lines = portal.log(name).splitlines()[written[name] :]
        assert len([line for line in lines if line.startswith("20")]) <= 4 * RESTARTS, "\n".join(lines)
        assert "Traceback" not in portal.log(name)
