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


def install(schema_editor, table: str) -> None:
    """Make ``table`` append-only."""
    if schema_editor.connection.vendor == "sqlite":
        for event in ("UPDATE", "DELETE"):
            schema_editor.execute(SQLITE.format(table=table, event=event).strip(), params=None)
    else:
        schema_editor.execute(POSTGRESQL.format(table=table), params=None)


def remove(schema_editor, table: str) -> None:
    """Make ``table`` an ordinary one again."""
    if schema_editor.connection.vendor == "sqlite":
        for event in ("UPDATE", "DELETE"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_keeps_{event}", params=None)
    else:
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_keeps ON {table}", params=None)


class AppendOnly(Operation):
    """Migration operation: from here on the table of ``model_name`` only grows."""

    reversible = True

    def __init__(self, model_name: str) -> None:
        self.model_name = model_name

    def state_forwards(self, app_label, state) -> None:
        """Nothing that models can see changes."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state) -> None:
        install(schema_editor, to_state.apps.get_model(app_label, self.model_name)._meta.db_table)

    def database_backwards(self, app_label, schema_editor, from_state, to_state) -> None:
        remove(schema_editor, from_state.apps.get_model(app_label, self.model_name)._meta.db_table)

    def describe(self) -> str:
        return f"Make {self.model_name} append-only"
