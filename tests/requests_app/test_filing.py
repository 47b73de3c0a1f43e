"""Before an application is filed: a draft, a look at what is public, a second look at what is private, no programs."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

from requests_app.actions import drafts
from requests_app.models import Application, FilingDay, FilingDraft
from requests_app.views import submission
from tests.requests_app.conftest import person
from tests.requests_app.test_public_pages import text_of

pytestmark = pytest.mark.django_db
CODE = re.compile(r'class="value">((?:[A-Z2-9]{5}-){3}[A-Z2-9]{5})<')


@pytest.fixture
def address(body):
    """The form of the district."""
    return reverse("requests_app:apply_to", args=[body.slug])


def test_a_draft_is_kept_encrypted_and_opened_by_its_code_alone(client, address, form, caplog):
    """Half a form is enough; the code stands on the page once, never in an address; filing deletes the draft."""
    half = {**form, "subject": "", "phone": "no number", "keep": "1"}
    kept = client.post(address, half, follow=True)
    code = CODE.search(text_of(kept))[1]
    assert code not in str(kept.redirect_chain) and code not in caplog.text
    with connection.cursor() as cursor:
        cursor.execute("SELECT content, code_hash FROM requests_app_filingdraft")
        row = " ".join(cursor.fetchone())
    assert form["identity_number"] not in row and form["applicant_name"] not in row and code not in row
    client.cookies.clear()
    door = reverse("requests_app:continue_draft")
    assert code not in text_of(client.get(door))
    opened = client.post(door, {"code": code.lower().replace("-", " ")})
    page = text_of(opened)
    assert opened.status_code == 200 and opened.context["form"].initial["identity_number"] in page
    assert "no number" in page and form["description"] in page
    carried = re.search(r'name="draft" value="([^"]+)"', page)[1]
    client.post(address, {**half, "subject": "河道", "draft": carried})
    assert FilingDraft.objects.count() == 1
    assert drafts.content_of(FilingDraft.objects.get())["subject"] == "河道"
    assert client.post(address, {**form, "draft": carried}).status_code == 302
    assert Application.objects.count() == 1 and not FilingDraft.objects.exists()


def test_drafts_end_and_cannot_be_guessed(client, body, address, form, now):
    """After fourteen days the code opens nothing and the clock deletes it; guessing is slow; it can be dropped."""
    draft, code = drafts.keep_draft(body, content=form, now=now)
    assert drafts.draft_of(code, now=now + timedelta(days=14, seconds=-1)) == draft
    later = now + timedelta(days=14)
    assert drafts.draft_of(code, now=later) is None
    assert drafts.count_forgotten(now=later) == drafts.forget_drafts(now=later) == 1
    _kept, code = drafts.keep_draft(body, content=form, now=now + timedelta(days=3000))
    door = reverse("requests_app:continue_draft")
    assert client.post(door, {"code": code, "drop": "1"}).status_code == 302
    assert not FilingDraft.objects.exists()
    answers = [client.post(door, {"code": "AAAAA-AAAAA-AAAAA-AAAAA"}).status_code for _try in range(6)]
    assert answers == [422] * 5 + [429]


def test_what_is_public_is_shown_while_typing_and_counted_when_it_helped(
    client, body, address, form, publish_in, monkeypatch
):
    """By a button without a script, as a part of a page with one; who is answered files nothing (art. 36(1))."""
    found = publish_in(body, "2025年度河道清淤工程验收公告")
    looked = client.post(address, {"subject": form["subject"], "description": "验收", "look": "1"})
    page = text_of(looked)
    assert looked.status_code == 200 and found.title in page and form["subject"] in page
    assert client.post(address, {"subject": "完全无关的事项", "look": "1"}).status_code == 200
    live = reverse("requests_app:public_already", args=[body.slug])
    assert found.title in text_of(client.post(live, {"about": "2025年度河道清淤工程验收"}))
    assert client.post(live, {"about": "无关"}).status_code == 204 and client.get(live).status_code == 405
    said = reverse("requests_app:answered", args=[body.slug])
    for _twice in range(2):
        assert client.post(said, {"disclosure": found.pk}).url == found.get_absolute_url()
    for wrong in ("", "x", "٣", "9" * 30, "0"):
        assert client.post(said, {"disclosure": wrong}).status_code == 404
    counted = FilingDay.objects.get()
    assert (counted.agency, counted.shown, counted.answered) == (body, 1, 1)
    assert not Application.objects.exists()
    monkeypatch.setattr(
        submission, "LOOKS_A_MINUTE", 5
    )  # so many that no minute passes meanwhile, however slow we are
    many = [client.post(live, {"about": "无关"}).status_code for _look in range(6)]
    assert many[-1] == 429


def test_private_things_in_the_description_are_asked_about_once(client, body, address, form):
    """A number of one's own, a phone: masked in the question, kept when its writer says so; a hotline is none."""
    body.phone = "010-65432100"
    body.save()
    told = {**form, "description": "我是13912345678，证件11010519491231002X，请公开验收报告。"}
    asked = client.post(address, told)
    page = text_of(asked)
    assert asked.status_code == 422 and list(asked.context["form"].errors) == ["description"]
    assert "139" in page and page.count("13912345678") == 1, "only in the field itself"
    assert 'name="keep_private"' in page and told["description"] in page
    assert client.post(address, {**told, "keep_private": "on"}).status_code == 302
    hotline = {**form, "description": "请公开010-65432100热线的受理记录。", "subject": "热线"}
    assert client.post(address, hotline).status_code == 302
    assert 'name="keep_private"' not in text_of(client.get(address))


def test_who_fills_the_form_in_at_once_looks_again(client, address, form, settings):
    """Sooner than three seconds, or without the time of the page: a sentence, nothing filed, no puzzle."""
    settings.FORM_LEAST_SECONDS = 3
    began = re.search(r'name="began" value="([^"]+)"', text_of(client.get(address)))[1]
    for stamp in (began, "", "made:up:stamp"):
        hasty = client.post(address, {**form, "began": stamp})
        assert hasty.status_code == 422 and not Application.objects.exists()
        assert hasty.context["form"].non_field_errors()
    settings.FORM_LEAST_SECONDS = 0.001
    assert client.post(address, {**form, "began": began}).status_code == 302


def test_officers_enter_what_people_wrote_without_being_asked(client, body, officer, form):
    """What came on paper is written down as it is: the second look is for applicants."""
    client.force_login(person(body, officer.roles.first().role))
    page = text_of(client.get(reverse("requests_app:enter")))
    assert 'name="keep_private"' not in page and 'name="began"' not in page
