"""Every page in a real browser: accessible by axe, nothing to scroll sideways on a phone, no fault in the console."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from archive import actions as archive
from archive import displaying
from catalog.actions import disclosures, screening
from catalog.models import Disclosure
from core.roles import Role
from review import actions as review
from tests.browser.conftest import DESKTOP, PHONE, Window
from tests.conftest import give_every_role, make_person
from tests.flows.places import Stage
from tests.flows.world import people_for

pytestmark = pytest.mark.browser

# What Django's own admin does differently, and we leave as it is: its markup is replaced with each version of Django.
OF_DJANGO = {
    "label-title-only": "the search field of a change list has only its help text",
    "link-in-text-block": "the number of all results beside the search field is a link of the colour of the text",
    "region": "the skip link and the toolbar of the change list stand outside its landmarks",
    "empty-table-header": "the column of the check boxes and links has no heading",
    "landmark-unique": "the side bar and the breadcrumbs are unnamed navigations",
    "heading-order": "its inlines and side bars begin with headings of their own order",
    "scrollable-region-focusable": "the results of a change list scroll sideways inside their own frame",
}


@pytest.fixture
def stage(make_agency, clock) -> Stage:
    """The district with something in every state."""
    agency = make_agency("district", regime="district")
    made = Stage(people_for(agency, agency.items.get(code="1.8").department), clock.now)
    made.said = made.opinion()
    made.answered = review.receive_opinion(
        made.said.disclosure, text="写得清楚。" * 20, rating=5, now=clock.now
    )
    collector = made.people[Role.FEEDBACK_COLLECTOR]
    review.answer_opinion(made.answered, answer="谢谢。", by=collector, now=clock.now)
    return made


def published_with_file(stage: Stage) -> Disclosure:
    """With a table wider than a phone, a long word, and a file with a long name."""
    cells = "".join(f"<td>第{number}季度完成投资额（万元）</td>" for number in range(12))
    body = f"<p>{'x' * 200}</p><table><tr>{cells}</tr></table>"
    made = stage.disclosure("draft", body=body, title="调整服务点的通知" * 8)
    by = stage.people[Role.PROPOSER]
    file = SimpleUploadedFile("附表" * 40 + ".csv", "甲,乙\n".encode(), content_type="text/csv")
    disclosures.attach(made, upload=file, by=by, now=stage.now)
    disclosures.propose(made, by=by, now=stage.now)
    screening.scan_due(now=stage.now)
    stage.consent(made)
    return made


def look(seen: Window, path: str, *, leave_out: dict[str, str] | None = None) -> list[str]:
    """Everything that is wrong with one page at the size of the window."""
    page = seen.open(path)
    faults = []
    wide, inner = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    if wide > inner:
        widest = page.evaluate(WIDEST)
        faults.append(f"{path} is {wide} px wide in a window of {inner}: {widest}")
    seen.is_muted = True  # axe tries styles of its own, which our policy refuses
    violations = Axe().run(page).response["violations"]
    seen.is_muted = False
    for violation in violations:
        if violation["id"] in (leave_out or {}):
            continue
        where = [f"{node['target']} {node['html'][:120]}" for node in violation["nodes"][:3]]
        faults.append(f"{path} {violation['id']} ({violation['help']}): {where}")
    return faults


WIDEST = """() => [...document.querySelectorAll('body *')]
  .filter(one => one.getBoundingClientRect().right > window.innerWidth + 1)
  .map(one => one.tagName + '.' + one.className).slice(0, 4).join(' ')"""


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_public_pages_are_clean(language, size, stage, window):
    """Whatever a citizen can open, in both languages."""
    made, withdrawn = published_with_file(stage), stage.disclosure("published")
    disclosures.withdraw(
        withdrawn, reason="数据有误。", by=stage.people[Role.DISCLOSURE_OFFICE], now=stage.now
    )
    applied = stage.application("decided")
    paths = [
        "/", "/agencies/", "/agencies/district/", "/agencies/district/rules/", "/agencies/district/catalogue/",
        made.item.get_absolute_url(), f"/agencies/district/departments/{made.department.slug}/",
        "/disclosures/", "/disclosures/?agency=nowhere", "/owed/", "/owed/?state=late", "/calendar/",
        "/calendar/?view=month", "/agencies/district/calendar/", "/agencies/district/calendar/?month=2026-10",
        "/agencies/district/calendar/?view=list", "/agencies/district/calendar/?month=never", made.get_absolute_url(),
        stage.said.disclosure.get_absolute_url(), withdrawn.get_absolute_url(), "/search/", "/search/?q=调整",
        "/search/?q=水库", "/log/", "/log/1/", "/apply/", "/apply/district/", "/track/", "/login/", "/nothing/",
    ]  # fmt: skip
    seen = window(size)
    prefix = "/en" if language == "en" else ""
    faults = [fault for path in paths for fault in look(seen, prefix + path)]
    page = seen.open(f"{prefix}/track/")
    page.fill("[name=number]", applied.number)
    page.fill("[name=code]", stage.code)
    page.click("main form button")
    faults += look(seen, page.url)
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_pages_of_staff_are_clean(size, stage, window):
    """Queue, matter, desk, case, supervision, orders, archive: as the one person who sees everything."""
    matter, collective = stage.disclosure("proposed"), stage.before_party_group()
    review.answer_opinion(
        stage.said, answer="谢谢。", by=stage.people[Role.FEEDBACK_COLLECTOR], now=stage.now
    )
    displaying.ask_to_end(
        stage.said.disclosure, reason="已被新版取代。", by=stage.people[Role.ARCHIVIST], now=stage.now
    )
    displaying.agree_to_end(stage.said.disclosure, by=stage.people[Role.DISCLOSURE_OFFICE], now=stage.now)
    sealed = archive.seal_disclosure(stage.said.disclosure, by=stage.people[Role.ARCHIVIST], now=stage.now)
    said = review.receive_opinion(sealed.disclosure, text="第二条意见。", now=stage.now)
    cases = [
        stage.application(upto) for upto in ("received", "registered", "drafted", "correcting", "decided")
    ]
    order, reported = stage.order(), stage.order("reported")
    paths = [
        "/work/", "/work/feed/", "/work/table/", "/work/withheld/",
        "/review/", f"/review/{matter.pk}/", f"/review/{collective.pk}/", "/review/opinions/",
        f"/review/opinions/{said.pk}/", f"/review/applications/{cases[2].pk}/", "/desk/", "/desk/?status=decided",
        *(case.get_absolute_url() for case in cases),
        *(f"{cases[1].get_absolute_url()}?outcome={code}" for code in cases[1].rules.outcomes),
        "/supervision/", "/supervision/records/?of=owed", "/supervision/orders/", "/supervision/orders/new/",
        order.get_absolute_url(), reported.get_absolute_url(), "/archive/", sealed.get_absolute_url(),
        "/archive/reports/district/",
    ]  # fmt: skip
    seen = window(size)
    give_every_role(make_person("root"), stage.body.agency)
    seen.sign_in_as("root")
    faults = [fault for path in paths for fault in look(seen, path)]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_pages_of_the_admin_are_clean(size, stage, window):
    """The admin of department staff, but for what Django's own markup does."""
    owed, draft = stage.owed(), stage.disclosure("draft")
    published = stage.disclosure("published", channels=["newspaper"])
    admin = [
        reverse("admin:index"), reverse("admin:catalog_obligation_changelist"),
        reverse("admin:catalog_obligation_change", args=[owed.pk]),
        f"{reverse('admin:catalog_disclosure_add')}?obligation={owed.pk}",
        reverse("admin:catalog_disclosure_change", args=[draft.pk]),
        reverse("admin:catalog_disclosure_change", args=[published.pk]),
        reverse("admin:catalog_disclosure_changelist"), reverse("admin:catalog_disclosureitem_changelist"),
        reverse("admin:catalog_occurrence_add"), reverse("admin:catalog_placement_changelist"),
        reverse("admin:catalog_obligation_nil", args=[stage.period().pk]),
        reverse("admin:catalog_obligation_excuse", args=[owed.pk]),
    ]  # fmt: skip
    seen = window(size)
    give_every_role(make_person("root"), stage.body.agency)
    seen.sign_in_as("root")
    faults = [fault for path in admin for fault in look(seen, path, leave_out=OF_DJANGO)]
    assert not faults, "\n".join(faults)


def test_the_form_of_an_application_can_be_filled_in_by_keyboard(stage, window):
    """The skip link comes first and leads into the content; then each field in its order, each with visible focus."""
    page = window().open("/apply/district/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.evaluate("document.activeElement.getBoundingClientRect().top") >= 0
    page.keyboard.press("Enter")
    stops = []
    for _press in range(40):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED)
        if stop is None:
            break
        stops.append(stop)
    names = [stop["name"] for stop in stops if stop["name"]]
    assert names == [
        "subject", "description", "look", "delivery_form", "applicant_kind", "applicant_name", "identity_number",
        "identity_paper", "phone", "email", "address", "keep",
    ]  # fmt: skip
    assert all(stop["seen"] for stop in stops), stops


FOCUSED = """() => {
  const one = document.activeElement, form = document.querySelector('main form');
  if (!form || one === document.body || form.compareDocumentPosition(one) & 4 && !form.contains(one)) return null;
  const style = getComputedStyle(one);
  const label = one.closest('label');
  const ring = [style, label ? getComputedStyle(label) : style]
    .some(it => it.outlineStyle !== 'none' || it.boxShadow !== 'none');
  return {name: form.contains(one) ? one.name || '' : '', seen: ring, tag: one.tagName};
}"""


def test_a_person_makes_the_address_of_their_calendar_feed(stage, window):
    """The browser sends the form with its origin, the address is shown, and it opens without a sign-in."""
    own = window().sign_in(stage.body, Role.PROPOSER)
    own.open("/work/feed/").click("button[value=make]")
    secret = own.page.inner_text("main code").rpartition("/")[2]
    assert window().file(f"/feeds/{secret}").startswith(b"BEGIN:VCALENDAR")
