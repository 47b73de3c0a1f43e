"""B:022 公开期间,明确专人负责收集…及时反馈给政务公开领导小组…将处理和落实情况再次公开: a stage, with its own status."""

from datetime import date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from archive import actions as archive
from archive import displaying
from catalog.actions import correcting, disclosures
from catalog.models import Disclosure, Obligation, Relation
from core.models import Letter
from core.transitions import Refused
from review import actions, feedback_stage
from review.actions import feedback
from review.models import FeedbackStage, Opinion, OpinionScan
from tests.conftest import SHANGHAI, load_regime
from tests.displayed import display_ended
from tests.flows.evidence_world import PNG
from tests.regimes.test_days import REGIMES, read
from tests.signing import approve

SAID = "有人问何时更新名单，有人要求公开批次。"
HANDLED = "由主办处室每季度更新，并公开批次。"


def on(day: int, month: int = 3) -> datetime:
    return datetime(2026, month, day, 10, tzinfo=SHANGHAI)


@pytest.fixture
def published(item, obligation, make_disclosure):
    """Published under document C on Tuesday 10 March 2026."""
    return make_disclosure(item, obligation=obligation, upto="published")


@pytest.fixture
def stage(published, cast, now):
    """Its stage, collected by the feedback collector until 20 March."""
    return feedback.open_stage(
        published,
        collector=cast.feedback_collector,
        until=date(2026, 3, 20),
        by=cast.disclosure_office,
        now=now,
    )


def test_the_office_names_a_collector_in_the_form_and_everybody_reads_until_when(client, published, cast):
    """Typed, sent, read back: by the collector in a letter, by the public on the page, in the queue of the stage."""
    today = timezone.localdate()
    address = reverse("review:open_feedback", args=[published.pk])
    client.force_login(cast.clerk)
    assert client.get(address).status_code == 404
    client.force_login(cast.disclosure_office)
    listed = client.get(reverse("review:feedback"), {"state": "open"}).content.decode()
    assert published.title in listed and address in listed
    wrong = {"collector": cast.stranger.pk, "until": today.isoformat()}
    for typed in (wrong, {**wrong, "collector": cast.feedback_collector.pk, "until": "2026-01-01"}):
        assert client.post(address, typed).status_code == 422
    typed = {"collector": cast.feedback_collector.pk, "until": (today + timedelta(days=9)).isoformat()}
    assert client.post(address, typed).status_code == 302
    published.refresh_from_db()
    assert published.status == Disclosure.Status.FEEDBACK
    assert FeedbackStage.objects.get().collector == cast.feedback_collector
    assert Letter.objects.get(name="feedback_opened").to == cast.feedback_collector.email
    assert published.title not in client.get(reverse("review:feedback"), {"state": "open"}).content.decode()
    client.logout()
    page = client.get(published.get_absolute_url()).content.decode()
    assert "意见和要求收集至" in page


def test_in_its_stage_it_stays_published_everywhere(client, stage, published, obligation, cast, now):
    """Lists, search, interface, record, duties and figures know it as before; it is corrected and withdrawn."""
    for address in ("catalog:latest", "catalog:agencies"):
        assert client.get(reverse(address)).status_code == 200
    assert published.title in client.get(reverse("catalog:latest")).content.decode()
    found = client.get(reverse("search"), {"q": published.title[:6]}).content.decode()
    assert published.get_absolute_url() in found
    assert published.title in client.get("/api/v1/disclosures/").content.decode()
    assert client.get(reverse("record", args=[published.pk])).status_code == 200
    state = Obligation.objects.with_state(date(2026, 5, 1)).get(pk=obligation.pk).state
    assert state == "published"
    client.force_login(cast.supervisor)
    period = {"agency": cast.agency.slug, "from": "2026-03-01", "to": "2026-04-30"}
    overview = client.get(reverse("supervision:overview"), period).context
    assert overview["overview"].total.published == 1 and overview["feedback"]["all"] == 1
    correction = correcting.begin(published, reason="数字有误", by=cast.clerk, now=now)
    disclosures.revise(correction, by=cast.clerk, now=now, title="更正后的标题", attested=True)
    disclosures.propose(correction, by=cast.clerk, now=now)
    approve(correction, by=cast.leader, now=now)
    published.refresh_from_db()
    assert (published.status, published.title) == (Disclosure.Status.FEEDBACK, "更正后的标题")
    disclosures.withdraw(published, reason="内容有误", by=cast.disclosure_office, now=now)
    assert Disclosure.objects.get(pk=published.pk).status == Disclosure.Status.WITHDRAWN


def test_hotline_and_letter_box_are_entered_with_day_kind_and_scan(client, stage, published, cast):
    """C-106, B-081: by who answers; the scan lies encrypted and nobody else gets it."""
    Disclosure.objects.filter(pk=published.pk).update(published_on=timezone.localdate() - timedelta(days=9))
    came = timezone.localdate() - timedelta(days=2)
    address = reverse("review:enter_opinion")
    typed = {
        "index_number": published.index_number, "way": "hotline", "kind": "request", "received_on": came,
        "text": "要求公开批次。", "name": "柳青禾",
    }  # fmt: skip
    client.force_login(cast.feedback_collector)
    scan = SimpleUploadedFile("来电记录.png", PNG, "image/png")
    assert client.post(address, {**typed, "scans": [scan]}).status_code == 302
    assert (
        client.post(address, {**typed, "way": "mailbox", "text": "何时更新？", "kind": ""}).status_code == 302
    )
    fresh = [
        (one.way, one.kind, timezone.localdate(one.received_at)) for one in Opinion.objects.order_by("pk")
    ]
    assert fresh == [("hotline", "request", came), ("mailbox", "opinion", came)]
    kept = OpinionScan.objects.get()
    with kept.file.open("rb") as file:
        assert PNG not in file.read()
    link = reverse("review:opinion_scan", args=[kept.pk])
    assert link in client.get(reverse("review:answer", args=[kept.opinion_id])).content.decode()
    assert client.get(link).content == PNG
    for who in ("observer", "stranger", "archivist", "supervisor"):
        client.force_login(cast.people[who])
        assert client.get(link).status_code == 404
    client.force_login(cast.leading_group)
    page = client.get(reverse("review:feedback_stage", args=[stage.pk])).content.decode()
    assert "要求公开批次。" in page and "柳青禾" not in page


@pytest.mark.parametrize(("audience", "status"), [("staff", 302), ("leadership", 422)])
def test_what_the_staff_read_is_heard_of_by_telephone_too(
    client, item, make_disclosure, cast, now, audience, status
):
    """Whatever gets a stage can be heard of in it; of what the leadership alone reads nobody speaks."""
    made = make_disclosure(item, upto="published")
    Disclosure.objects.filter(pk=made.pk).update(audience=audience)
    client.force_login(cast.feedback_collector)
    typed = {
        "index_number": made.index_number,
        "way": "hotline",
        "received_on": "2026-03-11",
        "text": "何时换证？",
    }
    assert client.post(reverse("review:enter_opinion"), typed).status_code == status
    assert Opinion.objects.count() == (status == 302)


def test_a_wrong_scan_leaves_nothing_and_keeps_what_was_typed(client, stage, published, cast):
    client.force_login(cast.feedback_collector)
    typed = {
        "index_number": published.index_number, "way": "mailbox", "received_on": timezone.localdate(),
        "text": "何时更新？", "scans": [SimpleUploadedFile("a.png", b"<html>", "image/png")],
    }  # fmt: skip
    answer = client.post(reverse("review:enter_opinion"), typed)
    assert answer.status_code == 422 and "何时更新？" in answer.content.decode()
    assert not Opinion.objects.exists() and not OpinionScan.objects.exists()


def test_collector_hands_over_the_group_handles_and_it_is_published_again(
    client, stage, published, cast, now
):
    """By the forms, each by whose step it is; then the department drafts what tells the handling (C:036)."""
    page = reverse("review:feedback_stage", args=[stage.pk])
    opinion = actions.receive_opinion(published, text="请打13800138000，何时更新？", now=now)
    client.force_login(cast.clerk)
    assert 'name="hand_over"' not in client.get(page).content.decode()
    client.post(page, {"hand_over": "1", "hand_over-summary": SAID})
    assert not FeedbackStage.objects.filter(handed_over_on__isnull=False).exists()
    client.force_login(cast.feedback_collector)
    shown = client.get(page).content.decode()
    assert 'name="hand_over"' in shown and "13800138000" not in shown
    for wrong in (" ", "请打13800138000。"):
        assert client.post(page, {"hand_over": "1", "hand_over-summary": wrong}).status_code == 422
    assert client.post(page, {"hand_over": "1", "hand_over-summary": SAID}).status_code == 302
    assert SAID in Letter.objects.get(name="feedback_to_group").body
    client.post(page, {"handle_feedback": "1", "handle_feedback-handling": "自己处理"})
    client.force_login(cast.leading_group)
    assert SAID in client.get(page).content.decode()
    assert client.post(page, {"handle_feedback": "1", "handle_feedback-handling": HANDLED}).status_code == 302
    stage.refresh_from_db()
    assert (stage.handling, stage.handled_by) == (HANDLED, cast.leading_group)
    assert Letter.objects.get(name="feedback_handled").to == cast.feedback_collector.email
    actions.answer_opinion(opinion, answer="每季度更新。", by=cast.feedback_collector, now=now)
    client.force_login(cast.clerk)
    client.post(reverse("review:tell_handling", args=[published.pk]))
    told = Relation.objects.get(kind=Relation.Kind.HANDLES, earlier=published).later
    assert HANDLED in told.body and "每季度更新。" in told.body
    assert feedback_stage.fits(told) is False


@pytest.mark.parametrize(
    "who", ["clerk", "leader", "supervisor", "observer", "stranger", "feedback_collector"]
)
def test_nobody_else_handles_what_was_handed_over(stage, published, cast, now, who):
    actions.receive_opinion(published, text="何时更新？", now=now)
    feedback.hand_over(stage, summary=SAID, by=cast.feedback_collector, now=now)
    with pytest.raises(Refused):
        feedback.handle(stage, handling=HANDLED, by=getattr(cast, who), now=now)


def test_who_collects_never_handles_not_even_in_the_database(published, all_round, cast, now):
    """Somebody who holds every role: collected by them, it is handled by another."""
    stage = feedback.open_stage(
        published, collector=all_round, until=date(2026, 3, 20), by=cast.disclosure_office, now=now
    )
    actions.receive_opinion(published, text="何时更新？", now=now)
    feedback.hand_over(stage, summary=SAID, by=all_round, now=now)
    with pytest.raises(Refused):
        feedback.handle(stage, handling=HANDLED, by=all_round, now=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        FeedbackStage.objects.filter(pk=stage.pk).update(
            handling=HANDLED, handled_by=all_round, handled_on=date(2026, 3, 10)
        )


def test_another_collector_is_named_with_a_reason_and_takes_over(stage, published, cast, now):
    actions.receive_opinion(published, text="何时更新？", now=now)
    with pytest.raises(Refused):
        feedback.name_collector(stage, collector=cast.clerk, reason=" ", by=cast.disclosure_office, now=now)
    feedback.name_collector(stage, collector=cast.clerk, reason="调离", by=cast.disclosure_office, now=now)
    with pytest.raises(Refused):
        feedback.hand_over(stage, summary=SAID, by=cast.feedback_collector, now=now)
    feedback.hand_over(stage, summary=SAID, by=cast.clerk, now=now)
    with pytest.raises(Refused):
        feedback.name_collector(
            stage, collector=cast.feedback_collector, reason="再换", by=cast.disclosure_office, now=now
        )


def test_the_clock_ends_the_collecting_after_its_last_day_and_once(stage, published):
    """20 March is still a day of collecting; the status stays until the file is closed."""
    assert feedback.end_due(now=on(20)) == 0
    assert feedback.end_due(now=on(23)) == 1
    assert feedback.end_due(now=on(24)) == 0
    stage.refresh_from_db()
    published.refresh_from_db()
    assert (stage.ended_on, published.status) == (date(2026, 3, 23), Disclosure.Status.FEEDBACK)


def test_no_file_is_closed_over_a_stage_that_the_rules_want(published, cast, now):
    """Not held, still collecting, not handled: each says so. Then it is archived from its stage."""
    displaying.ask_to_end(published, reason="内容已被新版取代。", by=cast.archivist, now=now)
    displaying.agree_to_end(published, by=cast.disclosure_office, now=now)
    today = timezone.localdate(now)
    assert any("反馈阶段" in reason for reason in feedback_stage.blockers(published, today))
    with pytest.raises(Refused):
        archive.seal_disclosure(published, by=cast.archivist, now=now)
    stage = feedback.open_stage(
        published, collector=cast.feedback_collector, until=today, by=cast.disclosure_office, now=now
    )
    opinion = actions.receive_opinion(published, text="广告", now=now)
    assert list(feedback_stage.blockers(published, today))
    feedback.end_early(stage, reason="公开提前结束", by=cast.disclosure_office, now=now)
    assert list(feedback_stage.blockers(published, today))
    actions.set_aside(opinion, reason="广告", by=cast.feedback_collector, now=now)
    assert not list(feedback_stage.blockers(published, today))
    archive.seal_disclosure(published, by=cast.archivist, now=now)
    published.refresh_from_db()
    assert published.status == Disclosure.Status.ARCHIVED


def test_feedback_that_waits_is_reminded_of_and_late_in_the_figures(client, stage, published, cast, now):
    """Fifteen working days after 20 March: 13 April. Nothing is asked where nobody said anything."""
    load_regime("national-2019")  # whose ladders hold where a file is silent
    assert stage.handle_by == date(2026, 4, 13)
    assert feedback.remind(now=on(13, 4)) == 0
    actions.receive_opinion(published, text="何时更新？", now=now)
    assert [feedback.remind(now=on(day, 4)) for day in (7, 8, 13, 14)] == [0, 1, 2, 2]
    feedback.hand_over(stage, summary=SAID, by=cast.feedback_collector, now=on(15, 4))
    feedback.handle(stage, handling=HANDLED, by=cast.leading_group, now=on(16, 4))
    assert feedback.remind(now=on(30, 4)) == 0
    client.force_login(cast.supervisor)
    period = {"agency": cast.agency.slug, "from": "2026-03-01", "to": "2026-04-30"}
    assert client.get(reverse("supervision:overview"), period).context["feedback"] == {
        "all": 1, "waiting": 0, "late": 1,
    }  # fmt: skip
    assert published.title in client.get(reverse("review:feedback"), {"state": "late"}).content.decode()


@pytest.mark.once
def test_only_b_and_c_want_the_stage_and_publish_the_handling_again():
    """misread.md: a body whose document is silent may hold one and need not."""
    asking = {path.stem for path in REGIMES.glob("*.yaml") if read(path.stem).feedback.stage}
    assert asking == {path.stem for path in REGIMES.glob("*.yaml") if read(path.stem).feedback.republish}
    assert asking == {"quality-bureau-2", "quality-bureau-3"}


def test_the_helper_of_other_tests_holds_the_whole_stage(published, cast, now):
    display_ended(published, cast, now)
    assert feedback_stage.of(published).ended_on == date(2026, 3, 10)
