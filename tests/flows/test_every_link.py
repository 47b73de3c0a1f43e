"""Whoever signs in can open what their page of work offers, and every link and button says what it is."""

from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest
from django.urls import reverse

from core.log import append
from core.roles import Role
from tests.flows.pages import Visitor

pytestmark = pytest.mark.django_db
STARTS = ("workplace", "desk")
NO_PAGES = ("/logout", "/i18n/", "/static/", "/media/", "/kept/")
MOST = 250  # pages of the public site that are walked


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
    append("sealed", subject="卷1", payload={"digest": "0" * 64}, now=stage.now)
    return stage


@pytest.mark.parametrize("role", list(Role), ids=[role.value for role in Role])
def test_whoever_works_here_opens_everything_that_their_page_offers(busy, role):
    """A clerk's "to correct" led to a page of the supervisors: forbidden."""
    visitor = busy.body.sign_in(role)
    stuck, unnamed = [], []
    for start in STARTS:
        address = reverse(start)
        answer = visitor.client.get(address)
        if start == "desk" and answer.status_code == 403:
            continue  # offered to nobody who may not open it: the page of work says so below
        visitor.open(address)
        offered = local(visitor.page.links, address)
        unnamed += [(address, *one) for one in nameless(visitor.page.html)]
        for href in offered:
            answer = visitor.client.get(href, follow=True)
            if answer.status_code != 200:
                stuck.append((start, href, answer.status_code))
            elif not answer.streaming and answer["Content-Type"].startswith("text/html"):
                unnamed += [(href, *one) for one in nameless(answer.content.decode())]
    assert not stuck
    assert not unnamed


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
