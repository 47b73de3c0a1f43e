"""Tables made from the models are those that migrations make, and guards stand whatever is done to the tables."""

import re
from contextlib import contextmanager

import psycopg2
import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, connections, models, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import load_backend
from django.utils import timezone

from catalog.models import DisclosureEvent
from core.database import fresh, triggers
from core.models import Heartbeat, LogEntry
from tests.tables import APPEND_ONLY

pytestmark = pytest.mark.django_db
ON_POSTGRESQL = {
    "columns": """SELECT table_name, column_name, udt_name, character_maximum_length, numeric_precision, is_nullable,
        column_default, is_identity, collation_name FROM information_schema.columns WHERE table_schema = 'public'""",
    "constraints": """SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace AND conrelid <> 0""",
    "indexes": "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "triggers": """SELECT pg_get_triggerdef(t.oid), p.prosrc FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
        WHERE NOT t.tgisinternal""",
    "statistics": "SELECT attrelid::regclass::text, attname FROM pg_attribute WHERE attstattarget = 1000",
}


# Django's migration gives the key of this table of pairs the width of our default, its model that of its own app.
# Nothing points to it, and each way is right.
OF_TWO_WIDTHS = ("auth_group_permissions", "id")


@contextmanager
def other_database(name, folder):
    """An empty database of the same kind as that of the tests, under the alias ``name``."""
    own = {**connection.settings_dict, "TEST": {}}
    if connection.vendor == "sqlite":
        own["NAME"] = str(folder / f"{name}.sqlite3")
    else:
        own["NAME"] = f"{own['NAME']}_{name}"
        _on_server(f'CREATE DATABASE "{own["NAME"]}"')
    database = load_backend(own["ENGINE"]).DatabaseWrapper(own, name)
    database.ensure_connection()  # before the alias is known: a test may then use it beside its own
    connections.databases[name], connections[name] = own, database
    try:
        yield database
    finally:
        database.close()
        del connections[name], connections.databases[name]
        if connection.vendor != "sqlite":
            _on_server(f'DROP DATABASE "{own["NAME"]}"')


def _on_server(statement):
    server = psycopg2.connect(**{**connection.get_connection_params(), "cursor_factory": None})
    server.autocommit = True
    with server.cursor() as cursor:
        cursor.execute(statement)
    server.close()


@pytest.fixture
def made(tmp_path):
    """A database whose tables were made at once from the models."""
    with other_database("made", tmp_path) as database:
        call_command("migrate", database="made", verbosity=0)
        yield database


def seen(database):
    """Columns, constraints, indexes and triggers, each with its definition, in no order."""
    if database.vendor == "sqlite":
        return _seen_on_sqlite(database)
    found = {}
    with database.cursor() as cursor:
        for kind, asked in ON_POSTGRESQL.items():
            cursor.execute(asked)
            found[kind] = {row for row in cursor.fetchall() if row[:2] != OF_TWO_WIDTHS}
    return found


def _seen_on_sqlite(database):
    found = {"columns and constraints": set(), "indexes": set(), "triggers": set(), "keys": set()}
    with database.cursor() as cursor:
        cursor.execute("SELECT type, name, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        for kind, name, table, sql in cursor.fetchall():
            if kind == "table" and not name.startswith("catalog_searchtokens_"):
                found["columns and constraints"] |= {(name, part) for part in _parts(sql)}
            elif kind != "table":
                found["indexes" if kind == "index" else "triggers"].add((table, name, sql))
        cursor.execute(
            "SELECT t.name, key.* FROM sqlite_master t JOIN pragma_foreign_key_list(t.name) key WHERE t.type = 'table'"
        )
        found["keys"] = {(table, *rest) for table, _id, _seq, *rest in cursor.fetchall()}
    return found


def _parts(sql):
    """What stands between the commas of a table's definition."""
    depth, quoted, parts = 0, "", [""]
    for sign in re.sub(r"^[^(]*\(|\)[^)]*$", "", sql):
        if quoted or sign in "'\"":
            quoted = "" if sign == quoted else quoted or sign
        depth += 0 if quoted else (sign == "(") - (sign == ")")
        if sign == "," and not depth and not quoted:
            parts.append("")
        else:
            parts[-1] += sign
    return {part.strip() for part in parts}


def test_both_ways_give_the_same_tables(made, tmp_path):
    """Straight from the models, and through every migration."""
    at_once = seen(made)
    with other_database("history", tmp_path) as history:
        executor = MigrationExecutor(history)
        executor.migrate(executor.loader.graph.leaf_nodes())
        triggers.install(history)
        by_steps = seen(history)
        assert not MigrationExecutor(made).migration_plan(executor.loader.graph.leaf_nodes())
    assert at_once.keys() == by_steps.keys()
    for kind, found in at_once.items():
        assert kind == "statistics" or len(found) > 100, kind
        assert found - by_steps[kind] == by_steps[kind] - found == set(), kind


def test_a_database_with_tables_is_migrated_and_never_made(made):
    """What waits is taken as a migration; the tables that stand are not asked to be made again."""
    Heartbeat.objects.using("made").create(job="letters", expected_from=timezone.now())
    with made.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'sessions'")
        cursor.execute("DROP TABLE django_session")
    assert not fresh.is_empty(made)
    call_command("migrate", database="made", verbosity=0)
    assert "django_session" in made.introspection.table_names()
    assert Heartbeat.objects.using("made").exists()


def test_a_guard_that_was_taken_off_or_weakened_stands_again_after_migrating(made):
    """Taken off, made to say something else, and on PostgreSQL switched off. What nobody asks for goes."""
    whole = seen(made)["triggers"]
    triggers.remove(made, "core_logentry")
    table, name = "catalog_disclosureevent", "catalog_disclosureevent_keeps_delete"
    with made.cursor() as cursor:
        if made.vendor == "sqlite":
            cursor.execute(f"DROP TRIGGER {name}")
            cursor.execute(f"CREATE TRIGGER {name} BEFORE DELETE ON {table} WHEN 0 BEGIN SELECT 1; END")
            cursor.execute("CREATE TRIGGER old_rule BEFORE DELETE ON core_user BEGIN SELECT 1; END")
        else:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {name}")
            empty = "RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$"
            cursor.execute(f"CREATE OR REPLACE FUNCTION {table}_keeps_update() {empty}")
            cursor.execute(f"CREATE FUNCTION old_rule() {empty}")
            cursor.execute("CREATE TRIGGER old_rule BEFORE DELETE ON core_user EXECUTE FUNCTION old_rule()")
    assert seen(made)["triggers"] != whole
    call_command("migrate", database="made", verbosity=0)
    assert seen(made)["triggers"] == whole
    if made.vendor == "postgresql":
        with made.cursor() as cursor:
            cursor.execute("SELECT COUNT(*) FROM pg_trigger WHERE tgenabled = 'D'")
            assert cursor.fetchone() == (0,)


def test_guards_outlive_a_change_of_their_table(made):
    """A column comes and goes, also one that a guard names; rows are guarded before, meanwhile and after."""
    LogEntry.objects.using("made").create(
        number=1, at=timezone.now(), kind="x", subject="x", payload={}, previous_hash="", hash="1"
    )
    before = set(triggers.installed(made))
    with made.schema_editor() as editor:
        added = models.CharField(max_length=9, default="x", db_index=True)
        added.set_attributes_from_name("added")
        editor.add_field(LogEntry, added)
    assert set(triggers.installed(made)) == before
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(using="made"):
        LogEntry.objects.using("made").update(subject="y")
    longer = models.CharField(max_length=99)
    longer.set_attributes_from_name("kind")
    longer.model = LogEntry
    with made.schema_editor() as editor:
        editor.remove_field(DisclosureEvent, DisclosureEvent._meta.get_field("note"))
    with made.schema_editor() as editor:  # the trigger still names it: the next change must not stumble
        editor.alter_field(LogEntry, LogEntry._meta.get_field("kind"), longer)
    assert set(triggers.installed(made)) == before
    call_command("migrate", database="made", verbosity=0)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(using="made"):
        LogEntry.objects.using("made").all().delete()


def test_whatever_only_grows_says_so(made):
    """The list that other tests walk is not empty, and its tables refuse both change and deletion."""
    assert len(APPEND_ONLY) >= 37
    names = set(triggers.installed(made))
    assert {f"{table}_keeps_{event}" for table in APPEND_ONLY for event in ("update", "delete")} <= names
