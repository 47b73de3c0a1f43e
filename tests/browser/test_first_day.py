"""The first day in Chromium: an empty database and one administrator, to the first published item."""

import sys
import time

import pytest
from django.urls import reverse

from catalog.models import Disclosure, DisclosureItem
from core.models import Agency
from core.roles import Role
from tests.browser.conftest import Window
from tests.flows.test_first_day import BODY, PASSWORD, PEOPLE, TITLE, empty  # noqa: F401 the empty installation

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_an_empty_installation_comes_to_its_first_published_item(empty, window, capsys):  # noqa: F811
    """By links, fields and buttons that a person sees, each person in a window of their own."""
    began, seen = time.perf_counter(), []

    def person(username: str) -> Window:
        one = window()
        one.page.on("framenavigated", lambda frame: seen.append(frame.url))
        return one.sign_in_as(username, PASSWORD)

    set_up(person("root"))
    opened(person("ju-zhang"))
    item = proposed(person("keshi"))
    approved(person("fenguan"))
    page = window().open(reverse("home"))
    page.click(f"text={TITLE}")
    assert BODY["name"] in page.inner_text("main") and item.name in page.inner_text("main")
    with capsys.disabled():
        sys.stdout.write(f"\nfirst day in Chromium: {len(seen)} pages, {time.perf_counter() - began:.1f} s\n")


def set_up(root: Window) -> None:
    """The body under its rules, chosen by their name; five people; what is still missing."""
    page = root.page
    page.click(f"main a[href='{reverse('admin:core_agency_add')}']")
    for name, value in BODY.items():
        page.fill(f"[name={name}]", value)
    page.select_option("[name=regime]", label=label(page, "quality-bureau-3"))
    page.fill("[name=obliged_from]", "2026-01-01")
    page.click("[name=_continue]")
    page.click(f"a[href='{reverse('opening', args=['linhe'])}']")
    assert "尚缺" in page.inner_text("main")
    page.click(f"a[href='{reverse('admin:core_user_add')}']")
    for username, (name, role) in PEOPLE.items():
        add(page, username, name, role)
    page.goto(root.home + reverse("opening", args=["linhe"]))
    assert "尚缺" not in page.inner_text("main") and not page.query_selector("button[name=open]")


def add(page, username: str, name: str, role: Role) -> None:
    """A person with a password and a role, on one page; a clerk for a department of the body."""
    page.fill("[name=username]", username)
    page.fill("[name=name]", name)
    page.fill("[name=email]", f"{username}@example.org")
    page.fill("[name=password1]", PASSWORD)
    page.fill("[name=password2]", PASSWORD)
    page.select_option("[name=roles-0-role]", label=str(role.label))
    page.select_option("[name=roles-0-agency]", label=BODY["name"])
    if role == Role.PROPOSER:
        unit = Agency.objects.get(slug="linhe").departments.exclude(items=None).first()
        page.select_option("[name=roles-0-department]", label=unit.name)
    page.fill("[name=roles-0-since]", "2026-03-01")
    page.click("[name=_addanother]")
    page.wait_for_selector(".messagelist .success")


def label(page, part: str) -> str:
    """The whole words of the choice that holds ``part``."""
    return page.locator("[name=regime] option", has_text=part).first.inner_text()


def opened(head: Window) -> None:
    """From the page of work by the card to the button."""
    page = head.page
    page.click(f"main a[href='{reverse('openings')}']")
    page.click(f"main a[href='{reverse('opening', args=['linhe'])}']")
    page.click("button[name=open]")
    assert "已面向社会开通" in page.inner_text("body")
    assert Agency.objects.get(slug="linhe").is_open


def proposed(clerk: Window) -> DisclosureItem:
    """An event is written down; what it makes due is proposed."""
    page = clerk.page
    page.click(f"main a[href='{reverse('admin:catalog_obligation_changelist')}']")
    page.click(f"a[href='{reverse('admin:catalog_occurrence_add')}']")
    values = page.eval_on_selector_all("[name=item] option", "all => all.map(one => one.value)")
    items = DisclosureItem.objects.filter(
        pk__in=[one for one in values if one], audience="public", elements=""
    )
    item = items.order_by("pk").first()
    page.select_option("[name=item]", str(item.pk))
    page.fill("[name=title]", "一季度抽查结束")
    page.fill("[name=happened_on]", "2026-03-09")
    page.click("[name=_go], [name=_save]")
    page.click("a[href*='?obligation=']")
    page.fill("[name=title]", TITLE)
    page.fill("[name=summary]", "抽查了三类产品。")
    page.fill("[name=body]", "共抽查三十批次，合格二十八批次。")
    page.check("[name=channels][value=web]")
    page.fill("[name=formed_on]", "2026-03-09")
    page.check("[name=attested]")
    page.click("[name=_propose]")
    page.wait_for_selector(".messagelist")
    assert Disclosure.objects.get().status == Disclosure.Status.IN_REVIEW
    return item


def approved(leader: Window) -> None:
    """From the page of work by the queue."""
    page = leader.page
    page.click(f"main a[href^='{reverse('review:queue')}']")
    page.click(f"main a[href='{reverse('review:matter', args=[Disclosure.objects.get().pk])}']")
    page.click("[name=says][value=approve]")
    page.wait_for_url("**/review/**")
    assert Disclosure.objects.get().status == Disclosure.Status.PUBLISHED
