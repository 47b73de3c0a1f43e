"""A column holds a code that nobody knows, by SQL or because the rules were changed: every page says it, none fails."""

import pytest
from django.apps import apps
from django.db import models
from django.test import Client
from django.urls import reverse

from catalog.models import Disclosure
from core.models import Sealed
from requests_app.models import Application
from tests.conftest import give_every_role, make_person
from tests.flows.evidence_world import sql, unlocked, world  # noqa: F401 fixtures
from tests.flows.wrong import undone

pytestmark = [pytest.mark.django_db, pytest.mark.once]
# Columns that name something of the rules of a body, without choices of Django's own.
OF_RULES = {
    "chain",
    "cadence",
    "channel",
    "channels",
    "outcome",
    "tier",
    "step",
    "code",
    "post",
    "elements",
    "role",
}
SPARED = {"core_letter", "core_user", "core_regimeversion", "core_logentry"}


def coded() -> list[tuple[str, models.Field]]:
    """Every coded column of the rows that evidence rests on."""
    found = []
    for model in apps.get_models():
        table = model._meta.db_table
        if issubclass(model, Sealed) and table not in SPARED and model._base_manager.exists():
            names = [f for f in model._meta.concrete_fields if f.choices or f.name in OF_RULES]
            found += [(table, field) for field in names if not field.primary_key and not field.is_relation]
    return found


def pages(stage) -> list[str]:
    """The pages that show matters, bodies and their rules, to the public and to those who work on them."""
    agency = stage.body.agency
    waiting = Disclosure.objects.filter(status="in_review").first()
    out = Disclosure.objects.filter(status="published").first()
    filed = Disclosure.objects.filter(status="archived").first()
    case = Application.objects.order_by("pk").first()
    named = [
        ("review:matter", [waiting.pk]), ("review:queue", []), ("requests_app:desk", []),
        ("requests_app:case", [case.pk]), ("disclosure", [out.pk]), ("disclosure", [filed.pk]),
        ("catalog:item", [agency.slug, stage.item().code]), ("catalog:agency_compliance", [agency.slug]),
        ("admin:catalog_disclosure_change", [waiting.pk]), ("admin:catalog_disclosureitem_changelist", []),
        ("admin:catalog_obligation_changelist", []), ("workplace", []), ("evidence", []),
    ]  # fmt: skip
    return [reverse(name, args=args) for name, args in named] + ["/", agency.get_absolute_url()]


def test_no_page_fails_on_a_code_that_nobody_knows(unlocked):  # noqa: F811
    """One coded column after the other, in all rows of its table."""
    unlocked.disclosure("proposed")
    unlocked.disclosure("published")
    person = give_every_role(make_person("everybody"), unlocked.body.agency)
    client, walked, failed = Client(raise_request_exception=False), pages(unlocked), []
    client.force_login(person)
    for address in walked:
        assert client.get(address).status_code == 200, address
    columns = coded()
    assert {("catalog_disclosureitem", "chain"), ("catalog_disclosureitem", "cadence")} <= {
        (table, field.name) for table, field in columns
    }
    for table, field in columns:
        value = "777 + id" if isinstance(field, models.IntegerField) else "'zz' || id"
        if isinstance(field, models.JSONField):
            value = """'["zz-unknown"]'""" if field.default is list else """'{"zz-unknown": "x"}'"""
        with undone():
            sql(f'UPDATE {table} SET "{field.column}" = {value}')  # noqa: S608
            for address in walked:
                status = client.get(address).status_code
                if status >= 500:
                    failed.append(f"{table}.{field.name} {address} {status}")
    assert not failed, "\n".join(failed)
