"""The main job in a real browser, from what is owed to what is archived, and an application from form to answer."""

from datetime import date

import pytest
from django.urls import reverse

from catalog.actions import disclosures, obligations, screening
from catalog.models import Disclosure, DisclosureItem, Obligation
from catalog.screening import checks
from core.exports.pdf import FONTS
from core.roles import Role
from requests_app.models import Application
from tests.browser.conftest import PHONE, Window
from tests.flows.pages import pdf_text
from tests.flows.world import people_for
from tests.signing import approve

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not any(FONTS.glob("*.ttf")), reason="The fonts of the reports are missing."),
]

TITLE = "河东片区道路工程一季度进展"
ANSWER = "附件每季度更新一次，下次在七月。"


@pytest.fixture
def zone(make_agency, clock):
    """The economic zone (A)."""
    agency = make_agency("zone", regime="economic-zone")
    return people_for(agency, quarterly_item(agency).department)


@pytest.fixture
def bureau(make_agency, clock):
    """The bureau that answers applications (J3)."""
    return people_for(make_agency("bureau", regime="bureau-on-application"))


def quarterly_item(agency) -> DisclosureItem:
    """A public item that one leader approves, owed each quarter."""
    return (
        agency.items.public().filter(cadence="quarterly", blocked="", chain="ordinary", elements="").first()
    )


def test_the_walk_of_a_disclosure(zone, clock, window, tmp_path):
    """Owed, proposed, returned, corrected, approved, public, heard, answered, archived, reported."""
    clock.move_to(2026, 4, 3)
    obligations.open_obligations(now=clock.now)
    owed = Obligation.objects.get(item=quarterly_item(zone.agency), key="2026-Q1")
    proposer, leader = window().sign_in(zone, Role.PROPOSER), window().sign_in(zone, Role.LEADER_IN_CHARGE)

    matter = proposed(proposer, owed, tmp_path)
    returned_and_approved(proposer, leader, matter)
    public = window()
    for path in ("/", "/disclosures/", owed.item.get_absolute_url(), "/search/?q=道路"):
        assert matter.get_absolute_url() in public.links(path)
    heard_and_answered(zone, matter, public, window)
    archived_and_reported(zone, matter, window)


def proposed(proposer: Window, owed: Obligation, folder) -> Disclosure:
    """What is owed stands in the list; the form there takes text and a file."""
    page = proposer.open(reverse("admin:catalog_obligation_changelist"))
    page.click(f"a[href*='obligation={owed.pk}']")
    table = folder / "工程进展表.csv"
    table.write_text("标段,进度\n一,六成\n", encoding="utf-8")
    page.fill("[name=title]", TITLE)
    page.fill("[name=summary]", "三个标段按计划推进。")
    page.fill("[name=body]", "一标段完成六成。")
    page.fill("[name=formed_on]", "2026-04-02")
    page.check("[name=channels][value=web]")
    for other in page.query_selector_all("[name=channels]:not([value=web])"):
        other.uncheck()
    page.set_input_files("[name=uploads]", table)
    page.click("[name=_propose]")  # without the attestation: refused, and nothing typed is lost
    assert page.input_value("[name=title]") == TITLE
    page.set_input_files("[name=uploads]", table)
    page.check("[name=attested]")
    page.click("[name=_propose]")
    matter = Disclosure.objects.get(obligation=owed)
    assert matter.status == Disclosure.Status.IN_REVIEW
    assert matter.attachments.get().name == "工程进展表.csv"
    return matter


def returned_and_approved(proposer: Window, leader: Window, matter: Disclosure) -> None:
    """The leader reads it as the public would, returns it once, and approves what was corrected."""
    page = leader.open("/review/")
    page.click(f"a[href='/review/{matter.pk}/']")
    assert "一标段完成六成" in page.inner_text("main")
    page.click("details:has([name='return-opinion']) > summary")
    page.fill("[name='return-opinion']", "请补充二标段。")
    page.click("[name=says][value=send_back]")

    page = proposer.open(f"/admin/catalog/disclosure/{matter.pk}/change/")
    assert "请补充二标段" in page.inner_text("#content")
    page.fill("[name=body]", "一标段完成六成，二标段完成五成。")
    page.click("[name=_propose]")
    page = proposer.open(f"/review/{matter.pk}/")
    assert not page.query_selector("[name=says][value=approve]")

    screening.scan_due(now=matter.created_at)
    page = leader.open(f"/review/{matter.pk}/")
    page.click("[name=says][value=approve]")
    page.wait_for_url("**/review/")
    matter.refresh_from_db()
    assert matter.status == Disclosure.Status.PUBLISHED


def heard_and_answered(zone, matter: Disclosure, public: Window, window) -> None:
    """Anybody says something; the department answers; both are public."""
    page = public.open(matter.get_absolute_url())
    page.click("details:has([name=text]) > summary")
    page.fill("[name=text]", "附件多久更新一次？")
    page.check("[name=rating][value='4']")
    page.click("main form[action$='opinion/'] button[type=submit]")
    assert public.file(matter.attachments.get().get_absolute_url()).decode().startswith("标段")

    collector = window().sign_in(zone, Role.FEEDBACK_COLLECTOR)
    page = collector.open("/review/opinions/")
    page.click(f"a[href='/review/opinions/{matter.opinions.get().pk}/']")
    page.fill("[name=answer]", ANSWER)
    page.click("form:has([name=answer]) button")
    assert ANSWER in public.words(matter.get_absolute_url())
    public.page.click("a[lang=en]")
    assert f"/en{matter.get_absolute_url()}" in public.page.url
    assert ANSWER in public.words()


def archived_and_reported(zone, matter: Disclosure, window) -> None:
    """Two people end the display, the archivist seals; the supervisor has the reports of matter and department."""
    archivist = window().sign_in(zone, Role.ARCHIVIST)
    page = archivist.open(f"/archive/display/{matter.pk}/")
    page.fill("[name=reason]", "内容已被新版取代。")
    page.click("main form:has([name=reason]) button")
    office = window().sign_in(zone, Role.DISCLOSURE_OFFICE)
    office.open(f"/archive/display/{matter.pk}/").click("main form[action^='/archive/display/'] button")
    page = archivist.open("/archive/")
    page.click(f"form[action='/archive/seal/disclosure/{matter.pk}/'] button")
    matter.refresh_from_db()
    assert matter.status == Disclosure.Status.ARCHIVED

    supervisor = window().sign_in(zone, Role.SUPERVISOR)
    assert "zone" in supervisor.words("/supervision/")
    page = supervisor.open("/archive/")
    page.click(f"main a[href^='/archive/']:text('{matter.index_number.split('/')[0]}')")
    report = page.get_attribute("a[href$='report.pdf']", "href")
    period = (
        f"/archive/reports/zone/report.pdf?department={matter.department.slug}&from=2026-01-01&to=2026-06-30"
    )
    for path in (report, period):
        words = pdf_text(supervisor.file(path))
        assert TITLE in words
        assert ANSWER in words
        assert "十一、" in words


@pytest.mark.parametrize("scripts", [True, False], ids=["desktop", "phone without scripts"])
def test_the_walk_of_an_application(scripts, bureau, clock, window):
    """Filed and followed by a citizen, decided by two in office; all on a desktop, all on a phone without scripts."""

    def look():
        return window() if scripts else window(PHONE, scripts=False)

    citizen = look()
    page = citizen.open("/apply/")
    page.click("a[href='/apply/bureau/']")
    page.click("#file")  # empty: refused, each fault is said and linked
    assert page.query_selector_all("[aria-invalid=true]")
    page.fill("[name=subject]", "河东街道老旧小区改造资金安排")
    page.fill("textarea[name=description]", "申请公开2025年的资金安排。")
    page.fill("[name=applicant_name]", "柳青禾")
    page.fill("[name=email]", "qinghe@example.org")
    page.click("#file")
    page.wait_for_url("**/apply/received/**")
    application = Application.objects.get()
    words = page.inner_text("main")
    assert application.number in words
    assert "2026年3月17日" in words
    code = next(word for word in words.split() if len(word) == 11 and word[5] == "-")

    decided(bureau, application, look)
    page = citizen.open("/track/")
    page.fill("[name=number]", application.number)
    page.fill("[name=code]", code)
    page.click("main form button")
    assert application.number in page.inner_text("main")
    notice = page.get_attribute("main a[href*='/track/notices/'][href$='.pdf'] >> nth=-1", "href")
    assert "查阅了2020年以来的收发文登记" in pdf_text(citizen.file(notice))


def decided(bureau, application: Application, look) -> None:
    """Drafted by the officer, read as it will be sent and signed by the leader."""
    officer = look().sign_in(bureau, Role.INTAKE_OFFICER)
    page = officer.open("/desk/")
    page.click(f"main a[href='/desk/{application.pk}/']")
    assert page.locator("main form[action$='/register/']").count() == 0  # J3 registers on the spot
    page.click("details:has(form[action$='/search/']) > summary")
    said = {"on": "2026-03-10", "people": "秦守信", "places": "档案室", "words": "改造资金"}
    for name, words in said.items():
        page.fill(f"main form[action$='/search/'] [name={name}]", words)
    page.check("main form[action$='/search/'] [name=result][value=nothing]")
    page.click("main form[action$='/search/'] button")
    page.select_option("[name=outcome]", "nonexistent")
    page.click("form:has([name=outcome]) button")
    page.fill("[name=searched]", "查阅了2020年以来的收发文登记。")
    page.click("form:has([name=searched]) button")
    leader = look().sign_in(bureau, Role.LEADER_IN_CHARGE)
    page = leader.open("/review/")
    page.click(f"main a[href='/review/applications/{application.pk}/']")
    assert "档案室" in page.inner_text("#basis")  # the record of the search
    page.click("#basis details > summary")
    assert "查阅了2020年以来的收发文登记" in page.inner_text("#basis article.letter")
    page.click("[name=says][value=approve]")
    page.wait_for_url("**/review/")
    application.refresh_from_db()
    assert application.decided_on == date(2026, 3, 10)
    page = officer.open(f"/desk/{application.pk}/")
    page.click("#notices li:last-child a[href^='/desk/notices/']")
    assert application.number in page.inner_text("main")
    assert application.number in pdf_text(officer.file(page.get_attribute("main a[href$='.pdf']", "href")))
    assert officer.file(page.get_attribute("main a[href$='.docx']", "href")).startswith(b"PK")


def test_a_citizen_reads_and_is_heard_on_a_phone_without_scripts(zone, clock, window, make_disclosure_in):
    """First page, catalogue, item, disclosure, search, opinion: all at 360 pixels, no script runs."""
    matter = make_disclosure_in(zone)
    citizen = window(PHONE, scripts=False)
    page = citizen.open("/")
    page.fill("main [name=q]", "道路")
    page.press("main [name=q]", "Enter")
    page.click(f"main a[href='{matter.get_absolute_url()}']")
    assert TITLE in page.inner_text("h1")
    page.click("details:has([name=text]) > summary")
    page.fill("[name=text]", "写得很清楚。")
    page.click("main form[action$='opinion/'] button[type=submit]")
    assert matter.opinions.get().text == "写得很清楚。"
    page = citizen.open("/agencies/zone/catalogue/")
    assert page.query_selector(f"a[href='{matter.item.get_absolute_url()}']")


@pytest.fixture
def make_disclosure_in(clock):
    """Publish something in a body by its actions."""

    def make(body) -> Disclosure:
        clock.move_to(2026, 4, 3)
        item, by = quarterly_item(body.agency), body.people[Role.PROPOSER]
        content = {"title": TITLE, "body": "一标段完成六成。", "channels": ["web"], "attested": True}
        made = disclosures.draft(item=item, by=by, now=clock.now, formed_on=clock.today, **content)
        disclosures.propose(made, by=by, now=clock.now)
        signer = body.people[Role(checks.secrecy_rule(made).role)]
        screening.sign_secrecy(made, result="open", by=signer, now=clock.now)
        return approve(made, by=body.people[Role.LEADER_IN_CHARGE], now=clock.now)

    return make
