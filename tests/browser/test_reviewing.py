"""Reviewing and answering in a real browser: several at once, races told, handing on, meetings, masked opinions."""

import pytest
from django.urls import reverse

from catalog.models import Disclosure
from core.roles import Role
from review import actions as review
from review.models import Opinion, Verdict
from tests.browser.conftest import PHONE, Window
from tests.conftest import give_role
from tests.flows.conftest import stage  # noqa: F401 the district

pytestmark = pytest.mark.browser


@pytest.fixture
def two(stage, window):  # noqa: F811 the fixture
    """Two leaders in charge: one on a phone without scripts, one at a desk."""
    give_role(stage.people[Role.HEAD], Role.LEADER_IN_CHARGE, stage.body.agency)
    slow = window(PHONE, scripts=False).sign_in(stage.body, Role.LEADER_IN_CHARGE)
    return slow, window().sign_in(stage.body, Role.HEAD)


def matter_page(own: Window, matter: Disclosure):
    """The page of a matter, from the queue."""
    page = own.open(reverse("review:queue"))
    page.click(f"main a[href='/review/{matter.pk}/']")
    return page


def status_of(matter: Disclosure) -> str:
    matter.refresh_from_db()
    return matter.status


def test_several_at_once_and_who_comes_too_late(stage, two):  # noqa: F811 the fixture
    """One verdict on three: two are published, of the third it is said who was faster and when; so on its own page."""
    slow, fast = two
    matters = [stage.disclosure("proposed", title=f"第{number}件") for number in (1, 2, 3, 4)]
    page = slow.open(reverse("review:queue"))
    for one in matters[:3]:
        page.check(f"[name=pick][value^='{one.pk}=']")
    page.click("form[action$='/several/'] button")
    swift = matter_page(fast, matters[1])
    swift.click("[name=says][value=approve]")
    page.fill("[name=opinion]", "同意。")
    page.click("[name=says][value=approve]")
    told = page.inner_text("main")
    faster = stage.people[Role.HEAD].name
    assert faster in told and "2026年3月10日 10:00" in told
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    assert [status_of(one) for one in matters[:3]] == ["published"] * 3

    page = matter_page(slow, matters[3])  # approving what somebody just returned
    swift = matter_page(fast, matters[3])
    swift.click("details:has([name='return-opinion']) > summary")
    swift.fill("[name='return-opinion']", "请补充地址。")
    swift.click("[name=says][value=send_back]")
    swift.wait_for_url("**/review/")
    page.fill("[name=opinion]", "同意。")
    page.click("[name=says][value=approve]")
    told = page.inner_text("main")
    assert faster in told and "2026年3月10日 10:00" in told
    assert status_of(matters[3]) == "returned"


def test_handed_on_marked_as_sensitive_and_decided_by_a_meeting(stage, two, window):  # noqa: F811 the fixture
    """Each by its form; a meeting of tomorrow is refused beside its field and the typed words stay."""
    slow, fast = two
    matter = stage.disclosure("proposed")
    page = matter_page(slow, matter)
    page.click("details:has([name='refer-to']) > summary")
    page.select_option("[name='refer-to']", f"person-{stage.people[Role.HEAD].pk}")
    page.fill("[name='refer-reason']", "由熟悉业务的同志审核。")
    page.click("[name=says][value=refer]")
    assert not page.query_selector(f"main a[href='/review/{matter.pk}/']")  # it waits for the other now

    page = matter_page(fast, matter)
    assert "由熟悉业务的同志审核。" in page.inner_text("main")
    page.click("details:has([name='sensitive-reason']) > summary")
    page.fill("[name='sensitive-reason']", "群众高度关注。")
    page.click("[name=says][value=sensitive]")
    assert "群众高度关注。" in page.inner_text(".aside")
    page.click("[name=says][value=approve]")
    page.wait_for_url("**/review/")
    assert status_of(matter) == "in_review"

    above = window(PHONE, scripts=False).sign_in(stage.body, Role.SUPERIOR_LEADER)
    matter_page(above, matter).click("[name=says][value=approve]")
    assert status_of(matter) == "published"

    matter = stage.before_party_group()
    group = window(PHONE, scripts=False).sign_in(stage.body, Role.PARTY_GROUP)
    page = group.open(f"{reverse('review:queue')}?view=group")
    page.click(f"main a[href='/review/{matter.pk}/']")
    meeting = {"meeting_on": "2026-03-11", "minutes_number": "会纪〔2026〕3号"}
    votes = {"votes_for": "5", "votes_against": "1", "votes_abstained": "0"}
    for name, typed in {**meeting, **votes}.items():
        page.fill(f"[name={name}]", typed)
    page.click("[name=says][value=approve]")
    assert page.query_selector("[name=meeting_on][aria-invalid=true]")
    assert page.input_value("[name=minutes_number]") == meeting["minutes_number"]
    page.fill("[name=meeting_on]", "2026-03-09")
    page.click("[name=says][value=approve]")
    page.wait_for_url("**/review/")
    assert status_of(matter) == "published"
    assert Verdict.objects.filter(disclosure=matter, minutes_number=meeting["minutes_number"]).exists()


def test_opinions_are_masked_answered_once_and_set_aside(stage, window):  # noqa: F811 the fixture
    """The number of a telephone is never public; the second who answers is told of the first; spam is put aside."""
    matter = stage.disclosure("published")
    said = review.receive_opinion(matter, text="请回电13800138000。", now=stage.now)
    spam = review.receive_opinion(matter, text="低价代办。", now=stage.now)
    first, second = (window().sign_in(stage.body, Role.FEEDBACK_COLLECTOR) for _number in range(2))
    address = reverse("review:answer", args=[said.pk])
    pages = [own.open(address) for own in (first, second)]
    assert "13800138000" not in pages[0].input_value("[name=public_text]")
    for page, words in zip(pages, ("已经回电。", "稍后回电。"), strict=True):
        page.fill("[name=answer]", words)
        page.click("form:has([name=answer]) button")
    assert "2026年3月10日 10:00" in pages[1].inner_text("main")
    page = first.open(reverse("review:answer", args=[spam.pk]))
    page.click("details:has([name=reason]) > summary")
    page.fill("[name=reason]", "广告。")
    page.click("[name=set_aside]")
    spam.refresh_from_db()
    assert spam.status == Opinion.Status.SET_ASIDE
    public = window(PHONE, scripts=False).words(matter.get_absolute_url())
    assert "已经回电。" in public and "稍后回电。" not in public
    assert "13800138000" not in public and "低价代办" not in public
