"""At the same moment: one page sent by eight hands is taken once, and receipts stand beside what is sent meanwhile."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.models import Receipt, Sent, User
from core.web import form_stamps
from requests_app.models import Application
from supervision.models import Complaint
from tests.conftest import make_person
from tests.races.test_applications import AT_ONCE, at_once
from tests.requests_app.conftest import FORM, OWN_RULES

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def slug(make_agency):
    """The district under J4."""
    return make_agency("district", regime=OWN_RULES["J4"]).slug


def received(client, address: str) -> bool:
    """Whether the receipt at ``address`` is shown to this browser."""
    return client.get(address).status_code == 200


@pytest.mark.parametrize(
    ("name", "typed", "model"),
    [
        ("requests_app:apply_to", {**FORM, "identity_number": ""}, Application),
        ("supervision:complain", {"text": "预算没有公开。"}, Complaint),
    ],
)
def test_a_page_sent_by_eight_hands_is_taken_once(name, typed, model, slug):
    """Each of them gets the one receipt."""
    address = reverse(name, args=[slug])
    for number in range(4):
        sent = {**typed, "text": f"第{number}件", "subject": f"第{number}件"}
        sent["began" if name == "requests_app:apply_to" else "stamp"] = form_stamps.stamp(timezone.now())

        def send(_hand, sent=sent):
            client = Client()
            answer = client.post(address, sent)
            assert answer.status_code == 302, answer.content.decode()[-800:]
            return client, answer.url

        answers = at_once(send)
        assert model.objects.count() == number + 1
        assert len({url for _client, url in answers}) == 1 and len(answers) == AT_ONCE
        assert all(received(client, url) for client, url in answers)
    assert Sent.objects.count() == 4 and Receipt.objects.count() == 4 * AT_ONCE


def test_what_is_sent_while_one_files_touches_no_receipt(slug):
    """Two applications filed by one browser at once, with live suggestions beside them: both receipts are there."""
    address = reverse("requests_app:apply_to", args=[slug])
    live = reverse("requests_app:public_already", args=[slug])
    browser = Client()
    browser.post(live, {"about": "河道"})

    def act(number):
        client = Client()
        client.cookies.update(browser.cookies)
        if number % 4:
            client.post(live, {"about": "河道清淤"})
            return client.cookies, None
        answer = client.post(address, {**FORM, "identity_number": "", "subject": f"第{number}件"})
        return client.cookies, answer.url

    answers = at_once(act)
    for cookies, _url in answers:  # as a browser keeps what each answer sets
        browser.cookies.update(cookies)
    receipts = [url for _cookies, url in answers if url]
    assert len(receipts) == 2 and all(received(browser, url) for url in receipts)


def test_a_page_of_the_admin_sent_by_eight_hands_makes_one_row(slug):
    """The mark of the page is claimed before the work: the others wait and are led where the first was led."""
    administrator = make_person("administrator", is_superuser=True)
    address = reverse("admin:core_user_add")
    for number in range(3):
        sent = {"username": f"officer{number}", "name": "柳青禾", "usable_password": "true"}
        sent |= {"password1": "river-and-mountain", "password2": "river-and-mountain"}
        rows = {
            "roles-TOTAL_FORMS": "0",
            "roles-INITIAL_FORMS": "0",
            "once": form_stamps.stamp(timezone.now()),
        }
        browser = Client()
        browser.force_login(administrator)

        def send(_hand, sent=sent | rows, cookies=browser.cookies):
            client = Client()
            client.cookies.update(cookies)
            answer = client.post(address, sent)
            assert answer.status_code == 302, answer.content.decode()[-800:]
            return answer.url

        assert len(set(at_once(send))) == 1
        assert User.objects.filter(username=f"officer{number}").count() == 1
