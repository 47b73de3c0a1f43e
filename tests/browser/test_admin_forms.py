"""Every add and change form of the admin in Chromium, with every role: typed, saved, read back; others forbidden."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.contrib import admin
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from core.models import User
from core.roles import Role
from tests.browser.conftest import Window
from tests.flows.conftest import make_administrator, stage  # noqa: F401 the district and who keeps the machine
from tests.flows.test_admin_forms import furnished  # noqa: F401 a thing of every kind that has a form

pytestmark = pytest.mark.browser
FORM = "form:has([name=_save])"
# The fields that can be typed in, as they stand: of rows below the form the ones that can still be filled in are empty.
FIELDS = """form => [...form.elements].filter(one => one.name && !one.disabled && !one.readOnly
    && !['hidden', 'submit', 'button', 'file'].includes(one.type)
    && !/^_|-DELETE$|__prefix__/.test(one.name) && one.offsetParent).map(one => ({
  name: one.name, type: one.type, value: one.value, checked: one.checked, most: one.maxLength, least: one.min,
  options: one.options ? [...one.options].map(each => each.value).filter(each => each) : []}))"""
WRONG = """() => [...document.querySelectorAll('[aria-invalid=true], .errors [name], .errorlist + * [name]')]
    .map(one => one.name).filter(name => name)"""
# What only a person knows to type: names of addresses, codes, networks, numbers of a pattern.
KNOWN = {
    "slug": "typed-here",
    "code": "QHTYPED",
    "username": "typed.here",
    "network": "198.51.100.0/28",
    "pattern": "清区{series}〔{year}〕{number}号",
    "email": "typed@example.org",
    "usable_password": "true",
    "password1": "lantern-7-river-stone",
    "password2": "lantern-7-river-stone",
    "old_password": "secret-garden",
}
LEFT = {"department"}  # of a new role: one of another body would be refused, and this role needs none
TRIES = 4  # as a person would: what is refused is put right beside its field and sent again


def addresses(model: type[Model]) -> Iterator[str]:
    """The form to add one, and the one to change the first."""
    label = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    yield reverse(f"{label}_add")
    for one in model._default_manager.order_by("pk")[:1]:
        yield reverse(f"{label}_change", args=[one.pk])


def value_for(field: dict, attempt: int) -> str | None:
    """What somebody types into a field; None leaves it as it stands."""
    own, kind = field["name"].rpartition("-")[2], field["type"]
    if kind in ("checkbox", "radio") or (own in LEFT and field["name"].startswith("roles-")):
        return None
    if kind.startswith("select"):
        return (
            None
            if field["value"] or not field["options"]
            else field["options"][attempt % len(field["options"])]
        )
    if own in KNOWN and (not field["value"] or own.startswith("password")):
        return KNOWN[own]
    if attempt >= 2 and not field["value"]:
        return ""  # what nobody can guess is left out, where it may be
    if kind == "date" or own.endswith("_on") or own in ("since", "obliged_from", "valid_from"):
        return field["value"] or "2026-03-10"
    if kind == "number":
        return field["value"] or str(max(int(field["least"] or 0), 1))
    if kind in ("email", "url", "time", "datetime-local"):
        return field["value"] or {"email": "typed@example.org", "url": "https://example.org/"}.get(kind)
    if attempt and field["value"]:
        return None
    typed = f"{field['value']}改" if field["value"] else ("按要求填写的内容" if not attempt else "2026")
    return typed if field["most"] < 0 or len(typed) <= field["most"] else None


def typed_and_saved(own: Window, address: str, *, rows: bool) -> dict[str, str] | None:
    """Type into each field, send, and put right what is refused; what was typed, None where no row can be added."""
    page = own.open(address)
    fields = page.eval_on_selector(FORM, FIELDS)
    if rows and not any("-" in one["name"] for one in fields):
        return None
    before = {one["name"]: one["value"] for one in fields}
    wrong: set[str] = set(before)
    typed: dict[str, str] = {}
    for attempt in range(TRIES):
        for field in page.eval_on_selector(FORM, FIELDS):
            name = field["name"]
            if name not in wrong or ("-" in name and not rows):
                continue
            if attempt and before.get(name) and field["type"] not in ("checkbox", "radio"):
                value = before[name]  # what stood there was right
            else:
                value = value_for({**field, "value": before.get(name, "")}, attempt)
            if value is None:
                continue
            if field["type"].startswith("select"):
                page.select_option(f"{FORM} [name='{name}']", value)
            else:
                page.fill(f"{FORM} [name='{name}']", value)
                typed[name] = value
        with page.expect_navigation():
            page.click(f"{FORM} [name=_save]")
        if not page.query_selector(FORM) or page.query_selector(".messagelist .success"):
            return typed
        wrong = set(page.evaluate(WRONG))
        told = page.inner_text("#content")
        assert wrong or page.query_selector(".errorlist, .error-summary"), (address, told)
        held = {one["name"]: one["value"] for one in page.eval_on_selector(FORM, FIELDS)}
        lost = {
            name: value for name, value in typed.items() if held.get(name) != value and "password" not in name
        }
        assert not lost, (address, lost, told)
        typed = {name: value for name, value in typed.items() if name not in wrong}
    raise AssertionError((address, sorted(wrong), page.inner_text("#content")[:3000]))


def read_back(own: Window, address: str, typed: dict[str, str]) -> None:
    """The form opened anew holds what was typed."""
    page = own.open(address)
    if not page.query_selector(FORM):
        return  # saved, it is no longer this person's to change
    held = {one["name"]: one["value"] for one in page.eval_on_selector(FORM, FIELDS)}
    lost = {
        name: (value, held[name])
        for name, value in typed.items()
        if name in held and "password" not in name and " ".join(held[name].split()) != " ".join(value.split())
    }
    assert not lost, (address, lost)


def forms_open_to(client: Client) -> list[tuple[type[Model], str]]:
    """The forms that open for whoever is signed in; every other address is forbidden, shown to read, or none."""
    found = []
    for model in admin.site._registry:
        for address in addresses(model):
            answer = client.get(address)
            assert answer.status_code in (200, 302, 403), (address, answer.status_code)
            adding = address.endswith("/add/")
            allowed = admin.site._registry[model].has_add_permission(answer.wsgi_request)
            assert not adding or allowed or answer.status_code == 403, (address, answer.status_code)
            if answer.status_code == 200 and b'name="_save"' in answer.content:
                found.append((model, address))
    return found


def walk(person: User, window) -> int:
    """Type, save and read back each form that opens for ``person``; how many there are."""
    client = Client()
    client.force_login(person)
    forms = forms_open_to(client)
    if not forms:
        return 0
    own, cookie = window(), settings.SESSION_COOKIE_NAME
    own.context.add_cookies([{"name": cookie, "value": client.cookies[cookie].value, "url": own.home}])
    for model, address in forms:
        for rows in (False, True):
            typed = typed_and_saved(own, address, rows=rows)
            if typed is None:
                continue
            if address.endswith("/add/"):
                newest = model._default_manager.order_by("-pk").first()
                label = f"admin:{model._meta.app_label}_{model._meta.model_name}_change"
                read_back(own, reverse(label, args=[newest.pk]), typed)
                break  # a second one would want other names
            read_back(own, address, typed)
    return len(forms)


def test_who_keeps_the_machine_types_saves_and_reads_back_every_form(
    furnished,  # noqa: F811 the fixture
    make_administrator,  # noqa: F811 the fixture
    make_agency,
    window,
):
    """Enumerated from the registry, with rows below the form and without; the walls were an agency and its inlines."""
    make_agency("elsewhere", regime="hr-bureau")  # one for which what a body has once was not made yet
    assert walk(make_administrator(), window) > 10


def test_every_role_types_saves_and_reads_back_its_forms(furnished, window):  # noqa: F811 the fixture
    """All that a role must not have is forbidden; what opens can be filled in and saved."""
    opened = {role: walk(furnished.people[role], window) for role in Role}
    assert opened[Role.DISCLOSURE_OFFICE] >= 3
