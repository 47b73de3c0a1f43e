"""Beside the steps of a case: notes, messages with the applicant, working papers, and the list of what is to do."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse

from core.guests import access
from core.models import Letter
from core.roles import Role
from core.transitions import Refused
from requests_app import actions
from requests_app.actions import conversing
from requests_app.desk import status_words
from requests_app.views.public import FOLLOW
from tests.requests_app.conftest import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def application(make_application):
    return make_application(upto="registered")


def followed(application, name="followed"):
    """The page of the applicant."""
    return reverse(f"requests_app:{name}", args=[access.link_to(application.pk, salt=FOLLOW)])


def test_a_note_stays_among_officers(client, application, officer, now):
    """It stands in the course of the case, never on the applicant's page, and cannot be changed."""
    actions.add_note(application, text="已电话核实身份", by=officer, now=now)
    assert status_words.full_story(application)[-1].note == "已电话核实身份"
    actions.add_note(application, text="受理中心建议先征求第三方", by=officer, now=now, is_advice=True)
    assert application.events.last().action == "advice"
    assert "受理中心" not in client.get(followed(application)).content.decode()
    assert "已电话核实身份" not in client.get(followed(application)).content.decode()
    with pytest.raises(DatabaseError), transaction.atomic():
        application.events.update(note="改")


def test_messages_go_both_ways(client, application, officer, now):
    """Both see the words; a letter without personal data says that something was written."""
    actions.write_message(application, text="请问需要哪个年度的报告？", by=officer, now=now)
    letter = Letter.objects.get(name="application_message")
    assert "哪个年度" not in letter.body + letter.subject and "柳青禾" not in letter.body + letter.subject
    page = client.get(followed(application)).content.decode()
    assert "请问需要哪个年度的报告？" in page
    sent = client.post(followed(application, "reply"), {"text": "2025年度的。"})
    assert sent.status_code == 302
    client.force_login(officer)
    assert "2025年度的。" in client.get(application.get_absolute_url()).content.decode()


def test_what_cannot_be_said_is_refused(application, body, officer, now):
    """Empty words, people who do not handle it, closed applications, a flood."""
    for verb in (actions.add_note, actions.write_message):
        for by, text in (
            (officer, " "),
            (person(body, Role.LEADER_IN_CHARGE), "好"),
            (person(body, Role.PROPOSER), "好"),
        ):
            with pytest.raises(Refused):
                verb(application, text=text, by=by, now=now)
    for _number in range(conversing.MOST_REPLIES):
        actions.reply(application, text="补充", now=now)
    with pytest.raises(Refused):
        actions.reply(application, text="再补充", now=now)
    actions.withdraw(application, now=now)
    with pytest.raises(Refused):
        actions.reply(application, text="还有", now=now)


def test_the_page_of_the_case_takes_notes_messages_and_files(client, application, officer, body):
    """And only from those who handle it."""
    names = ("note", "message", "add_files")
    addresses = {name: reverse(f"requests_app:{name}", args=[application.pk]) for name in names}
    files = {"papers": [SimpleUploadedFile("核实.pdf", b"%PDF-1.7 checked")]}
    client.force_login(person(body, Role.LEADER_IN_CHARGE))
    assert client.post(addresses["note"], {"text": "x"}).status_code == 422
    assert client.post(addresses["add_files"], files).status_code == 403
    client.force_login(officer)
    assert client.post(addresses["note"], {"text": ""}).status_code == 422
    assert client.post(addresses["note"], {"text": "记一笔", "is_advice": "on"}).status_code == 302
    assert client.post(addresses["message"], {"text": "您好"}).status_code == 302
    files = {"papers": [SimpleUploadedFile("核实.pdf", b"%PDF-1.7 checked")]}
    assert client.post(addresses["add_files"], files).status_code == 302
    assert client.post(addresses["add_files"], {"papers": []}).status_code == 422
    page = client.get(application.get_absolute_url()).content.decode()
    assert "记一笔" in page and "核实.pdf" in page


def states(client, application):
    """The states of the check list, by how often."""
    checks = client.get(application.get_absolute_url()).context["checks"]
    return [check.state for check in checks]


def test_the_list_says_what_each_step_needs(client, make_application, officer, now):
    """Received in March, looked at today: what has a day is late; J4 also reports upward; a closed one is done."""
    client.force_login(officer)
    assert states(client, make_application()) == ["done", "done", "late"]
    assert states(client, make_application(identity_number=""))[:2] == ["done", "open"]
    registered = make_application(upto="registered")
    assert states(client, registered)[-1] == "late"
    actions.consult_third_party(registered, party="清河水务公司", by=officer, now=now + timedelta(days=1))
    assert (
        states(client, registered).count("done")
        == states(client, make_application(upto="registered")).count("done") + 1
    )
    assert states(client, make_application(upto="drafted")) == ["done", "done", "late"]
    assert states(client, make_application(upto="decided")) == ["done", "late", "late"]
    assert states(client, make_application(upto="closed")) == []
