"""Whatever the body and whatever the road: nothing is public before somebody has signed its secrecy review by name.

Regulation art. 17. A regime says who and how, never whether; a file that leaves it out is not loaded.
"""

import random
from copy import deepcopy

import pytest
import yaml
from django.conf import settings

from catalog.actions import consulting, correcting, disclosures, emergencies, screening
from catalog.models import Disclosure, DisclosureItem, SecrecyReview
from catalog.screening import checks
from core.regimes import reading
from core.roles import Role
from core.transitions import Refused
from disclosure_portal.demo import parts
from review import actions as review
from tests.conftest import give_role, make_person
from tests.regimes.test_matters_walk import RECORDS

pytestmark = pytest.mark.django_db


class Body:
    """A body with one person for each role, who may all do what their role lets them."""

    def __init__(self, agency, now) -> None:
        self.agency, self.now = agency, now
        self.rules = agency.regime.version_on(now.date()).rules
        self.people = {role: make_person(f"one-{role.value}") for role in Role}
        for role, person in self.people.items():
            give_role(person, role, agency)
        items = DisclosureItem.objects.filter(agency=agency, blocked="", audience="public", chain="ordinary")
        self.item = next(
            one
            for one in items
            if not self.rules.items[one.code].consultation
            and not any(it.consultation for it in self.rules.cadences[one.cadence].phases)
        )
        self.signer = self.people[Role(self.rules.secrecy_review.role)]

    def draft(self, **fields) -> Disclosure:
        said = parts.said(self.item, random.Random(1), self.now)
        made = {"title": "情况", "body": "情况如下。", "channels": self.item.channels[:1], "elements": said}
        made |= {"formed_on": self.now.date(), "attested": True, **fields}
        by = self.people[Role.PROPOSER]
        drafted = disclosures.draft(item=self.item, by=by, now=self.now, **made)
        if not drafted.is_nil:
            parts.with_files(drafted, random.Random(1), by=by, now=self.now)
        return drafted

    def proposed(self, **fields) -> Disclosure:
        return disclosures.propose(self.draft(**fields), by=self.people[Role.PROPOSER], now=self.now)

    def approve(self, made: Disclosure) -> Disclosure:
        return disclosures.approve(made, by=self.people[Role.HEAD], now=self.now)

    def sign(self, made: Disclosure, **said) -> SecrecyReview:
        return screening.sign_secrecy(made, **{"result": "open", "by": self.signer, "now": self.now, **said})


@pytest.fixture
def body(regime_code, make_agency, now) -> Body:
    return Body(make_agency("body", regime=regime_code), now)


def refused(act, *args, **more) -> str:
    with pytest.raises(Refused) as refusal:
        act(*args, **more)
    return " ".join(str(one) for one in refusal.value.reasons)


def ordinary(body: Body) -> Disclosure:
    made = body.proposed()
    assert "保密审查" in refused(body.approve, made)
    body.sign(made)
    return body.approve(made)


def nothing_to_report(body: Body) -> Disclosure:
    made = body.proposed(is_nil=True, body="", elements={})
    assert "保密审查" in refused(body.approve, made)
    body.sign(made)
    return body.approve(made)


def correction(body: Body) -> Disclosure:
    """Another text is another review: what was signed before says nothing of the corrected words."""
    made = ordinary(body)
    fix = correcting.begin(made, reason="电话有误", by=body.people[Role.PROPOSER], now=body.now)
    disclosures.revise(fix, body="更正后的情况。", attested=True, by=body.people[Role.PROPOSER], now=body.now)
    disclosures.propose(fix, by=body.people[Role.PROPOSER], now=body.now)
    assert "保密审查" in refused(body.approve, fix)
    made.refresh_from_db()
    assert "更正后" not in made.body
    body.sign(fix)
    body.approve(fix)
    made.refresh_from_db()
    assert "更正后" in made.body
    return fix


def urgent(body: Body) -> Disclosure:
    made = body.draft()
    by = body.people[Role(body.rules.emergency.role)]
    said = {"reason": "管道破裂", "by": by, "now": body.now}
    assert "保密审查" in refused(emergencies.publish, made, **said)
    emergencies.publish(made, secrecy=True, **said)
    assert made.secrecy_reviews.get().by == by
    return made


def consultation(body: Body) -> Disclosure:
    made = body.draft()
    days = {"opens_on": body.now.date(), "closes_on": body.now.date().replace(month=6)}
    planned = consulting.plan(made, about="是否合理？", by=body.people[Role.PROPOSER], now=body.now, **days)
    office = body.people[Role.DISCLOSURE_OFFICE]
    assert "保密审查" in refused(consulting.release, planned, by=office, now=body.now)
    body.sign(made)
    assert consulting.release(planned, by=office, now=body.now).status == "released"
    return made


def through_the_chain(body: Body) -> Disclosure:
    """By the steps of the body itself: consent at the step that includes the review is its signature, by name."""
    made = body.proposed()
    steps = body.rules.chains["ordinary"].steps
    if not any(step.secrecy for step in steps):
        body.sign(made)
    for step in steps:
        record = dict(RECORDS[step.kind])
        if step.kind == "collective" and not step.votes:
            record = {name: said for name, said in record.items() if not name.startswith("votes")}
        by = body.people[Role(step.role)]
        review.give_verdict(made, by=by, now=body.now, says="approve", opinion="同意。", **record)
    made.refresh_from_db()
    return made


ROADS = [ordinary, nothing_to_report, correction, urgent, consultation, through_the_chain]


@pytest.mark.parametrize("road", ROADS, ids=lambda road: road.__name__)
def test_no_road_of_any_body_goes_round_the_secrecy_review(road, body):
    made = road(body)
    said = checks.signed(made)
    assert said.result == "open" and said.by.pk != made.created_by_id
    for out in Disclosure.objects.filter(status__in=["published", "archived", "merged"]):
        corrected = out.corrections.filter(status="merged")
        assert checks.signed(out) or any(checks.signed(one) for one in corrected), out


def test_who_may_not_sign_does_not_and_a_no_stops_every_road(make_agency, now):
    """Not who wrote it, not somebody of another role; and where it was said that it must not, nobody hurries past."""
    body = Body(make_agency("body", regime="city-office"), now)
    made = body.proposed()
    for by in (body.people[Role.PROPOSER], body.people[Role.ARCHIVIST], body.people[Role.OBSERVER]):
        refused(body.sign, made, by=by)
    body.sign(made, result="closed", ground="state_secret")
    assert "保密审查" in refused(body.approve, made)
    by = body.people[Role(body.rules.emergency.role)]
    assert "保密审查" in refused(emergencies.publish, made, reason="快", secrecy=True, by=by, now=body.now)
    assert Disclosure.objects.get(pk=made.pk).published_at is None


def test_a_version_of_before_without_the_rule_is_signed_too(make_agency, now):
    """It was loaded when a regime could leave it out: it is silent on who, not on whether."""
    body = Body(make_agency("body", regime="community"), now)
    version = body.agency.regime.versions.get()
    content = deepcopy(version.content)
    del content["secrecy_review"]
    version.content, version.pk, version.number, version.digest = content, None, version.number + 1, "3" * 64
    version.save()
    made = body.proposed()
    assert checks.secrecy_rule(made) is None
    assert "保密审查" in refused(body.approve, made)
    body.sign(made, by=body.people[Role.DISCLOSURE_OFFICE])
    assert body.approve(made).status == "published"


def test_a_regime_that_leaves_it_out_is_not_loaded(regime_code, tmp_path):
    data = yaml.safe_load((settings.BASE_DIR / "regimes" / f"{regime_code}.yaml").read_text(encoding="utf-8"))
    del data["secrecy_review"]
    file = tmp_path / "body.yaml"
    file.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    assert any("secrecy_review" in str(one) for one in reading.read(file).problems)
