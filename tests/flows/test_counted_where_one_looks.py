"""Whatever waits for somebody stands, with number and link, where that person looks first."""

import re

import pytest
from django.apps import apps
from django.urls import reverse

from archive import displaying
from catalog.actions import disclosures, erasing
from catalog.models import CalendarChange
from core.roles import Role
from requests_app import actions as applications
from requests_app.actions import disputes, extending, logging_answers
from requests_app.models import Application, ArrivedMail, Dispute, Mailbox
from review.actions import feedback, opinions
from tests.flows.pages import Visitor
from tests.flows.test_every_link import local, visitor_links

pytestmark = [pytest.mark.django_db, pytest.mark.once]
HOME = "/work/"


def case(pk: int) -> str:
    return reverse("requests_app:case", args=[pk])


def an_extension(stage):
    made = stage.application("registered")
    extending.ask_extension(
        made, days=3, reason="卷宗分散。", by=stage.people[Role.INTAKE_OFFICER], now=stage.now
    )
    return f"{case(made.pk)}#steps", Role(made.rules.extension.approver)


def an_erasure(stage):
    made = stage.disclosure("published")
    by = stage.people[Role.HEAD]
    disclosures.withdraw(made, reason="含个人信息。", by=by, now=stage.now)
    made.refresh_from_db()
    erasing.ask(made, reason="身份证号。", by=by, now=stage.now)
    return reverse("admin:catalog_disclosure_erase", args=[made.pk]), Role.LEADER_IN_CHARGE


def an_early_end(stage):
    made = stage.disclosure("published")
    made.refresh_from_db()
    displaying.ask_to_end(made, reason="已被取代。", by=stage.people[Role.ARCHIVIST], now=stage.now)
    return reverse("archive:end_display", args=[made.pk]), Role.LEADER_IN_CHARGE


def a_self_check(stage):
    return stage.self_check().get_absolute_url(), Role.PROPOSER


def a_mail(stage):
    box = Mailbox.objects.create(address="inbox")
    made = ArrivedMail.objects.create(
        agency=stage.body.agency, mailbox=box, generation=1, number=1, contents="x", arrived_at=stage.now,
        sender="someone@example.org", subject="申请公开", text="2025年度。", original="",
    )  # fmt: skip
    return made.get_absolute_url(), Role.INTAKE_OFFICER


def a_returned_answer(stage):
    made = stage.application("decided")
    officer = stage.people[Role.INTAKE_OFFICER]
    applications.deliver(made, on=stage.now.date(), way="counter", proof="柳青禾", by=officer, now=stage.now)
    words = {"title": "改造资金", "question": "问资金安排。", "answer": "见预算。"}
    answer = logging_answers.propose(made, confirmed=True, by=officer, now=stage.now, **words)
    logging_answers.send_back(answer, opinion="太短。", by=stage.people[Role.HEAD], now=stage.now)
    return reverse("requests_app:release_answer", args=[answer.pk]), Role.INTAKE_OFFICER


def a_closed_case(stage):
    made = stage.application("decided")
    officer = stage.people[Role.INTAKE_OFFICER]
    applications.deliver(made, on=stage.now.date(), way="counter", proof="柳青禾", by=officer, now=stage.now)
    return reverse("archive:seal_application", args=[made.pk]), Role.ARCHIVIST


def a_dispute(stage):
    made = stage.application("decided")
    disputes.open_dispute(
        made, route=Dispute.Route.REVIEW, body="市政府", number="复议1号", filed_on=stage.now.date(),
        notified_on=stage.now.date(), by=stage.people[Role.INTAKE_OFFICER], now=stage.now,
    )  # fmt: skip
    return reverse("requests_app:afterwards", args=[made.pk]), Role.INTAKE_OFFICER


def a_feedback_stage(stage, *, handed_over: bool = False):
    people, now = stage.people, stage.now
    made, collector = stage.disclosure("published"), people[Role.FEEDBACK_COLLECTOR]
    opened = feedback.open_stage(
        made, collector=collector, until=now.date(), by=people[Role.DISCLOSURE_OFFICE], now=now
    )
    opinions.receive_opinion(made, text="何时更新？", now=now)
    if handed_over:
        feedback.hand_over(opened, summary="有人问何时更新。", by=collector, now=now)
    return reverse("review:feedback_stage", args=[opened.pk])


WAITING = {
    "received": lambda stage: (case(stage.application().pk), Role.INTAKE_OFFICER),
    "registered": lambda stage: (case(stage.application("registered").pk), Role.INTAKE_OFFICER),
    "drafted": lambda stage: (
        reverse("review:application", args=[stage.application("drafted").pk]),
        Role.LEADER_IN_CHARGE,
    ),
    "decided": lambda stage: (case(stage.application("decided").pk), Role.INTAKE_OFFICER),
    "extension": an_extension,
    "erasure": an_erasure,
    "early end": an_early_end,
    "self-check": a_self_check,
    "mail": a_mail,
    "dispute": a_dispute,
    "returned answer": a_returned_answer,
    "closed": a_closed_case,
    "in review": lambda stage: (
        reverse("review:matter", args=[stage.disclosure("proposed").pk]),
        Role.LEADER_IN_CHARGE,
    ),
    "opinion": lambda stage: (reverse("review:answer", args=[stage.opinion().pk]), Role.FEEDBACK_COLLECTOR),
    "feedback": lambda stage: (a_feedback_stage(stage), Role.FEEDBACK_COLLECTOR),
    "feedback to handle": lambda stage: (a_feedback_stage(stage, handed_over=True), Role.LEADING_GROUP),
    "consultation": lambda stage: (
        reverse("admin:catalog_consultation_change", args=[stage.consultation("planned").pk]),
        Role.DISCLOSURE_OFFICE,
    ),
    "opinion on a draft": lambda stage: (
        reverse("admin:catalog_consultationopinion_change", args=[stage.said().pk]),
        Role.FEEDBACK_COLLECTOR,
    ),
    "answered complaint": lambda stage: (stage.complaint("answered").get_absolute_url(), Role.SUPERVISOR),
    "complaint": lambda stage: (stage.complaint().get_absolute_url(), Role.SUPERVISOR),
    "order": lambda stage: (stage.order().get_absolute_url(), Role.PROPOSER),
    "reported order": lambda stage: (stage.order("reported").get_absolute_url(), Role.SUPERVISOR),
    "emergency": lambda stage: (
        reverse("admin:catalog_disclosure_change", args=[stage.urgent().pk]),
        Role.HEAD,
    ),
}


def offered_from_home(visitor: Visitor) -> tuple[set[str], set[str]]:
    """Where the page of work leads, and where the pages lead to which it leads."""
    first = set(local(visitor_links(visitor.client.get(HOME).content.decode()), HOME))
    second = set()
    for href in first:
        answer = visitor.client.get(href, follow=True)
        if answer.status_code == 200 and not answer.streaming and "html" in answer["Content-Type"]:
            html = answer.content.decode()
            second |= set(
                local([*visitor_links(html), *re.findall(r'<form[^>]* action="([^"]+)"', html)], href)
            )
    return first, second


@pytest.mark.parametrize("name", WAITING)
def test_what_waits_for_somebody_is_reached_from_their_first_page(stage, name):
    """The number rises when it begins to wait, and one link further stands the thing itself."""
    visitor = None
    address, role = WAITING[name](stage)
    visitor = stage.body.sign_in(role)
    page = visitor.client.get(HOME)
    assert any(card.waiting for card in page.context["cards"]), "a number that is not nought"
    first, second = offered_from_home(visitor)
    path = address.partition("#")[0]
    reached = {href.partition("?")[0] for href in first | second}
    assert path in reached, f"{name} for {role}"


def test_an_extension_stands_with_its_number_for_who_may_grant_it_and_for_nobody_else(stage):
    """The number of the case, its link and its day are on the page of work and on the desk; the card counts it."""
    address, approver = an_extension(stage)
    number = Application.objects.get().number
    for role in (
        Role.DISCLOSURE_OFFICE,
        Role.LEADER_IN_CHARGE,
        Role.HEAD,
        Role.SUPERIOR_LEADER,
        Role.PROPOSER,
    ):
        visitor = stage.body.sign_in(role)
        page = visitor.client.get(HOME)
        named = [one.name for one in page.context["awaited"]]
        assert (number in named) == (role == approver), role
        if role == approver:
            assert page.context["cards"][0].waiting == 1
            assert f'href="{address}"' in page.content.decode()
            assert number in visitor.client.get("/desk/").content.decode()


def test_who_asked_is_not_asked(stage, make_administrator):
    """A second person decides: what I asked for myself does not wait for me."""
    an_erasure(stage)
    an_early_end(stage)
    for role, count in ((Role.HEAD, 1), (Role.LEADER_IN_CHARGE, 2), (Role.ARCHIVIST, 0), (Role.OBSERVER, 0)):
        page = stage.body.sign_in(role).client.get(HOME)
        assert len(page.context["awaited"]) == count, role


def test_a_calendar_change_waits_for_another_administrator(client, django_user_model, clock):
    """Who drafted it does not find it among what waits; another administrator does, with its link."""
    people = [
        django_user_model.objects.create_superuser(f"root-{n}", f"r{n}@example.org", "x" * 12) for n in "ab"
    ]
    change = CalendarChange.objects.create(
        notice_number="国办发明电〔2026〕1号", reason="更正", drafted_by=people[0], drafted_at=clock.now
    )
    for person, count in zip(people, (0, 1), strict=True):
        client.force_login(person)
        page = client.get(HOME)
        assert len(page.context["awaited"]) == count
    assert reverse("admin:catalog_calendarchange_preview", args=[change.pk]) in page.content.decode()


# Of each status of each thing that takes steps: the card or the scene above for whom it waits; empty for nobody.
STATES = {
    "catalog.CalendarChange": {"drafted": "awaited", "applied": "", "rejected": ""},
    "catalog.Disclosure": {
        "draft": "card: drafts", "returned": "card: returned", "in_review": "in review", "approved": "the clock",
        "published": "card: archive", "feedback": "feedback", "merged": "", "archived": "", "withdrawn": "",
    },
    "catalog.Consultation": {
        "planned": "consultation", "released": "the clock", "open": "the clock", "closed": "consultation",
        "concluded": "", "withdrawn": "",
    },
    "catalog.ConsultationOpinion": {
        "waiting": "opinion on a draft", "held": "card: held", "answered": "", "set_aside": "",
    },
    "requests_app.Application": {
        "received": "received", "registered": "registered", "correcting": "the applicant", "drafted": "drafted",
        "decided": "decided", "closed": "closed", "withdrawn": "closed", "lapsed": "closed", "archived": "",
    },
    "requests_app.Dispute": {"pending": "dispute", "ended": ""},
    "requests_app.Proposal": {"waiting": "card: proposals", "accepted": "", "declined": ""},
    "requests_app.LoggedAnswer": {
        "proposed": "card: answers", "returned": "returned answer", "published": "", "withdrawn": "",
    },
    "review.Opinion": {"waiting": "opinion", "held": "card: held", "answered": "", "set_aside": ""},
    "supervision.Complaint": {
        "received": "complaint", "taken_up": "complaint", "answered": "answered complaint",
        "passed_on": "answered complaint", "closed": "",
    },
    "supervision.CorrectionOrder": {"issued": "order", "reported": "reported order", "closed": ""},
}  # fmt: skip


def test_every_status_says_for_whom_it_waits():
    """A new status is thought about here: somebody's first page counts it, or it waits for nobody."""
    stepped = {m._meta.label: m for m in apps.get_models() if isinstance(getattr(m, "STEPS", None), dict)}
    assert set(stepped) == set(STATES)
    for label, model in stepped.items():
        assert set(STATES[label]) == set(model.Status.values), label
    named = {scene for states in STATES.values() for scene in states.values()}
    scenes = {scene for scene in named - {""} if not scene.startswith(("card: ", "the ", "awaited"))}
    assert scenes <= set(WAITING)
