"""Writing a proposal in a real browser: nothing typed is lost, newer text is never overwritten, tables paste in."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from catalog.models import Disclosure
from core.roles import Role
from tests.browser.conftest import PHONE, Window
from tests.browser.test_pages import OF_DJANGO, look
from tests.flows.conftest import stage  # noqa: F401 the district

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
    """From what is owed: kept in the browser until it is saved; the table of an office program is a table."""
    owed = stage.owed()
    address = f"{reverse('admin:catalog_disclosure_add')}?obligation={owed.pk}"
    own = window().sign_in(stage.body, Role.PROPOSER)
    page = own.open(reverse("desk"))
    page.click(f"a[href='{address}']")
    page.fill("[name=body]", "抽查了两组。")
    page.evaluate(PASTE, [FROM_WORD, "批次"])
    page.evaluate(PASTE, ["", "街道\t数量\n河东\t3\n"])
    page.reload()
    page.click("[data-restore]")
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
