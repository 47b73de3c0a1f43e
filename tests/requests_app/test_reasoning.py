"""Art. 35: who applies too much or too often is asked why; meanwhile the clock does what the regime says."""

from datetime import timedelta

import pytest
import yaml
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from core.guests import access
from core.models import Letter, RegimeVersion
from core.roles import Role
from core.transitions import Refused
from requests_app import actions
from requests_app.actions import clocks, notices, reasoning
from requests_app.models import Application, Notice, Reasoning
from requests_app.views.public import FOLLOW
from tests.requests_app.conftest import filled_in, person, refusal
from tests.requests_app.test_lapsing import at

pytestmark = pytest.mark.django_db
WHY = "一个月内申请三十件。"


@pytest.fixture
def national(bodies):
    """A body under the national Regulation, and its officer."""
    body = bodies("national")
    return body, person(body, Role.INTAKE_OFFICER)


def test_reasons_are_asked_given_judged_and_the_answer_is_put_off(national, bodies, make_application, now):
    """The clock goes on; until the last second of the day; good reasons: a later day that is told, beside the cap."""
    body, officer = national
    application = make_application(body, upto="registered")
    day, then = application.answer_by, {"by": officer, "now": now}
    with pytest.raises(Refused):
        actions.ask_reasons(application, why=" ", **then)
    with pytest.raises(Refused):
        actions.give_reasons(application, text="课题", now=now)
    actions.ask_reasons(application, why=WHY, **then)
    asked = Reasoning.objects.get(application=application)
    assert application.answer_by == day and asked.until == clocks.end_of(
        application, clocks.length_of(application, "reasons"), start=now.date()
    )
    notice = application.notices.get(kind=Notice.Kind.REASONS)
    assert "继续计算" in notice.content and Letter.objects.filter(name="application_reasons").count() == 1
    judge = {"verdict": "reasonable", "words": "课题研究确有需要。", **then}
    for refused in (
        lambda: actions.ask_reasons(application, why=WHY, **then),
        lambda: actions.judge_reasons(application, **judge),  # still waited for
        lambda: actions.draft(application, **refusal(application), **then),
        lambda: actions.give_reasons(application, text="课题", now=at(asked.until + timedelta(days=1))),
    ):
        with pytest.raises(Refused):
            refused()
    actions.give_reasons(application, text="课题研究。", now=at(asked.until, 23, 59, 59))
    with pytest.raises(Refused):
        actions.give_reasons(application, text="再说一遍。", now=now)
    with pytest.raises(Refused):
        actions.draft(application, **refusal(application), **then)
    later = day + timedelta(days=120)
    for wrong in ({"delayed_to": day}, {"delayed_to": day + timedelta(days=800)}, {"words": ""}):
        with pytest.raises(Refused):
            actions.judge_reasons(application, **{**judge, "delayed_to": later, **wrong})
    actions.judge_reasons(application, **judge, delayed_to=later)
    application = Application.objects.get(pk=application.pk)
    assert day < application.answer_by <= later + timedelta(days=9)
    assert notices.text_of(application.notices.get(kind=Notice.Kind.DELAY)).parts
    actions.extend(
        application, days=20, reason="查找需时。", by=person(body, Role.DISCLOSURE_OFFICE), now=now
    )
    excessive = application.rules.outcomes["excessive"]
    with pytest.raises(Refused):  # the reasons are good
        actions.draft(application, outcome="excessive", decision=filled_in(excessive), **then)
    actions.draft(application, **refusal(application), **then)
    strange = make_application(bodies("J3"), upto="registered")
    with pytest.raises(Refused):
        actions.ask_reasons(strange, why=WHY, by=person(bodies("J3"), Role.INTAKE_OFFICER), now=now)


def test_who_gives_none_is_not_handled(national, make_application, now):
    """Silence can be judged as nothing but unreasonable; then, and only then, the outcome of row 19 stands open."""
    body, officer = national
    application = make_application(body, upto="registered")
    actions.ask_reasons(application, why=WHY, by=officer, now=now, days=3)
    until = Reasoning.objects.get(application=application).until
    assert reasoning.go_on_without(now=at(until, 23, 59)) == 0
    after = at(until + timedelta(days=1))
    assert (reasoning.count_silent(now=after), reasoning.go_on_without(now=after)) == (1, 1)
    assert reasoning.go_on_without(now=after) == 0
    then = {"by": officer, "now": after, "words": "逾期未说明。"}
    with pytest.raises(Refused):
        actions.judge_reasons(application, verdict="reasonable", **then)
    actions.judge_reasons(application, verdict="unreasonable", **then)
    decision = filled_in(application.rules.outcomes["excessive"])
    actions.draft(application, outcome="excessive", decision=decision, by=officer, now=after)
    actions.decide(application, by=person(body, Role.LEADER_IN_CHARGE), now=after)
    assert application.report_row == 19


def test_where_the_regime_says_so_the_answer_waits(national, make_application, now):
    """With ``stops: answer`` the clock stands from the question to the reasons, or to the end of their time."""
    body, officer = national
    content = yaml.safe_load(
        (settings.BASE_DIR / "regimes" / "national-2019.yaml").read_text(encoding="utf-8")
    )
    content["applications"]["clocks"]["reasons"]["stops"] = "answer"
    RegimeVersion.objects.filter(regime__code="national-2019").update(content=content, digest="of its own")
    given, silent = (make_application(body, upto="registered") for _n in range(2))
    day = given.answer_by
    for application in (given, silent):
        actions.ask_reasons(application, why=WHY, by=officer, now=now, days=5)
        assert application.answer_by is None
    actions.give_reasons(given, text="课题。", now=now + timedelta(days=2))
    assert clocks.days_between(given, day, given.answer_by) == 2
    until = Reasoning.objects.get(application=silent).until
    assert reasoning.go_on_without(now=at(until + timedelta(days=4))) == 1
    silent.refresh_from_db()
    assert clocks.days_between(silent, day, silent.answer_by) == 5
    actions.withdraw(make_application(body), now=now)


def test_the_applicant_answers_behind_the_code_and_the_officer_judges_on_the_case(
    client, national, make_application
):
    """The form stands there while reasons are waited for, no longer; the verdict is asked when they have come."""
    body, officer = national
    now = timezone.now()
    application = make_application(body, upto="registered", when=now)
    signed = access.link_to(application.pk, salt=FOLLOW)
    page, send = (reverse(f"requests_app:{name}", args=[signed]) for name in ("followed", "reasons"))
    take = lambda step: reverse("requests_app:take", args=[application.pk, step])  # noqa: E731
    assert 'id="reasons"' not in client.get(page).content.decode()
    assert client.post(send, {"text": "课题。"}).status_code == 422
    client.force_login(officer)
    assert client.post(take("ask_reasons"), {"why": WHY, "days": "0"}).status_code == 422
    assert client.post(take("ask_reasons"), {"why": WHY, "days": "10"}).status_code == 302
    assert "judge_reasons" not in client.get(application.get_absolute_url()).context["forms"]
    client.logout()
    assert WHY in client.get(page).content.decode()
    assert client.post(send, {"text": " "}).status_code == 422
    assert client.post(send, {"text": "课题研究。"}).status_code == 302
    assert 'id="reasons"' not in client.get(page).content.decode()
    client.force_login(officer)
    shown = client.get(application.get_absolute_url())
    assert "课题研究。" in shown.content.decode() and "judge_reasons" in shown.context["forms"]
    assert client.post(take("judge_reasons"), {"verdict": "", "words": "无"}).status_code == 422
    typed = {"verdict": "unreasonable", "words": "无关。", "delayed_to": ""}
    assert client.post(take("judge_reasons"), typed).status_code == 302
    assert "judge_reasons" not in client.get(application.get_absolute_url()).context["forms"]
