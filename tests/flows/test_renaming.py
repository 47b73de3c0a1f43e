"""A body and a department get other names: what was published keeps the old ones everywhere, what comes has the new."""

from copy import deepcopy
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from archive.reports.period import period_report
from catalog.actions import catalogue, obligations
from catalog.disclosures import authenticity
from catalog.models import Disclosure
from core.actions import load_regime_version
from core.bodies import renaming
from core.models import Agency, Department, FormerName, LogEntry
from core.roles import Role
from core.transitions import Refused
from requests_app import actions as applications
from requests_app.models import Notice
from supervision import actions as supervision
from supervision.reports import Scope
from tests.conftest import load_regime
from tests.flows.pages import Visitor, pdf_text
from tests.flows.stage import APPLICATION
from tests.flows.test_nothing_leaks import everything_in
from tests.flows.world import Body

pytestmark = pytest.mark.django_db
OLD, NEW = "清河市quality局", "清河市市场监督管理局"
WHY = "清编〔2026〕3号：组建清河市市场监督管理局。"


@pytest.fixture
def story(cast, item, make_disclosure, now, monkeypatch) -> dict:
    """Published, answered and ordered under the old names; both renamed by the form; published again under the new."""
    load_regime("national-2019")
    clock = {"now": now}
    monkeypatch.setattr(timezone, "now", lambda: clock["now"])
    old_unit, new_unit = item.department.name, "行政审批处"
    old = make_disclosure(item, title="旧名称时公开的信息", upto="published")
    application, _code = applications.receive(agency=cast.agency, now=now, **APPLICATION)
    order = supervision.issue_order(
        agency=cast.agency, department=item.department, finding="到期未公开。", demand="请补充公开。",
        due_on=None, obligation=None, by=cast.supervisor, now=now,
    )  # fmt: skip
    clock["now"] = now + timedelta(days=2)
    visitor = Body(cast.agency, {Role.HEAD: cast.head}).sign_in(Role.HEAD)
    for address, name, english in (
        (reverse("rename", args=[cast.agency.slug]), NEW, "Market bureau"),
        (reverse("rename_department", args=[cast.agency.slug, item.department.slug]), new_unit, "Permits"),
    ):
        visitor.open(address)
        visitor.send(name=name, name_en=english, on=(now + timedelta(days=1)).date().isoformat(), reason=WHY)
    new = make_disclosure(
        type(item).objects.get(pk=item.pk), title="新名称时公开的信息", upto="published", when=clock["now"]
    )
    return {
        "old": old, "new": new, "old_unit": old_unit, "new_unit": new_unit, "order": order,
        "application": application, "agency": Agency.objects.get(pk=cast.agency.pk), "now": clock["now"],
    }  # fmt: skip


def test_what_was_published_keeps_its_names_at_every_address(story):
    """Page, history, record, interface, printed sheet: the old matter says the old names and never the new ones."""
    client = Client()
    for which, said, unsaid in (("old", OLD, NEW), ("new", NEW, OLD)):
        pk, unit, other = (
            story[which].pk,
            story[f"{which}_unit"],
            story["new_unit" if which == "old" else "old_unit"],
        )
        page = everything_in(client.get(reverse("disclosure", args=[pk])))
        assert said in page and unit in page and unsaid not in page and other not in page
        record = client.get(reverse("record", args=[pk])).json()
        assert record["bodies"]["agency"]["name"] == said and record["bodies"]["department"] == unit
        told = client.get(reverse("open_data:disclosure", args=[pk])).json()
        assert (told["agency_name"], told["department_name"]) == (said, unit)
        assert unsaid not in everything_in(client.get(reverse("history", args=[pk])))
        entry = LogEntry.objects.get(kind="published", subject=story[which].index_number)
        assert entry.payload["bodies"]["agency"]["name"] == said
        assert authenticity.standing(Disclosure.objects.get(pk=pk)).is_whole


@pytest.mark.parametrize(
    "address",
    [
        "home", "catalog:latest", "catalog:latest_feed", "open_data:disclosures", "search?q=名称时公开的信息",
        "catalog:search_feed?q=名称时公开的信息", "catalog:agency", "catalog:department",
    ],
)  # fmt: skip
def test_lists_name_each_matter_as_it_was_named(story, address, item):
    """One list holds both; lists by body show the name of today with what it was before."""
    name, _mark, query = address.partition("?")
    agency = story["agency"]
    arguments = {"catalog:agency": [agency.slug], "catalog:department": [agency.slug, item.department.slug]}
    asked = reverse(name, args=arguments.get(name)) + (f"?{query}" if query else "")
    page = everything_in(Client().get(asked)).replace("<mark>", "").replace("</mark>", "")
    assert "旧名称时公开的信息" in page and "新名称时公开的信息" in page
    if name in arguments:
        shown = {"catalog:agency": (NEW, OLD), "catalog:department": (story["new_unit"], story["old_unit"])}[
            name
        ]
        assert shown[0] in page and f"曾用名：{shown[1]}" in page
    else:
        assert OLD in page and NEW in page


def test_lists_of_bodies_show_todays_name_and_the_former(story):
    """The list of bodies, and the interface with the days; the log has the act with its reason."""
    page = everything_in(Client().get(reverse("catalog:agencies")))
    assert NEW in page and f"曾用名：{OLD}" in page
    told = Client().get(reverse("open_data:agency", args=[story["agency"].slug])).json()
    assert told["name"] == NEW
    before = next(one for one in told["former_names"] if not one["department"])
    assert (before["name"], before["valid_to"]) == (OLD, "2026-03-10")
    entry = LogEntry.objects.filter(kind="body_renamed").order_by("number").first()
    assert (entry.payload["former_name"], entry.payload["name"], entry.payload["reason"]) == (OLD, NEW, WHY)


@pytest.mark.parametrize("words", [OLD, NEW, "Market bureau", "行政审批处"])
def test_search_finds_a_body_by_its_former_and_its_new_name(story, words):
    """And by those of its departments."""
    page = Client().get(reverse("search"), {"q": words}).content.decode()
    assert f'href="{story["agency"].get_absolute_url()}">{NEW}</a>' in page


def test_papers_of_before_say_the_old_name_and_new_ones_the_new(story, cast):
    """A receipt, the form as it was filed, a correction order in print; the next receipt has the new name."""
    receipt = Notice.objects.get(application=story["application"], kind=Notice.Kind.RECEIPT)
    assert OLD in receipt.content and NEW not in receipt.content
    visitor = Visitor()
    visitor.client.force_login(cast.supervisor)
    order = pdf_text(visitor.client.get(reverse("supervision:order_pdf", args=[story["order"].pk])).content)
    assert OLD in order and NEW not in order and story["old_unit"] in order
    later, _code = applications.receive(
        agency=story["agency"], now=story["now"], **(APPLICATION | {"subject": "另一件申请"})
    )
    assert NEW in later.notices.get(kind=Notice.Kind.RECEIPT).content


def test_a_report_of_the_time_before_says_the_name_of_that_time(story, cast):
    """And its register names each matter's department as it was."""
    scope = Scope(story["agency"], date(2026, 3, 1), date(2026, 3, 10))
    report = period_report(scope, department=None, user=cast.supervisor, today=story["now"].date())
    assert report.agency == OLD
    (register,) = [annex[3] for annex in report.annexes if annex[0] == "register"]
    assert [row.department for row in register] == [story["old_unit"]]
    scope = Scope(story["agency"], date(2026, 3, 1), date(2026, 3, 31))
    report = period_report(scope, department=None, user=cast.supervisor, today=story["now"].date())
    assert report.agency == NEW
    (register,) = [annex[3] for annex in report.annexes if annex[0] == "register"]
    assert {row.department for row in register} == {story["old_unit"], story["new_unit"]}


def test_a_forged_name_is_found(story):
    """The names that were kept are held by the database, and compared with the log past it."""
    with pytest.raises(IntegrityError), transaction.atomic():
        Disclosure.objects.filter(pk=story["old"].pk).update(agency_called=NEW)
    with pytest.raises(IntegrityError), transaction.atomic():
        FormerName.objects.update(name="从来没有的局")
    old = Disclosure.objects.get(pk=story["old"].pk)
    old.agency_called = "从来没有的局"
    assert not authenticity.standing(old).is_whole


@pytest.mark.once  # only SQLite replaces rows
@pytest.mark.parametrize("column", ["index_number", "agency_called", "department_called"])
def test_a_row_is_not_replaced_to_change_what_stays(story, column):
    """On SQLite INSERT OR REPLACE is no UPDATE: what refused the one let the other pass."""
    names = [one.column for one in Disclosure._meta.concrete_fields]
    listed = ", ".join(f'"{name}"' for name in names)
    values = ", ".join("'另一个'" if name == column else f'"{name}"' for name in names)
    table = Disclosure._meta.db_table
    replace = f"INSERT OR REPLACE INTO {table} ({listed}) SELECT {values} FROM {table} WHERE id = %s"  # noqa: S608
    with pytest.raises(IntegrityError, match="stays"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(replace, [story["old"].pk])


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name": " "}, "name"),
        ({"reason": ""}, "reason"),
        ({"on": "2027-01-01"}, ""),
        ({"on": "never"}, "on"),
        ({"name": OLD, "name_en": "Qinghe quality bureau"}, ""),
    ],
)
def test_what_cannot_be_is_refused_and_stays_typed(cast, now, monkeypatch, typed, field):
    """Beside the field, with everything kept; nothing is renamed."""
    monkeypatch.setattr(timezone, "now", lambda: now)
    visitor = Body(cast.agency, {Role.HEAD: cast.head}).sign_in(Role.HEAD)
    visitor.open(reverse("rename", args=[cast.agency.slug]))
    good = {"name": NEW, "name_en": "Market bureau", "on": "2026-03-09", "reason": WHY}
    page = visitor.send(**(good | typed), status=422)
    assert not field or page.wrong == {field}
    assert page.form("name").values["reason"] == [(good | typed)["reason"]]
    assert Agency.objects.get(pk=cast.agency.pk).name == OLD and not FormerName.objects.exists()


def test_strangers_and_most_staff_rename_nothing(cast, now):
    """Neither the page nor the act; the administrator, who keeps the data of bodies, may."""
    client, address = Client(), reverse("rename", args=[cast.agency.slug])
    for who in (cast.stranger, cast.clerk, cast.leader, cast.intake_officer, cast.supervisor):
        client.force_login(who)
        assert client.get(address).status_code == 404 == client.post(address, {"name": NEW}).status_code
        with pytest.raises(Refused):
            renaming.rename(cast.agency, name=NEW, name_en="", on=now.date(), reason=WHY, by=who, now=now)
    client.force_login(cast.administrator)
    assert client.get(address).status_code == 200
    page = client.get(reverse("admin:core_agency_change", args=[cast.agency.pk])).content.decode()
    assert address in page and 'name="name"' not in page


def test_new_rules_that_call_a_department_otherwise_rename_it_and_leave_a_name_of_its_own(cast, now):
    """What a version of the rules calls anew keeps its former name; what the body renamed itself stays."""
    first, second = cast.agency.departments.order_by("path")[:2]
    renaming.rename(second, name="自定名称处", name_en="", on=now.date(), reason=WHY, by=cast.head, now=now)
    data = deepcopy(cast.agency.regime.version_on(now.date()).content)
    data["in_force"]["from"] = (now + timedelta(days=1)).date().isoformat()
    for unit in (first, second):
        data["departments"][unit.slug]["name"] = {"zh": f"改称{unit.slug}", "en": "Renamed"}
    load_regime_version(data, at=now)
    catalogue.adopt_new_versions(now=now + timedelta(days=1))
    assert Department.objects.get(pk=first.pk).name == f"改称{first.slug}"
    assert Department.objects.get(pk=second.pk).name == "自定名称处"
    assert FormerName.objects.get(department=first).name == first.name


def test_a_matter_and_the_calendar_name_what_came_as_it_was_named_then(
    cast, item, make_disclosure, now, client
):
    """What an event made due and what came before the new name keeps the old; what is still owed has the new one."""
    owed = [
        obligations.record_occurrence(
            item, title=f"第{place}件", happened_on=now.date(), by=cast.clerk, now=now
        ).obligations.get()
        for place in (1, 2)
    ]
    make_disclosure(item, obligation=owed[0], upto="published")
    old_unit, when = item.department.name, now + timedelta(days=2)
    for body, name in ((cast.agency, NEW), (item.department, "行政审批处")):
        renaming.rename(body, name=name, name_en="", on=when.date(), reason=WHY, by=cast.head, now=when)
    came, open_yet = (
        [client.get(reverse("catalog:matter", args=[one.occurrence_id])).context["phases"][0][name] for name in
         ("agency", "department")]
        for one in owed
    )  # fmt: skip
    assert came == [OLD, old_unit] and open_yet == [NEW, "行政审批处"]
