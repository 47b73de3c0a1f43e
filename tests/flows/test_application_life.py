"""The life of an application as its people live it: filed without an account, registered, drafted, decided,
followed."""

from datetime import date
from urllib.parse import quote

import pytest
from django.core import mail
from django.urls import reverse

from catalog.actions import disclosures
from catalog.models import Disclosure, Obligation
from core.exports.pdf import FONTS
from core.mail import letters
from core.roles import Role
from requests_app.models import Application
from tests.conftest import load_regime
from tests.flows.pages import Visitor, pdf_text
from tests.flows.world import Body, people_for
from tests.signing import approve

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not any(FONTS.glob("*.ttf")), reason="The fonts of the notices are missing."),
]

TYPED = {
    "subject": "河东街道老旧小区改造资金安排",
    "description": "申请公开2025年河东街道老旧小区改造的资金安排和拨付情况。",
    "delivery_form": "electronic",
    "applicant_kind": "person",
    "applicant_name": "柳青禾",
    "email": "qinghe@example.org",
}


@pytest.fixture
def bureau(make_agency, clock) -> Body:
    """The bureau of J3: its own seven outcomes, five working days to answer."""
    return people_for(make_agency("bureau", regime="bureau-on-application"))


@pytest.fixture
def planning(make_agency, clock) -> Body:
    """A body without rules of its own: the national Regulation holds."""
    load_regime("national-2019")
    return people_for(make_agency("planning", regime="county-planning"))


def file_with(body: Body, **changes) -> tuple[Application, str, Visitor]:
    """A citizen files, without an account: the application, the query code from the receipt, the citizen's browser."""
    citizen = Visitor()
    citizen.open(reverse("requests_app:apply"))
    citizen.follow(f"/apply/{body.agency.slug}/")
    citizen.send(**{**TYPED, **changes})
    application = Application.objects.latest("pk")
    text = citizen.page.text
    assert application.number in text
    code = next(word for word in text.split() if len(word) == 11 and word[5] == "-")
    return application, code, citizen


def on_desk(officer: Visitor, application: Application, tab: str = "/desk/") -> None:
    """The officer finds it on the desk and opens it."""
    officer.open(reverse("requests_app:desk"))
    officer.follow(tab)
    officer.follow(application.get_absolute_url())


def take(officer: Visitor, application: Application, step: str, *, status: int = 200, **typed) -> None:
    """One step by the form that the page of the application offers for it."""
    address = reverse("requests_app:take", args=[application.pk, step])
    officer.send(to=address, status=status, **typed)
    application.refresh_from_db()


def registered(officer: Visitor, application: Application) -> None:
    """Entered in the register: by the officer, or where the rules say so by the portal as it came (J3:013)."""
    if application.rules.registered_at_once is None:
        take(officer, application, "register")
    application.refresh_from_db()
    assert application.status == Application.Status.REGISTERED and application.registered_on


def drafted(officer: Visitor, application: Application, outcome: str, **typed) -> None:
    """Choose an outcome, fill in what it needs."""
    officer.open(f"{application.get_absolute_url()}?outcome={outcome}")
    take(officer, application, "draft", **typed)


def follow(application: Application, code: str) -> Visitor:
    """The applicant, in another browser, with number and code."""
    applicant = Visitor()
    applicant.open(reverse("requests_app:track"))
    applicant.send(number=application.number, code=code)
    assert application.number in applicant.page.text
    return applicant


def notice(visitor: Visitor, words: str) -> str:
    """The words of the notice whose link contains ``words``."""
    response = visitor.client.get(visitor.page.link(words))
    assert response["Content-Type"] == "application/pdf"
    return pdf_text(response.content)


@pytest.mark.parametrize(
    ("place", "due"),
    # J3: five working days after 10 March. Art. 33: twenty, with the Qingming holiday of 4 to 6 April between.
    [("bureau", date(2026, 3, 17)), ("planning", date(2026, 4, 8))],
)
def test_who_files_gets_number_code_and_the_explained_day_of_answer(request, place, due, clock):
    """A receipt at once, as a page, as a PDF and by mail; every day of the count can be read (J3-273, art. 33)."""
    body = request.getfixturevalue(place)
    application, code, citizen = file_with(body)
    assert application.answer_by == due
    assert due.isoformat() in citizen.page.html
    last = f"{due.year}年{due.month}月{due.day}日"
    assert last in citizen.page.text
    receipt = notice(citizen, "receipt.pdf")
    for written in (application.number, code, last, "柳青禾"):
        assert "".join(written.split()) in receipt
    assert letters.send_owed(clock.now) == 1
    assert mail.outbox[-1].to == ["qinghe@example.org"]
    assert application.number in mail.outbox[-1].body
    assert code in mail.outbox[-1].body and code not in mail.outbox[-1].subject


def test_only_the_browser_that_filed_sees_the_receipt_and_only_for_an_hour(bureau, clock):
    """The code is shown once; afterwards number and code open the page, nothing else does."""
    application, code, citizen = file_with(bureau)
    address = f"/apply/received/{quote(application.number)}/"
    assert code in citizen.open(address).text
    assert code not in Visitor().open(address).text
    clock.wait(minutes=61)
    assert code not in citizen.open(address).text


def test_an_application_lives_from_the_form_to_the_signed_answer(bureau, clock):
    """Registered and drafted by the officer, decided by the leader, followed by the applicant with number and code."""
    application, code, _citizen = file_with(bureau)
    officer = bureau.sign_in(Role.INTAKE_OFFICER)
    on_desk(officer, application)
    registered(officer, application)
    clock.wait(days=1)
    officer, leader = bureau.sign_in(Role.INTAKE_OFFICER), bureau.sign_in(Role.LEADER_IN_CHARGE)
    drafted(
        officer, application, "disclosed", time="2026年3月20日前", place="受理窗口", way="电子邮件提供复制件"
    )
    assert "受理窗口" not in follow(application, code).page.text  # a draft is nobody's business

    leader.open(reverse("review:queue"))
    leader.follow(f"/review/applications/{application.pk}/")
    leader.send(press=("says", "send_back"), **{"return-opinion": "地点写明楼层。"})
    drafted(officer, application, "disclosed", place="受理窗口（一楼）")
    leader.open(reverse("review:queue"))
    leader.follow(f"/review/applications/{application.pk}/")
    leader.send("opinion", press=("says", "approve"))
    application.refresh_from_db()
    assert application.decided_by == bureau.people[Role.LEADER_IN_CHARGE]
    assert application.deliver_by == date(2026, 4, 1)  # fifteen working days after the decision (J3-282)

    applicant = follow(application, code)
    decision = notice(applicant, "公开决定书")
    for written in ("受理窗口（一楼）", "电子邮件提供复制件", "行政复议"):
        assert written in decision
    letters.send_owed(clock.now)
    assert {letter.to[0] for letter in mail.outbox} == {"qinghe@example.org"}
    assert len(mail.outbox) == 2

    on_desk(officer, application, "?status=decided")
    take(officer, application, "deliver", on="2026-03-11", way="counter", proof="柳青禾")
    assert application.status == Application.Status.CLOSED


def test_nobody_decides_what_they_drafted(bureau, clock):
    """The officer has no button, and a forged click signs nothing."""
    application, _code, _citizen = file_with(bureau)
    officer = bureau.sign_in(Role.INTAKE_OFFICER)
    on_desk(officer, application)
    registered(officer, application)
    drafted(officer, application, "refused", kind="trade", reasons="涉及商业秘密。", grounds="条例第十五条。")
    officer.open(f"/review/applications/{application.pk}/", status=404)
    application.refresh_from_db()
    assert application.status == Application.Status.DRAFTED


def test_a_wrong_code_tells_nothing_and_guessing_becomes_slow(bureau, clock):
    """Wrong code and unknown number get the same answer; after five wrong ones the right one has to wait too."""
    application, code, _citizen = file_with(bureau)
    guesser = Visitor()
    answers = []
    for number in (application.number, "QHBURE-依申请〔2026〕9999", application.number, "nonsense", "1"):
        guesser.open(reverse("requests_app:track"))
        guesser.send(number=number, code="AAAAA-AAAAA", status=422)
        answers.append(guesser.page.text.replace(number, ""))
    assert answers[0] == answers[1]
    assert TYPED["subject"] not in "".join(answers)
    guesser.open(reverse("requests_app:track"))
    guesser.send(number=application.number, code=code, status=429)
    clock.wait(minutes=16)
    assert follow(application, code)


def test_a_correction_stops_the_clock_and_starts_it_anew(bureau, clock):
    """Asked once, answered by the applicant, due again from that day (J3-281); a second time is refused."""
    application, code, _citizen = file_with(bureau, description="申请公开改造资金。")
    officer = bureau.sign_in(Role.INTAKE_OFFICER)
    on_desk(officer, application)
    registered(officer, application)
    clock.wait(days=2)
    officer = bureau.sign_in(Role.INTAKE_OFFICER)
    drafted(officer, application, "unclear", missing="请写明年度和小区名称。", days="10")
    assert application.status == Application.Status.CORRECTING
    assert application.answer_by is None
    letters.send_owed(clock.now)
    assert "2026年3月26日" in mail.outbox[-1].body  # ten working days; what is missing stands behind the code
    assert "请写明年度和小区名称" not in mail.outbox[-1].body

    clock.move_to(2026, 3, 20)
    applicant = follow(application, code)
    assert "请写明年度和小区名称" in applicant.page.text
    assert "请写明年度和小区名称" in notice(applicant, "更改、补充")
    applicant.send(text="2025年度，河东花园小区。")
    application.refresh_from_db()
    assert application.answer_by == date(2026, 3, 27)
    officer = bureau.sign_in(Role.INTAKE_OFFICER)
    on_desk(officer, application)
    assert "河东花园小区" in officer.page.text
    assert not officer.page.has_form("missing")


def test_the_applicant_can_take_it_back(bureau, clock):
    """A tick and a button; nothing is done any more, and the officer sees it."""
    application, code, _citizen = file_with(bureau)
    applicant = follow(application, code)
    applicant.send("sure", to="withdraw")
    application.refresh_from_db()
    assert application.status != Application.Status.WITHDRAWN
    applicant.send(to="withdraw", sure="yes")
    application.refresh_from_db()
    assert application.status == Application.Status.WITHDRAWN


@pytest.fixture
def already_public(bureau, clock) -> Disclosure:
    """Something that the bureau has published."""
    item = bureau.agency.items.public().filter(blocked="", elements="").first()
    by, leader = bureau.people[Role.PROPOSER], bureau.people[Role.LEADER_IN_CHARGE]
    words = {"title": "通过互联网查询政务信息的办法", "body": "门户网站可以查询。"}
    content = {**words, "channels": ["website"], "attested": True}
    made = disclosures.draft(item=item, by=by, now=clock.now, formed_on=clock.today, **content)
    disclosures.propose(made, by=by, now=clock.now)
    return approve(made, by=leader, now=clock.now)


OUTCOMES = {
    "disclosed": {"time": "三日内", "place": "受理窗口", "way": "复制件"},
    "refused": {"kind": "trade", "reasons": "涉及第三方商业秘密。", "grounds": "条例第十五条。"},
    "already_public": {"disclosure": "", "way": "门户网站"},
    "published_now": {"time": "五日内", "way": "门户网站", "item": "2.2"},
    "transferred": {"other_body": "清河市住房局", "contact": "0000-10001"},
    "nonexistent": {"searched": "查阅了2020年以来的全部收发文登记。"},
}


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_each_outcome_of_the_bureau_is_decided_with_its_obligatory_fields(
    outcome, bureau, already_public, clock
):
    """The six final answers of J3 (J3-275 to J3-280): nothing may be left empty, all of it stands in the notice."""
    application, code, _citizen = file_with(bureau)
    officer, leader = bureau.sign_in(Role.INTAKE_OFFICER), bureau.sign_in(Role.LEADER_IN_CHARGE)
    on_desk(officer, application)
    assert application.registered_on == application.received_on  # J3:013, on the spot
    typed = dict(OUTCOMES[outcome])
    if "disclosure" in typed:
        typed["disclosure"] = already_public.index_number
    if outcome == "nonexistent":
        officer.send(to="search", people="秦守信", places="收发文登记", words="验收", result="nothing")
    officer.open(f"{application.get_absolute_url()}?outcome={outcome}")
    take(officer, application, "draft", status=422, **dict.fromkeys(typed, ""))
    assert application.status == Application.Status.REGISTERED
    take(officer, application, "draft", **typed)
    leader.open(f"/review/applications/{application.pk}/")
    leader.send("opinion", press=("says", "approve"))
    application.refresh_from_db()
    assert (application.status, application.outcome) == (Application.Status.DECIDED, outcome)
    chosen = application.chosen_outcome
    words = notice(follow(application, code), chosen.notice.zh)
    shown = {name: value for name, value in typed.items() if name not in ("item", "kind")}
    assert all("".join(value.split()) in words for value in shown.values())
    assert "".join(chosen.remedies.zh.split()) in words
    owed = Obligation.objects.filter(item__code="2.2", label__contains=application.number)
    assert owed.exists() == (
        outcome == "published_now"
    )  # what ought to have been public is owed now (J3-278)
