"""Applications under the three kinds of rules: J3 (bureau-on-application), J4 (district), the national Regulation."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.utils import translation

from catalog.actions import disclosures
from catalog.models import Disclosure
from core.models import Agency, User
from core.regimes.parsed import Outcome
from core.roles import Role
from requests_app import actions
from requests_app.actions import case_files
from requests_app.actions.posting import post
from requests_app.models import Application, CaseFile, Posting
from tests.conftest import give_role, load_regime, make_person
from tests.signing import approve

FORM = {
    "applicant_kind": "person",
    "applicant_name": "柳青禾",
    "identity_number": "11010519491231002X",
    "phone": "13800000000",
    "email": "qinghe@example.org",
    "address": "清河市河东路1号",
    "subject": "2025年度河道清淤工程验收情况",
    "description": "申请公开2025年度河东段河道清淤工程的竣工验收报告。",
    "delivery_form": "electronic",
}
NATIONAL = "county-planning"  # a body without rules of its own: it follows the national Regulation
OWN_RULES = {"J3": "bureau-on-application", "J4": "district", "national": NATIONAL}


@pytest.fixture(autouse=True)
def _in_chinese():
    """Each test begins in Chinese, whatever language the page of the one before it spoke."""
    with translation.override("zh-hans"):
        yield


@pytest.fixture
def form() -> dict:
    """A form that lacks nothing."""
    return dict(FORM)


@pytest.fixture
def bodies(make_agency) -> Callable[[str], Agency]:
    """The agency under J3, J4 or the national Regulation, with one person for each role."""
    made: dict[str, Agency] = {}

    def body(kind: str) -> Agency:
        if kind not in made:
            if kind == "national":
                load_regime("national-2019")
            made[kind] = agency = make_agency(kind.lower(), regime=OWN_RULES[kind])
            for role in Role:
                give_role(make_person(f"{kind}-{role.value}", name=f"{kind} {role.value}"), role, agency)
        return made[kind]

    return body


def person(agency: Agency, role: Role) -> User:
    """The person who holds ``role`` in ``agency``."""
    return User.objects.get(roles__agency=agency, roles__role=role)


@pytest.fixture
def in_english():
    """Sentences in the language in which the tests compare them."""
    with translation.override("en"):
        yield


@pytest.fixture
def body(bodies) -> Agency:
    """The district under J4."""
    return bodies("J4")


@pytest.fixture
def officer(body) -> User:
    """The application officer of the district."""
    return person(body, Role.INTAKE_OFFICER)


@pytest.fixture
def leader(body) -> User:
    """The leader in charge of the district."""
    return person(body, Role.LEADER_IN_CHARGE)


@pytest.fixture
def make_application(body, now) -> Callable[..., Application]:
    """File an application with the district; ``upto`` takes it further: registered, drafted, decided, closed."""

    def make(agency: Agency = body, *, upto: str = "received", when: datetime = now, **fields) -> Application:
        application, _code = actions.receive(agency=agency, now=when, **{**FORM, **fields})
        officer, leader = person(agency, Role.INTAKE_OFFICER), person(agency, Role.LEADER_IN_CHARGE)
        stages = ["received", "registered", "drafted", "decided", "closed"]
        reached = stages.index(upto)
        if reached >= 1:
            if application.status == "received":  # not registered as it came (J3)
                actions.register(application, by=officer, now=when)
        if reached >= 2:
            actions.draft(application, by=officer, now=when, **refusal(application))
        if reached >= 3:
            actions.decide(application, by=leader, now=when)
        if reached >= 4:
            actions.deliver(application, on=when.date(), way="web", by=officer, now=when)
        return application

    return make


@pytest.fixture
def publish_in(now) -> Callable[[Agency, str], Disclosure]:
    """Publish something under a title in an agency."""

    def publish(agency: Agency, title: str) -> Disclosure:
        item = agency.items.public().filter(blocked="", elements="").first()
        fields = {
            "title": title,
            "summary": "摘要",
            "body": "正文",
            "channels": item.channels[:1]
            or [next(iter(agency.regime.version_on(now.date()).rules.channels))],
            "formed_on": now.date(),
            "attested": True,
        }
        proposer, leader = person(agency, Role.PROPOSER), person(agency, Role.LEADER_IN_CHARGE)
        made = disclosures.draft(item=item, by=proposer, now=now, **fields)
        disclosures.propose(made, by=proposer, now=now)
        approve(made, by=leader, now=now)
        return made

    return publish


def refusal(application: Application) -> dict:
    """A draft that refuses, with what the regime wants it to say."""
    chosen = next(
        it for it in application.rules.outcomes.values() if it.effect == "close" and "grounds" in it.needs
    )
    return {"outcome": chosen.code, "decision": filled_in(chosen)}


def filled_in(outcome: Outcome) -> dict[str, str]:
    """What an outcome wants a decision to say, its first kind where it has kinds."""
    decision = {need: f"{need}的说明" for need in outcome.needs}
    return decision | ({"kind": next(iter(outcome.kinds))} if outcome.kinds and outcome.row is None else {})


def searched(application: Application, by: User, now: datetime) -> None:
    """A search that found nothing."""
    where = {"people": "秦守信、沈知微", "places": "办公系统、档案室目录", "words": "验收报告"}
    actions.record_search(application, on=now.date(), result="nothing", by=by, now=now, **where)


def redacted_copy(application: Application, by: User, now: datetime) -> CaseFile:
    """A redacted copy as the clock keeps it, marked for the applicant."""
    kept = case_files.keep(
        application, content=b"%PDF redacted", name="副本.pdf", media_type="application/pdf",
        purpose=CaseFile.Purpose.REDACTED, by=by, now=now,
    )  # fmt: skip
    return actions.hand_over(kept, by=by, now=now)


def day(text: str) -> date:
    """A day in ISO form."""
    return date.fromisoformat(text)


def handed_over(application: Application, by: User, now: datetime) -> None:
    """All notices on paper of ``application`` go out now, by hand: their terms begin."""
    for posting in Posting.objects.filter(notice__application=application).waiting():
        post(posting, way="handed", on=now.date(), proof="签收人", by=by, now=now)
