""" "I am done" on a computer that others use too: nothing of what was filed or followed can be opened after it."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.guests import access, code_renewal
from core.models import Letter
from requests_app import actions
from requests_app.models import Application
from requests_app.views.public import FOLLOW
from tests.conftest import load_regime
from tests.requests_app.conftest import FORM

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(cast):
    """File an application; its number and code."""

    def make(subject: str) -> tuple[Application, str]:
        load_regime("national-2019")
        fields = {**FORM, "subject": subject}
        return actions.receive(agency=cast.agency, now=timezone.now(), **fields)

    return make


def follow(client: Client, application: Application, code: str) -> str:
    """Enter number and code, as a visitor does; the address of the page that opens."""
    answer = client.post(reverse("requests_app:track"), {"number": application.number, "code": code})
    assert client.get(answer.url).status_code == 200
    return answer.url


def test_all_that_was_followed_in_a_browser_ends_wherever_the_button_is_pressed(file):
    """Two were followed one after the other; Back must show neither. Another browser goes on."""
    one, other = file("河道清淤"), file("道路养护")
    shared, at_home = Client(), Client()
    pages = [follow(shared, *one), follow(shared, *other)]
    kept = follow(at_home, *one)
    assert shared.post(reverse("done"), {"link": pages[1].rstrip("/").rpartition("/")[2]}).status_code == 200
    for page in pages:
        assert shared.get(page).status_code == 302
    # Links of a matter end together, as the page says; number and code lead back at once.
    assert at_home.get(kept).status_code == 302
    assert at_home.get(follow(at_home, *one)).status_code == 200


def test_the_browser_cannot_be_made_to_end_what_it_did_not_follow(file):
    """The cookie is signed: a planted one ends nothing."""
    mine = file("河道清淤")
    page = follow(Client(), *mine)
    stranger = Client()
    stranger.cookies[access.FOLLOWED] = f'[["requests_app", {mine[0].pk}]]'
    stranger.post(reverse("done"))
    assert Client().get(page).status_code == 200


def test_a_link_in_the_mailbox_holds_as_long_as_its_letter_says(file):
    """Who asks for a new code on a shared computer and is done there opens the letter at home."""
    application, code = file("河道清淤")
    shared = Client()
    page = follow(shared, application, code)
    form = {"number": application.number, "email": application.email}
    shared.post(reverse("requests_app:forgotten"), form)
    shared.post(reverse("done"))
    assert shared.get(page).status_code == 302
    link = "/" + Letter.objects.get(name="code_again").secret.partition("//")[2].partition("/")[2]
    assert Client().get(link).status_code == 200
    signed = link.rstrip("/").rpartition("/")[2]
    assert code_renewal.behind(signed, house="requests_app") == application.pk
    code_renewal.renew(application, house="requests_app", now=timezone.now())
    assert code_renewal.behind(signed, house="requests_app") is None
    assert access.behind(page.rstrip("/").rpartition("/")[2], salt=FOLLOW) is None
