"""Tables whose rows the database itself refuses to change or to delete."""

import re
from dataclasses import dataclass

from django.db.migrations.operations.base import Operation

QUOTED = re.compile(r'"\w+"')
SQLITE = """
CREATE TRIGGER IF NOT EXISTS {table}_keeps_{event} BEFORE {event} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END;
"""
# INSERT OR REPLACE deletes the row in its way without asking the triggers for deletion, in every connection that did
# not switch them on. So nothing is inserted where a row stands already, by any of the keys that are unique.
SQLITE_INSERT = """
CREATE TRIGGER IF NOT EXISTS {table}_keeps_INSERT BEFORE INSERT ON {table}
WHEN {taken}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END;
"""
POSTGRESQL_WHOLE = """
CREATE OR REPLACE TRIGGER {table}_keeps_all BEFORE TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_rewrite();
"""
POSTGRESQL = """
CREATE OR REPLACE FUNCTION refuse_to_rewrite() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END $$;
CREATE OR REPLACE TRIGGER {table}_keeps BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION refuse_to_rewrite();
"""
SQLITE_ERASABLE = """
CREATE TRIGGER {table}_keeps_UPDATE BEFORE UPDATE ON {table}
WHEN NOT ({emptied} AND {same} AND EXISTS (SELECT 1 FROM {proof} WHERE {by} = {matter}))
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END;
"""
POSTGRESQL_ERASABLE = """
CREATE OR REPLACE FUNCTION {table}_only_erased() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
IF TG_OP = 'UPDATE' AND {emptied} AND to_jsonb(NEW) - {names} = to_jsonb(OLD) - {names}
AND EXISTS (SELECT 1 FROM {proof} WHERE {by} = {matter}) THEN RETURN NEW; END IF;
RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END $$;
CREATE OR REPLACE TRIGGER {table}_keeps BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION {table}_only_erased();
"""


@dataclass(frozen=True)
class Erasable:
    """What alone may change in a table that only grows: texts of ``columns`` are emptied, for good, once a row of the
    table ``proof`` tells that its matter was purged. The matter is named by the column ``by`` of both tables, or of
    the proof alone where ``matter`` says in SQL how the old row leads to it. Empty is no text, or a dash; of columns in
    ``json`` an empty list or object."""

    columns: tuple[str, ...]
    proof: str
    by: str
    matter: str = ""
    json: tuple[str, ...] = ()

    @property
    def every(self) -> tuple[str, ...]:
        """All columns that may be emptied, those that hold lists and tables too."""
        return (*self.columns, *self.json)


def install(connection, table: str, erasable: Erasable | None = None) -> list[str]:
    """The statements that make ``table`` append-only, but for what is ``erasable``."""
    if erasable:
        return _install_erasable(connection, table, erasable)
    if connection.vendor == "sqlite":
        rewriting = [SQLITE.format(table=table, event=event).strip() for event in ("UPDATE", "DELETE")]
        return [*rewriting, *guard(connection, table)]
    return [POSTGRESQL.format(table=table), *guard(connection, table)]


def guard(connection, table: str) -> list[str]:
    """The statements that refuse what passes the other triggers: replacing rows on SQLite, emptying on PostgreSQL."""
    if connection.vendor != "sqlite":
        return [POSTGRESQL_WHOLE.format(table=table)]
    taken = " OR ".join(
        f"EXISTS (SELECT 1 FROM {table} WHERE {clash})"  # noqa: S608 our own tables
        for clash in _clashes(connection, table)
    )
    return [SQLITE_INSERT.format(table=table, taken=taken).strip()]


def _clashes(connection, table: str) -> list[str]:
    """When a row of ``table`` stands in the way of ``NEW``: by its primary key or by a unique index, in SQL."""
    with connection.cursor() as cursor:
        cursor.execute(f'PRAGMA table_info("{table}")')
        keys = [([name for _n, name, _t, _null, _default, is_key in cursor.fetchall() if is_key], "")]
        cursor.execute(f'PRAGMA index_list("{table}")')
        for _at, index, is_unique, _origin, _partial in cursor.fetchall():
            if not is_unique:
                continue
            cursor.execute(f'PRAGMA index_info("{index}")')
            names = [name for _rank, _cid, name in cursor.fetchall()]
            cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'index' AND name = %s", [index])
            condition = (cursor.fetchone()[0] or "").partition(" WHERE ")[2]
            keys.append((names, condition))
    found = []
    for names, condition in keys:
        clash = [f'"{name}" = NEW."{name}"' for name in names]
        if condition:
            of_new = QUOTED.sub(lambda name: f"NEW.{name[0]}", condition)
            clash += [f"({condition})", f"({of_new})"]
        found.append(" AND ".join(clash))
    return found


def _install_erasable(connection, table: str, erasable: Erasable) -> list[str]:
    same_as = (
        "IS" if connection.vendor == "sqlite" else "IS NOT DISTINCT FROM"
    )  # of columns that may be NULL too
    empty = [
        f"(COALESCE(NEW.{it}, 'x') IN ('', '—') OR NEW.{it} {same_as} OLD.{it})" for it in erasable.columns
    ]
    text = "COALESCE(CAST(NEW.{it} AS text), 'x')"
    empty += [
        f"({text.format(it=it)} IN ('{{}}', '[]') OR NEW.{it} {same_as} OLD.{it})" for it in erasable.json
    ]
    emptied = " AND ".join(empty)
    matter = erasable.matter or f"OLD.{erasable.by}"
    parts = {
        "table": table,
        "emptied": emptied,
        "proof": erasable.proof,
        "by": erasable.by,
        "matter": matter,
    }
    if connection.vendor != "sqlite":
        listed = ", ".join(f"'{name}'" for name in erasable.every)
        names = f"ARRAY[{listed}]"
        return [POSTGRESQL_ERASABLE.format(**parts, names=names), *guard(connection, table)]
    with connection.cursor() as cursor:
        columns = [one.name for one in connection.introspection.get_table_description(cursor, table)]
    same = " AND ".join(f'NEW."{name}" IS OLD."{name}"' for name in columns if name not in erasable.every)
    return [
        *remove(connection, table),
        SQLITE_ERASABLE.format(**parts, same=same).strip(),
        SQLITE.format(table=table, event="DELETE").strip(),
        *guard(connection, table),
    ]


def remove(connection, table: str) -> list[str]:
    """The statements that make ``table`` an ordinary one again."""
    if connection.vendor == "sqlite":
        events = ("UPDATE", "DELETE", "INSERT")
        return [f"DROP TRIGGER IF EXISTS {table}_keeps_{event}" for event in events]
    return [f"DROP TRIGGER IF EXISTS {table}_keeps{which} ON {table}" for which in ("", "_all")]


class GuardAgain(Operation):
    """Migration operation: what passes the triggers of older migrations is refused in ``tables`` too (``guard``)."""

    reversible = True

    def __init__(self, *tables: str) -> None:
        self.tables = tables

    def state_forwards(self, app_label, state) -> None:
        """Nothing that models can see changes."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state) -> None:
        for table in self.tables:
            for statement in guard(schema_editor.connection, table):
                schema_editor.execute(statement, params=None)

    def database_backwards(self, app_label, schema_editor, from_state, to_state) -> None:
        """The guards stay: an older portal replaces nothing either."""

    def describe(self) -> str:
        return f"Refuse to replace rows of {len(self.tables)} tables"


class AppendOnly(Operation):
    """Migration operation: from here on the table of ``model_name`` only grows."""

    reversible = True

    def __init__(self, model_name: str) -> None:
        self.model_name = model_name

    def state_forwards(self, app_label, state) -> None:
        """Nothing that models can see changes."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state) -> None:
        table = to_state.apps.get_model(app_label, self.model_name)._meta.db_table
        for statement in install(schema_editor.connection, table):
            schema_editor.execute(statement, params=None)

    def database_backwards(self, app_label, schema_editor, from_state, to_state) -> None:
        table = from_state.apps.get_model(app_label, self.model_name)._meta.db_table
        for statement in remove(schema_editor.connection, table):
            schema_editor.execute(statement, params=None)

    def describe(self) -> str:
        return f"Make {self.model_name} append-only"


class EraseOnly(AppendOnly):
    """Migration operation: the table of ``model_name`` only grows, but texts of a purged matter may be emptied.

    ``proof`` is the model whose row proves the purge, of another app with its label; ``by`` the column that names the
    matter; ``matter`` how an old row leads to it where it has no such column (``Erasable``). ``column`` is one column
    or several.
    """

    def __init__(
        self,
        model_name: str,
        *,
        column: str | tuple[str, ...] = (),
        proof: str,
        by: str,
        matter: str = "",
        json: tuple[str, ...] = (),
    ) -> None:
        super().__init__(model_name)
        self.columns = (column,) if isinstance(column, str) else tuple(column)
        self.proof, self.by, self.matter, self.json = proof, by, matter, tuple(json)

    def database_forwards(self, app_label, schema_editor, from_state, to_state) -> None:
        table = to_state.apps.get_model(app_label, self.model_name)._meta.db_table
        label, _dot, name = self.proof.rpartition(".")
        proof = to_state.apps.get_model(label or app_label, name)._meta.db_table
        erasable = Erasable(self.columns, proof, self.by, self.matter, self.json)
        for statement in install(schema_editor.connection, table, erasable):
            schema_editor.execute(statement, params=None)

    def database_backwards(self, app_label, schema_editor, from_state, to_state) -> None:
        connection = schema_editor.connection
        table = from_state.apps.get_model(app_label, self.model_name)._meta.db_table
        for statement in [*remove(connection, table), *install(connection, table)]:
            schema_editor.execute(statement, params=None)

    def describe(self) -> str:
        return f"Let {', '.join((*self.columns, *self.json))} of {self.model_name} be emptied after a purge"
