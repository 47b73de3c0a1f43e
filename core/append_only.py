"""Tables whose rows the database itself refuses to change or to delete."""

from dataclasses import dataclass

from django.db.migrations.operations.base import Operation

SQLITE = """
CREATE TRIGGER IF NOT EXISTS {table}_keeps_{event} BEFORE {event} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END;
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
    the proof alone where ``matter`` says in SQL how the old row leads to it. Empty is no text, or a dash."""

    columns: tuple[str, ...]
    proof: str
    by: str
    matter: str = ""


def install(connection, table: str, erasable: Erasable | None = None) -> list[str]:
    """The statements that make ``table`` append-only, but for what is ``erasable``."""
    if erasable:
        return _install_erasable(connection, table, erasable)
    if connection.vendor == "sqlite":
        return [SQLITE.format(table=table, event=event).strip() for event in ("UPDATE", "DELETE")]
    return [POSTGRESQL.format(table=table)]


def _install_erasable(connection, table: str, erasable: Erasable) -> list[str]:
    emptied = " AND ".join(f"(NEW.{it} IN ('', '—') OR NEW.{it} = OLD.{it})" for it in erasable.columns)
    matter = erasable.matter or f"OLD.{erasable.by}"
    parts = {
        "table": table,
        "emptied": emptied,
        "proof": erasable.proof,
        "by": erasable.by,
        "matter": matter,
    }
    if connection.vendor != "sqlite":
        listed = ", ".join(f"'{name}'" for name in erasable.columns)
        names = f"ARRAY[{listed}]"
        return [POSTGRESQL_ERASABLE.format(**parts, names=names)]
    with connection.cursor() as cursor:
        columns = [one.name for one in connection.introspection.get_table_description(cursor, table)]
    same = " AND ".join(f'NEW."{name}" IS OLD."{name}"' for name in columns if name not in erasable.columns)
    return [
        *remove(connection, table),
        SQLITE_ERASABLE.format(**parts, same=same).strip(),
        SQLITE.format(table=table, event="DELETE").strip(),
    ]


def remove(connection, table: str) -> list[str]:
    """The statements that make ``table`` an ordinary one again."""
    if connection.vendor == "sqlite":
        return [f"DROP TRIGGER IF EXISTS {table}_keeps_{event}" for event in ("UPDATE", "DELETE")]
    return [f"DROP TRIGGER IF EXISTS {table}_keeps ON {table}"]


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
        self, model_name: str, *, column: str | tuple[str, ...], proof: str, by: str, matter: str = ""
    ) -> None:
        super().__init__(model_name)
        self.columns = (column,) if isinstance(column, str) else tuple(column)
        self.proof, self.by, self.matter = proof, by, matter

    def database_forwards(self, app_label, schema_editor, from_state, to_state) -> None:
        table = to_state.apps.get_model(app_label, self.model_name)._meta.db_table
        label, _dot, name = self.proof.rpartition(".")
        proof = to_state.apps.get_model(label or app_label, name)._meta.db_table
        erasable = Erasable(self.columns, proof, self.by, self.matter)
        for statement in install(schema_editor.connection, table, erasable):
            schema_editor.execute(statement, params=None)

    def database_backwards(self, app_label, schema_editor, from_state, to_state) -> None:
        connection = schema_editor.connection
        table = from_state.apps.get_model(app_label, self.model_name)._meta.db_table
        for statement in [*remove(connection, table), *install(connection, table)]:
            schema_editor.execute(statement, params=None)

    def describe(self) -> str:
        return f"Let {', '.join(self.columns)} of {self.model_name} be emptied after a purge"
