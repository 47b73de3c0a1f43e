"""What was asked before is found, tied together, and the draft begins from it or from a text of the body."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core.roles import Role
from core.transitions import Refused
from requests_app import actions
from requests_app.actions import linking
from requests_app.models import AnswerText
from tests.requests_app.conftest import person, refusal

pytestmark = pytest.mark.django_db
SOMEBODY_ELSE = {
    "applicant_name": "秦守信",
    "identity_number": "110105194912310038",
    "phone": "13900000000",
    "email": "",
}


def test_what_was_asked_before_is_shown_and_linked(
    client, bodies, make_application, officer, leader, body, now
):
    """The same applicant always, others while open; another year is another matter; another body is no concern."""
    before = make_application(upto="decided")
    open_one = make_application(subject="2025年度河道清淤工程的验收情况", **SOMEBODY_ELSE)
    make_application(upto="decided", **SOMEBODY_ELSE)  # somebody else's, and over
    make_application(subject="2024年度河道清淤工程验收情况")
    make_application(subject="窗口收费依据")
    make_application(bodies("J3"))
    again = make_application(upto="registered", when=now + timedelta(days=1))
    found = {(hint.other.pk, hint.same_applicant) for hint in linking.hints(again)}
    assert found == {(before.pk, True), (open_one.pk, False)}
    then = {"by": officer, "now": now + timedelta(days=1)}
    for wrong in (
        {"number": "无此编号"}, {"number": again.number}, {"by": leader},
        {"number": open_one.number, "kind": "repeated"}, {"number": make_application(when=now).number},
    ):  # fmt: skip
        with pytest.raises(Refused):
            actions.link(again, **{"number": before.number, "kind": "repeated", **then, **wrong})
    client.force_login(officer)
    address = reverse("requests_app:link", args=[again.pk])
    assert client.post(address, {"number": before.number, "kind": "x"}).status_code == 422
    assert client.post(address, {"number": f" {before.number} ", "kind": "repeated"}).status_code == 302
    assert client.post(address, {"number": before.number, "kind": "repeated"}).status_code == 422
    page = client.get(again.get_absolute_url(), {"outcome": "repeated"})
    begun = page.context["forms"]["draft"].initial["reasons"]
    assert before.number in begun and before.notices.last().number in begun
    page = client.get(again.get_absolute_url(), {"outcome": before.outcome, "like": before.pk})
    assert page.context["forms"]["draft"].initial == before.decision
    for odd in ("x", "9" * 400, str(open_one.pk), "-1"):
        page = client.get(again.get_absolute_url(), {"outcome": before.outcome, "like": odd, "text": odd})
        assert page.context["forms"]["draft"].initial == {}
    assert client.get(before.get_absolute_url()).status_code == 200
    client.force_login(person(body, Role.PROPOSER))
    assert client.post(address, {"number": before.number, "kind": "together"}).status_code == 404


def test_a_draft_begins_with_a_text_of_the_body(client, bodies, make_application, officer, body):
    """Its places are filled; the texts of another outcome or body are not offered."""
    application = make_application(upto="registered")
    outcome = refusal(application)["outcome"]
    own = {
        "agency": body,
        "name": "商业秘密",
        "reasons": "您的申请（{number}）涉及商业秘密，{weather}。",
        "grounds": "条例第十五条",
    }
    text = AnswerText.objects.create(outcome=outcome, **own)
    AnswerText.objects.create(outcome="nonexistent", **own)
    strange = AnswerText.objects.create(outcome=outcome, **{**own, "agency": bodies("J3")})
    client.force_login(officer)
    page = client.get(application.get_absolute_url(), {"outcome": outcome, "text": text.pk})
    assert list(page.context["texts"]) == [text]
    initial = page.context["forms"]["draft"].initial
    assert initial["reasons"] == f"您的申请（{application.number}）涉及商业秘密，{{weather}}。"
    assert initial["grounds"] == "条例第十五条"
    page = client.get(application.get_absolute_url(), {"outcome": outcome, "text": strange.pk})
    assert page.context["forms"]["draft"].initial == {}
