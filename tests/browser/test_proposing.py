"""Writing a proposal in a real browser: nothing typed is lost, newer text is never overwritten, tables paste in."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from catalog.actions import screening
from catalog.models import Disclosure
from catalog.screening import checks
from core.roles import Role
from review import actions as review
from tests.browser.conftest import PHONE, Window
from tests.browser.test_pages import OF_DJANGO, look
from tests.flows.conftest import stage  # noqa: F401 the district
from tests.flows.world import people_for

pytestmark = pytest.mark.browser

SAVED, OFFLINE, OVERTAKEN = (
    f"[data-kept][data-state={state}]" for state in ("saved", "offline", "overtaken")
)
OFFER = "[data-offer]:not([hidden])"
FROM_WORD = """<html><head><style>td {mso-x: 1}</style></head><body>
<p class=MsoNormal>各批次如下</p>
<table style="width:5px" onclick="x()"><tr><th colspan=2>批次<o:p></o:p></th></tr>
<tr><td><p>甲<br>组</p></td><td>合格 &lt;95%</td></tr></table></body></html>"""
PASTE = """([html, text]) => {
  const data = new DataTransfer();
  if (html) data.setData('text/html', html);
  data.setData('text/plain', text);
  const box = document.querySelector('[name=body]');
  box.focus();
  box.setSelectionRange(box.value.length, box.value.length);
  box.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}));
}"""


def kept_here(own: Window) -> list[str]:
    """The names under which the browser keeps something."""
    return own.page.evaluate("Object.keys(localStorage).filter(one => one.startsWith('draft:'))")


def test_what_is_typed_survives_a_lost_connection(stage, window):  # noqa: F811 the fixture
    """Typed, lost, back: saved with the portal; closed without a connection: offered again, until it is saved."""
    draft = stage.disclosure("draft")
    address = reverse("admin:catalog_disclosure_change", args=[draft.pk])
    own = window().sign_in(stage.body, Role.PROPOSER)
    page = own.open(address)
    page.fill("[name=summary]", "第一稿")
    page.wait_for_selector(SAVED)
    assert Disclosure.objects.get().summary == "第一稿" and not kept_here(own)

    own.context.set_offline(True)
    page.fill("[name=summary]", "没有网络时写的")
    page.wait_for_selector(OFFLINE)
    own.context.set_offline(False)
    page.wait_for_selector(SAVED)
    assert Disclosure.objects.get().summary == "没有网络时写的"

    own.context.set_offline(True)
    page.fill("[name=summary]", "关机前写的")
    assert kept_here(own) == [f"draft:{stage.people[Role.PROPOSER].pk}:disclosure-{draft.pk}"]
    page.close()
    own.context.set_offline(False)
    own.page = page = own.context.new_page()
    own.open(address)
    page.wait_for_selector(OFFER)
    assert page.input_value("[name=summary]") == "没有网络时写的"
    faults = [one["id"] for one in Axe().run(page).response["violations"] if one["id"] not in OF_DJANGO]
    assert not faults
    page.click("[data-restore]")
    page.click("[name=_save]")
    page.wait_for_selector(".messagelist")
    assert Disclosure.objects.get().summary == "关机前写的" and not kept_here(own)
    own.faults.clear()  # axe tries styles of its own, and nothing can be asked for without a connection


def test_an_older_window_never_overwrites_a_newer_one(stage, window):  # noqa: F811 the fixture
    """It is told who saved and when; signing out leaves nothing behind."""
    draft = stage.disclosure("draft")
    address = reverse("admin:catalog_disclosure_change", args=[draft.pk])
    own = window().sign_in(stage.body, Role.PROPOSER)
    own.expected = {409}
    page, newer = own.open(address), own.context.new_page()
    newer.goto(own.home + address)
    newer.fill("[name=title]", "新窗口的题目")
    newer.click("[name=_save]")
    newer.wait_for_selector(".messagelist")
    page.fill("[name=title]", "旧窗口的题目")
    page.wait_for_selector(OVERTAKEN)
    assert str(stage.people[Role.PROPOSER]) in page.inner_text("[data-kept]")
    assert Disclosure.objects.get().title == "新窗口的题目" and kept_here(own)
    page.click("[name=_save]")  # now both texts stand on the page
    assert page.input_value("[name=title]") == "旧窗口的题目"
    assert "新窗口的题目" in page.inner_text(".returned >> nth=-1")
    page.fill("[name=summary]", "看过两稿之后")
    page.wait_for_timeout(500)
    assert kept_here(own)
    page.click("#logout-form button")
    page.wait_for_url(own.home + "/")
    assert not kept_here(own)


def test_a_new_proposal_is_kept_and_a_table_pastes_in(stage, window):  # noqa: F811 the fixture
    """From what is owed: gone on with at another computer, then saved; an office table is a table."""
    owed = stage.owed()
    address = f"{reverse('admin:catalog_disclosure_add')}?obligation={owed.pk}"
    own = window().sign_in(stage.body, Role.PROPOSER)
    page = own.open(reverse("desk"))
    page.click(f"a[href='{address}']")
    page.fill("[name=body]", "抽查了两组。")
    page.evaluate(PASTE, [FROM_WORD, "批次"])
    page.evaluate(PASTE, ["", "街道\t数量\n河东\t3\n"])
    page.wait_for_selector(SAVED)
    assert not kept_here(own) and not Disclosure.objects.exists()
    elsewhere = window().sign_in(stage.body, Role.PROPOSER)  # another computer
    page = elsewhere.open(reverse("desk"))
    page.click(f"[aria-labelledby=unfinished] a[href='{address}']")
    page.click("[name=_save]")
    page.wait_for_selector(".messagelist")
    made = Disclosure.objects.get()
    assert not kept_here(own)
    assert "<p>抽查了两组。</p>" in made.body and "<p>各批次如下</p>" in made.body
    assert '<th colspan="2">批次</th>' in made.body and "<td>甲 组</td><td>合格 &lt;95%</td>" in made.body
    assert "<td>河东</td><td>3</td>" in made.body and "style" not in made.body and "onclick" not in made.body
    assert not look(window(PHONE).sign_in(stage.body, Role.PROPOSER), address, leave_out=OF_DJANGO)


def test_a_proposal_needs_no_script(stage, window):  # noqa: F811 the fixture
    """On a phone without scripts, from the desk to the reviewers."""
    owed = stage.owed()
    own = window(PHONE, scripts=False).sign_in(stage.body, Role.PROPOSER)
    page = own.open(reverse("desk"))
    page.click(f"a[href$='?obligation={owed.pk}']")
    page.fill("[name=body]", "三处服务点。")
    page.check("[name=attested]")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    page.click("[name=_propose]")
    assert Disclosure.objects.get(obligation=owed).status == Disclosure.Status.IN_REVIEW


GUIDE = "2.3.1"  # a guide to services: ten parts are demanded of it


@pytest.fixture
def zone(make_agency, clock):
    """The economic zone (A), with its people in the department that owes the guides."""
    agency = make_agency("zone", regime="economic-zone")
    return people_for(agency, agency.items.get(code=GUIDE).department)


def test_what_the_item_demands_is_asked_for_reviewed_and_answered(zone, clock, window, tmp_path):
    """Each part has its own fault, several files go at once; reviewed and answered on a phone without scripts."""
    item = zone.agency.items.get(code=GUIDE)
    parts = item.elements_on(clock.today)
    own = window().sign_in(zone, Role.PROPOSER)
    page = own.open(f"{reverse('admin:catalog_disclosure_add')}?item={item.pk}")
    page.check("[name=attested]")
    page.click("[name=_propose]")
    faults = page.query_selector_all("[class*=field-element_] .errorlist")
    assert len(parts) == len(faults) == 10 and not Disclosure.objects.exists()
    files = [tmp_path / f"附件{number}.csv" for number in (1, 2)]
    for file in files:
        file.write_text("甲,乙\n1,2\n", encoding="utf-8")
    for part in parts:
        page.fill(f"[name=element_{part.code}]", f"{part.name}：略")
    page.set_input_files("[name=uploads]", files)
    page.click("[name=_propose]")
    made = Disclosure.objects.get()
    assert made.status == Disclosure.Status.IN_REVIEW and made.attachments.count() == 2
    reviewed_and_answered(zone, made, clock, window)
    assert not look(window(PHONE), reverse("catalog:withheld", args=["zone"]))
    page = own.open(f"{reverse('admin:catalog_disclosure_add')}?item={item.pk}")
    page.click("a[href*='copy=1']")  # the next one begins with the text of the last
    assert page.input_value(f"[name=element_{parts[0].code}]") == f"{parts[0].name}：略"


def reviewed_and_answered(zone, made: Disclosure, clock, window) -> None:  # not the fixture
    """Every reviewer, and who answers what the public says, needs neither a wide screen nor a script."""
    screening.scan_due(now=clock.now)
    if rule := checks.secrecy_rule(made):
        screening.sign_secrecy(made, result="open", by=zone.people[Role(rule.role)], now=clock.now)
    leader = window(PHONE, scripts=False).sign_in(zone, Role.LEADER_IN_CHARGE)
    page = leader.open("/review/")
    page.click(f"a[href='/review/{made.pk}/']")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    page.click("[name=says][value=approve]")
    page.wait_for_url("**/review/")
    made.refresh_from_db()
    assert made.status == Disclosure.Status.PUBLISHED
    said = review.receive_opinion(made, text="哪里办理？", now=clock.now)
    page = window(PHONE, scripts=False).sign_in(zone, Role.FEEDBACK_COLLECTOR).open(reverse("desk"))
    page.click(f"a[href='{reverse('review:answer', args=[said.pk])}']")
    page.fill("[name=answer]", "一楼二号窗口。")
    page.click("form:has([name=answer]) button")
    said.refresh_from_db()
    assert said.answer == "一楼二号窗口。"


def test_nothing_to_report_takes_two_clicks(stage, window):  # noqa: F811 the fixture
    """From the desk: one on the duty, one on the page that asks."""
    owed = stage.period()
    page = window().sign_in(stage.body, Role.PROPOSER).open(reverse("desk"))
    page.click(f"a[href='{reverse('admin:catalog_obligation_nil', args=[owed.pk])}']")
    page.check("[name=attested]")
    page.click("[name=_go]")
    made = Disclosure.objects.get(obligation=owed)
    assert made.is_nil and made.status == Disclosure.Status.IN_REVIEW
