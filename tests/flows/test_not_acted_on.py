"""What was changed, put in or deleted past the portal is not acted on: each step of each gate, each row it rests on.

Who has the password of the database writes "approved", a verdict, a scan, the secrecy review: nothing follows from it
but a finding. The other matters go on.
"""

import json

import pytest
from django.db import connection, models, transaction
from django.test import Client
from django.urls import reverse

from archive import actions as archive
from catalog.actions import correcting, disclosures, screening
from catalog.models import Consultation, ConsultationOpinion, Disclosure, DisclosureItem
from catalog.screening import checks
from core import outcry
from core.models import Agency, Discrepancy, Letter, RegimeVersion, regimes, resting
from core.proof import evidence, findings
from core.refusals import Forged, Refused
from core.roles import Role
from core.scheduler import schedule
from core.transitions import take, take_all
from requests_app import actions as applications
from requests_app.models import Application
from review import actions as review
from review.models import Opinion, Verdict
from supervision.models import Complaint, CorrectionOrder
from tests.flows.evidence_world import deleted, sql
from tests.flows.test_tampering import another, column_of
from tests.flows.wrong import undone
from tests.scanned import scanned

pytestmark = pytest.mark.django_db
GATES = (Disclosure, Application, Opinion, Consultation, ConsultationOpinion, Complaint, CorrectionOrder)


def rows_under(record: models.Model) -> list[tuple[type[models.Model], int]]:
    """The rows that hang on ``record``, one of each table, as the checks of the evidence walk them; but other matters,
    which have a gate of their own, and what hangs on those."""
    found, number = [], evidence.matter_of(record)[0]
    for model, keys in evidence.beneath(record):
        row = model._base_manager.filter(pk__in=keys).order_by("-pk").first()
        is_theirs = model._meta.app_label == "archive" or row and evidence.matter_of(row)[0] == number
        if row is not None and is_theirs:
            found.append((model, row.pk))
    above = [record._meta.get_field(name) for name in getattr(record, "RESTS_ON", ())]
    keys = [(field.related_model, getattr(record, field.attname)) for field in above]
    return found + [(model, key) for model, key in keys if key is not None]


def change(model: type[models.Model], key: int) -> None:
    """Another value in one column that the seals tell of, by SQL."""
    spared = getattr(model, "NO_EVIDENCE", {})
    plain = [
        field
        for field in model._meta.concrete_fields
        if not field.primary_key
        and field.attname not in (*spared, "status")
        and not isinstance(field, models.ForeignKey | models.JSONField)
    ]
    kinds = (models.DateTimeField, models.DateField, models.CharField, models.TextField, models.BooleanField)
    field = next((one for kind in kinds for one in plain if type(one) is kind), None) or next(
        one for one in model._meta.concrete_fields if not one.primary_key
    )
    value = another(field, column_of(model, key, field))
    adapted = field.get_db_prep_save(value, connection)
    sql(f'UPDATE {model._meta.db_table} SET "{field.column}" = %s WHERE id = %s', adapted, key)  # noqa: S608


def forge_away(model: type[models.Model], key: int) -> None:
    """The row is gone."""
    deleted(model._meta.db_table, key)


def forge_in(model: type[models.Model], key: int) -> None:
    """A row of the forger's, like one that the portal wrote."""
    table = model._meta.db_table
    sql(f"UPDATE {table} SET id = id + 900000 WHERE id = %s", key)  # noqa: S608


def refused(record: models.Model, action: str, now, how: str) -> None:
    """``action`` is refused as resting on a forgery, and writes nothing."""
    fresh = type(record)._base_manager.get(pk=record.pk)
    before = fresh.events.count(), fresh.status
    try:
        with transaction.atomic():
            take(fresh, action, by=None, now=now)
    except Forged as refusal:
        assert "平台之外" in refusal.reasons[0]
    except Refused as refusal:
        pytest.fail(f"{action} on {how}: {refusal}")
    else:
        pytest.fail(f"{action} on {how} was taken")
    after = type(record)._base_manager.get(pk=record.pk)
    assert (after.events.count(), after.status) == before


def test_every_step_of_every_gate_is_refused_on_each_forged_row(unlocked, clock):
    """Changed, put in, taken away: one row of each table after the other, and every step that there is."""
    unlocked.opinion()
    unlocked.said()
    unlocked.complaint("answered")
    unlocked.order("reported")
    unlocked.asked_third_party()
    if connection.vendor == "postgresql":  # what waits for the end would forbid to take rows away
        sql("SET CONSTRAINTS ALL IMMEDIATE")
        sql("SET CONSTRAINTS ALL DEFERRED")
    tried: dict[str, set[str]] = {}
    for model in GATES:
        record = max(model._base_manager.all(), key=lambda one: len(rows_under(one)))
        for hung, key in rows_under(record):
            for forge in (change, forge_in, forge_away):
                if forge is not change and hung is not model and hung in {DisclosureItem, Disclosure}:
                    continue
                if hung is model and forge is not change:
                    continue
                with undone():
                    forge(hung, key)
                    for action in model.STEPS:
                        refused(record, action, clock.now, f"{hung.__name__} {forge.__name__}")
                    outcry.tell(clock.now)
                    places = set(Discrepancy.objects.values_list("place", flat=True))
                    assert hung._meta.db_table in places, (model, hung, forge)
                    transaction.set_rollback(True)
            tried.setdefault(model.__name__, set()).add(hung.__name__)
    assert {"Verdict", "Attachment", "Scan", "ProposedText", "Version", "DisclosureItem"} <= tried[
        "Disclosure"
    ]
    assert {"Notice", "CaseFile", "ClockEntry", "NoticeFile", "Verdict"} & tried["Application"]
    assert set(tried) == {model.__name__ for model in GATES}


def approve_by_sql(matter: Disclosure, stage) -> None:
    """What an auditor did: the row says approved, the gate finds scan and secrecy review."""
    leader = stage.people[Role.LEADER_IN_CHARGE].pk
    sql(
        "UPDATE catalog_disclosure SET status = 'approved', approved_by_id = %s, approved_at = proposed_at,"
        " body = '换了的正文' WHERE id = %s",
        leader,
        matter.pk,
    )


def test_the_clock_publishes_nothing_that_sql_approved_and_goes_on_with_the_rest(stage):
    """Found at once: on the list of those who watch, by letter, in the health check; what was approved is published."""
    good, forged = stage.disclosure("proposed"), stage.disclosure("proposed")
    later = stage.now.replace(hour=12)
    for one in (good, forged):
        Disclosure.objects.filter(pk=one.pk).update(publish_at=later)
    stage.consent(good)
    evidence.checkpoint(now=stage.now)
    approve_by_sql(forged, stage)
    owed = Letter.objects.filter(name="discrepancy").count()
    job = schedule.JOBS["publication"]
    for _again in (1, 2):
        schedule.run(job, now=later.replace(hour=13))
        forged.refresh_from_db()
        good.refresh_from_db()
        assert (forged.status, forged.published_at, good.status) == ("approved", None, "published")
        [found] = Discrepancy.objects.all()
        assert (found.place, found.key, found.kind) == ("catalog_disclosure", forged.pk, "changed")
        assert found.agency_id == forged.agency_id and found.matter == forged.index_number
    assert Letter.objects.filter(name="discrepancy").count() > owed
    assert findings.standing(later)["open"] == 1


@pytest.mark.parametrize("table", ["review_verdict", "catalog_secrecyreview", "catalog_scan"])
def test_a_verdict_a_secrecy_review_or_a_scan_put_in_by_sql_is_none(stage, table):
    """A copy of a real one of another matter; the verdict of the leader is refused, and nothing is published."""
    other = stage.disclosure("proposed")
    scanned(now=stage.now)
    signer = stage.people[Role(checks.secrecy_rule(other).role)]
    screening.sign_secrecy(other, result="open", by=signer, now=stage.now)
    stage.consent(other)
    matter = stage.disclosure("proposed")
    evidence.checkpoint(now=stage.now)
    names = [
        column.name for column in connection.introspection.get_table_description(connection.cursor(), table)
    ]
    names = [name for name in names if name not in ("id", "disclosure_id")]
    columns = ", ".join(f'"{name}"' for name in names)
    values = ", ".join("'0'" if name == "content" else f'"{name}"' for name in names)
    copied = f"SELECT %s, {values} FROM {table} WHERE disclosure_id = %s"  # noqa: S608
    sql(f"INSERT INTO {table} (disclosure_id, {columns}) {copied}", matter.pk, other.pk)  # noqa: S608
    with pytest.raises(Forged), transaction.atomic():
        stage.consent(matter)
    matter.refresh_from_db()
    assert matter.status == "in_review" and matter.published_at is None


def test_every_deed_of_people_on_a_forged_matter_is_refused(stage):
    """Through the actions themselves, which look at more than the step."""
    people, now = stage.people, stage.now
    leader, office, clerk = (
        people[Role.LEADER_IN_CHARGE],
        people[Role.DISCLOSURE_OFFICE],
        people[Role.PROPOSER],
    )
    officer, keeper = people[Role.INTAKE_OFFICER], people[Role.ARCHIVIST]
    matter, draft, out = (stage.disclosure(upto) for upto in ("proposed", "draft", "published"))
    case, decided = stage.application("drafted"), stage.application("decided")
    opinion = stage.opinion()
    evidence.checkpoint(now=now)
    deeds = [
        (matter, lambda: review.give_verdict(matter, by=leader, now=now, says="approve")),
        (matter, lambda: review.give_verdict(matter, by=leader, now=now, says="send_back", opinion="不妥。")),
        (matter, lambda: screening.sign_secrecy(matter, result="open", by=office, now=now)),
        (matter, lambda: disclosures.take_back(matter, reason="改。", by=clerk, now=now)),
        (draft, lambda: disclosures.propose(draft, by=clerk, now=now)),
        (out, lambda: disclosures.withdraw(out, reason="有误。", by=office, now=now)),
        (out, lambda: correcting.begin(out, reason="更正。", by=clerk, now=now)),
        (out, lambda: archive.seal_disclosure(out, by=keeper, now=now)),
        (case, lambda: review.give_verdict_on_application(case, by=leader, now=now, says="approve")),
        (
            case,
            lambda: review.give_verdict_on_application(
                case, by=leader, now=now, says="send_back", opinion="不妥。"
            ),
        ),
        (decided, lambda: applications.deliver(decided, on=now.date(), way="web", by=officer, now=now)),
        (decided, lambda: archive.seal_application(decided, by=keeper, now=now)),
        (
            opinion,
            lambda: review.answer_opinion(
                opinion, answer="四月。", by=people[Role.FEEDBACK_COLLECTOR], now=now
            ),
        ),
    ]
    assert deeds
    for number, (thing, deed) in enumerate(deeds):
        column = {"review_opinion": "text", "requests_app_application": "subject"}.get(
            thing._meta.db_table, "title"
        )
        with undone():
            sql(f"UPDATE {thing._meta.db_table} SET {column} = '别的' WHERE id = %s", thing.pk)  # noqa: S608
            events = thing.events.count()
            with pytest.raises(Forged), transaction.atomic():
                deed()
            assert thing.events.count() == events, number
            outcry.tell(now)
            assert Discrepancy.objects.filter(place=thing._meta.db_table, key=thing.pk).exists(), number
            transaction.set_rollback(True)


def test_a_forged_name_of_the_body_enters_no_publication(stage):
    """The name is copied into the publication and the public log: it must be the portal's."""
    matter = stage.disclosure("proposed")
    evidence.checkpoint(now=stage.now)
    sql("UPDATE core_agency SET name = '假机关' WHERE id = %s", stage.body.agency.pk)
    with pytest.raises(Forged), transaction.atomic():
        stage.consent(matter)
    outcry.tell(stage.now)
    assert [one.place for one in Discrepancy.objects.all()] == [Agency._meta.db_table]


def test_who_signs_is_told_on_the_page_and_those_who_watch_at_once(stage):
    """The leader types a verdict and sends it: a sentence, what was typed stays, and the finding is there."""
    matter, leader = stage.disclosure("proposed"), Client()
    evidence.checkpoint(now=stage.now)
    leader.force_login(stage.people[Role.LEADER_IN_CHARGE])
    address = reverse("review:matter", args=[matter.pk])
    seen = leader.get(address).context["progress"].seen
    sql("UPDATE catalog_disclosure SET body = '换了的正文' WHERE id = %s", matter.pk)
    assert "系统以外的途径改动" in leader.get(address).content.decode()
    answer = leader.post(
        address, {"says": "approve", "opinion": "同意公开这一件。", "seen": seen}, follow=True
    )
    page = answer.content.decode()
    assert "在平台之外被改动过" in page and "同意公开这一件。" in page
    assert Verdict.objects.filter(disclosure=matter).count() == 0
    [found] = Discrepancy.objects.all()
    assert (found.place, found.key) == ("catalog_disclosure", matter.pk)


@pytest.mark.parametrize(
    "forgery",
    [
        "UPDATE core_regimeversion SET content = %s WHERE regime_id = %s",
        "UPDATE core_regimeversion SET digest = %s WHERE regime_id = %s",
        "UPDATE core_regimeversion SET content = %s, digest = 'x' WHERE regime_id = %s",
        "UPDATE core_regimeversion SET title = %s WHERE regime_id = %s",
    ],
)
def test_no_step_rests_on_rules_that_somebody_changed(stage, forgery):
    """The text of the rules, its digest or both by SQL: no step of the body is taken by a process that did not see them
    before, and it is told; one that did goes on by what it saw, unless it has to read them anew."""
    matter, at = stage.disclosure("proposed"), stage.now
    regime = stage.body.agency.regime_id
    evidence.checkpoint(now=at)
    resting.fallen_rules(matter.agency_id)
    before = RegimeVersion.objects.filter(regime_id=regime).values_list("content", flat=True)
    rules = json.dumps(before[0] | {"title": {"zh": "别的规则", "en": "Other"}})
    value = rules if "content" in forgery else "0" * 64
    with undone():
        sql(forgery, value, regime)
        regimes.STOOD.clear()
        refused(matter, "send_back", at, "forged rules")
        outcry.tell(at)
        assert {one.place for one in Discrepancy.objects.all()} == {"core_regimeversion"}
        transaction.set_rollback(True)
    regimes.STOOD.clear()
    assert resting.fallen_rules(matter.agency_id) == set()


def test_altered_rules_are_not_kept_and_a_version_that_somebody_put_in_stops_the_steps(stage):
    """A process that parses rules anew measures them: what has another digest is asked about before the next step."""
    matter = stage.disclosure("proposed")
    evidence.checkpoint(now=stage.now)
    assert resting.fallen_rules(matter.agency_id) == set()
    version = stage.body.agency.regime.versions.get()
    with undone():
        sql(
            "UPDATE core_regimeversion SET content = %s",
            json.dumps(version.content | {"title": {"zh": "别的", "en": "Other"}}),
        )
        regimes.PARSED.clear()
        assert resting.fallen_rules(matter.agency_id) == set()  # nobody has read it yet
        assert version.rules and (version.pk, version.digest) not in regimes.PARSED
        assert version.pk in resting.fallen_rules(matter.agency_id)
        transaction.set_rollback(True)
    regimes.STOOD.clear()
    with undone():
        sql("INSERT INTO core_regimeversion (regime_id, number, title, digest, content, valid_from, loaded_at)"
            " SELECT regime_id, number + 1, title, digest, content, valid_from, loaded_at FROM core_regimeversion"
            " WHERE id = %s", version.pk)  # fmt: skip
        assert resting.fallen_rules(matter.agency_id)
        transaction.set_rollback(True)


def test_of_many_taken_at_once_the_forged_one_is_left_out(stage):
    """The others go; alone it is refused. What was left out is told."""
    matter, office = stage.disclosure("published"), stage.people[Role.DISCLOSURE_OFFICE]
    held = [review.receive_opinion(matter, text=f"意见{number}", now=stage.now) for number in (1, 2)]
    Opinion.objects.update(status="held")
    evidence.checkpoint(now=stage.now)
    sql("UPDATE review_opinion SET text = '别的' WHERE id = %s", held[0].pk)
    places = ("disclosure__agency_id", "disclosure__department")
    rows = Opinion.objects.all()
    assert take_all(rows, "let_in", by=office, now=stage.now, places=places) == 1
    assert sorted(rows.values_list("pk", "status")) == [(held[0].pk, "held"), (held[1].pk, "waiting")]
    with pytest.raises(Forged), transaction.atomic():
        take_all(rows, "let_in", by=office, now=stage.now, places=places)
    outcry.tell(stage.now)
    assert [(one.place, one.key) for one in Discrepancy.objects.all()] == [("review_opinion", held[0].pk)]
