"""Redis goes away and comes back: every page answers, the limits hold, the health check says so."""

import socket
import time

import pytest
from django.core.cache import cache
from django.urls import reverse

from core.models import Try
from core.web.surviving_cache import SurvivingRedisCache
from requests_app.views.submission import LOOKS_A_MINUTE
from tools.servers import Redis

pytestmark = pytest.mark.django_db


@pytest.fixture
def redis(settings, monkeypatch):
    """A Redis of this test alone, which it may stop; the cache looks for it again after a moment."""
    monkeypatch.setattr(SurvivingRedisCache, "PAUSE", 0.2)
    with Redis() as server:
        default = {"BACKEND": "core.web.surviving_cache.SurvivingRedisCache", "LOCATION": server.url}
        options = {"socket_connect_timeout": 0.5, "socket_timeout": 0.5}
        settings.CACHES = {"default": {**default, "OPTIONS": options}}
        yield server


@pytest.fixture
def silent():
    """The address of a server that hears and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"redis://127.0.0.1:{server.getsockname()[1]}/0"


def gone(server) -> None:
    server.__exit__(None, None, None)


PAGES = (
    "/",
    "/open-data/",
    "/api/v1/disclosures/",
    "/owed/",
    "/search/?q=抽查",
    "/healthz",
    "/track/",
    "/log/",
)


def test_every_page_answers_while_redis_is_away_and_after(client, cast, item, make_disclosure, redis):
    """Three losses in a row; the cache keeps again each time it is back."""
    make_disclosure(item, upto="published")
    typed = reverse("requests_app:public_already", args=[cast.agency.slug])
    for _loss in range(3):
        cache.set("kept", 1)
        assert cache.get("kept") == 1
        assert client.get("/healthz").json()["cache"] == "ok"
        gone(redis)
        began = time.monotonic()
        assert {page: client.get(page).status_code for page in PAGES} == dict.fromkeys(PAGES, 200)
        assert client.post(typed, {"about": "产品质量监督抽查"}).status_code in (200, 204)
        assert time.monotonic() - began < 10
        health = client.get("/healthz")
        assert health.status_code == 200 and health.json()["cache"] == "unreachable"
        assert client.get("/healthz/clock").status_code == 503
        redis.__enter__()
        time.sleep(0.3)


def test_a_server_that_takes_connections_and_says_nothing_is_as_good_as_away(client, settings, silent):
    """Half a second once, not for each look into the cache."""
    settings.CACHES = {
        "default": {
            "BACKEND": "core.web.surviving_cache.SurvivingRedisCache",
            "LOCATION": silent,
            "OPTIONS": {"socket_connect_timeout": 0.3, "socket_timeout": 0.3},
        }
    }
    began = time.monotonic()
    assert client.get("/").status_code == 200
    assert time.monotonic() - began < 6


def test_limits_hold_while_redis_is_away(client, cast, redis):
    """Counted in the database instead, with no address in it."""
    gone(redis)
    typed = reverse("requests_app:public_already", args=[cast.agency.slug])
    answers = [client.post(typed, {"about": "抽查"}).status_code for _again in range(LOOKS_A_MINUTE + 2)]
    assert answers.count(429) == 2
    assert "127.0.0.1" not in {row.source for row in Try.objects.all()}
    asked = [client.get("/api/v1/disclosures/").status_code for _again in range(302)]
    assert (asked.count(200), asked.count(429)) == (300, 2)
    redis.__enter__()
