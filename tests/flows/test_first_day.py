"""The first day: an empty database and one administrator, brought to the first published item by clicks and typing.

``docs/first-day.md`` tells this walk; ``tests/browser/test_first_day.py`` takes it in Chromium.
"""

import sys
import time
from dataclasses import dataclass, field

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from catalog.models import Disclosure
from core.models import Agency, RoleAssignment, User
from core.roles import Role
from tests.flows.pages import Page, Visitor

pytestmark = pytest.mark.django_db
PASSWORD = "Shan-Shui-2026!"
BODY = {
    "slug": "linhe",
    "name": "临河市质量技术监督局",
    "name_en": "Linhe quality bureau",
    "code": "LHZJ",
    "address": "临河市河东路1号",
    "phone": "0000-1234567",
    "hours": "工作日 9:00—17:00",
}
PEOPLE = {
    "ju-zhang": ("马局长", Role.HEAD),
    "gongkai-ban": ("李主任", Role.DISCLOSURE_OFFICE),
    "fenguan": ("周副局长", Role.LEADER_IN_CHARGE),
    "dangzu": ("郑书记", Role.PARTY_GROUP),  # what is marked as sensitive is decided there
    "keshi": ("陈科员", Role.PROPOSER),
}
TITLE = "一季度产品质量监督抽查结果"


@pytest.fixture
def empty(now, monkeypatch, settings):
    """What a start without demo leaves: tables, the shipped rules, and the one person who was made by command."""
    monkeypatch.setattr(timezone, "now", lambda: now)
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("load_regimes", only_new=True, verbosity=0)
    call_command(
        "createsuperuser", interactive=False, username="root", name="管理员", email="root@example.org"
    )
    return now


@dataclass
class Walk:
    """Who walks counts the pages that they had before them."""

    visitor: Visitor = field(default_factory=Visitor)
    pages: int = 0

    def open(self, url: str) -> Page:
        self.pages += 1
        return self.visitor.open(url)

    def follow(self, part: str) -> Page:
        self.pages += 1
        return self.visitor.follow(part)

    def send(self, *names: str, **typed) -> Page:
        self.pages += 1
        return self.visitor.send(*names, **typed)

    def sign_in(self, username: str) -> Page:
        self.open(reverse("login"))
        return self.send(username=username, password=PASSWORD)


def test_an_empty_installation_comes_to_its_first_published_item(empty, capsys):
    """Body, people, opening, event, proposal, review, public: no command, no shell, every step found by a link."""
    began, pages = time.perf_counter(), 0
    pages += set_up()
    pages += opened_by_its_head()
    pages += proposed_by_a_clerk()
    pages += approved_by_the_leader()
    seen_by_everybody()
    with capsys.disabled():
        sys.stdout.write(f"\nfirst day: {pages} pages, {time.perf_counter() - began:.1f} s\n")
    assert pages <= 40


def set_up() -> int:
    """The administrator: the body under its rules by their name, and five people with their roles."""
    walk = Walk()
    page = walk.sign_in("root")
    page = walk.follow(reverse("admin:core_agency_add"))
    regime = next(value for value in page.form("regime").choices["regime"] if value)
    names = page.text
    assert "市质监局" in names or "质量技术监督局" in names
    chosen = named(page, "quality-bureau-3")
    page = walk.send(regime=chosen or regime, obliged_from="2026-01-01", **BODY, press="_continue")
    agency = Agency.objects.get(slug="linhe")
    assert agency.items.exists() and not agency.is_public
    page = walk.follow(reverse("opening", args=["linhe"]))
    assert "尚缺" in page.text
    for username, (name, role) in PEOPLE.items():
        walk.follow(reverse("admin:core_user_add"))
        department = agency.departments.exclude(items=None).first() if role == Role.PROPOSER else None
        walk.send(
            username=username, name=name, email=f"{username}@example.org", password1=PASSWORD, password2=PASSWORD,
            **{
                "roles-0-role": role.value, "roles-0-agency": str(agency.pk), "roles-0-since": "2026-03-01",
                "roles-0-department": str(department.pk) if department else "",
            },
            press="_addanother",
        )  # fmt: skip
    assert {one.role for one in RoleAssignment.objects.all()} == {role for _name, role in PEOPLE.values()}
    assert not User.objects.filter(is_staff=False).exists()
    page = walk.open(reverse("opening", args=["linhe"]))
    assert "尚缺" not in page.text, page.text[:1500]
    assert "本人账号" in page.text
    return walk.pages


def named(page: Page, code: str) -> str:
    """The choice of the list of rules whose words hold ``code``: the page names each by its title and code."""
    html = page.html
    for part in html.split("<option ")[1:]:
        if f"({code})" in part.split("</option>")[0]:
            return part.split('value="')[1].split('"')[0]
    return ""


def opened_by_its_head() -> int:
    """From the page of work to the button."""
    walk = Walk()
    walk.sign_in("ju-zhang")
    walk.follow(reverse("openings"))
    walk.follow(reverse("opening", args=["linhe"]))
    walk.send("open", press="open")
    assert Agency.objects.get(slug="linhe").is_open
    return walk.pages


def proposed_by_a_clerk() -> int:
    """An event is written down; what it makes due is proposed."""
    walk = Walk()
    walk.sign_in("keshi")
    page = walk.follow(reverse("admin:catalog_obligation_changelist"))
    page = walk.follow(reverse("admin:catalog_occurrence_add"))
    item = next(
        one for one in RoleAssignment.objects.get(role=Role.PROPOSER).department.items.order_by("pk")
        if str(one.pk) in page.form("item").choices["item"] and one.audience == "public" and not one.elements
    )  # fmt: skip
    page = walk.send(item=str(item.pk), title="一季度抽查结束", happened_on="2026-03-09")
    page = walk.follow("?obligation=")
    walk.send(
        "csrfmiddlewaretoken",
        press="_propose",
        title=TITLE,
        summary="抽查了三类产品。",
        body="<p>共抽查三十批次，合格二十八批次。</p>",
        channels=["web"],
        formed_on="2026-03-09",
        attested="on",
    )
    assert Disclosure.objects.get().status == Disclosure.Status.IN_REVIEW
    return walk.pages


def approved_by_the_leader() -> int:
    """From the page of work by the queue."""
    walk = Walk()
    walk.sign_in("fenguan")
    walk.follow(reverse("review:queue"))
    walk.follow(reverse("review:matter", args=[Disclosure.objects.get().pk]))
    walk.send("says", "opinion", press=("says", "approve"))
    assert Disclosure.objects.get().status == Disclosure.Status.PUBLISHED
    return walk.pages


def seen_by_everybody() -> None:
    """Found from the first page, and by search."""
    visitor = Visitor()
    visitor.open(reverse("home"))
    assert TITLE in visitor.follow(Disclosure.objects.get().get_absolute_url()).text
    assert BODY["name"] in visitor.page.text
    visitor.open(f"{reverse('search')}?q=监督抽查")
    assert visitor.page.link(Disclosure.objects.get().get_absolute_url())
