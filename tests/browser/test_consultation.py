"""A draft that everybody is asked about, in a real browser: planned, released, heard on a phone, answered, compared."""

import pytest
from django.urls import reverse

from catalog.actions import consulting, disclosures
from catalog.models import Consultation, Disclosure
from core.roles import Role
from review import actions as review
from tests import signing
from tests.browser.conftest import PHONE, Window
from tests.flows.test_consultation_life import bureau, draft  # noqa: F401 the bureau and its draft

pytestmark = pytest.mark.browser


def test_the_walk_of_a_consultation(bureau, draft, clock, window):  # noqa: F811 fixtures
    """Each step by a button of a page; the reader needs no script and no wide screen."""
    made = planned_and_released(bureau, draft, window)
    clock.move_to(2026, 3, 12)
    consulting.turn(now=clock.now)
    reader = window(PHONE, scripts=False)
    page = reader.open("/")
    page.click(f"a[href='{made.get_absolute_url()}']")
    page.fill("[name=text]", "太贵，困难户能否减半？")
    page.click("form[action*='opinion/'] button[type=submit]")
    assert made.opinions.count() == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    clock.move_to(2026, 3, 27)
    consulting.turn(now=clock.now)
    answered_and_concluded(bureau, made, window)
    page = reader.open(made.get_absolute_url())
    assert "困难户减半已写入" in page.inner_text("#answers")
    compared(bureau, made, clock, reader)


def planned_and_released(bureau, draft: Disclosure, window) -> Consultation:  # noqa: F811 not the fixtures
    """From the draft's own page to the plan; another person releases it."""
    page = (
        window()
        .sign_in(bureau, Role.PROPOSER)
        .open(reverse("admin:catalog_disclosure_change", args=[draft.pk]))
    )
    page.click("a[href*='consultation/add/?disclosure=']")
    page.fill("[name=about]", "水价是否合理？")
    page.click("[name=_go]")
    made = Consultation.objects.get()
    page = window().sign_in(bureau, Role.LEADER_IN_CHARGE).open(reverse("catalog:gate", args=[draft.pk]))
    page.check("form:has([name=sign]) [name$=result][value=open]")
    page.click("[name=sign]")
    page.wait_for_load_state("networkidle")
    office = window().sign_in(bureau, Role.DISCLOSURE_OFFICE)
    page = office.open(reverse("admin:catalog_consultation_change", args=[made.pk]))
    page.click("a[href$='/release/']")
    page.click("[name=_go]")
    page.wait_for_load_state("networkidle")  # the story moves on by days: nothing may still be under way
    made.refresh_from_db()
    assert made.status == Consultation.Status.RELEASED
    return made


def answered_and_concluded(bureau, made: Consultation, window) -> None:  # noqa: F811 not the fixture
    """The collector finds the opinion on the workplace; the office publishes the table."""
    page = window().sign_in(bureau, Role.FEEDBACK_COLLECTOR).open("/work/")
    page.click("a[href*='consultationopinion']")
    page.click("#result_list tbody th a")
    page.click("a[href$='/answer/']")
    page.select_option("[name=verdict]", "adopted")
    page.fill("[name=reason]", "困难户减半已写入。")
    page.click("[name=_go]")
    page = (
        window()
        .sign_in(bureau, Role.DISCLOSURE_OFFICE)
        .open(reverse("admin:catalog_consultation_conclude", args=[made.pk]))
    )
    page.fill("[name=conclusion]", "增加困难户减半。")
    page.click("[name=_go]")
    page.wait_for_load_state("networkidle")  # the story moves on by days: nothing may still be under way
    made.refresh_from_db()
    assert made.status == Consultation.Status.CONCLUDED


def compared(bureau, made: Consultation, clock, reader: Window) -> None:  # noqa: F811 not the fixture
    """The final text is public; on a phone both texts stand below each other, with what came underlined."""
    matter, people = made.disclosure, bureau.people
    by, now = people[Role.PROPOSER], clock.now
    disclosures.revise(matter, body="每方水价由一角调为一角二分。\n\n困难户减半。", by=by, now=now)
    disclosures.propose(matter, by=by, now=now)
    signing.sign(matter, now=now)
    for role in (Role.LEADER_IN_CHARGE, Role.HEAD):
        review.give_verdict(matter, by=people[role], now=clock.now, says="approve")
    page = reader.open(matter.get_absolute_url())
    page.click(f"a[href$='{made.pk}/comparison/']")
    assert "困难户减半。" in page.inner_text("ins")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
