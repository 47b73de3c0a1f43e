"""Every form of the admin, by everybody who gets it: what its page holds can be sent back, what is wrong is said."""

from collections.abc import Iterator

import pytest
from django.contrib import admin
from django.urls import reverse

from catalog.models import CalendarChange, Collection, DisclosureItem
from core.models import Agency, Department, RoleAssignment, SharedPlace
from core.roles import Role
from requests_app.models import KeepingRule, NoticeNumbering
from tests.conftest import load_regime, make_person
from tests.flows.pages import Page, Visitor

pytestmark = [pytest.mark.django_db, pytest.mark.once]
NEW_BODY = {
    "slug": "new-body",
    "name": "清河市新设局",
    "code": "QHNEW",
    "calendar": "CN",
    "obliged_from": "2026-01-01",
    "opinions_an_hour": "50",
}


@pytest.fixture
def furnished(stage, make_administrator):
    """The district with a thing of every kind that the admin has a form for, and who keeps the machine."""
    root = make_administrator()
    stage.disclosure("published")
    stage.application("registered")
    stage.opinion()
    stage.consultation("planned")
    stage.order()
    agency = stage.body.agency
    SharedPlace.objects.create(name="政务服务大厅", network="192.0.2.0/28", people=30, added_by=root)
    NoticeNumbering.objects.create(agency=agency, pattern="清区办{series}〔{year}〕第{number}号")
    KeepingRule.objects.create(agency=agency, years=10, source="档案要求")
    CalendarChange.objects.create(
        notice_number="通知1号", reason="调休", drafted_by=root, drafted_at=stage.now
    )
    Collection.objects.create(agency=agency, slug="topic", name="专题")
    make_person("without-roles")
    return stage


def everybody(stage, root) -> list[Visitor]:
    """Who keeps the machine, and one for each role."""
    visitors = []
    for person in [root, *stage.people.values()]:
        visitor = Visitor()
        visitor.client.force_login(person)
        visitors.append(visitor)
    return visitors


def forms_of(visitor: Visitor, model, *kinds: str) -> Iterator[tuple[str, Page, object]]:
    """The forms over ``model`` that stand open to who looks, with their addresses: to "add" one, and to "change" some
    of those that there are; each with its page and the answer that it was made of."""
    label = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    addresses = [reverse(f"{label}_add")] if "add" in kinds else []
    if "change" in kinds:
        rows = model._default_manager.order_by("pk")[:3]
        addresses += [reverse(f"{label}_change", args=[one.pk]) for one in rows]
    for address in addresses:
        response = visitor.client.get(address)
        if response.status_code == 200 and (page := Page(response, address)).has_form("_save"):
            yield address, page, response


def test_what_a_form_of_the_admin_holds_can_be_sent_back(furnished, make_administrator):
    """Opened and saved with nothing changed: saved, by whoever gets the form, with rows below it and without."""
    seen: set[str] = set()
    for visitor in everybody(furnished, make_administrator()):
        for model in admin.site._registry:
            for address, page, _response in forms_of(visitor, model, "change"):
                seen.add(model.__name__)
                response = visitor.client.post(address, sent_of(page))
                assert response.status_code == 302, (address, Page(response, address).text[:2000])
    assert seen >= {"User", "Agency", "Department", "SharedPlace", "CalendarChange", "KeepingRule"}


def sent_of(page: Page) -> dict:
    """What a browser sends of the form with "Save"."""
    form = page.form("_save")
    return {**form.values, "_save": "1"}


def test_an_empty_form_of_the_admin_says_what_is_missing_beside_the_field(furnished, make_administrator):
    """Sent as it opens: saved, or refused with the field named; never "correct the errors" with none to see."""
    seen: set[str] = set()
    for visitor in everybody(furnished, make_administrator()):
        for model in admin.site._registry:
            for address, page, _response in forms_of(visitor, model, "add"):
                seen.add(model.__name__)
                response = visitor.client.post(address, sent_of(page))
                if response.status_code == 302:
                    continue
                told = Page(response, address)
                assert response.status_code in (200, 422), address
                assert "errorlist" in told.html or told.wrong, address
    assert seen >= {"User", "Agency", "SharedPlace", "CalendarChange"}


def test_an_administrator_adds_a_body_and_changes_it(stage, make_administrator):
    """With no department below the form and with many; the departments and items of its regime are there at once."""
    version, _followed = load_regime("hr-bureau"), load_regime("national-2019")
    root = Visitor()
    root.client.force_login(make_administrator())
    page = root.open(reverse("admin:core_agency_add"))
    assert version.title in page.html  # a regime by its name
    assert "中国香港" in page.html and ">中国<" in page.html  # and countries by theirs
    root.send("_save", press="_save", regime=version.regime.pk, **NEW_BODY)
    body = Agency.objects.get(slug="new-body")
    assert body.adopted == version
    assert body.departments.exists() and DisclosureItem.objects.filter(agency=body).exists()
    root.open(reverse("admin:core_agency_change", args=[body.pk]))
    root.send("_save", press="_save", hotline="12345")
    body.refresh_from_db()
    assert body.hotline == "12345"
    assert body.departments.count() == len(version.rules.departments)


def test_what_is_wrong_with_a_new_body_is_said_and_all_that_was_typed_stays(stage, make_administrator):
    """A code that another body has, an address name with a blank, a day that is none."""
    root = Visitor()
    root.client.force_login(make_administrator())
    root.open(reverse("admin:core_agency_add"))
    wrong = {
        **NEW_BODY,
        "code": stage.body.agency.code,
        "slug": "new body",
        "obliged_from": "2026-02-30",
        "about": "负责新设事项。",
    }
    page = root.send("_save", press="_save", regime=stage.body.agency.regime.pk, **wrong)
    assert {"code", "slug", "obliged_from"} <= page.wrong
    held = page.form("_save").values
    assert held["about"] == ["负责新设事项。"] and held["slug"] == ["new body"]
    assert not Agency.objects.filter(name=NEW_BODY["name"]).exists()


@pytest.mark.parametrize("model", [Agency, Department, RoleAssignment])
def test_each_field_of_bodies_and_roles_has_help(model):
    """Whoever sets up a body reads beside each field what belongs into it."""
    silent = [
        field.name
        for field in model._meta.fields
        if field.editable and not field.primary_key and not field.help_text
    ]
    kept_elsewhere = {"agency", "slug", "parent", "kind", "is_disclosure_office", "user"}
    assert set(silent) <= (kept_elsewhere if model is not Agency else set())


def test_a_role_is_offered_and_taken_for_departments_of_its_own_body_only(
    stage, make_agency, make_administrator
):
    """A row that stands lists its body's departments; a stranger's, sent by hand, is refused beside the field."""
    elsewhere = make_agency("elsewhere", regime="hr-bureau")
    foreign, own = elsewhere.departments.first(), stage.body.agency.departments.first()
    clerk = stage.people[Role.PROPOSER]
    address = reverse("admin:core_user_change", args=[clerk.pk])
    root = Visitor()
    root.client.force_login(make_administrator())
    form = root.open(address).form("_save")
    assert str(own.pk) in form.choices["roles-0-department"]
    assert str(foreign.pk) not in form.choices["roles-0-department"]
    new = {"roles-1-role": "observer", "roles-1-agency": stage.body.agency.pk, "roles-1-since": "2026-01-01"}
    page = root.send("_save", press="_save", **new, **{"roles-1-department": foreign.pk})
    assert str(elsewhere) in page.text and "roles-1-department" in page.wrong
    assert page.form("_save").values["roles-1-department"] == [str(foreign.pk)]
    root.send("_save", press="_save", **{"roles-1-department": own.pk})
    assert clerk.roles.get(role="observer").department == own


def test_a_role_that_is_held_already_is_refused_beside_its_row(stage, make_administrator):
    """Given twice it was answered with a page of error, and all that was typed was lost."""
    clerk = stage.people[Role.SUPERVISOR]
    root = Visitor()
    root.client.force_login(make_administrator())
    root.open(reverse("admin:core_user_change", args=[clerk.pk]))
    again = {
        "roles-1-role": "supervisor",
        "roles-1-agency": stage.body.agency.pk,
        "roles-1-since": "2026-01-01",
    }
    page = root.send("_save", press="_save", name="监督员甲", **again)
    assert "roles-1-role" in page.wrong
    held = page.form("_save").values
    assert held["name"] == ["监督员甲"] and held["roles-1-since"] == ["2026-01-01"]
    assert clerk.roles.count() == 1


def test_every_field_of_every_form_of_the_admin_has_help(furnished, make_administrator):
    """Over the registry, for each role, to add and to change, in the rows below too: no field is silent."""
    silent = set()
    for visitor in everybody(furnished, make_administrator()):
        for model in admin.site._registry:
            for _address, _page, response in forms_of(visitor, model, "add", "change"):
                context = response.context
                below = [one.formset.form.base_fields for one in context.get("inline_admin_formsets", [])]
                for fields in [context["adminform"].form.fields, *below]:
                    for name, field in fields.items():
                        if not field.help_text and not field.widget.is_hidden and not field.disabled:
                            silent.add((model.__name__, name))
    assert not silent
