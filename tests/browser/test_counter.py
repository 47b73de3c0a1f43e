"""A day at the counter in a real browser: what came on paper, what is to be posted, an extension, on a phone."""

import pytest
from django.urls import reverse

from core.roles import Role
from requests_app import actions
from requests_app.models import Application, Arrival, AskedExtension, Posting
from tests.browser.conftest import PHONE
from tests.browser.test_pages import look, stage  # noqa: F401 the district at work

pytestmark = pytest.mark.browser
SCAN = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def test_a_day_at_the_counter_on_a_phone_without_a_script(stage, window):  # noqa: F811
    """Posted, delivered, brought in, extended, each by its form, accessible by axe."""
    case = stage.application("registered")
    Application.objects.filter(pk=case.pk).update(email="", address="清河市河东路1号")
    case.refresh_from_db()
    by = stage.people[Role.INTAKE_OFFICER]
    actions.ask_correction(case, missing="请写明年度。", days=10, by=by, now=stage.now)
    posted = Posting.objects.get(clock="correction")
    officer = window(PHONE, scripts=False).sign_in(stage.body, Role.INTAKE_OFFICER)
    page = officer.open(reverse("requests_app:to_post"))
    page.fill(f"[name=proof_{posted.pk}]", "EMS001")
    page.click("form[action*='/out/'] button")
    page.fill(f"[name=day_{posted.pk}]", "2026-03-10")
    page.click("form[action*='/arrived/'] p.buttons button")
    posted.refresh_from_db()
    assert posted.proof == "EMS001" and posted.delivered_on == stage.now.date()

    page = officer.open(case.get_absolute_url())
    page.click(f"a[href='{reverse('requests_app:arrived', args=[case.pk])}']")
    page.check("[name=what][value=correction]")
    page.check("[name=channel][value=counter]")
    page.fill("[name=text]", "要2025年度的。")
    page.set_input_files(
        "[name=papers]", files=[{"name": "补正.pdf", "mimeType": "application/pdf", "buffer": SCAN}]
    )
    page.click("main form p.buttons button")
    assert Arrival.objects.get().papers.get().name == "补正.pdf" and "要2025年度的。" in officer.words()

    page.locator("summary", has_text="申请延期").click()
    asking = page.locator("form[action*='ask_extension']")
    asking.locator("[name=days]").fill("5")
    asking.locator("[name=reason]").fill("需要征求意见。")
    asking.locator("button").click()
    leader = window(PHONE, scripts=False).sign_in(stage.body, Role.SUPERIOR_LEADER)
    page = leader.open(reverse("review:queue"))
    page.click(f"a[href^='{case.get_absolute_url()}']")
    page.click("form[action*='/extend/'] button")
    assert AskedExtension.objects.get().is_granted


def test_the_pages_of_the_counter_are_accessible_on_a_phone(stage, window):  # noqa: F811
    """By axe, with nothing to scroll sideways."""
    case = stage.application("correcting")
    Posting.objects.create(notice=case.notices.get(form="correction"), clock="correction")
    officer = window(PHONE).sign_in(stage.body, Role.INTAKE_OFFICER)
    faults = look(officer, reverse("requests_app:to_post"))
    faults += look(officer, reverse("requests_app:arrived", args=[case.pk]))
    assert not faults, "\n".join(faults)
