"""Notices to people without a mail address wait to be posted; a term begins with the delivery, not with the click."""

import io
from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from core.roles import Role
from core.transitions import Refused
from requests_app import actions
from requests_app.actions import clocks, lapsing, notices, posting, reasoning
from requests_app.models import Application, Posting, Reasoning
from tests.conftest import give_role, make_person
from tests.requests_app.conftest import person

pytestmark = pytest.mark.django_db
A_DAY = timedelta(days=1)


def at(day: date, hour: int = 9) -> datetime:
    """A moment of a day in the portal's time zone."""
    return timezone.make_aware(datetime(day.year, day.month, day.day, hour))


def of(application: Application, form: str) -> Posting:
    """How the last notice of a form goes out."""
    return Posting.objects.filter(notice__application=application, notice__form=form).latest("pk")


@pytest.fixture
def on_paper(make_application, officer, now) -> Application:
    """Somebody without a mail address is asked for a correction in ten working days."""
    application = make_application(upto="registered", email="")
    return actions.ask_correction(application, missing="请写明年度。", days=10, by=officer, now=now)


def posted(it: Posting, by, when: datetime, way: str = "post", **fields) -> Posting:
    return posting.post(
        it, **{"way": way, "on": when.date(), "proof": "EMS1", "by": by, "now": when, **fields}
    )


def test_who_has_a_mail_address_is_written_to_and_nothing_waits(make_application, officer, now):
    """Neither for a web form without one: its receipt was shown; a letter's receipt has to be posted."""
    by_mail = make_application(upto="registered")
    actions.ask_correction(by_mail, missing="年度", days=10, by=officer, now=now)
    make_application(email="")
    assert not Posting.objects.exists() and clocks.correct_by(by_mail) == date(2026, 3, 24)
    make_application(email="", way="letter", arrived_on=now.date(), confirmed_on=now.date())
    assert Posting.objects.get().notice.form == "receipt"


def test_the_time_for_a_correction_begins_with_the_delivery(on_paper, officer, now):
    """Nothing lapses before it; the notice says the length instead of a day; then it counts as for everybody."""
    assert clocks.correct_by(on_paper) is None
    text = notices.text_of(on_paper.notices.get(form="correction"))
    said = "".join(line for part in text.parts for line in part.paragraphs)
    assert "自收到本告知书次日起" in said and "请于" not in said
    far = at(date(2026, 9, 1))
    assert (lapsing.count_due(now=far), lapsing.lapse_due(now=far)) == (0, 0)
    with pytest.raises(Refused):
        actions.lapse(on_paper, by=officer, now=far)
    it = posted(of(on_paper, "correction"), officer, now + A_DAY)
    assert clocks.correct_by(on_paper) is None
    posting.arrived(it, on=date(2026, 3, 16), by=officer, now=now + 7 * A_DAY)
    last = clocks.correct_by(on_paper)
    assert last == posting.term_of(it) == date(2026, 3, 30)
    assert lapsing.lapse_due(now=at(last + A_DAY, 23)) == 0
    assert lapsing.lapse_due(now=at(last + 2 * A_DAY)) == 1


@pytest.mark.parametrize("way", ["handed", "left"])
def test_what_is_handed_over_is_delivered_by_that(on_paper, officer, now, way):
    """Also what is left behind because it was refused: the term runs from that day."""
    it = posted(of(on_paper, "correction"), officer, now + A_DAY, way)
    assert it.delivered_on == date(2026, 3, 11) and clocks.correct_by(on_paper) == date(2026, 3, 25)
    with pytest.raises(Refused):
        posting.arrived(it, on=date(2026, 3, 12), by=officer, now=now + 2 * A_DAY)
    with pytest.raises(Refused):  # somebody was faster
        posted(it, officer, now + A_DAY)


def test_what_came_back_waits_again_and_sets_no_term(on_paper, officer, now):
    """It is posted once more, with another number."""
    it = posted(of(on_paper, "correction"), officer, now)
    posting.came_back(it, by=officer, now=now + 5 * A_DAY)
    assert Posting.objects.waiting().filter(pk=it.pk).exists() and clocks.correct_by(on_paper) is None
    posted(it, officer, now + 6 * A_DAY, proof="EMS2")
    assert it.proof == "EMS2" and list(Posting.objects.under_way()) == [it]


def test_reasons_fees_and_third_parties_have_their_time_from_the_delivery(bodies, make_application, now):
    """Each from its own day; before it nobody is silent, and nothing lapses."""
    body = bodies("national")
    officer, far = person(body, Role.INTAKE_OFFICER), at(date(2026, 9, 1))
    asked, owing, other = (make_application(body, upto="registered", email="") for _n in range(3))
    actions.ask_reasons(asked, why="三十件。", days=5, by=officer, now=now)
    fee = {"basis": "pages", "number": 40, "reason": "页数多。", "how_to_pay": "转账"}
    actions.quote_fee(owing, **fee, by=officer, now=now)
    actions.consult_third_party(other, party="清河水务公司", by=officer, now=now)
    assert reasoning.count_silent(now=far) == lapsing.count_due(now=far) == 0
    with pytest.raises(Refused):
        actions.judge_reasons(asked, verdict="unreasonable", words="未说明", by=officer, now=far)
    for application, form in ((asked, "reasons"), (owing, "fee"), (other, "third_party")):
        it = posted(of(application, form), officer, now + A_DAY)
        posting.arrived(it, on=date(2026, 3, 16), by=officer, now=now + 6 * A_DAY)
    assert Reasoning.objects.get(application=asked).until == date(2026, 3, 23)
    owing.fee.refresh_from_db()
    assert owing.fee.told_on == date(2026, 3, 16)
    assert clocks.due_of(Application.objects.get(pk=other.pk), "third_party").day == date(2026, 4, 7)


def test_a_posted_decision_is_delivered_in_the_case(make_application, officer, leader, now):
    """In time with the day of posting (235号), with the number of the consignment."""
    application = make_application(upto="decided", email="")
    posted(of(application, application.notices.get(kind="decision").form), officer, now + A_DAY)
    application.refresh_from_db()
    assert (application.status, application.delivered_on) == ("closed", date(2026, 3, 11))
    assert (application.delivery_way, application.delivery_proof) == ("post", "EMS1")


@pytest.mark.parametrize(
    "wrong", [{"proof": " "}, {"on": date(2026, 3, 9)}, {"on": date(2027, 1, 1)}, {"way": "pigeon"}]
)
def test_what_cannot_be_is_refused(on_paper, officer, now, wrong):
    """No number, days before the notice or ahead, an unknown way."""
    it = of(on_paper, "correction")
    with pytest.raises(Refused):
        posted(it, officer, now, **wrong)
    it.refresh_from_db()
    assert it.way == ""


def test_a_stranger_posts_nothing_and_sees_no_list(on_paper, bodies, client, now):
    """Nor does an officer of another body find it there."""
    elsewhere = make_person("elsewhere")
    give_role(elsewhere, Role.INTAKE_OFFICER, bodies("J3"))
    it = of(on_paper, "correction")
    with pytest.raises(Refused):
        posted(it, elsewhere, now)
    client.force_login(elsewhere)
    page = client.get(reverse("requests_app:to_post"))
    assert page.status_code == 200 and it.notice.number not in page.content.decode()
    assert client.get(reverse("requests_app:envelope", args=[it.pk])).status_code == 404
    client.force_login(person(on_paper.agency, Role.SUPERVISOR))
    assert client.get(reverse("requests_app:to_post")).status_code == 403


def test_the_list_is_worked_through_by_its_page(on_paper, officer, client, now, monkeypatch):
    """One file with envelope and notice, then its number, then its day; a wrong day keeps what was typed."""
    monkeypatch.setattr(timezone, "now", lambda: now + A_DAY)
    client.force_login(officer)
    it, address = of(on_paper, "correction"), reverse("requests_app:to_post")
    page = client.get(address).content.decode()
    assert it.notice.number in page and on_paper.address in page
    answer = client.get(reverse("requests_app:post_batch"))
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    text = "".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(content)).pages)
    assert on_paper.address in text and "请写明年度" in text
    out = reverse("requests_app:went_out")
    wrong = client.post(out, {"way": "post", "on": "2026-02-30", f"proof_{it.pk}": "EMS1234"})
    assert wrong.status_code == 422 and "EMS1234" in wrong.content.decode()
    assert client.post(out, {"way": "post", "on": "2026-03-11"}).status_code == 422
    client.post(out, {"way": "post", "on": "2026-03-11", f"proof_{it.pk}": "EMS1234"})
    it.refresh_from_db()
    assert (it.way, it.posted_on, it.proof) == ("post", date(2026, 3, 11), "EMS1234")
    arrived = reverse("requests_app:post_arrived")
    assert client.post(arrived, {f"day_{it.pk}": "2026-03-01"}).status_code == 422
    client.post(arrived, {f"day_{it.pk}": "2026-03-11"})
    it.refresh_from_db()
    assert it.delivered_on == date(2026, 3, 11)
    assert "2026年3月11日" in client.get(on_paper.get_absolute_url()).content.decode()


def test_the_database_refuses_what_cannot_be(on_paper, officer, now):
    """A delivery without posting, or before it; something handed over that is not delivered."""
    it = of(on_paper, "correction")
    for wrong in ({"delivered_on": now.date()}, {"way": "post"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Posting.objects.filter(pk=it.pk).update(**wrong)
    posted(it, officer, now)
    for wrong in ({"delivered_on": date(2026, 3, 9)}, {"way": "handed"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Posting.objects.filter(pk=it.pk).update(**wrong)


def test_a_replaced_notice_is_posted_in_its_new_form_and_keeps_its_term(on_paper, officer, now):
    """The old one waits no longer."""
    old = of(on_paper, "correction")
    made = notices.reissue(old.notice, paragraphs={1: "请写明年度和项目。"}, why="漏写", by=officer, now=now)
    assert [it.notice for it in Posting.objects.waiting()] == [made]
    posted(made.posting, officer, now, "handed")
    assert clocks.correct_by(on_paper) == date(2026, 3, 24)


@pytest.mark.parametrize("end", ["decided and handed over", "withdrawn", "given up"])
def test_what_told_how_a_case_goes_on_does_not_wait_when_it_is_over(
    make_application, officer, leader, now, end
):
    """A receipt, or a request that nobody needs any more, is moot; the end of the case and its answer still go out."""
    letter = {"email": "", "way": "letter", "arrived_on": now.date(), "confirmed_on": now.date()}
    case = make_application(upto="registered", **letter)
    assert [it.notice.form for it in Posting.objects.waiting()] == ["receipt"]
    if end == "withdrawn":
        actions.withdraw(case, now=now)
        left = ["withdrawn"]
    elif end == "given up":
        actions.ask_correction(case, missing="年度", days=10, by=officer, now=now)
        posted(of(case, "correction"), officer, now, "handed")
        actions.lapse(case, by=officer, now=now + 30 * A_DAY)
        left = ["lapse_correction"]
    else:
        decided = make_application(upto="decided", **letter)
        waiting = Posting.objects.waiting().filter(notice__application=decided)
        answer = waiting.exclude(notice__form="receipt").get()
        assert {it.notice.form for it in waiting} == {"receipt", answer.notice.form}
        posted(answer, officer, timezone.make_aware(datetime(2026, 3, 30, 9)))
        case, left = decided, []
    case.refresh_from_db()
    waiting = Posting.objects.waiting().filter(notice__application=case)
    assert [it.notice.form for it in waiting] == left
