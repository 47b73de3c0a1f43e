"""The calendar feed of staff: one secret address each, what they owe and answer, and nothing of an applicant."""

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from catalog import rules
from catalog.models import DisclosureItem, Obligation
from core.actions import make_feed_address
from core.guests import attempts
from core.models import FeedAddress, Try, User
from core.permissions import may
from requests_app import actions as applications
from tests.asked_whole import ASKED_WHOLE
from tests.conftest import load_regime
from tests.signing import approve

APPLICANT = {
    "applicant_kind": "person",
    "applicant_name": "柳青禾",
    "identity_number": "11010519491231002X",
    "phone": "13800000000",
    "email": "qinghe@example.org",
    "address": "清河市河东路1号",
    "subject": "抽查经费明细",
    "description": "申请公开2025年度抽查经费明细。",
    "delivery_form": "electronic",
}
NOBODYS = "x" * 43


@pytest.fixture(autouse=True)
def _on_the_day(monkeypatch, now):
    """The feeds are read two hours after what the tests write."""
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(hours=2))


@pytest.fixture
def application(cast, now):
    """An application with the cast's agency, registered by its officer."""
    load_regime("national-2019")
    made, _code = applications.receive(agency=cast.agency, now=now, way="counter", **APPLICANT)
    return applications.register(made, by=cast.intake_officer, now=now)


def read(client, secret: str):
    """The answer under a secret address."""
    return client.get(reverse("staff_feed", args=[secret]))


def feed_of(client, person: User, now) -> dict[str, dict]:
    """The days in the feed of ``person`` by what they are about: obligation-7, application-3."""
    answer = read(client, make_feed_address(person, now=now))
    assert answer.status_code == 200
    return {event["uid"].partition("@")[0]: event for event in Calendar.from_ical(answer.content).events}


def test_everybody_gets_what_their_roles_reach_and_no_more(client, cast, obligation, application, now):
    """The whole cast: obligations for those who propose in that department, applications for those who handle them."""
    for person in {*cast.people.values()}:
        found = feed_of(client, person, now)
        owes = {
            one
            for one in Obligation.objects.all()
            if may(person, rules.PROPOSE, one, on=timezone.localdate(now))
        }
        assert {name for name in found if name.startswith("obligation")} == {
            f"obligation-{one.pk}" for one in owes
        }, person.username
        handles = person in (cast.intake_officer, cast.disclosure_office)
        assert (f"application-{application.pk}" in found) is handles, person.username
    assert f"obligation-{obligation.pk}" in feed_of(client, cast.clerk, now)
    assert feed_of(client, cast.colleague, now) == {} == feed_of(client, cast.observer, now)


def test_the_feed_says_nothing_of_an_applicant(client, cast, application, now):
    """Number and day of answer only, with a reminder on the morning before."""
    answer = read(client, make_feed_address(cast.intake_officer, now=now))
    text = answer.content.decode().replace("\r\n ", "")
    assert application.number in text
    assert not [value for value in APPLICANT.values() if len(value) > 6 and value in text]
    assert application.applicant_name not in text
    (event,) = Calendar.from_ical(answer.content).events
    assert event.start == application.answer_by
    assert (
        event.alarms.times[0]
        .trigger.isoformat()
        .startswith(f"{application.answer_by - timedelta(days=1)}T09:00")
    )


def test_a_duty_stands_on_the_day_of_proposal_until_it_is_proposed(
    client, cast, obligation, make_disclosure, item, now
):
    """Then on its last day of publication; what is published reminds nobody any more."""
    propose_by = now.date() + timedelta(days=3)
    Obligation.objects.filter(pk=obligation.pk).update(propose_by=propose_by)
    obligation.refresh_from_db()
    name = f"obligation-{obligation.pk}"
    event = feed_of(client, cast.clerk, now)[name]
    assert event.start == propose_by
    assert event["url"].endswith(f"/admin/catalog/disclosure/add/?obligation={obligation.pk}")
    assert event.alarms.times
    made = make_disclosure(item, obligation=obligation, upto="proposed")
    assert feed_of(client, cast.clerk, now)[name].start == obligation.publish_by
    approve(made, by=cast.leader, now=now)
    assert not feed_of(client, cast.clerk, now)[name].alarms.times


def test_what_is_not_for_everybody_is_in_the_feed_of_those_who_owe_it(client, cast, obligation, item, now):
    """Staff owe internal items too; items that may not be disclosed at all are owed by nobody."""
    DisclosureItem.objects.filter(pk=item.pk).update(audience="staff")
    assert f"obligation-{obligation.pk}" in feed_of(client, cast.clerk, now)
    DisclosureItem.objects.filter(pk=item.pk).update(blocked="国家秘密")
    assert feed_of(client, cast.clerk, now) == {}


def test_a_wrong_address_is_not_found_and_guessing_has_to_wait(client, cast, now):
    """Five times 404, then 429; a right address is answered all the same."""
    secret = make_feed_address(cast.clerk, now=now)
    answers = [read(client, NOBODYS).status_code for _try in range(attempts.FREE + 2)]
    assert answers == [404] * attempts.FREE + [429] * 2
    assert read(client, secret).status_code == 200
    assert Try.objects.get(purpose="feed").count == attempts.FREE


def test_the_feed_ends_with_the_account(client, cast, now):
    """Whoever may not sign in any more is not found, and it begins again when they may."""
    secret = make_feed_address(cast.clerk, now=now)
    User.objects.filter(pk=cast.clerk.pk).update(is_active=False)
    assert read(client, secret).status_code == 404
    User.objects.filter(pk=cast.clerk.pk).update(is_active=True)
    assert read(client, secret).status_code == 200


def test_an_address_pointed_at_somebody_else_opens_no_calendar(client, cast, now):
    """The row of one's own address by SQL for another person: what they owe is not shown, and one's own neither."""
    secret = make_feed_address(cast.clerk, now=now)
    assert read(client, secret).status_code == 200
    with connection.cursor() as cursor:
        cursor.execute("UPDATE core_feedaddress SET user_id = %s", [cast.leader.pk])
    assert read(client, secret).status_code == 404


def test_the_address_is_kept_by_nobody_between(client, cast, now):
    """Neither stored nor indexed nor passed on, and no session is opened for it."""
    answer = read(client, make_feed_address(cast.clerk, now=now))
    assert "no-store" in answer["Cache-Control"] and "private" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "noindex" in answer["X-Robots-Tag"]
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert not answer.cookies


def test_a_person_makes_replaces_and_takes_away_their_address(client, cast):
    """It is shown once; the one before it ends at once; the database never holds the secret."""
    page = reverse("feed_address")
    assert client.get(page)["Location"].startswith(reverse("login"))
    client.force_login(cast.clerk)
    assert page in client.get(reverse("workplace")).content.decode()
    secrets = []
    for _time in range(2):
        made = client.post(page, {"do": "make"})
        secret = made.context["secret_address"].rpartition("/")[2].removesuffix(".ics")
        assert secret in made.content.decode() and len(secret) >= 43
        assert made["Referrer-Policy"] == "same-origin" and "no-store" in made["Cache-Control"]
        assert secret not in client.get(page).content.decode()
        assert FeedAddress.objects.get(user=cast.clerk).digest != secret
        secrets.append(secret)
    assert [read(client, secret).status_code for secret in secrets] == [404, 200]
    assert client.post(page, {"do": "revoke"}).status_code == 302
    assert read(client, secrets[1]).status_code == 404
    assert client.post(page, {"do": "revoke"}).status_code == 302
    assert not FeedAddress.objects.exists()


def test_the_feed_asks_the_same_number_of_queries_for_one_and_for_many(
    client, cast, item, application, now, django_assert_num_queries
):
    """Owner, roles and whether they stand, duties, applications."""
    secret = make_feed_address(cast.disclosure_office, now=now)
    Obligation.objects.all().delete()
    version = cast.agency.regime.version_on(now.date())
    for numbers in ([1], [2, 3]):
        for number in numbers:
            Obligation.objects.create(
                item=item,
                version=version,
                key=f"k{number}",
                label="检查",
                base_on=now,
                publish_by=now,
                opened_at=now,
            )
        with django_assert_num_queries(5 + ASKED_WHOLE):
            assert read(client, secret).status_code == 200


def test_the_address_speaks_its_language(client, cast, obligation, now):
    """Below /en/ the same feed is English."""
    secret = make_feed_address(cast.clerk, now=now)
    assert "我的公开职责" in read(client, secret).content.decode()
    assert "My duties of disclosure" in client.get(f"/en/feeds/{secret}.ics").content.decode()
