"""A complaint that was given to a department: its people read and draft, without learning who complained."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from core.models import Letter
from core.roles import Role
from core.transitions import Refused
from supervision.actions import complaints as actions
from supervision.models import Complaint
from tests.conftest import give_role, make_person

pytestmark = pytest.mark.django_db
WHO = {"name": "柳青禾", "phone": "010-12345678", "email": "qinghe@example.org"}


@pytest.fixture
def given(cast, now):
    """A complaint that the supervision group gave to the cast's department."""
    made, _code = actions.receive(agency=cast.agency, text="公示栏三个月没有更新。", now=now, **WHO)
    tier = made.tier
    return actions.take_up(made, tier=tier, department=cast.department, by=cast.supervisor, now=now)


def test_the_department_reads_it_from_its_page_of_work_and_drafts_the_answer(client, cast, given):
    """From the first page to the answer: the clerk drafts; the supervisor finds the draft in the form and sends it."""
    client.force_login(cast.clerk)
    desk = reverse("supervision:complaints")
    assert f'href="{desk}"' in client.get(reverse("workplace")).content.decode()
    assert given.number in client.get(desk).content.decode()
    page = client.get(given.get_absolute_url()).content.decode()
    assert "公示栏三个月没有更新。" in page
    assert not any(one in page for one in WHO.values())
    step = reverse("supervision:take_complaint", args=[given.pk, "draft"])
    assert client.post(step, {"draft-text": " "}).status_code == 422
    assert client.post(step, {"draft-text": "已更新公示栏。"}).status_code == 302
    assert "已更新公示栏。" in client.get(given.get_absolute_url()).content.decode()
    client.force_login(cast.supervisor)
    answering = client.get(given.get_absolute_url()).content.decode()
    assert answering.count("已更新公示栏。") >= 2  # the draft, and the answer that begins with it
    assert WHO["name"] in answering
    answer = reverse("supervision:take_complaint", args=[given.pk, "answer"])
    assert client.post(answer, {"answer-text": "已更新公示栏。"}).status_code == 302
    given.refresh_from_db()
    assert (given.status, given.answered_by, given.drafted_by) == ("answered", cast.supervisor, cast.clerk)


@pytest.mark.parametrize("step", ["answer", "take_up", "change_tier", "explain", "pass_on", "close"])
def test_the_department_decides_nothing(client, cast, given, step):
    client.force_login(cast.clerk)
    was = given.status
    fields = {f"{step}-{name}": "x" for name in ("text", "tier", "reason", "words", "days", "to")}
    client.post(reverse("supervision:take_complaint", args=[given.pk, step]), fields)
    given.refresh_from_db()
    assert (given.status, given.answer) == (was, "")


def test_other_departments_and_what_was_given_to_nobody_stay_closed(client, cast, given, now):
    """Neither a colleague next door, nor a stranger, nor a clerk of the whole body reads what was not given to them."""
    mine, _code = actions.receive(agency=cast.agency, text="其他投诉。", now=now)
    everywhere = make_person("everywhere")
    give_role(everywhere, Role.PROPOSER, cast.agency)
    for person, closed in (
        (cast.colleague, [given, mine]), (cast.stranger, [given, mine]), (cast.clerk, [mine]), (everywhere, [mine]),
    ):  # fmt: skip
        client.force_login(person)
        for complaint in closed:
            assert client.get(complaint.get_absolute_url()).status_code == 404, person
            step = reverse("supervision:take_complaint", args=[complaint.pk, "draft"])
            assert client.post(step, {"draft-text": "拟答复"}).status_code == 404, person
        assert mine.number not in client.get(reverse("supervision:complaints")).content.decode()


def test_a_new_code_is_given_by_who_handles_complaints_only(client, cast, given):
    client.force_login(cast.clerk)
    was = given.code_hash
    answer = client.post(reverse("supervision:give_code", args=[given.pk]), {"how": "x", "checked": "on"})
    assert answer.status_code in (403, 404)
    given.refresh_from_db()
    assert given.code_hash == was


def test_nobody_drafts_on_their_own_work(cast, item, make_disclosure, now):
    published = make_disclosure(item, upto="published")
    made, _code = actions.receive(agency=cast.agency, text="内容有误。", about=published, now=now)
    actions.take_up(made, tier=made.tier, department=cast.department, by=cast.supervisor, now=now)
    with pytest.raises(Refused):
        actions.draft(made, text="无误。", by=cast.clerk, now=now)


def test_a_draft_has_its_author_in_the_database(given):
    with pytest.raises(IntegrityError), transaction.atomic():
        Complaint.objects.filter(pk=given.pk).update(draft="拟答复")


def test_the_department_is_told_by_letter_when_it_is_given(cast, now):
    """Owed in the transaction, to who drafts there; nothing of who complained or of what."""
    made, _code = actions.receive(agency=cast.agency, text="公示栏三个月没有更新。", now=now, **WHO)
    assert not Letter.objects.filter(name="complaint_given").exists()
    actions.take_up(made, tier=made.tier, department=cast.department, by=cast.supervisor, now=now)
    written = list(Letter.objects.filter(name="complaint_given"))
    assert {letter.to for letter in written} == {cast.clerk.email, cast.department_head.email}
    for letter in written:
        assert made.number in letter.body
        assert not any(one in letter.body for one in (*WHO.values(), "公示栏"))


def test_a_complaint_that_nobody_is_given_writes_to_no_department(cast, now):
    made, _code = actions.receive(agency=cast.agency, text="其他投诉。", now=now)
    actions.take_up(made, tier=made.tier, department=None, by=cast.supervisor, now=now)
    assert not Letter.objects.filter(name="complaint_given").exists()
