"""The pages of complaints: filed without an account, followed by number and code, handled at one desk."""

import re

import pytest
from django.urls import reverse

from core.models import Try
from core.roles import Role
from supervision.actions import complaints as actions
from supervision.models import Complaint
from supervision.views import complaints as pages
from tests.asked_whole import ASKED_WHOLE
from tests.conftest import give_role

pytestmark = pytest.mark.django_db
FOLLOW = "supervision:follow_complaint"


@pytest.fixture
def address(cast):
    """Where one complains about the cast's agency."""
    return reverse("supervision:complain", args=[cast.agency.slug])


@pytest.fixture
def make_complaint(cast):
    """A complaint about the cast's agency, as of today."""

    def make(**fields):
        return actions.receive(
            **{"agency": cast.agency, "text": "逾期未公开。", "now": pages.timezone.now(), **fields}
        )

    return make


def file(client, address, **fields):
    """File a complaint by the form; gives its receipt."""
    return client.post(address, {"text": "逾期未公开。", **fields}, follow=True)


def code_on(page) -> tuple[str, str]:
    """Number and code as the receipt shows them."""
    number, code = re.findall(r'<span class="value">([^<]+)</span>', page.content.decode())
    return number, code


def test_whom_it_is_about_reads_neither_words_nor_names(client, cast, item, make_disclosure, make_complaint):
    """Somebody who looks into complaints and wrote what this one is about sees that it exists, and no more of it."""
    made = make_disclosure(item, upto="published")
    give_role(cast.clerk, Role.DISCLOSURE_OFFICE, cast.agency)
    complaint, _code = make_complaint(about=made, name="柳青禾", email="c@example.org", phone="010-12345678")
    client.force_login(cast.clerk)
    for path in (complaint.get_absolute_url(), reverse("supervision:complaints")):
        answer = client.get(path)
        assert answer.status_code == 200 and complaint.number in answer.content.decode()
        for word in ("逾期未公开。", "柳青禾", "c@example.org", "010-12345678"):
            assert word not in answer.content.decode(), path
    client.force_login(cast.supervisor)
    assert "柳青禾" in client.get(complaint.get_absolute_url()).content.decode()


def test_a_complaint_is_filed_followed_answered_and_read(client, cast, address):
    """The whole way, without an account for who complains."""
    number, code = code_on(file(client, address, name="柳青禾", email="c@example.org"))
    complaint = Complaint.objects.get(number=number)
    client.force_login(cast.supervisor)
    page = client.get(complaint.get_absolute_url()).content.decode()
    assert "逾期未公开。" in page
    assert "柳青禾" in page
    for step, typed in (
        ("take_up", {"take_up-tier": complaint.tier, "take_up-department": cast.department.pk}),
        ("explain", {"explain-words": "需要核实。", "explain-days": "3"}),
        ("answer", {"answer-text": "已经补充公开。"}),
        ("close", {"close-note": ""}),
    ):
        done = client.post(reverse("supervision:take_complaint", args=[complaint.pk, step]), typed)
        assert done.status_code == 302, (step, done.content.decode())
    client.logout()
    found = client.post(reverse(FOLLOW), {"number": number, "code": code}, follow=True).content.decode()
    for words in ("逾期未公开。", "已经补充公开。", "需要核实。"):
        assert words in found
    assert cast.supervisor.name not in found


def test_the_receipt_is_for_the_browser_that_filed(client, address, django_user_model):
    """Another browser is led to the form for number and code; the code lies nowhere in plain."""
    number, code = code_on(file(client, address))
    assert code not in str(dict(client.session))
    assert Complaint.objects.get(number=number).code_hash not in (code, code.replace("-", ""))
    client.cookies.clear()
    assert client.get(reverse("supervision:complaint_received", args=[number])).status_code == 302


def test_wrong_codes_tell_nothing_and_slow_down(client, make_complaint):
    """Fifty tries: five are answered alike whether the number exists or not, then one waits, even with the code."""
    complaint, code = make_complaint()
    answers = []
    for number in (complaint.number, "QH-投诉〔2026〕9999") * 25:
        answers.append(client.post(reverse(FOLLOW), {"number": number, "code": "ABCDE-FGHJK"}))
    assert [answer.status_code for answer in answers] == [422] * 5 + [429] * 45
    known, unknown = (re.sub(r'value="[^"]*"', "", answer.content.decode()) for answer in answers[:2])
    assert known == unknown
    assert client.post(reverse(FOLLOW), {"number": complaint.number, "code": code}).status_code == 429


def test_a_link_of_another_hour_or_purpose_opens_nothing(client, make_complaint, monkeypatch):
    """The signed address lasts an hour; that of an application does not open a complaint."""
    complaint, _code = make_complaint()
    signed = pages.access.link_to(complaint.pk, salt=pages.FOLLOW)
    assert client.get(reverse("supervision:complaint_followed", args=[signed])).status_code == 200
    other = pages.access.link_to(complaint.pk, salt="requests_app.follow")
    for bad in (signed[:-1] + "x", other, "1", "x:y:z"):
        assert client.get(reverse("supervision:complaint_followed", args=[bad])).status_code == 302


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": ""},
        {"text": " \t "},
        {"text": "长" * 2001},
        {"text": "零\x00字节"},
        {"text": "文件\u202efdp.exe"},
        {"email": "nobody"},
        {"phone": "abc"},
        {"name": "长" * 101},
        {"website": "http://spam.example.org"},
    ],
)
def test_what_cannot_be_taken_is_refused_and_what_was_typed_stays(client, address, wrong):
    """Empty, too long, zero bytes, turned text, spam: 422 with the reason, and nothing is kept."""
    page = client.post(address, {"text": "逾期未公开。", "name": "甲", **wrong})
    assert page.status_code == 422
    assert "error-summary" in page.content.decode()
    assert not Complaint.objects.exists()


def test_what_is_strange_but_harmless_is_taken_as_it_is(client, address, cast):
    """Script, emoji and right-to-left letters are text, and stay text on every page."""
    evil = "<script>alert(1)</script> مرحبا 𠮷😀 =1+1"
    file(client, address, text=evil, name=evil)
    complaint = Complaint.objects.get()
    assert (complaint.text, complaint.name) == (evil, evil)
    client.force_login(cast.supervisor)
    page = client.get(complaint.get_absolute_url()).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_many_complaints_from_one_place_have_to_wait(client, address):
    """The sixth within a quarter of an hour."""
    for _number in range(5):
        assert file(client, address).status_code == 200
    assert client.post(address, {"text": "又一件。"}).status_code == 429
    assert Complaint.objects.count() == 5
    assert Try.objects.get(purpose="complain").count == 5


def test_a_complaint_can_name_what_everybody_can_see(client, address, item, obligation, make_disclosure):
    """A published disclosure, an item, an obligation; a draft, a number without a thing and nonsense do not exist."""
    made, draft = make_disclosure(item, upto="published"), make_disclosure(item)
    for about in (f"disclosure-{made.pk}", f"obligation-{obligation.pk}", f"item-{item.pk}"):
        assert client.get(address, {"about": about}).status_code == 200
        client.post(f"{address}?about={about}", {"text": "内容有误。"})
    assert {complaint.about for complaint in Complaint.objects.all()} == {made, obligation, item}
    for wrong in (
        f"disclosure-{draft.pk}",
        "item-999999",
        "item-x",
        "user-1",
        "item-",
        "disclosure-" + "9" * 30,
    ):
        assert client.get(address, {"about": wrong}).status_code == 404, wrong


def test_the_desk_is_for_those_who_look_into_complaints(client, cast, make_complaint):
    """Everybody else of the cast is told no; what lies out of reach does not exist."""
    complaint, _code = make_complaint()
    allowed = {cast.supervisor, cast.disclosure_office}
    for person in set(cast.people.values()):
        client.force_login(person)
        page = client.get(complaint.get_absolute_url())
        assert page.status_code == (200 if person in allowed else 404), person
        assert client.get(reverse("supervision:complaints")).status_code in (200, 403)
        done = client.post(reverse("supervision:take_complaint", args=[complaint.pk, "explain"]))
        assert done.status_code == (302 if person in allowed else 404)
    client.logout()
    assert client.get(complaint.get_absolute_url()).status_code == 302


def test_who_is_complained_about_reads_nothing_of_it(client, cast, item, make_disclosure, make_complaint):
    """Not the text, not the name, and is offered no step (F-172)."""
    made = make_disclosure(item, upto="published")
    give_role(cast.clerk, Role.DISCLOSURE_OFFICE, cast.agency)
    complaint, _code = make_complaint(about=made, name="柳青禾", text="内容有误。")
    client.force_login(cast.clerk)
    page = client.get(complaint.get_absolute_url()).content.decode()
    assert "柳青禾" not in page
    assert "内容有误" not in page
    assert reverse("supervision:take_complaint", args=[complaint.pk, "take_up"]) not in page


def test_a_refused_step_keeps_what_was_typed(client, cast, make_complaint):
    """With the reason beside it, and nothing changed."""
    complaint, _code = make_complaint()
    client.force_login(cast.supervisor)
    where = reverse("supervision:take_complaint", args=[complaint.pk, "pass_on"])
    page = client.post(where, {"pass_on-to": "区纪检组", "pass_on-reason": ""})
    assert page.status_code == 422
    assert "区纪检组" in page.content.decode()
    assert client.post(where.replace("pass_on", "fly")).status_code == 404
    complaint.refresh_from_db()
    assert complaint.status == "received"


def test_the_list_asks_as_often_for_three_as_for_one(
    client, cast, item, obligation, make_disclosure, make_complaint, django_assert_num_queries
):
    """And never more than fifteen times; the most urgent stands first."""
    client.force_login(cast.supervisor)
    make_complaint(about=make_disclosure(item, upto="published"))
    address = reverse("supervision:complaints")
    client.get(address)
    with django_assert_num_queries(9 + ASKED_WHOLE):
        assert len(client.get(address).context["rows"]) == 1
    make_complaint(about=obligation)
    complaint, _code = make_complaint(about=item)
    tier = complaint.tier
    actions.take_up(
        complaint, tier=tier, department=cast.department, by=cast.supervisor, now=pages.timezone.now()
    )
    with django_assert_num_queries(9 + ASKED_WHOLE):
        assert len(client.get(address).context["rows"]) == 3
    assert len(client.get(address, {"status": "taken_up"}).context["rows"]) == 1
    assert not client.get(address, {"status": "closed", "page": "x", "agency": "nowhere"}).context["rows"]


def test_one_complaint_asks_at_most_fifteen_times(
    client, cast, make_complaint, django_assert_max_num_queries
):
    """However long its story is."""
    complaint, _code = make_complaint()
    tier = complaint.tier
    now = pages.timezone.now()
    actions.take_up(complaint, tier=tier, department=None, by=cast.supervisor, now=now)
    for words in ("一", "二", "三"):
        actions.explain(complaint, words=words, days=1, by=cast.supervisor, now=now)
    client.force_login(cast.supervisor)
    with django_assert_max_num_queries(15):
        assert client.get(complaint.get_absolute_url()).status_code == 200
