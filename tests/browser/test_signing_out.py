"""In Chromium: after signing out on a shared computer, Back does not show what was on the screen."""

import pytest
from django.urls import reverse

from core.roles import Role
from tests.browser.conftest import ARGUMENTS, Window
from tests.flows.conftest import stage  # noqa: F401 the body at work
from tools.environment import find_chromium

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AS_PEOPLE_HAVE_IT = [
    "--disable-back-forward-cache"
]  # what Playwright takes away, and what showed the desk again


@pytest.fixture
def remembering(chromium, live_server):
    """A window of a Chromium that keeps pages for Back, as everybody's does."""
    browser = chromium.browser_type.launch(
        executable_path=find_chromium(), args=ARGUMENTS, ignore_default_args=AS_PEOPLE_HAVE_IT
    )
    own = Window(browser.new_context(locale="zh-CN"), live_server.url)
    yield own
    browser.close()
    assert not own.faults, own.faults


@pytest.mark.parametrize("page", ["requests_app:desk", "workplace", "admin:index"])
def test_back_shows_no_page_of_staff_after_signing_out(stage, remembering, page):  # noqa: F811 the fixture
    """The desk with its applications is gone, however far one goes back."""
    case = stage.application("registered")
    person = stage.people[Role.INTAKE_OFFICER]
    own = remembering.sign_in_as(person.username)
    own.open(reverse(page))
    shown = own.words()
    assert case.number in shown or person.name in shown
    own.page.click("form[action$='/logout/'] button")
    own.page.wait_for_url(own.home + "/")
    for _step in range(2):
        own.page.go_back(wait_until="commit")
        own.page.wait_for_timeout(500)
        words = own.words()
        assert case.number not in words and person.name not in words
