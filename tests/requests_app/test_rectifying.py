"""Art. 41: a request to correct records is a kind of case of its own, with its numbers, clock, outcomes and figures."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from archive import shelf
from core.roles import Role
from core.transitions import Refused
from requests_app import actions, own_data
from requests_app.actions import clocks, deadline_audit, logging_answers, notices, proposing, retention
from requests_app.models import Application, CaseKind, KeepingRule, Notice, Rectification
from supervision import application_figures, application_table
from supervision.reports import Scope
from tests.conftest import TODAY
from tests.requests_app.conftest import FORM, filled_in, person

pytestmark = pytest.mark.django_db
SAID = {
    "subject": "婚姻登记记录",
    "description": "2019年婚姻登记簿，补领结婚证时看到。",
    "wrong": "出生日期一九四九年十二月三日",
    "right": "出生日期一九四九年十二月三十一日",
    "proof": "居民户口簿第二页",
}
TYPED = {name: FORM[name] for name in FORM if name not in ("subject", "description", "delivery_form")}
CHECKED = {"how": "seen"}


@pytest.fixture
def ask(now):
    """A request to correct a record, registered by the officer of its body."""

    def made(agency, when=now) -> Application:
        own = {name: SAID[name] for name in ("wrong", "right", "proof")}
        said = {**TYPED, "subject": SAID["subject"], "description": SAID["description"], "rectified": own}
        application, _code = actions.receive(agency=agency, now=when, **said)
        if application.rules.registered_at_once is None:
            actions.register(application, by=person(agency, Role.INTAKE_OFFICER), now=when)
        return application

    return made


@pytest.mark.parametrize("kind", ["J3", "J4", "national"])
def test_it_lives_by_its_own_rules_through_every_outcome(bodies, ask, kind, now):
    """Own number, clock and forms of answer; nobody is told anything before it is sure who asks; counted apart."""
    body = bodies(kind)
    officer, leader = person(body, Role.INTAKE_OFFICER), person(body, Role.LEADER_IN_CHARGE)
    first, then = ask(body), {"by": officer, "now": now}
    rules = first.rules
    assert "更正申请" in first.number and first.number.endswith("0001")
    length = (
        first.version.rules.applications.follow is None and first.version.rules.applications.clocks["rectify"]
    )
    if length:
        assert rules.clocks["answer"].length == length.length
    assert first.answer_by == clocks.end_of(first, rules.clocks["answer"].length, start=now.date())
    receipt = notices.text_of(first.notices.get(kind=Notice.Kind.RECEIPT))
    assert receipt.title.startswith("政府信息更正申请") and SAID["wrong"] not in str(receipt)
    for refused in (
        lambda: actions.consult_third_party(first, party="某公司", **then),
        lambda: actions.quote_fee(first, basis="items", number=40, reason="多", how_to_pay="窗口", **then),
        lambda: actions.draft(first, outcome="rectified", decision={"corrected": "已改"}, **then),
        lambda: actions.draft(first, outcome="refused", decision={"reasons": "无"}, **then),
        lambda: actions.check_identity(first, **CHECKED, by=leader, now=now),
    ):
        with pytest.raises(Refused):
            refused()
    for outcome in rules.outcomes.values():
        one = ask(body)
        if "identity" in outcome.needs:
            with pytest.raises(Refused):
                actions.draft(one, outcome=outcome.code, decision=filled_in(outcome), **then)
            actions.check_identity(one, **CHECKED, **then)
            with pytest.raises(Refused):
                actions.check_identity(one, **CHECKED, **then)
        for need in set(outcome.needs) - {"identity"}:
            with pytest.raises(Refused):
                actions.draft(one, outcome=outcome.code, decision={**filled_in(outcome), need: " "}, **then)
        actions.draft(one, outcome=outcome.code, decision=filled_in(outcome), **then)
        actions.decide(one, by=leader, now=now)
        assert one.report_row is None and one.status == "decided"
        answer = one.notices.get(kind=Notice.Kind.RECTIFIED)
        text = str(notices.text_of(answer))
        assert SAID["wrong"] in text and SAID["right"] in text and "第四十一条" in text
        assert one.notices.filter(form="transfer_rectification").exists() == (outcome.effect == "transfer")
        assert not logging_answers.may_log(one) and not proposing.may_suggest(one)
        assert not notices.may_reissue(answer, officer, on=TODAY) and notices.may_reissue(
            answer, person(body, Role.HEAD), on=TODAY
        )
        actions.deliver(one, on=now.date(), way="web", **then)
        assert shelf.applications_to_seal(person(body, Role.ARCHIVIST), on=TODAY).filter(pk=one.pk).exists()
    actions.ask_correction(first, missing="请补交户口簿。", days=10, **then)
    actions.withdraw(first, now=now)
    assert first.report_row is None
    scope = Scope(body, date(2026, 1, 1), date(2026, 12, 31))
    assert not any(line.total for line in application_table.table(scope))
    found = application_figures.of(scope, CaseKind.RECTIFICATION)
    assert (found.came, found.answered, found.given_up) == (len(rules.outcomes) + 1, len(rules.outcomes), 1)
    assert sum(count for _name, count in application_figures.corrected(scope)) == len(rules.outcomes)
    assert application_figures.of(scope).came == 0
    assert deadline_audit.sweep(today=now.date()).differ == 0


def test_a_person_asks_and_an_officer_answers_on_the_pages(client, bodies, make_application):
    """From the small link under the body to the answer behind the query code, its tab on the desk, and its end."""
    body, now = bodies("national"), timezone.now()
    address = reverse("requests_app:rectify", args=[body.slug])
    assert address in client.get(reverse("requests_app:apply")).content.decode()
    assert client.get(address).status_code == 200
    paper = SimpleUploadedFile("户口簿.pdf", b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n")
    for missing in ("wrong", "right", "proof", "subject"):
        assert client.post(address, {**TYPED, **SAID, missing: " "}).status_code == 422
    assert client.post(address, {**TYPED, **SAID, "website": "x"}).status_code == 422
    assert not Rectification.objects.exists()
    landed = client.post(address, {**TYPED, **SAID, "papers": paper}, follow=True)
    application = Application.objects.get(kind=CaseKind.RECTIFICATION)
    assert application.number in landed.content.decode() and application.files.count() == 1
    make_application(body)
    officer = person(body, Role.INTAKE_OFFICER)
    client.force_login(officer)
    desk = client.get(reverse("requests_app:desk"), {"kind": "rectification"})
    assert [row.pk for row, _light in desk.context["rows"]] == [application.pk]
    assert (desk.context["requests_count"], desk.context["open_count"]) == (1, 2)
    take = lambda step: reverse("requests_app:take", args=[application.pk, step])  # noqa: E731
    client.post(take("register"))
    assert client.post(take("check_identity"), {}).status_code == 422
    assert client.post(take("check_identity"), CHECKED).status_code == 302
    page = client.get(application.get_absolute_url(), {"outcome": "rectified"})
    assert set(page.context["forms"]["draft"].fields) == {"corrected"}
    assert SAID["wrong"] in page.content.decode() and "check_identity" not in page.context["forms"]
    drafted = client.post(take("draft") + "?outcome=rectified", {"corrected": "自今日起改为三十一日。"})
    assert drafted.status_code == 302
    actions.decide(application, by=person(body, Role.LEADER_IN_CHARGE), now=now)
    assert own_data.data_of(application)["records_to_correct"]["should_say"] == SAID["right"]
    entry = {**TYPED, **SAID, "agency": body.slug, "way": "counter", "arrived_on": timezone.localdate()}
    assert client.post(reverse("requests_app:rectify_enter"), entry).status_code == 302
    assert client.post(reverse("requests_app:rectify_enter"), {**entry, "proof": ""}).status_code == 422
    client.force_login(person(body, Role.PROPOSER))
    assert client.get(application.get_absolute_url()).status_code == 404


def test_its_years_end_like_those_of_every_case(bodies, ask, now):
    """What the record said and should say is purged with the rest, and the proof counts it."""
    body = bodies("national")
    application = ask(body)
    actions.withdraw(application, now=now)
    years = 10
    KeepingRule.objects.create(agency=body, years=years, source="本机关决定")
    assert retention.purge_due(now=now + timedelta(days=366 * years + 2)) == 1
    asked = Rectification.objects.get(application=application)
    assert (asked.wrong, asked.right, asked.proof) == ("", "", "")
    assert Application.objects.get(pk=application.pk).purge.texts >= 8
