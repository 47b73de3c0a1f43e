"""What an applicant meets: the form, the receipt, the way to follow. No account, no script."""

import re
import time
from datetime import timedelta

import pytest
from django.core import signing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.guests import access
from core.models import Receipt, Try
from requests_app import actions
from requests_app.models import Application
from requests_app.views import public
from tests.requests_app.conftest import NATIONAL

pytestmark = pytest.mark.django_db
DRAFT = "/apply/continue/"


@pytest.fixture
def address(body):
    """The form of the district."""
    return reverse("requests_app:apply_to", args=[body.slug])


def text_of(response):
    """The page as text."""
    return response.content.decode()


def filed(client, address, form):
    """File ``form`` and return the receipt's page."""
    response = client.post(address, form, follow=True)
    assert response.status_code == 200, text_of(response)
    return response


def code_on(response):
    """The query code that a receipt shows."""
    return re.search(r'class="value">([A-Z2-9]{5}-[A-Z2-9]{5})<', text_of(response))[1]


def followed(client, number, code):
    """The page where an application stands."""
    return client.post(reverse("requests_app:track"), {"number": number, "code": code}, follow=True)


def test_each_body_says_how_long_it_has(client, bodies):
    """5, 15 or 20 working days, by its own regime, with as many queries for three bodies as for one."""
    bodies("J4")
    client.get(reverse("requests_app:apply"))
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get(reverse("requests_app:apply"))
    bodies("J3"), bodies("national")
    client.get(reverse("requests_app:apply"))
    with CaptureQueriesContext(connection) as three:
        page = text_of(client.get(reverse("requests_app:apply")))
    assert len(one) == len(three) <= 4
    assert all(f"{days}个工作日" in page for days in (5, 15, 20))


def test_the_form_names_rules_and_ways_of_the_body(client, bodies):
    """J3 takes telegrams, the national rules take oral applications; each page says its own (J3-268, art. 29)."""
    j3 = text_of(client.get(reverse("requests_app:apply_to", args=[bodies("J3").slug])))
    national = text_of(client.get(reverse("requests_app:apply_to", args=[bodies("national").slug])))
    assert "电报" in j3 and "口头" not in j3
    assert "口头" in national and "电报" not in national
    assert "20个工作日" in national and NATIONAL not in national


def test_filing_gives_a_receipt_that_only_this_browser_sees(client, address, form):
    """Number, code, day of receipt, day of answer and why; another browser and a later hour see nothing."""
    receipt = filed(client, address, form)
    application = Application.objects.get()
    page = text_of(receipt)
    assert application.number in page and code_on(receipt)
    assert "第 1 个工作日" in page or "第1个工作日" in page
    assert form["applicant_name"] not in page
    client.logout()
    again = client.get(reverse("requests_app:received", args=[application.number]))
    assert again.status_code == 302 and again.url == reverse("requests_app:track")
    assert client.get(reverse("requests_app:receipt_pdf", args=[application.number])).status_code == 404


def test_a_receipt_is_kept_encrypted_for_an_hour_and_for_one_browser(client, address, form):
    """Neither the row nor the cookie holds the code; a cookie that was there before opens nothing (fixation)."""
    client.cookies["receipt-planted"] = "planted"
    code = code_on(filed(client, address, form))
    kept = Receipt.objects.get()
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM core_receipt")
        row = str(cursor.fetchall())
    cookies = {name: one.value for name, one in client.cookies.items() if name.startswith("receipt-")}
    assert code not in row + str(cookies) and len(cookies) == 2
    assert all(value not in row for value in cookies.values())
    number = Application.objects.get().number
    received = reverse("requests_app:received", args=[number])
    stranger = Client()
    stranger.cookies["receipt-planted"] = "planted"
    assert client.get(received).status_code == 200 and stranger.get(received).status_code == 302
    Receipt.objects.update(until=kept.until - timedelta(hours=1))
    assert client.get(received).status_code == 302


def test_several_receipts_stand_beside_one_another(client, address, form):
    """Each is kept for its number; what is looked up while typing, drafts and ratings touch none of them."""
    codes = []
    for subject in ("河道清淤", "道路绿化", "路灯维修"):
        codes.append(code_on(filed(client, address, {**form, "subject": subject})))
        client.post(address + "public/", {"about": "河道清淤验收"})
        client.post(address, {**form, "subject": subject, "keep": "1"})
    for application, code in zip(Application.objects.order_by("pk"), codes, strict=True):
        page = client.get(reverse("requests_app:received", args=[application.number]))
        assert code_on(page) == code
    assert "sessionid" not in client.cookies, "nothing of a visitor stands in a session"


def test_who_is_done_leaves_nothing_behind(client, address, form):
    """Receipts, codes of drafts and links end, in this browser and by their addresses; the code itself still works."""
    code = code_on(filed(client, address, form))
    number = Application.objects.get().number
    client.post(address, {**form, "keep": "1"})
    draft = re.search(r'class="value">((?:[A-Z2-9]{5}-){3}[A-Z2-9]{5})<', text_of(client.get(DRAFT)))[1]
    followed = client.post(reverse("requests_app:track"), {"number": number, "code": code}).url
    notice = re.search(r'"(/track/notices/[^"]+\.docx)"', text_of(client.get(followed)))[1]
    signed = re.search(r'name="link" value="([^"]+)"', text_of(client.get(followed)))[1]
    assert client.get(notice).status_code == 200
    stranger = Client()
    stranger.post(reverse("done"), {"link": "x"})
    assert client.get(followed).status_code == 200, "nobody ends what is not theirs"
    done = client.post(reverse("done"), {"link": signed})
    assert done.status_code == 200 and done["Clear-Site-Data"] == '"cache"'
    assert client.get(reverse("requests_app:received", args=[number])).status_code == 302
    assert draft not in text_of(client.get(DRAFT))
    for gone in (followed, notice):
        assert client.get(gone).url == reverse("requests_app:track")
    again = client.post(reverse("requests_app:track"), {"number": number, "code": code}).url
    assert client.get(again).status_code == 200


def test_the_links_of_a_receipt_work_as_long_as_it_says(client, address, form, monkeypatch):
    """One hour, whatever else this browser did meanwhile; then they lead to the page that asks for the code."""
    filed(client, address, form)
    receipt = client.get(reverse("requests_app:received", args=[Application.objects.get().number]))
    link = re.search(r'"(/track/[^"/]+/form\.pdf)"', text_of(receipt))[1].replace("form.pdf", "")
    filed(client, address, {**form, "subject": "另一件事"})
    client.post(address + "public/", {"about": "河道"})
    moment = time.time()
    for minutes, status in ((0, 200), (59, 200), (61, 302)):
        monkeypatch.setattr(signing.time, "time", lambda later=minutes: moment + later * 60)
        assert client.get(link).status_code == status


def test_what_is_public_already_is_shown_before_filing(client, body, address, form, publish_in):
    """J3-266, art. 36(1): first the matches with what was typed kept, then the same button files it."""
    publish_in(body, "2025年度河道清淤工程验收公告")
    shown = client.post(address, form)
    page = text_of(shown)
    assert shown.status_code == 200 and not Application.objects.exists()
    assert "2025年度河道清淤工程验收公告" in page
    assert all(form[name] in page for name in ("applicant_name", "description", "phone"))
    seen = re.search(r'name="seen" value="([0-9a-f]{64})"', page)[1]
    filed(client, address, {**form, "seen": seen})
    assert Application.objects.count() == 1


def test_another_subject_is_looked_up_again(client, body, address, form, publish_in):
    """Having seen what is public on one subject says nothing of another."""
    publish_in(body, "2025年度河道清淤工程验收公告")
    client.post(address, {**form, "seen": "0" * 64})
    assert not Application.objects.exists()


def test_many_applications_from_one_place_slow_down(client, address, form):
    """After five in a quarter of an hour the sixth waits, and what was typed stays."""
    for number in range(5):
        filed(client, address, {**form, "subject": f"事项{number}"})
    response = client.post(address, form)
    assert response.status_code == 429
    assert form["description"] in text_of(response)
    assert Application.objects.count() == 5


def test_the_number_and_its_code_open_the_page(client, address, form):
    """However the brackets are typed, with or without the hyphen, in small letters."""
    code = code_on(filed(client, address, form))
    number = Application.objects.get().number
    for typed in (
        number,
        number.replace("〔", "[").replace("〕", "]"),
        f" {number.lower()} ".replace("〔", "（"),
    ):
        response = followed(client, typed.replace("〕", "）"), code.lower().replace("-", " "))
        assert response.status_code == 200, typed
        assert form["subject"] in text_of(response)


def test_a_wrong_number_and_a_wrong_code_are_told_the_same(client, address, form):
    """Nobody learns whether an application exists; both answers are equal but for what was typed."""
    filed(client, address, form)
    number = Application.objects.get().number
    wrong_code = followed(client, number, "AAAAA-AAAAA")
    wrong_number = followed(client, number.replace("0001", "0009"), "AAAAA-AAAAA")
    assert wrong_code.status_code == wrong_number.status_code == 422
    tidy = [
        re.sub(r'csrfmiddlewaretoken" value="\w+"', "", text_of(page)).replace("0009", "0001")
        for page in (wrong_code, wrong_number)
    ]
    assert tidy[0] == tidy[1]


def test_guessing_becomes_slow_even_with_the_right_code(client, address, form):
    """After five failures the answer is 429, for the right pair too, until a quarter of an hour has passed."""
    code = code_on(filed(client, address, form))
    number = Application.objects.get().number
    for _guess in range(5):
        assert followed(client, number, "AAAAA-AAAAA").status_code == 422
    assert followed(client, number, code).status_code == 429
    elsewhere = client.post(
        reverse("requests_app:track"), {"number": number, "code": code}, REMOTE_ADDR="203.0.113.9"
    )
    assert elsewhere.status_code == 302
    Try.objects.update(ends_at=Try.objects.first().ends_at - timedelta(minutes=16))
    assert followed(client, number, code).status_code == 200


def test_addresses_and_titles_hold_nothing_personal(client, address, form):
    """Neither the address of the page nor its title names the applicant, the number or the subject."""
    code = code_on(filed(client, address, form))
    response = followed(client, Application.objects.get().number, code)
    title = re.search(r"<title>(.*?)</title>", text_of(response))[1]
    where = response.redirect_chain[-1][0]
    for secret in (form["applicant_name"], form["subject"], form["phone"], code):
        assert secret not in title and secret not in where
    assert "no-store" in response["Cache-Control"]


def test_a_link_of_yesterday_opens_nothing(client, make_application, monkeypatch):
    """The signed address lasts an hour; a made-up one never worked."""
    application = make_application()
    signed = signing.dumps(application.pk, salt=public.FOLLOW)
    assert client.get(reverse("requests_app:followed", args=[signed])).status_code == 200
    wrong = signing.dumps(application.pk, salt=public.READ_NOTICE)
    for bad in (signed[:-1] + "x", wrong, "1", "x:y:z"):
        assert client.get(reverse("requests_app:followed", args=[bad])).status_code == 302
    monkeypatch.setattr(access, "LINK_LASTS", timedelta(seconds=-1))
    assert client.get(reverse("requests_app:followed", args=[signed])).status_code == 302


def test_the_applicant_sees_no_drafts_names_or_opinions(client, make_application, leader, officer, now):
    """A returned draft is work inside the body: neither the opinion nor the step reaches the applicant."""
    application = make_application(upto="drafted")
    actions.send_back(application, opinion="内部意见不外传", by=leader, now=now)
    signed = signing.dumps(application.pk, salt=public.FOLLOW)
    page = text_of(client.get(reverse("requests_app:followed", args=[signed])))
    assert "内部意见不外传" not in page and officer.name not in page and leader.name not in page
    assert application.chosen_outcome.name.zh not in page


def test_the_applicant_corrects_what_was_asked(client, make_application, officer):
    """The form appears when a correction is asked for; an empty one is told so and changes nothing."""
    asked = timezone.now()
    application = make_application(upto="registered", when=asked)
    actions.ask_correction(application, missing="请写明年度。", days=10, by=officer, now=asked)
    signed = signing.dumps(application.pk, salt=public.FOLLOW)
    page = client.get(reverse("requests_app:followed", args=[signed]))
    assert "请写明年度。" in text_of(page)
    address = reverse("requests_app:correct", args=[signed])
    assert client.post(address, {"text": "  "}).status_code == 422
    assert client.post(address, {"text": "2025年度。"}).status_code == 302
    application.refresh_from_db()
    assert application.status == Application.Status.REGISTERED
    twice = client.post(address, {"text": "又一次"})
    assert twice.status_code == 422 and "又一次" in text_of(twice)


def test_the_applicant_withdraws_after_confirming(client, make_application):
    """One click is not enough; a second withdrawal is refused with a sentence."""
    application = make_application()
    signed = signing.dumps(application.pk, salt=public.FOLLOW)
    address = reverse("requests_app:withdraw", args=[signed])
    client.post(address)
    application.refresh_from_db()
    assert application.status == Application.Status.RECEIVED
    client.post(address, {"sure": "yes"})
    application.refresh_from_db()
    assert application.status == Application.Status.WITHDRAWN
    again = client.post(address, {"sure": "yes"}, follow=True)
    assert "申请人已撤回" in text_of(again)


def test_notices_are_files_behind_links_that_expire(client, make_application):
    """The signed link gives the PDF to whoever holds it for an hour; the desk's address gives it to nobody outside."""
    application = make_application(upto="decided")
    signed = signing.dumps(application.pk, salt=public.FOLLOW)
    page = text_of(client.get(reverse("requests_app:followed", args=[signed])))
    links = re.findall(r'href="(/track/notices/[^"]+\.pdf)"', page)
    assert len(set(links)) == 2
    paper = client.get(links[0])
    assert paper.status_code == 200 and paper["Content-Type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF") and "no-store" in paper["Cache-Control"]
    notice = application.notices.last()
    assert client.get(links[0].replace(".pdf", "x.pdf")).status_code == 302
    assert client.get(reverse("requests_app:notice", args=[notice.pk])).status_code == 302


def test_english_pages_stand_beside_the_chinese_ones(client, bodies, form):
    """The same pages in English, the notices in Chinese as they were issued."""
    slug = bodies("J4").slug
    page = text_of(client.get(f"/en/apply/{slug}/"))
    assert "15 working days" in page and "Application for disclosure" in page
    assert client.post(f"/en/apply/{slug}/", form).status_code == 302
