"""What is not public: its ground, its register, who reads it, and the look at it each year."""

from copy import deepcopy
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog.actions import disclosures, emergencies, reassessing, screening, withholding
from catalog.models import Disclosure, SearchEntry
from catalog.screening import checks
from core import months
from core.models import Letter, LogEntry
from core.roles import Role
from core.transitions import Refused
from tests.catalog.test_admin import typed
from tests.conftest import TODAY, _regime_file, load_regime
from tests.flows.world import people_for
from tests.signing import approve

KEPT = {"source": "withheld", "ground": "privacy", "audience": "staff", "channels": []}
LED = {"audience": "leadership"}
GIVEN = {"source": "on_application", "audience": "staff", "channels": []}


def assess(disclosure, *, by, now, outcome="kept", reason="理由仍然成立"):
    return withholding.reassess(
        disclosure, outcome=outcome, reason=reason, by=by, now=now, begin=disclosures.draft
    )


@pytest.mark.parametrize("fields", [KEPT, GIVEN])
@pytest.mark.parametrize("upto", ["draft", "proposed", "published"])
def test_one_and_many_agree_over_the_whole_cast(fields, upto, cast, item, make_disclosure):
    """For everybody of the cast the rule for one and the rule for many give one answer; a stranger reads nothing."""
    made = make_disclosure(item, upto=upto, **fields)
    for person in cast.people.values():
        many = Disclosure.objects.readable_by(person, on=TODAY).filter(pk=made.pk).exists()
        assert many == made.is_readable_by(person, on=TODAY), person
    assert not made.is_readable_by(cast.stranger, on=TODAY)
    assert made.is_readable_by(cast.clerk, on=TODAY) and made.is_readable_by(cast.supervisor, on=TODAY)
    if fields is KEPT:
        assert not made.is_readable_by(cast.observer, on=TODAY)


def test_who_handles_applications_reads_what_is_given_on_application_and_not_what_is_withheld(
    cast, item, make_disclosure
):
    """The intake officer finds records for applicants, not secrets."""
    assert make_disclosure(item, upto="published", **GIVEN).is_readable_by(cast.intake_officer, on=TODAY)
    assert not make_disclosure(item, upto="published", **KEPT).is_readable_by(cast.intake_officer, on=TODAY)


@pytest.mark.parametrize("fields", [KEPT, GIVEN])
def test_what_is_kept_back_appears_nowhere_in_public(fields, client, cast, item, make_disclosure):
    """No page, list, search entry, log entry or placement tells of it."""
    before = LogEntry.objects.count()
    made = make_disclosure(item, upto="published", title="不对外的材料", **fields)
    assert made not in Disclosure.objects.public() and not made.is_public
    assert client.get(made.get_absolute_url()).status_code == 404
    assert not made.placements.exists()
    assert LogEntry.objects.count() == before
    assert not SearchEntry.objects.filter(disclosure=made).exists()
    assert "不对外的材料" not in client.get(reverse("catalog:latest")).content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"source": "withheld", "ground": "", "audience": "staff"},
        {"source": "withheld", "ground": "privacy", "audience": "public"},
        {"source": "active", "ground": "privacy"},
    ],
)
def test_the_database_holds_to_ground_and_circle(wrong, item, make_disclosure):
    """Withheld without ground, withheld for everybody, or a ground for what is public: none can be stored."""
    with pytest.raises(IntegrityError), transaction.atomic():
        make_disclosure(item, **wrong)


def test_the_form_settles_circle_and_channels_and_asks_for_the_ground(client, cast, item):
    """Choosing “not disclosed” needs a ground; channels and “everybody” that were ticked fall away."""
    client.force_login(cast.clerk)
    address = f"{reverse('admin:catalog_disclosure_add')}?item={item.pk}"
    response = client.post(address, typed(source="withheld", _save="1"))
    assert response.status_code == 422 and response.context["form"].errors["ground"]
    client.post(address, typed(source="withheld", ground="trade_secret", _propose="1"))
    made = Disclosure.objects.get()
    assert (made.status, made.audience, made.channels) == ("in_review", "staff", [])


def test_keeping_back_does_not_fulfil_what_is_owed(cast, obligation, make_disclosure, now):
    """An obligation stays open: it is excused in public, never fulfilled in silence."""
    made = make_disclosure(obligation.item, obligation=obligation, **KEPT)
    with pytest.raises(Refused):
        disclosures.propose(made, by=cast.clerk, now=now)


def test_it_comes_back_after_a_year_and_each_look_is_kept(cast, item, make_disclosure, now):
    """Approved in March, it is due next March; kept with a reason, it is due a year on. No look is rewritten."""
    made = make_disclosure(item, upto="published", **KEPT)
    made.refresh_from_db()
    assert made.assess_by == date(2027, 3, 10)
    done = assess(made, by=cast.clerk, now=now + timedelta(days=370))
    made.refresh_from_db()
    assert made.assess_by == date(2028, 3, 15)
    with pytest.raises(DatabaseError), transaction.atomic():
        type(done).objects.filter(pk=done.pk).update(reason="改写")


def test_a_leap_day_comes_back_on_the_last_of_february():
    """29 February has no namesake next year."""
    assert months.later(date(2028, 2, 29), 12) == date(2029, 2, 28)


def test_what_may_be_disclosed_now_becomes_a_draft_that_goes_the_whole_way(cast, item, make_disclosure, now):
    """The draft is for everybody and unattested; the withheld record stands, and is not begun twice."""
    made = make_disclosure(item, upto="published", **KEPT)
    draft = assess(made, by=cast.clerk, now=now, outcome="disclosed", reason="当事人已同意").draft
    assert (draft.source, draft.audience, draft.status, draft.attested) == (
        "active",
        "public",
        "draft",
        False,
    )
    made.refresh_from_db()
    assert made.is_withheld and made.assess_by is None
    with pytest.raises(Refused):
        assess(made, by=cast.clerk, now=now, outcome="disclosed")


@pytest.mark.parametrize("name", ["colleague", "stranger", "observer", "supervisor"])
def test_only_the_department_assesses_again(name, client, cast, item, make_disclosure, now):
    """Others are refused by the action, and find no page."""
    made = make_disclosure(item, upto="published", **KEPT)
    with pytest.raises(Refused):
        assess(made, by=cast.people[name], now=now)
    client.force_login(cast.people[name])
    assert client.get(reverse("reassess", args=[made.pk])).status_code == 404


@pytest.mark.parametrize(
    "typed_in", [{}, {"outcome": "burnt", "reason": "x"}, {"outcome": "kept", "reason": " "}]
)
def test_a_wrong_assessment_is_told_and_changes_nothing(typed_in, client, cast, item, make_disclosure):
    """Outcome and reason are both needed."""
    made = make_disclosure(item, upto="published", **KEPT)
    client.force_login(cast.clerk)
    assert client.post(reverse("reassess", args=[made.pk]), typed_in).status_code == 422
    assert not made.reassessments.exists()


def test_the_registers_show_each_its_own_without_a_query_per_row(client, cast, item, make_disclosure):
    """As many queries with three rows as with one; an observer has no register."""
    client.force_login(cast.clerk)
    counts = []
    for _ in range(2):
        for _ in range(2):
            make_disclosure(item, upto="published", title="不予公开材料", **KEPT)
        make_disclosure(item, upto="published", title="依申请材料", **GIVEN)
        client.get(reverse("withheld"))
        with CaptureQueriesContext(connection) as queries:
            page = client.get(reverse("withheld")).content.decode()
        counts.append(len(queries))
        assert "不予公开材料" in page and "依申请材料" not in page
    assert counts[0] == counts[1]
    assert "依申请材料" in client.get(reverse("on_application")).content.decode()
    client.force_login(cast.observer)
    assert client.get(reverse("withheld")).status_code == 403


def test_the_workplace_counts_each_register(client, cast, item, make_disclosure):
    """Two withheld, one of them due; one for applicants. Who reads neither is told of neither."""
    due = make_disclosure(item, upto="published", **KEPT)
    make_disclosure(item, upto="published", **KEPT)
    make_disclosure(item, upto="published", **GIVEN)
    Disclosure.objects.update(assess_by=date(2999, 1, 1))
    Disclosure.objects.filter(source="on_application").update(assess_by=None)
    Disclosure.objects.filter(pk=due.pk).update(assess_by=date(2020, 1, 1))

    def cards(person):
        client.force_login(person)
        return {one.address: one for one in client.get(reverse("workplace")).context["cards"]}

    seen = cards(cast.clerk)
    assert (seen[reverse("withheld")].waiting, seen[reverse("withheld")].late) == (2, 1)
    assert seen[reverse("on_application")].waiting == 1
    assert not {reverse("withheld"), reverse("on_application")} & set(cards(cast.observer))
    assert reverse("withheld") not in cards(cast.intake_officer)


@pytest.mark.parametrize("fields", [KEPT, GIVEN])
def test_an_emergency_is_no_way_round_the_review(fields, cast, item, make_disclosure, now):
    """Nobody of the cast puts something on a register by publishing it at once."""
    made = make_disclosure(item, **fields)
    for person in cast.people.values():
        with pytest.raises(Refused):
            emergencies.publish(made, reason="紧急", secrecy=True, by=person, now=now)
    made.refresh_from_db()
    assert made.status == "draft"


def test_each_rung_of_the_ladder_is_told_once_before_the_day_comes(cast, item, make_disclosure, now):
    """Ten working days before to the proposer, on the day to the head too; never to who may not read it, nor after."""
    load_regime("national-2019")
    made = make_disclosure(item, upto="published", title="不予公开的题目", **KEPT)
    due = now + timedelta(days=365)

    def told(at):
        before = set(Letter.objects.values_list("pk", flat=True))
        reassessing.remind(now=at)
        letters = sorted(Letter.objects.exclude(pk__in=before), key=lambda letter: letter.to)
        assert reassessing.remind(now=at) == 0
        return [one.to for one in letters], "".join(one.subject + one.body for one in letters)

    assert told(due - timedelta(days=40)) == ([], "")
    people, text = told(due - timedelta(days=14))
    assert people == [cast.clerk.email]
    assert made.index_number in text and "不予公开的题目" not in text
    people, _text = told(due)
    assert people == sorted([cast.clerk.email, cast.department_head.email])
    assess(made, by=cast.clerk, now=due)
    assert told(due + timedelta(days=20)) == ([], "")


@pytest.fixture
def zone(make_agency, monkeypatch):
    """The economic zone, whose regime tells the public; here it assesses every six months."""
    data = deepcopy(_regime_file("economic-zone"))
    data["withheld"]["assess_months"] = 6
    data["withheld"]["grounds"] = ["state_secret", "privacy"]  # the zone itself keeps back secrets only
    monkeypatch.setattr("tests.conftest._regime_file", lambda code: data)
    agency = make_agency("zone", regime="economic-zone")
    return people_for(
        agency, agency.items.filter(blocked="", chain="ordinary", elements="").first().department
    )


def kept_in(zone, now, **fields) -> Disclosure:
    """Something of the zone that is withheld, by the verbs of its people."""
    item = zone.agency.items.filter(blocked="", chain="ordinary", elements="").first()
    by = zone.people[Role.PROPOSER]
    content = {
        "title": "不可说的题目",
        "body": "内容",
        "attested": True,
        "formed_on": now.date(),
        **KEPT,
        **fields,
    }
    made = disclosures.draft(item=item, by=by, now=now, **content)
    disclosures.propose(made, by=by, now=now)
    signer = zone.people[Role(checks.secrecy_rule(made).role)]
    screening.sign_secrecy(made, result="open", by=signer, now=now)
    approve(made, by=zone.people[Role.LEADER_IN_CHARGE], now=now)
    made.refresh_from_db()
    return made


def test_interval_and_publicity_are_those_of_the_regime(client, cast, zone, now):
    """Under a regime that says so everybody reads number and ground, never the title; elsewhere there is no page."""
    assert client.get(reverse("catalog:withheld", args=[cast.agency.slug])).status_code == 404
    public = reverse("catalog:withheld", args=["zone"])
    made, given, led = (kept_in(zone, now, **fields) for fields in ({}, GIVEN | {"ground": ""}, LED))
    assert made.assess_by == date(2026, 9, 10)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            page = client.get(public).content.decode()
        counts.append(len(queries))
        assert made.index_number in page and made.get_ground_display() in page
        assert "不可说的题目" not in page and led.index_number not in page and given.index_number not in page
        kept_in(zone, now)
    assert counts[0] == counts[1]
    assert public in client.get(reverse("catalog:rules", args=["zone"])).content.decode()
