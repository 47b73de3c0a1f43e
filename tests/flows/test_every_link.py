"""Whoever signs in can open what their page of work offers, and every link and button says what it is."""

import re
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest
from django.urls import reverse

from core.proof.log import append
from core.roles import Role
from requests_app import actions as applications
from requests_app.actions import objecting
from tests.flows.pages import Visitor

pytestmark = pytest.mark.django_db
NO_PAGES = ("/logout", "/i18n/", "/static/", "/media/", "/kept/")
MOST = 250  # pages of the public site that are walked
MOST_OF_ONE = 120  # pages that are walked for one role
STEPS = 4  # from the page of work to a page, at most


class Names(HTMLParser):
    """The links and buttons of a page with the name that each has for who hears it."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, str, str]] = []
        self._open: list[list[str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list) -> None:
        given = {name: value or "" for name, value in attrs}
        said = given.get("aria-label", "")
        if tag in ("a", "button") and ("href" in given or tag == "button"):
            self._open.append([tag, given.get("href", ""), said])
        elif tag == "input" and given.get("type") in ("submit", "button", "reset", "image"):
            self.found.append((tag, given.get("name", ""), given.get("value") or given.get("alt") or said))
        elif tag == "img" and self._open:
            self._open[-1][2] += given.get("alt", "")

    def handle_endtag(self, tag: str) -> None:
        if self._open and self._open[-1][0] == tag:
            self.found.append(tuple(self._open.pop()))

    def handle_data(self, data: str) -> None:
        if self._open:
            self._open[-1][2] += data.strip()


def nameless(html: str) -> list[tuple[str, str]]:
    """The links and buttons that say nothing."""
    return [(tag, where) for tag, where, said in Names(html).found if not said.strip()]


def local(links: list[str], page: str) -> list[str]:
    """Where the links of ``page`` lead inside the portal, without the parts that only move on a page."""
    found = []
    for href in links:
        address = urlsplit(urljoin(page, href))
        if not href or address.netloc or address.scheme not in ("", "http") or href.startswith("#"):
            continue
        if not address.path.startswith(NO_PAGES):
            found.append(f"{address.path}?{address.query}".rstrip("?"))
    return list(dict.fromkeys(found))


@pytest.fixture
def busy(stage):
    """Everything that a page of work can offer, in a body whose public log has an entry without a title too."""
    stage.owed()
    stage.disclosure("draft")
    stage.disclosure("proposed")
    stage.opinion()
    stage.said()
    stage.application("registered")
    stage.application("drafted")
    stage.order()
    stage.complaint()
    stage.urgent()
    on_paper = stage.application("registered", email="")
    applications.ask_correction(
        on_paper, missing="请写明年度。", days=10, by=stage.people[Role.INTAKE_OFFICER], now=stage.now
    )
    objecting.object_to(on_paper, text="办理太慢。", now=stage.now)
    append("sealed", subject="卷1", payload={"digest": "0" * 64}, now=stage.now)
    return stage


@pytest.mark.parametrize("role", list(Role), ids=[role.value for role in Role])
def test_whoever_works_here_opens_everything_that_any_page_offers(busy, role):
    """From the page of work on, whatever a page shows to this person opens for them: no page leads to "forbidden"."""
    visitor = busy.body.sign_in(role)
    seen, stuck, unnamed = walked(visitor, [reverse("workplace")], MOST_OF_ONE)
    assert reverse("workplace") in seen
    assert not stuck
    assert not unnamed
    handles = role in (Role.INTAKE_OFFICER, Role.DISCLOSURE_OFFICE)
    assert (reverse("requests_app:to_post") in seen) == handles, "the post, from the page of work"


def shape_of(href: str) -> str:
    """Addresses that differ in a number or in what is asked are one page: of each kind one is opened."""
    return re.sub(r"\d+", "0", urlsplit(href).path)


def walked(visitor: Visitor, starts: list[str], most: int) -> tuple[set[str], list, list]:
    """Follow all links from ``starts``, one of each shape, at most ``most`` pages and ``STEPS`` links deep.

    Returns the pages that opened, the links that did not with the page that offered them, and what has no name.
    """
    waiting = [(start, "", 0) for start in starts]
    seen, shapes, stuck, unnamed = set(), set(), [], []
    while waiting and len(seen) < most:
        href, offered_by, depth = waiting.pop(0)
        if (shape := shape_of(href)) in shapes:
            continue
        shapes.add(shape)
        answer = visitor.client.get(href, follow=True)
        if answer.status_code != 200:
            stuck.append((offered_by, href, answer.status_code))
            continue
        seen.add(urlsplit(href).path)
        if not answer.streaming and answer["Content-Type"].startswith("text/html"):
            unnamed += [(href, *one) for one in nameless(answer.content.decode())]
            if depth < STEPS:
                offered = local(visitor_links(answer.content.decode()), href)
                waiting += [(one, href, depth + 1) for one in offered]
    return seen, stuck, unnamed


def test_every_public_link_opens_and_has_a_name(busy):
    """The whole public site, from the first page on; on /log/ links had no words."""
    visitor = Visitor()
    waiting, seen, stuck, unnamed = ["/", reverse("log")], set(), [], []
    while waiting and len(seen) < MOST:
        href = waiting.pop(0)
        shape = href.split("?")[0]
        if shape in seen or shape.startswith(("/work", "/admin", "/accounts")):
            continue
        seen.add(shape)
        answer = visitor.client.get(href, follow=True)
        if answer.status_code != 200:
            stuck.append((href, answer.status_code))
        elif not answer.streaming and answer["Content-Type"].startswith("text/html"):
            unnamed += [(href, *one) for one in nameless(answer.content.decode())]
            waiting += local(visitor_links(answer.content.decode()), href)
    assert len(seen) > 30
    assert reverse("log") in seen
    assert not stuck
    assert not unnamed


def visitor_links(html: str) -> list[str]:
    """Where the links of a page lead."""
    return [where for tag, where, _said in Names(html).found if tag == "a"]
