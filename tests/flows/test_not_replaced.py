"""On SQLite INSERT OR REPLACE is no UPDATE: what refuses the one refuses the other, by whichever unique key."""

import pytest
from django.db import DatabaseError, connection, transaction

from catalog.models import Collection, Disclosure, DisclosureItem
from core.database import triggers
from core.models import Department
from requests_app.models import Application
from tests.flows.evidence_world import sql

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL knows no INSERT OR REPLACE"),
]


def test_every_guard_of_an_update_guards_the_insert_too():
    """Whatever guard is declared, on whatever model."""
    looked_at = 0
    for model, guard in triggers.guarded(connection):
        events = {one.event for one in guard.triggers(connection, model)}
        if "UPDATE" in events:
            looked_at += 1
            assert "INSERT" in events, (model, guard)
    assert looked_at > 20


@pytest.mark.parametrize("model", [Disclosure, DisclosureItem, Application, Department, Collection])
@pytest.mark.parametrize("key", ["id", "another unique key"])
def test_a_row_is_not_replaced_into_another_body(stage, make_agency, model, key):
    """The row goes, and one like it of another body comes: by its own key, or with a new one by its number or name."""
    other = make_agency("elsewhere", regime="hr-bureau")
    if model is Collection:
        Collection.objects.create(agency=stage.body.agency, slug="a", name="专题")
    stage.disclosure("published")
    stage.application("registered")
    row = model._base_manager.filter(agency=stage.body.agency).order_by("-pk").first()
    table, columns = model._meta.db_table, [field.column for field in model._meta.concrete_fields]
    unique = any(field.unique and not field.primary_key for field in model._meta.concrete_fields)
    if key != "id" and not unique:
        assert model is not Disclosure  # its keys name the body: of another body none stands in the way
        return
    said = {"id": str(row.pk if key == "id" else row.pk + 900000), "agency_id": str(other.pk)}
    listed = ", ".join(f'"{name}"' for name in columns)
    values = ", ".join(said.get(name, f'"{name}"') for name in columns)
    with pytest.raises(DatabaseError), transaction.atomic():
        sql(f"INSERT OR REPLACE INTO {table} ({listed}) SELECT {values} FROM {table} WHERE id = %s", row.pk)  # noqa: S608
    row.refresh_from_db()
    assert row.agency_id == stage.body.agency.pk
