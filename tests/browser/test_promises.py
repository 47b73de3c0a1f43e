"""What the portal says of itself, tried in a real Chromium as visitors would; docs/promises.md lists the sentences."""

import hashlib
import json
from pathlib import Path

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from core.mail import letters
from core.models import Letter, LogEntry
from core.proof import evidence
from core.roles import Role
from requests_app.actions import identity_papers
from requests_app.models import Application
from review import actions as review
from review.actions import held_opinions
from tests.browser.test_filing import TYPED, fill
from tests.browser.test_pages import stage  # noqa: F401 the district at work

pytestmark = pytest.mark.browser


def checked(window, path) -> str:
    """What /log/ says of the file at ``path``."""
    page = window.open("/log/")
    page.set_input_files("main form input[type=file], aside form input[type=file]", path)
    page.click("form[enctype='multipart/form-data'] button[type=submit]")
    return page.inner_text("body")


def test_a_file_is_measured_and_not_kept(stage, window, tmp_path, settings):  # noqa: F811
    """A file that nobody published is checked at /log/: it is unknown, and no byte of it stays."""
    strange = tmp_path / "strange.txt"
    strange.write_bytes("从未发布的文件，八月二十九".encode())
    before = sorted(str(one) for one in Path(settings.MEDIA_ROOT).rglob("*") if one.is_file())
    assert "没有这一校验值" in checked(window(), strange)
    assert before == sorted(str(one) for one in Path(settings.MEDIA_ROOT).rglob("*") if one.is_file())


def test_any_change_is_found_and_told(stage, window):  # noqa: F811
    """The record beside the page has the digest that the log shows; a text changed by SQL is told on both pages."""
    matter = stage.disclosure("published")
    evidence.checkpoint(now=timezone.now())
    reader = window()
    page = reader.open(matter.get_absolute_url())
    assert "绕过平台被改动" not in page.inner_text("body")
    links = reader.links(matter.get_absolute_url())
    record = reader.file(next(link for link in links if "record" in link))
    digest = hashlib.sha256(record).hexdigest()
    entry = LogEntry.objects.get(subject=matter.index_number)
    assert digest in reader.words(matter.get_absolute_url()) and json.loads(record)["title"] == matter.title
    of_log = reverse("log_entry", args=[entry.number])
    assert of_log in links and entry.payload["record_sha256"] == digest
    assert "与本条记载一致" in reader.words(of_log)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE catalog_disclosure SET body = '别的' WHERE id = %s", [matter.pk])
    assert "绕过平台被改动" in reader.words(matter.get_absolute_url())
    assert "与本条记载不符" in reader.words(of_log)


def test_name_and_contact_of_an_opinion_stand_on_no_public_page(stage, window):  # noqa: F811
    """Sent with name and contact, answered and published: neither stands on the page, in lists, feeds or open data."""
    matter = stage.disclosure("published")
    reader = window(scripts=False)
    page = reader.open(matter.get_absolute_url())
    fill_in = page.locator("form[action$='/opinion/']")
    page.eval_on_selector_all("details", "all => all.forEach(one => one.open = true)")
    fill_in.locator("[name=text]").fill("请公布明细。")
    fill_in.locator("[name=name]").fill("欧阳寻真")
    fill_in.locator("[name=contact]").fill("xunzhen@example.org")
    fill_in.locator("button[type=submit]").first.click()
    taken = matter.opinions.get()
    if taken.status == taken.Status.HELD:
        held_opinions.let_in(
            matter.opinions.all(), by=stage.body.people[Role.FEEDBACK_COLLECTOR], now=timezone.now()
        )
        taken.refresh_from_db()
    collector = stage.body.people[Role.FEEDBACK_COLLECTOR]
    review.answer_opinion(taken, answer="明细已补充。", by=collector, now=timezone.now())
    shown = reader.words(matter.get_absolute_url())
    assert "请公布明细。" in shown and "明细已补充。" in shown
    links = {link for link in reader.links(matter.get_absolute_url()) if link.startswith("/")}
    for path in sorted({matter.get_absolute_url(), "/", *links} - {"/login/"}):
        answer = reader.context.request.get(reader.home + path)
        assert "欧阳寻真" not in answer.text() and "xunzhen" not in answer.text(), path


def filed(page, subject: str) -> tuple[str, str]:
    """File an application: its number and code, read off the receipt."""
    fill(page, **{**TYPED, "subject": subject}, description="申请公开有关材料。")
    page.click("#file")
    if "/received/" not in page.url:
        page.click("main section.notice > p.buttons button")
    page.wait_for_url("**/apply/received/**")
    number, code = page.eval_on_selector_all(".receipt .value", "all => all.map(one => one.textContent)")
    return number, code


def test_receipts_stay_beside_each_other_until_i_am_done(stage, clock, window):  # noqa: F811
    """A second filing and what is looked up while typing leave the first receipt; "I am done" ends both."""
    stage.disclosure("published")
    citizen = window()
    first = filed(citizen.open("/apply/district/"), "路灯更换的预算")
    receipt = citizen.page.url
    page = citizen.open("/apply/district/")
    fill(page, subject="便民服务点调整")
    page.wait_for_selector("#suggestions li")
    second = filed(citizen.open("/apply/district/"), "校车路线的审批")
    latest = citizen.page.url
    assert first[1] in citizen.words(receipt) and second[1] in citizen.words(latest)
    page = citizen.open("/done/")
    page.click("main form button")
    for address, (_number, code) in ((receipt, first), (latest, second)):
        assert code not in citizen.words(address)
    clock.wait(minutes=1)
    page = citizen.open("/track/")
    fill(page, number=first[0], code=first[1])
    page.click("main form button")
    page.wait_for_load_state("networkidle")
    assert "路灯更换的预算" in page.inner_text("main")


def test_a_refused_form_keeps_words_and_files(stage, window, tmp_path):  # noqa: F811
    """Refused for a missing field: words and the chosen identity paper are still there, and are filed."""
    paper = tmp_path / "身份证.pdf"
    paper.write_bytes(b"%PDF-1.4 proof")
    page = window(scripts=False).open("/apply/district/")
    fill(page, **{**TYPED, "subject": "护栏采购的合同"}, description="")
    page.set_input_files("[name=identity_paper]", str(paper))
    page.eval_on_selector_all("[required]", "all => all.forEach(one => one.removeAttribute('required'))")
    page.click("#file")
    assert not Application.objects.exists() and page.input_value("#id_subject") == "护栏采购的合同"
    assert "身份证.pdf" in page.inner_text("main")
    page.fill("#id_description", "申请公开合同文本。")
    page.click("#file")
    if "/received/" not in page.url:
        page.click("main section.notice > p.buttons button")
    page.wait_for_url("**/apply/received/**")
    assert Application.objects.get().files.filter(purpose=identity_papers.PURPOSE).count() == 1


def test_a_letter_is_read_by_the_administrator_where_nobody_sends_it(
    stage,  # noqa: F811
    window,
    django_user_model,
    settings,
):
    """Embedded: the receipt that was owed to the citizen stands, whole, on the administrator's page of letters."""
    settings.EMAIL_BACKEND = "core.mail.kept_mail.KeptMail"
    number, code = filed(window().open("/apply/district/"), "公厕改造的批复")
    assert letters.send_owed(timezone.now()) >= 1
    letter = next(one for one in Letter.objects.all() if one.to == TYPED["email"])
    django_user_model.objects.create_superuser("root", "root@example.org", "x" * 12)
    office = window()
    office.sign_in_as("root", "x" * 12)
    said = office.words(reverse("admin:core_letter_change", args=[letter.pk]))
    assert number in said and code in said
