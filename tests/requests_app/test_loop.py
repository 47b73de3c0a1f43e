"""From applications back into the open: proposals to publish (article 44), and the disclosure log."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from catalog.models import Obligation
from core.models import Letter
from core.roles import Role
from core.transitions import Refused
from requests_app import actions, anonymous
from requests_app.actions import deciding, logging_answers, proposing
from requests_app.desk import similarity
from requests_app.models import LoggedAnswer, Proposal
from tests.requests_app.conftest import FORM, person, refusal

pytestmark = pytest.mark.django_db
SAME = (
    "申请公开河东段河道清淤工程的竣工验收报告",
    "河东段河道清淤工程竣工验收报告",
    "关于河东段河道清淤工程竣工验收报告的信息",
)


@pytest.fixture
def office(body):
    return person(body, Role.DISCLOSURE_OFFICE)


def follow(client, application, code):
    """The applicant's page behind number and code."""
    answer = client.post(reverse("requests_app:track"), {"number": application.number, "code": code})
    return answer.url


@pytest.mark.once
@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (SAME[0], SAME[1], True),
        (SAME[1], SAME[2], True),
        ("2025年度河道清淤工程验收情况", "2024年度河道清淤工程验收情况", False),
        (SAME[0], "老旧小区改造资金安排", False),
        ("申请公开政府信息", "申请公开政府信息", False),
        ("", SAME[0], False),
    ],
)
def test_likeness_is_told_from_the_subjects(one, other, same):
    """Empty words do not make things alike; another year is another matter."""
    assert similarity.are_alike(similarity.pairs(one), similarity.pairs(other)) is same


def test_three_like_applications_put_a_proposal_on_the_desk(make_application, body, officer, office, now):
    """Art. 44: of more than one applicant; later ones join it while it waits; a second run changes nothing."""
    for subject in SAME:
        make_application(subject=subject)
    assert proposing.find_alike(now=now) == 0  # one applicant three times
    made = make_application(subject=SAME[0], applicant_name="秦守信", identity_number="")
    assert proposing.count_uncompared(now=now) == 1
    assert proposing.find_alike(now=now) == 1 and proposing.find_alike(now=now) == 0
    proposal = Proposal.objects.get()
    assert (proposal.origin, proposal.sources.count()) == ("alike", 4)
    make_application(subject=SAME[1], applicant_name="梁知远", identity_number="")
    make_application(subject="老旧小区改造资金安排")
    assert proposing.find_alike(now=now) == 0 and proposal.sources.count() == 5
    item = deciding.items_to_publish(body, on=timezone.localdate(now)).first()
    with pytest.raises(Refused):
        proposing.accept(proposal, item=item, reason="", by=officer, now=now)
    assert not item.occurrences.exists()
    proposing.accept(proposal, item=item, reason="属于应当公开", by=office, now=now)
    owed = proposal.occurrence.obligations.get()
    assert owed.item == item and made.proposed.proposal == proposal
    with pytest.raises(Refused):
        proposing.decline(proposal, reason="不公开", by=office, now=now)
    make_application(subject=SAME[2], applicant_name="苏明", identity_number="")
    assert proposing.find_alike(now=now) == 0 and Proposal.objects.count() == 1
    assert not Letter.objects.filter(name="application_suggestion").exists()


def test_an_applicant_suggests_once_and_is_answered(client, body, office, make_application, now):
    """On the page behind number and code, after the decision; declined with a reason that the page and a letter say."""
    application = make_application(upto="registered")
    with pytest.raises(Refused):
        proposing.suggest(application, text="与群众有关。", now=now)
    application = make_application(upto="decided", when=timezone.now())
    proposing.suggest(application, text="与群众有关。", now=now)
    with pytest.raises(Refused):
        proposing.suggest(application, text="与群众有关。", now=now)
    proposal = Proposal.objects.get()
    client.force_login(office)
    address = reverse("requests_app:proposal", args=[proposal.pk])
    assert proposal.title in client.get(reverse("requests_app:proposals")).content.decode()
    for wrong in ({}, {"says": "accept"}, {"says": "decline"}, {"says": "accept", "item": "99999"}):
        assert client.post(address, wrong).status_code == 422
    assert client.post(address, {"says": "decline", "reason": "涉及商业秘密"}).status_code == 302
    letter = Letter.objects.get(name="application_suggestion")
    assert "涉及商业秘密" in letter.body and application.applicant_name not in letter.subject
    client.force_login(person(body, Role.PROPOSER))
    assert client.get(address).status_code == 404


def test_should_have_been_public_is_owed_by_its_department(client, bodies, make_application, now):
    """J3-278: the decision opens an obligation, which stands on the desk of the department of the item."""
    agency = bodies("J3")
    officer, leader = person(agency, Role.INTAKE_OFFICER), person(agency, Role.LEADER_IN_CHARGE)
    application = make_application(agency, upto="registered")
    chosen = next(it for it in application.rules.outcomes.values() if it.effect == "publish")
    item = deciding.items_to_publish(agency, on=timezone.localdate(now)).first()
    said = {**dict.fromkeys(chosen.needs, "网上"), "item": item.code}
    actions.draft(application, outcome=chosen.code, decision=said, by=officer, now=now)
    actions.decide(application, by=leader, now=now)
    owed = Obligation.objects.get(occurrence__title__contains=application.number)
    assert owed.item == item
    client.force_login(person(agency, Role.PROPOSER))
    found = [row["obligation"].pk for row in client.get(reverse("desk")).context["owed"]]
    assert owed.pk in found


def test_the_words_of_a_logged_answer_tell_of_nobody(make_application, now):
    """Own values and the numbers that the finders know are masked; what is spaced otherwise is found too."""
    application = make_application(
        upto="decided",
        description="本人柳青禾，电话13800000000，身份证11010519491231002X，另请答复13912345678。住清河市河东路1号。",
    )
    words = logging_answers.suggested(application, now=now)
    for own in (application.applicant_name, application.phone, "13912345678", application.address):
        assert own not in words["question"]
    assert "139" in words["question"]
    assert list(anonymous.leaks(application, "电话 138 0000-0000")) == ["13800000000"]
    found = anonymous.findings("联系人 13912345678", today=now.date())
    assert [one.kind for one in found] == ["mobile"] and "13912345678" not in found[0].shown


def test_an_answer_is_let_out_by_a_second_person(
    client, body, officer, office, leader, make_application, now
):
    """Masked by the officer, let out by the office, found by everybody; taken out again it is gone."""
    application = make_application(upto="decided")
    client.force_login(officer)
    page = client.get(reverse("requests_app:prepare_answer", args=[application.pk]))
    words = dict(page.context["form"].initial)
    address = reverse("requests_app:prepare_answer", args=[application.pk])
    assert client.post(address, words).status_code == 422  # not confirmed
    leaking = {**words, "question": f"柳青禾申请：{words['question']}", "confirmed": "on"}
    assert client.post(address, leaking).status_code == 422
    assert client.post(address, {**words, "confirmed": "on"}).status_code == 302
    logged = LoggedAnswer.objects.get()
    public, log = logged.get_absolute_url(), reverse("requests_app:answers")
    assert client.get(public).status_code == 404
    desk = reverse("requests_app:release_answer", args=[logged.pk])
    client.post(desk, {"says": "publish", "confirmed": "on", "secrecy": "on"})
    with pytest.raises(Refused):
        logging_answers.publish(logged, confirmed=True, secrecy=True, by=officer, now=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        LoggedAnswer.objects.update(released_by=officer)
    client.force_login(office)
    assert client.post(desk, {"says": "send_back", "text": "请删去地名"}).status_code == 302
    assert client.post(desk, {"says": "publish", "confirmed": "on", "secrecy": "on"}).status_code == 302
    logged.refresh_from_db()
    assert logged.status == LoggedAnswer.Status.RETURNED
    logging_answers.revise(logged, **{**words, "title": "清淤工程验收"}, confirmed=True, by=officer, now=now)
    assert client.post(desk, {"says": "publish"}).status_code == 422
    unsigned = client.post(desk, {"says": "publish", "confirmed": "on"})  # art. 17: signed by name before
    assert unsigned.status_code == 422 and "签署保密审查" in unsigned.content.decode()
    with pytest.raises(Refused):
        logging_answers.publish(logged, confirmed=True, by=leader, now=now)
    assert client.get(public).status_code == 404
    assert client.post(desk, {"says": "publish", "confirmed": "on", "secrecy": "on"}).status_code == 302
    signed = logged.events.get(action="publish")
    assert signed.actor == office and "保密审查" in signed.note
    client.logout()
    feed = client.get(reverse("requests_app:answers_feed")).content.decode()
    for text in (client.get(public).content.decode(), client.get(log).content.decode(), feed):
        assert "清淤工程验收" in text and application.applicant_name not in text
        assert application.number not in text and application.phone not in text
    assert "清淤工程验收" in client.get(log, {"q": "清淤 验收"}).content.decode()
    assert client.get(log, {"q": "没有的词"}).context["page"].object_list.count() == 0
    with CaptureQueriesContext(connection) as one:
        client.get(log)
    for name in ("甲", "乙"):
        other = make_application(upto="decided", subject=f"清淤工程{name}")
        more = logging_answers.propose(other, **words, confirmed=True, by=officer, now=now)
        logging_answers.publish(more, confirmed=True, secrecy=True, by=leader, now=now + timedelta(days=1))
    with CaptureQueriesContext(connection) as three:
        client.get(log)
    assert len(three) == len(one)
    logged.refresh_from_db()
    logging_answers.withdraw(logged, reason="更正", by=leader, now=now)
    assert client.get(public).status_code == 404


def test_the_suggestion_stands_on_the_page_of_its_applicant(
    client, body, now, officer, leader, make_application
):
    """By number and code; the same link cannot suggest twice."""
    moment = timezone.now()
    application, code = actions.receive(agency=body, now=moment, **FORM)
    actions.register(application, by=officer, now=moment)
    actions.draft(application, by=officer, now=moment, **refusal(application))
    actions.decide(application, by=leader, now=moment)
    signed = re.search(r"/track/([^/]+)/", follow(client, application, code))[1]
    page = client.get(reverse("requests_app:followed", args=[signed])).content.decode()
    assert 'id="suggest"' in page
    address = reverse("requests_app:suggest", args=[signed])
    assert client.post(address, {"text": ""}).status_code == 422
    assert client.post(address, {"text": "大家都需要"}).status_code == 302
    assert client.post(address, {"text": "大家都需要"}).status_code == 422
    assert "大家都需要" in client.get(reverse("requests_app:followed", args=[signed])).content.decode()
