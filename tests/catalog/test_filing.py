"""H:032 审定通过的公开内容及时送局政务公开办公室备案: handed in by the section, filed by the office, by a day."""

from datetime import date, datetime

import pytest
from django.urls import reverse

from catalog.actions import disclosures, filing
from catalog.models import Filing
from core.models import Letter
from core.transitions import Refused
from tests.conftest import SHANGHAI, load_regime
from tests.signing import approve


def on(day: int, month: int = 3) -> datetime:
    return datetime(2026, month, day, 10, tzinfo=SHANGHAI)


@pytest.fixture
def owed(cast, item, make_disclosure):
    """A text approved on Tuesday 10 March under H: to be filed within 5 working days, by the 17th."""
    cast.agency.regime = load_regime("hr-bureau").regime
    cast.agency.save()
    load_regime("national-2019")
    made = make_disclosure(item, upto="proposed", channels=["website"])
    approve(made, by=cast.leader, now=on(10))
    return Filing.objects.get()


def test_an_approval_owes_its_filing_from_its_own_day(owed):
    assert (owed.approved_on, owed.due_on, owed.sent_on) == (date(2026, 3, 10), date(2026, 3, 17), None)


def test_other_rules_owe_none(cast, item, make_disclosure):
    make_disclosure(item, upto="published")
    assert not Filing.objects.exists()


def test_the_section_hands_it_in_and_the_office_files_it_under_a_number(client, owed, cast):
    """By the buttons of the page, each by whose step it is; the number runs through the year."""
    listing = reverse("catalog:filings")
    hand_in, receive = (reverse(f"catalog:{name}", args=[owed.pk]) for name in ("hand_in", "receive_filing"))
    client.force_login(cast.supervisor)
    page = client.get(listing).content.decode()
    assert owed.disclosure.title in page and hand_in not in page
    client.force_login(cast.disclosure_office)
    client.post(receive)
    assert not Filing.objects.filter(received_on__isnull=False).exists()
    client.force_login(cast.clerk)
    assert hand_in in client.get(listing).content.decode()
    client.post(hand_in)
    client.post(receive)
    owed.refresh_from_db()
    assert (owed.sent_by, owed.received_on) == (cast.clerk, None)
    client.force_login(cast.disclosure_office)
    assert receive in client.get(f"{listing}?state=sent").content.decode()
    client.post(receive)
    owed.refresh_from_db()
    assert owed.received_by == cast.disclosure_office and owed.number.endswith("0001")
    assert owed.number in client.get(f"{listing}?state=filed").content.decode()


@pytest.mark.parametrize("who", ["stranger", "colleague", "intake_officer", "archivist", "supervisor"])
def test_nobody_else_hands_in(owed, cast, who):
    with pytest.raises(Refused):
        filing.hand_in(owed, by=getattr(cast, who), now=on(11))


def test_it_is_handed_in_once(owed, cast):
    filing.hand_in(owed, by=cast.clerk, now=on(11))
    with pytest.raises(Refused):
        filing.hand_in(owed, by=cast.department_head, now=on(12))
    owed.refresh_from_db()
    assert (owed.sent_on, owed.sent_by) == (date(2026, 3, 11), cast.clerk)


def test_what_is_taken_back_is_filed_after_its_next_approval(cast, item, make_disclosure, period):
    """An approval that was taken back owes nothing; the next one counts from its own day."""
    cast.agency.regime = load_regime("hr-bureau").regime
    cast.agency.save()
    type(period).objects.filter(pk=period.pk).update(publish_from=date(2026, 6, 1), publish_by=None)
    made = make_disclosure(item, obligation=period, upto="proposed", channels=["website"])
    approve(made, by=cast.leader, now=on(10))
    disclosures.take_back(made, reason="数字有误", by=cast.clerk, now=on(11))
    assert not Filing.objects.waiting().exists()
    assert filing.remind(now=on(20)) == 0
    disclosures.propose(made, by=cast.clerk, now=on(12))
    approve(made, by=cast.leader, now=on(13))
    assert [one.due_on for one in Filing.objects.waiting()] == [date(2026, 3, 20)]


def test_the_section_is_reminded_and_lateness_climbs_into_the_figures(client, owed, cast):
    """A day before and on the day the proposer; once late the head of the section and the office; then the number."""
    assert [filing.remind(now=on(day)) for day in (13, 16, 16, 17, 18)] == [0, 1, 0, 2, 2]
    assert Letter.objects.filter(name="filing_near").order_by("pk").first().to == cast.clerk.email
    filing.hand_in(owed, by=cast.clerk, now=on(19))
    assert filing.remind(now=on(30)) == 0
    client.force_login(cast.supervisor)
    period = {"agency": cast.agency.slug, "from": "2026-03-01", "to": "2026-03-31"}
    page = client.get(reverse("supervision:overview"), period)
    assert page.context["filings"] == {"all": 1, "waiting": 0, "late": 1}
    assert owed.disclosure.title in client.get(f"{reverse('catalog:filings')}?state=late").content.decode()
