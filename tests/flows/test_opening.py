"""A body faces the public by an act of its own: nothing of it is seen or reached before, all of it after (issue 12)."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from catalog.actions import closing, consulting, disclosures, obligations, subscribing
from catalog.models import (
    Collection,
    Consultation,
    Disclosure,
    DisclosureItem,
    Obligation,
    Subscription,
)
from core.bodies import opening
from core.models import Agency, AgencyEvent, Department, LogEntry
from core.roles import Role
from core.transitions import Refused
from disclosure_portal import readiness
from requests_app import actions as applications
from requests_app.models import Application, FilingDraft
from supervision.actions import complaints
from supervision.models import Complaint
from tests.conftest import load_regime, make_person
from tests.flows.addresses import routes
from tests.flows.stage import APPLICATION
from tests.flows.test_nothing_leaks import ENDS, arguments, everything_in, walked
from tests.flows.world import Body, people_for
from tests.signing import approve

pytestmark = pytest.mark.django_db
CANARY = "canarybird"
LISTS = (
    *(
        "home",
        "catalog:agencies",
        "catalog:latest",
        "catalog:owed",
        "catalog:compliance",
        "catalog:consultations",
    ),
    *("catalog:subscribe", "requests_app:apply", "requests_app:forgotten", "supervision:forgotten"),
    *("open_data:agencies", "open_data:items", "open_data:disclosures", "open_data:log", "log"),
    *("catalog:compliance_ics", "catalog:compliance_csv", "catalog:latest_feed", "requests_app:answers"),
)


@pytest.fixture
def morning(make_agency, now, monkeypatch) -> Body:
    """A body that was set up, named after a bird, staffed, and not opened."""
    monkeypatch.setattr(timezone, "now", lambda: now)
    load_regime("national-2019")
    agency = make_agency("morning")
    named = {"opened_at": None, "name": f"{CANARY}局", "name_en": f"{CANARY} bureau", "phone": f"{CANARY}-1"}
    Agency.objects.filter(pk=agency.pk).update(
        **named, about=CANARY, address=f"{CANARY}街1号", hours="9:00", email="a@example.org", hotline="0000-1"
    )
    for model in (Department, DisclosureItem):
        for field in ("name", "name_en"):
            model.objects.filter(agency=agency).update(**{field: Concat(Value(CANARY), F(field))})
    Collection.objects.create(agency=agency, slug="all", name=f"{CANARY}专题")
    agency.refresh_from_db()
    return people_for(agency)


def work(body: Body, now) -> Disclosure:
    """Its staff prepare: an obligation, a proposal that is approved, a consultation whose day has come, a letter."""
    agency, people = body.agency, body.people
    obligations.open_obligations(now=now)
    rules = agency.regime.version_on(now.date()).rules
    immediate = [code for code, cadence in rules.cadences.items() if cadence.kind == "immediate"]
    item = agency.items.filter(
        cadence__in=immediate, blocked="", elements="", audience="public", chain="ordinary"
    ).first()
    event = obligations.record_occurrence(
        item, title=f"{CANARY}事项", happened_on=now.date(), by=people[Role.PROPOSER], now=now
    )
    made = disclosures.draft(
        item=item,
        obligation=event.obligations.get(),
        title=f"{CANARY}结果",
        summary=CANARY,
        body=f"{CANARY}的正文。",
        channels=["web"],
        formed_on=now.date(),
        attested=True,
        by=people[Role.PROPOSER],
        now=now,
    )
    disclosures.propose(made, by=people[Role.PROPOSER], now=now)
    approve(made, by=people[Role.LEADER_IN_CHARGE], now=now)
    applications.receive(
        agency=agency, now=now, way="letter", arrived_on=now.date(), entered_by=people[Role.INTAKE_OFFICER],
        **(APPLICATION | {"subject": CANARY, "description": CANARY}),
    )  # fmt: skip
    disclosures.publish_due(now=now)
    consulting.turn(now=now)
    return made


def told(client: Client, body: Body) -> dict[str, str]:
    """Each answer to a visitor, over every address and method, that names the body."""
    department = body.agency.departments.first()
    values = arguments(SimpleNamespace(agency=body.agency, department=department))
    values["section"] = [*values["section"], "agencies", "departments"]
    values["number"] = [1, "X-2026-0001"]
    found = {}
    for route in routes():
        if route.name in ENDS or route.name.startswith("admin:"):
            continue
        for method, address, answer in walked(client, route, values):
            assert answer.status_code < 500, (method, address)
            if CANARY in everything_in(answer).lower() or answer.status_code < 300 and "/morning/" in address:
                found[f"{method} {address}"] = answer.status_code
    return found


@pytest.mark.once
def test_no_address_tells_of_a_body_that_is_not_open(morning, now):
    """Every public address, got and sent; lists, search, feeds and facets by its words; and its own name in filters."""
    made = work(morning, now)
    client = Client()
    assert told(client, morning) == {}
    for address in (reverse(name) for name in LISTS):
        for asked in (
            address,
            f"{address}?agency=morning",
            f"/en{address}" if "/api/" not in address else address,
        ):
            assert CANARY not in everything_in(client.get(asked)).lower(), asked
    for name in ("search", "catalog:search_feed"):
        asked = f"{reverse(name)}?q={CANARY}"
        assert made.index_number not in everything_in(client.get(asked)), asked
    made.refresh_from_db()
    assert (
        made.status == Disclosure.Status.APPROVED and not LogEntry.objects.filter(kind="published").exists()
    )


def test_nothing_that_is_sent_to_a_body_that_is_not_open_is_taken(morning, now):
    """Each form of the public, filled as it should be, and the actions behind them."""
    client, slug = Client(), "morning"
    form = APPLICATION | {"seen": "", "draft": ""}
    sent = {
        reverse("requests_app:apply_to", args=[slug]): [form, form | {"keep": "1"}, form | {"look": "1"}],
        reverse("requests_app:rectify", args=[slug]): [form],
        reverse("requests_app:public_already", args=[slug]): [{"about": "资金"}],
        reverse("requests_app:form_pdf", args=[slug]): [form],
        reverse("supervision:complain", args=[slug]): [{"text": "没有按期公开。", "name": "", "phone": ""}],
    }
    for address, forms in sent.items():
        for one in forms:
            assert client.post(address, one).status_code == 404, address
    asked = {"email": "a@example.org", "agency": slug}
    assert client.post(reverse("catalog:subscribe"), asked).status_code == 422
    agency = morning.agency
    for act in (
        lambda: applications.receive(agency=agency, now=now, **APPLICATION),
        lambda: complaints.receive(agency=agency, text="没有按期公开。", now=now),
        lambda: subscribing.ask(
            email="a@example.org",
            agency=agency,
            wants_disclosures=True,
            language="zh-hans",
            source="",
            now=now,
        ),
    ):
        with pytest.raises(Refused, match="尚未面向社会开通"):
            act()
    assert not any(model.objects.exists() for model in (Application, FilingDraft, Complaint, Subscription))


def test_after_the_act_the_same_addresses_tell_of_it(morning, now):
    """Without this the walk above would prove nothing; what was approved meanwhile is published by the clock."""
    made = work(morning, now)
    page = morning.sign_in(Role.HEAD)
    page.open(reverse("opening", args=["morning"]))
    page.send("open", press="open")
    agency = Agency.objects.get(pk=morning.agency.pk)
    assert agency.is_open and agency.opened_by == morning.people[Role.HEAD]
    assert AgencyEvent.objects.get(agency=agency).action == "body_opened"
    entry = LogEntry.objects.get(kind="body_opened")
    assert entry.subject == agency.code and entry.payload["agency"] == "morning"
    disclosures.publish_due(now=now)
    client = Client()
    silent = [name for name in LISTS if CANARY not in everything_in(client.get(reverse(name))).lower()]
    assert silent == ["requests_app:answers"]  # it has none yet
    found = everything_in(client.get(f"{reverse('search')}?q={CANARY}"))
    assert made.get_absolute_url() in found
    assert client.get(agency.get_absolute_url()).status_code == 200
    assert client.get(reverse("requests_app:apply_to", args=["morning"])).status_code == 200


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.HEAD, Role.DISCLOSURE_OFFICE)])
def test_only_the_head_or_the_disclosure_office_opens_a_body(morning, now, role):
    """Nobody else of the body; the page is not theirs either."""
    client, address = Client(), reverse("opening", args=["morning"])
    client.force_login(morning.people[role])
    assert client.get(address).status_code == 404 and client.post(address, {"open": "1"}).status_code == 404
    assert client.get(reverse("openings")).status_code == 403
    with pytest.raises(Refused):
        opening.open_body(morning.agency, by=morning.people[role], now=now)
    assert not Agency.objects.get(slug="morning").is_public


def test_an_administrator_sees_what_is_missing_and_decides_nothing(morning, now):
    """Who runs the machine prepares; nor does the head of another body decide."""
    administrator = make_person("root", is_superuser=True)
    client = Client()
    client.force_login(administrator)
    page = client.get(reverse("opening", args=["morning"]))
    assert page.status_code == 200 and 'name="open"' not in page.content.decode()
    assert client.post(reverse("opening", args=["morning"]), {"open": "1"}).status_code == 403
    assert reverse("opening", args=["morning"]) in client.get(reverse("openings")).content.decode()
    assert reverse("openings") in client.get(reverse("workplace")).content.decode()
    with pytest.raises(Refused):
        opening.open_body(morning.agency, by=administrator, now=now)


LACKS = {
    "head": lambda body: body.people[Role.HEAD].roles.update(role=Role.OBSERVER),
    "way in": lambda body: _without_password(body.people[Role.HEAD]),
    "officers": lambda body: body.agency.roles.filter(
        role__in=[Role.DISCLOSURE_OFFICE, Role.INTAKE_OFFICER]
    ).update(until=timezone.localdate() - timedelta(days=1)),
    "who approves": lambda body: body.people[Role.LEADER_IN_CHARGE].roles.update(role=Role.OBSERVER),
    "address": lambda body: Agency.objects.filter(pk=body.agency.pk).update(address=""),
    "phone": lambda body: Agency.objects.filter(pk=body.agency.pk).update(phone=""),
    "catalogue": lambda body: body.agency.items.update(active_to=timezone.localdate() - timedelta(days=1)),
    "office": lambda body: body.agency.departments.update(is_disclosure_office=False),
}


def _without_password(person) -> None:
    person.set_unusable_password()
    person.save()


@pytest.mark.parametrize("lack", LACKS)
def test_a_body_that_lacks_what_it_needs_stays_shut(morning, now, lack):
    """Each thing that blocks: the page names it, the act refuses it, and nothing was entered in the log."""
    assert readiness.missing(morning.agency, now.date()) == []
    by = morning.people[Role.HEAD]
    LACKS[lack](morning)
    if lack in ("head", "way in"):  # then somebody else decides about it
        by = morning.people[Role.DISCLOSURE_OFFICE]
    elif lack == "officers":
        by = morning.people[Role.HEAD]
    (sentence,) = readiness.missing(Agency.objects.get(slug="morning"), now.date())
    visitor = Body(morning.agency, {Role.HEAD: by}).sign_in(Role.HEAD)
    visitor.open(reverse("opening", args=["morning"]))
    assert sentence in visitor.send("open", press="open", status=422).text
    assert not Agency.objects.get(slug="morning").is_public and not LogEntry.objects.exists()


def test_what_is_only_advised_stops_nothing(morning, now):
    """A body without mailbox, hours or archivist opens, and is told what would be good to have."""
    Agency.objects.filter(pk=morning.agency.pk).update(hours="", email="", hotline="", about="")
    morning.people[Role.ARCHIVIST].roles.update(role=Role.OBSERVER)
    agency = Agency.objects.get(slug="morning")
    advised = [one for one in readiness.lines(agency, now.date()) if not one.is_there]
    assert advised and not any(one.blocks for one in advised)
    opening.open_body(
        agency, by=morning.people[Role.HEAD], now=now, blockers=lambda one: readiness.missing(one, now.date())
    )
    assert agency.is_open


def test_a_closed_body_stays_to_be_read_and_takes_nothing(cast, item, make_disclosure, now, monkeypatch):
    """Merged into another: its pages and feeds stay, its forms say why and lead on, its clock owes nothing new."""
    monkeypatch.setattr(timezone, "now", lambda: now)
    load_regime("national-2019")
    made, agency = make_disclosure(item, upto="published"), cast.agency
    waits = make_disclosure(item, upto="proposed")
    due, before = (
        obligations.record_occurrence(
            item, title=f"第{days}日", happened_on=now.date() - timedelta(days=days), by=cast.clerk, now=now
        ).obligations.get()
        for days in (1, 200)
    )
    far = now + timedelta(days=400)
    successor = Agency.objects.get(slug="elsewhere")
    head = Body(agency, {Role.HEAD: cast.head}).sign_in(Role.HEAD)
    head.open(reverse("opening", args=[agency.slug]))
    told = {what: number for what, _becomes, number in head.page.response.context["ends"]}
    assert (
        told["应公开而未逾期的信息"] == Obligation.objects.open(now.date()).exclude(state="late").count() > 0
    )
    assert told["已经逾期的信息"] >= 1 and told["正在审核或者已经批准的信息"] == 1
    refused = head.send(why=" ", successor=successor.slug, press="close", status=422)
    assert refused.wrong == {"why"} and Agency.objects.get(pk=agency.pk).is_open
    assert refused.form("why").values["successor"] == [successor.slug]
    head.send(why="清政发〔2026〕7号：并入元素局。", press="close")
    agency.refresh_from_db()
    assert agency.closed_at and agency.successor == successor and agency.closed_by == cast.head
    assert LogEntry.objects.get(kind="body_closed").payload["reason"].startswith("清政发")
    visitor = Client()
    for readable in (
        agency.get_absolute_url(),
        made.get_absolute_url(),
        reverse("catalog:catalogue", args=[agency.slug]),
    ):
        assert visitor.get(readable).status_code == 200
    guide = visitor.get(agency.get_absolute_url()).content.decode()
    assert "清政发〔2026〕7号" in guide and successor.get_absolute_url() in guide
    assert reverse("requests_app:apply_to", args=[agency.slug]) not in guide
    for shut in (
        "requests_app:apply_to",
        "supervision:complain",
        "requests_app:rectify",
        "requests_app:form_pdf",
    ):
        told = visitor.get(reverse(shut, args=[agency.slug]))
        assert told.status_code == 410 and "清政发〔2026〕7号" in told.content.decode(), shut
    told = visitor.get(made.get_absolute_url())
    assert "opinion_form" not in told.context or not told.context["opinion_form"]
    assert agency.name not in visitor.get(reverse("requests_app:apply")).content.decode()
    ended, late = Obligation.objects.with_state(now.date()), "清政发〔2026〕7号"
    assert ended.get(pk=due.pk).state == "excused" and ended.get(pk=before.pk).state == "late"
    assert late in ended.get(pk=due.pk).excuse and successor.name in ended.get(pk=due.pk).excuse
    assert late in visitor.get(reverse("catalog:matter", args=[due.occurrence_id])).content.decode()
    assert Obligation.objects.with_state(far.date()).get(pk=due.pk).state == "excused", "never late any more"
    with pytest.raises(Refused, match="已停止运行"):
        complaints.receive(agency=agency, text="没有按期公开。", now=now)
    with pytest.raises(Refused, match="已停止运行"):
        approve(Disclosure.objects.get(pk=waits.pk), by=cast.leader, now=now)
    assert obligations.open_obligations(now=now, agencies=Agency.objects.standing().filter(pk=agency.pk)) == 0


def test_it_can_be_opened_again_with_a_reason(cast, now):
    """A closing by mistake; the first day of opening stays."""
    agency, first = cast.agency, cast.agency.opened_at
    opening.close_body(agency, reason="误操作", by=cast.head, now=now)
    with pytest.raises(Refused):
        opening.open_body(agency, by=cast.head, now=now)
    opening.open_body(agency, reason="撤销合并", by=cast.head, now=now)
    agency.refresh_from_db()
    assert agency.is_open and agency.opened_at == first and agency.successor is None
    assert [event.current for event in agency.events.all()] == ["closed", "open"]


def test_its_own_staff_sees_the_public_pages_before_the_opening(morning):
    """Guide, rules, catalogue, department, item: as they will be, for who works there; nothing is public by it."""
    slug = morning.agency.slug
    start = reverse("preview", args=[slug])
    visitor = morning.sign_in(Role.PROPOSER)
    item = morning.agency.items.filter(audience="public").first()
    for page in (
        "",
        "rules/",
        "catalogue/",
        f"catalogue/{item.code}/",
        f"departments/{item.department.slug}/",
    ):
        seen = visitor.client.get(start, {"page": page})
        words = seen.content.decode()
        assert seen.status_code == 200 and CANARY in words and "预览" in words, page
        assert f'href="/agencies/{slug}/' not in words, "its links stay in the preview"
        assert Client().get(f"/agencies/{slug}/{page}").status_code == 404, "nobody else"
        assert visitor.client.get(f"/agencies/{slug}/{page}").status_code == 404
    assert Agency.objects.get(pk=morning.agency.pk).opened_at is None and not LogEntry.objects.filter(
        kind="body_opened", subject=morning.agency.code
    )
    for page in ("../elsewhere/", "calendar.ics", "catalogue.csv", "nothing/", "//evil.example/"):
        assert visitor.client.get(start, {"page": page}).status_code == 404
    elsewhere = make_person("foreigner")
    stranger = Client()
    assert stranger.get(start).status_code == 302
    stranger.force_login(elsewhere)
    assert stranger.get(start).status_code == 404
    assert start in morning.sign_in(Role.HEAD).open(reverse("opening", args=[slug])).html


def test_what_ended_with_a_closing_by_mistake_is_owed_again(cast, item, now):
    """Only what has its last day still ahead: what passed while the body was closed was not its fault."""
    made = obligations.record_occurrence(item, title="甲", happened_on=now.date(), by=cast.clerk, now=now)
    owed = made.obligations.get()
    closing.close(cast.agency, reason="误操作", by=cast.head, now=now)
    assert Obligation.objects.with_state(now.date()).get(pk=owed.pk).state == "excused"
    closing.open_again(cast.agency, reason="撤销合并", by=cast.head, now=now)
    assert Obligation.objects.with_state(now.date()).get(pk=owed.pk).state == "due"
    closing.close(cast.agency, reason="误操作", by=cast.head, now=now)
    much_later = now + timedelta(days=400)
    closing.open_again(cast.agency, reason="撤销合并", by=cast.disclosure_office, now=much_later)
    assert Obligation.objects.with_state(much_later.date()).get(pk=owed.pk).state == "excused"


def test_a_consultation_waits_for_its_body(morning, now):
    """What was released for a day before the opening opens with the body, not before."""
    agency, people = morning.agency, morning.people
    made = work(morning, now)
    draft = disclosures.draft(
        item=made.item,
        title="征求意见稿",
        body="正文。",
        formed_on=now.date(),
        by=people[Role.PROPOSER],
        now=now,
    )
    waits = Consultation.objects.create(
        agency=agency, department=draft.department, disclosure=draft, status="released", title=CANARY, body=CANARY,
        opens_on=now.date(), closes_on=now.date() + timedelta(days=40), least_days=1, least_working=True,
        least_source="—", least_source_en="—", planned_by=people[Role.PROPOSER], planned_at=now,
        released_by=people[Role.LEADER_IN_CHARGE], released_at=now,
    )  # fmt: skip
    assert consulting.turn(now=now) == 0 and not Consultation.objects.public().exists()
    opening.open_body(agency, by=people[Role.HEAD], now=now)
    assert consulting.turn(now=now) == 1 and Consultation.objects.public().get() == waits
