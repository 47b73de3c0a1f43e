"""Tables whose rows the database itself refuses to change or to delete."""

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


def install(connection, table: str) -> list[str]:
    """The statements that make ``table`` append-only."""
    if connection.vendor == "sqlite":
        return [SQLITE.format(table=table, event=event).strip() for event in ("UPDATE", "DELETE")]
    return [POSTGRESQL.format(table=table)]


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
