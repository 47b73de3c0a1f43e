"""The queue in three parts, its filters, and verdicts on several matters at once."""

from datetime import timedelta

import pytest
from django.core.checks import run_checks
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from catalog.actions import disclosures
from catalog.models import Disclosure, DisclosureItem
from core.models import RoleAssignment
from core.roles import Role
from review import actions, queue
from review.models import Verdict
from tests.asked_whole import ASKED_WHOLE
from tests.conftest import TODAY

QUEUE = reverse("review:queue")
SEVERAL = reverse("review:several")


@pytest.fixture
def major(item, make_disclosure, cast, now):
    """A matter before the Party group."""
    DisclosureItem.objects.filter(pk=item.pk).update(chain="major")
    item.refresh_from_db()
    made = make_disclosure(item, upto="proposed", title="重大事项")
    actions.give_verdict(made, by=cast.leader, now=now, says="approve")
    return made


def titles(client, **query):
    """The titles that the queue shows."""
    return [row["matter"].title for row in client.get(QUEUE, query).context["rows"]]


def test_each_finds_it_in_the_part_where_it_belongs(client, cast, major, make_disclosure, item):
    """The leader's in theirs, the Party group's in the group's; for everybody else it waits for others."""
    fresh = make_disclosure(item, upto="proposed", title="新事项")
    places = {
        "leader": {"mine": [fresh], "group": [], "others": [major]},
        "party_group": {"mine": [], "group": [major], "others": [fresh]},
        "head": {"mine": [], "group": [], "others": [fresh, major]},
    }
    looked_at = list(places.items())
    assert looked_at
    for name, parts in looked_at:
        mine = queue.Queue(cast.people[name], on=TODAY)
        for view, expected in parts.items():
            assert set(mine.readable().filter(mine.part(view))) == set(expected), (name, view)


def test_what_waits_for_others_says_for_whom_and_since_when(client, cast, major):
    """The holder by name; when nobody holds the role, that."""
    client.force_login(cast.leader)
    row = client.get(QUEUE, {"view": "others"}).context["rows"][0]
    assert row["holders"] == [str(cast.party_group)]
    RoleAssignment.objects.filter(role=Role.PARTY_GROUP).delete()
    page = client.get(QUEUE, {"view": "others"})
    assert page.context["rows"][0]["holders"] == []
    assert str(Role.PARTY_GROUP.label) in page.content.decode()
    matter = client.get(reverse("review:matter", args=[major.pk]))
    assert matter.context["holders"] == []


def test_filters_narrow_and_nonsense_narrows_nothing(client, cast, item, obligation, make_disclosure, now):
    """By words, number, urgency, kind, department; a wrong value is as none."""
    late = make_disclosure(item, obligation=obligation, upto="proposed", title="逾期事项")
    obligation.publish_by = now.date() - timedelta(days=9)
    obligation.save()
    plain = make_disclosure(item, upto="proposed", title="平常事项", formed_on=timezone.localdate())
    Disclosure.objects.filter(pk=plain.pk).update(is_nil=True)
    client.force_login(cast.leader)
    assert titles(client) == [late.title, plain.title]
    assert titles(client, q="平常") == titles(client, kind="nil") == [plain.title]
    assert titles(client, q=late.index_number) == titles(client, urgency="late") == [late.title]
    assert titles(client, department=cast.other_department.pk) == []
    for nonsense in ({"urgency": "x"}, {"agency": "9" * 40}, {"size": "-1"}, {"view": "x"}, {"page": "zz"}):
        assert len(titles(client, **nonsense)) == 2


def test_the_first_page_costs_at_most_sixteen_queries(client, cast, item, make_disclosure):
    """With one row as with three; the sixteenth asks for the extensions that wait for a decision."""
    client.force_login(cast.leader)
    for rows in (1, 2):
        for number in range(rows):
            make_disclosure(item, upto="proposed", title=f"{rows}{number}")
        client.get(QUEUE)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(QUEUE).status_code == 200
        assert len(queries) <= 17 + ASKED_WHOLE, "\n".join(one["sql"][:150] for one in queries)


def test_several_at_once_each_with_its_own_result(client, cast, item, make_disclosure, now):
    """One was returned meanwhile by somebody faster: two are published, one is refused by name."""
    made = [make_disclosure(item, upto="proposed", title=f"第{number}件") for number in range(3)]
    client.force_login(cast.leader)
    picks = [f"{one.pk}=1:leader" for one in made]
    asked = client.get(SEVERAL, {"pick": picks})
    assert [row["matter"] for row in asked.context["rows"]] == made
    actions.give_verdict(made[1], by=cast.leader, now=now, says="send_back", opinion="改")
    disclosures.propose(made[1], by=cast.clerk, now=now)
    answer = client.post(SEVERAL, {"pick": picks, "says": "approve", "opinion": "同意"})
    outcomes = {one.disclosure.pk: one for one in answer.context["outcomes"]}
    assert [bool(outcomes[one.pk].verdict) for one in made] == [True, False, True]
    assert outcomes[made[1].pk].reasons
    statuses = [Disclosure.objects.get(pk=one.pk).status for one in made]
    assert statuses == ["published", "in_review", "published"]
    asked = client.get(SEVERAL, {"pick": picks})  # what left review is named, not left out in silence
    assert {one.pk for one in asked.context["gone"]} == {made[0].pk, made[2].pk}
    answer = client.post(SEVERAL, {"pick": [picks[0]], "says": "approve"})
    assert str(cast.leader) in answer.context["outcomes"][0].reasons[0]


def test_a_meeting_decides_several_with_one_record(client, cast, major, item, make_disclosure, now):
    """The votes and the minutes go to each."""
    second = make_disclosure(item, upto="proposed", title="第二件")
    actions.give_verdict(second, by=cast.leader, now=now, says="approve")
    client.force_login(cast.party_group)
    sent = {"pick": [major.pk, second.pk], "says": "approve", "meeting_on": "2026-03-09"}
    assert client.post(SEVERAL, sent).status_code == 422
    votes = {"minutes_number": "会纪9号", "votes_for": 5, "votes_against": 0, "votes_abstained": 1}
    assert client.post(SEVERAL, {**sent, **votes}).status_code == 200
    assert Verdict.objects.filter(minutes_number="会纪9号", votes_for=5).count() == 2


def test_what_may_not_be_read_cannot_be_picked(client, cast, major):
    """A stranger's pick of a number finds nothing."""
    client.force_login(cast.stranger)
    assert client.get(SEVERAL, {"pick": [major.pk, "x", "9" * 30]}).context["rows"] == []


def test_several_returns_need_a_word(client, cast, item, make_disclosure):
    """The error stands beside the field; with an opinion all go back."""
    made = make_disclosure(item, upto="proposed")
    client.force_login(cast.leader)
    assert client.post(SEVERAL, {"pick": [made.pk], "says": "send_back"}).status_code == 422
    client.post(SEVERAL, {"pick": [made.pk], "says": "send_back", "return-opinion": "请改"})
    made.refresh_from_db()
    assert made.status == Disclosure.Status.RETURNED


def test_a_reviewer_sees_what_was_changed_since_the_return(client, cast, item, make_disclosure, now):
    """Side by side with the round before; a first proposal with the last disclosure of the item."""
    make_disclosure(item, upto="published", title="上期", body="共抽查十批次。")
    made = make_disclosure(item, upto="proposed", title="本期")
    client.force_login(cast.leader)
    shown = client.get(reverse("review:matter", args=[made.pk]))
    assert "上期" in shown.context["earlier"]["title"]
    actions.give_verdict(made, by=cast.leader, now=now, says="send_back", opinion="改")
    disclosures.revise(made, by=cast.clerk, now=now, body="改正后的正文。")
    disclosures.propose(made, by=cast.clerk, now=now)
    earlier = client.get(reverse("review:matter", args=[made.pk])).context["earlier"]
    changed = {str(name): is_changed for name, _rows, is_changed in earlier["parts"]}
    assert list(changed.values()) == [False, False, True]
    assert earlier["is_open"]


def test_a_role_that_nobody_holds_is_said_when_rules_are_loaded_and_on_the_agency(client, cast, capsys):
    """No warning while all are held; one for each step once the Party group is empty, for a department too."""

    def about_agency():
        found = run_checks(tags=["chains"], databases=["default"])
        return [one.msg for one in found if one.obj == cast.agency]

    assert about_agency() == []
    RoleAssignment.objects.filter(role=Role.PARTY_GROUP, agency=cast.agency).delete()
    (said,) = about_agency()
    assert str(Role.PARTY_GROUP.label) in said
    RoleAssignment.objects.filter(role=Role.LEADER_IN_CHARGE, agency=cast.agency).update(
        department=cast.department
    )
    assert any(cast.other_department.name in one for one in about_agency())
    call_command("load_regimes")
    assert str(Role.PARTY_GROUP.label) in capsys.readouterr().err
    client.force_login(cast.administrator)
    page = client.get(reverse("admin:core_agency_change", args=[cast.agency.pk]))
    assert str(Role.PARTY_GROUP.label) in page.content.decode()
