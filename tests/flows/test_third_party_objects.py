"""A third party that was asked by letter objects on the portal, with the number and the answer code of its letter."""

import re

import pytest
from django.urls import reverse

from core.roles import Role
from requests_app.actions import clocks, notices
from requests_app.models import Application, Objection
from tests.flows.pages import Visitor

pytestmark = pytest.mark.django_db
PARTY, TEXT = "清河水务公司", "合同单价是本公司的商业秘密。"


@pytest.fixture
def asked(stage) -> Application:
    """A case in which a company was asked for its opinion."""
    return stage.asked_third_party()


def letter_of(case: Application) -> str:
    """The words of the letter that asked."""
    text = notices.text_of(case.notices.get(form="third_party"))
    return "\n".join(str(line) for part in text.parts for line in part.paragraphs)


def test_the_letter_leads_to_the_page_and_the_objection_is_answered_by_a_notice_to_the_third_party(
    stage, asked
):
    """Page and code from the letter, typed, sent, read by the officer, answered; sent again it is one objection."""
    letter, page = letter_of(asked), reverse("requests_app:party_object")
    assert page in letter
    code = re.search(r"[2-9A-Z]{5}-[2-9A-Z]{5}", letter).group()
    company = Visitor()
    company.open(page)
    form = company.page.form("text").values
    assert TEXT not in company.send("text", number=asked.number, code=code.lower(), text=TEXT).html
    made = Objection.objects.get()
    assert (made.who, made.is_of_applicant, made.application) == (PARTY, False, asked)
    again = {**form, "number": asked.number, "code": code.lower(), "text": TEXT}
    assert company.client.post(page, again).status_code == 302 and Objection.objects.count() == 1
    officer = stage.body.sign_in(Role.INTAKE_OFFICER)
    assert TEXT in officer.open(made.get_absolute_url()).text
    officer.send("result", result="partly", text="单价遮盖后公开。")
    made.refresh_from_db()
    answer = asked.notices.get(form="objection_third")
    assert made.result == "partly" and notices.text_of(answer).to == PARTY and not answer.to_applicant


def test_a_wrong_pair_keeps_the_words_tells_nothing_and_becomes_slow(stage, asked):
    """The code of the applicant, of another case, of nobody: the same sentence; the right one is slowed down too."""
    other = stage.asked_third_party()
    name = next(iter(clocks.third_parties(asked)))
    company, seen = Visitor(), set()
    company.open(reverse("requests_app:party_object"))
    for number, code in (
        (asked.number, stage.code), (asked.number, clocks.answer_code(other, name)), ("没有的号", "ABCDE-FGHJK"),
    ):  # fmt: skip
        page = company.send("text", number=number, code=code, text=TEXT, status=422)
        assert page.form("text").values["text"] == [TEXT]
        seen.add(re.search(r'role="alert".*?</ul>', page.html, re.S).group())
    assert len(seen) == 1 and not Objection.objects.exists()
    for _time in range(6):
        response = company.client.post(
            reverse("requests_app:party_object"),
            {**company.page.form("text").values, "number": asked.number, "code": "ABCDE-FGHJK", "text": TEXT},
        )
    assert response.status_code == 429 and TEXT in response.content.decode()
