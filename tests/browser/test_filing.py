"""Filing in a real browser: on a phone, without a script, with one; accessible by axe at each step."""

import pytest
from django.urls import reverse

from requests_app.models import Application, FilingDay, FilingDraft
from tests.browser.conftest import PHONE
from tests.browser.test_pages import look, stage  # noqa: F401 the district at work

pytestmark = pytest.mark.browser
TYPED = {
    "subject": "便民服务点调整的依据",
    "applicant_name": "柳青禾",
    "phone": "010-12345678",
    "email": "qinghe@example.org",
}


def fill(page, **typed) -> None:
    """Type into the fields of the form."""
    for name, text in typed.items():
        page.fill(f"#id_{name}", text)


def test_filing_and_following_on_a_phone_without_a_script(stage, window):  # noqa: F811
    """A draft, what is public, a private number asked about, filed, followed by number and code, taken home."""
    shown = stage.disclosure("published")
    small = window(PHONE, scripts=False)
    page = small.open("/apply/district/")
    fill(page, **TYPED, description="我的手机13912345678，请公开调整的依据。")
    page.click("button[name=keep]")
    assert page.url.endswith("/apply/continue/") and FilingDraft.objects.count() == 1
    page.click("main section form button >> nth=0")
    assert page.input_value("#id_subject") == TYPED["subject"]
    page.click("button[name=look]")
    assert shown.title in page.inner_text("main")
    page.click("#file")
    assert page.is_visible("#id_keep_private") and not Application.objects.exists()
    page.check("#id_keep_private")
    page.click("#file")
    page.click("main section.notice > p.buttons button")  # none of these: file it
    page.wait_for_url("**/apply/received/**")
    number, code = page.eval_on_selector_all(".receipt .value", "all => all.map(one => one.textContent)")
    assert not FilingDraft.objects.exists() and Application.objects.get().number == number
    page = small.open("/track/")
    fill(page, number=number, code=code)
    page.click("main form button")
    assert TYPED["subject"] in page.inner_text("h1")
    page.click("text=/ZIP|下载|Download/ >> nth=0")
    fields = page.locator("#own_code")
    fields.fill(code)
    with page.expect_download() as taken:
        page.locator("form", has=fields).locator("button").click()
    assert taken.value.suggested_filename.endswith(".zip")


def test_what_is_public_appears_while_typing_and_saves_an_application(stage, window):  # noqa: F811
    """With the script: after a pause the list is there, told to screen readers; “this answers me” files nothing."""
    shown = stage.disclosure("published")
    page = window(PHONE).open("/apply/district/")
    fill(page, subject="便民服务点调整")
    page.wait_for_selector("#suggestions li")
    assert page.get_attribute("#suggestions", "aria-live") == "polite"
    page.click("#suggestions button")
    page.wait_for_url(f"**{shown.get_absolute_url()}")
    counted = FilingDay.objects.get()
    assert (counted.shown, counted.answered) == (1, 1) and not Application.objects.exists()


def test_the_pages_around_filing_are_accessible_on_a_phone(stage, window):  # noqa: F811
    """By axe, with nothing to scroll sideways: the form, drafts, and what the supervision sees."""
    stage.application("registered")
    small = window(PHONE)
    faults = look(small, "/apply/district/") + look(small, reverse("requests_app:continue_draft"))
    officer = window(PHONE).sign_in(stage.body, "supervisor")
    faults += look(officer, reverse("requests_app:oversight"))
    assert not faults, "\n".join(faults)
