"""Rows that the database itself refuses to take, where a check constraint cannot see far enough."""

from django.db.migrations.operations.base import Operation

SQLITE = """
CREATE TRIGGER {name} BEFORE INSERT ON {table} WHEN {condition}
BEGIN SELECT RAISE(ABORT, '{name}'); END
"""
POSTGRESQL = """
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
IF {condition} THEN RAISE EXCEPTION '{name}' USING ERRCODE = 'integrity_constraint_violation'; END IF;
RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER {name} BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {name}();
"""


class RefuseRows(Operation):
    """Migration operation: from here on a new row of ``model_name`` for which ``condition`` holds is refused.

    ``condition`` is SQL that both databases read; it calls the new row ``NEW``. On SQLite a later change of the table
    drops the trigger: that migration has to end with this operation again.
    """

    reversible = True
    patterns = (SQLITE, POSTGRESQL)

    def __init__(self, model_name: str, name: str, condition: str) -> None:
        self.model_name, self.name, self.words = model_name, name, {"condition": condition}

    def state_forwards(self, app_label, state) -> None:
        """Nothing that models can see changes."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state) -> None:
        self.database_backwards(app_label, schema_editor, to_state, from_state)
        table = to_state.apps.get_model(app_label, self.model_name)._meta.db_table
        pattern = self.patterns[schema_editor.connection.vendor != "sqlite"]
        words = {"name": self.name, "table": table, **self.words}
        schema_editor.execute(pattern.format(**words).strip(), params=None)

    def database_backwards(self, app_label, schema_editor, from_state, to_state) -> None:
        table = from_state.apps.get_model(app_label, self.model_name)._meta.db_table
        where = "" if schema_editor.connection.vendor == "sqlite" else f" ON {table}"
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {self.name}{where}", params=None)

    def describe(self) -> str:
        return f"Refuse rows of {self.model_name}: {self.name}"


UNCHANGED_SQLITE = """
CREATE TRIGGER {name} BEFORE UPDATE OF {column} ON {table} WHEN NEW.{column} <> OLD.{column}
BEGIN SELECT RAISE(ABORT, '{name}'); END
"""
UNCHANGED_POSTGRESQL = """
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
IF NEW.{column} <> OLD.{column} THEN
RAISE EXCEPTION '{name}' USING ERRCODE = 'integrity_constraint_violation'; END IF;
RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER {name} BEFORE UPDATE OF {column} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}();
"""


class RefuseChanges(RefuseRows):
    """Migration operation: from here on the ``column`` of a row of ``model_name`` keeps what it was given.

    On SQLite a later change of the table drops the trigger, as with ``RefuseRows``.
    """

    patterns = (UNCHANGED_SQLITE, UNCHANGED_POSTGRESQL)

    def __init__(self, model_name: str, name: str, column: str) -> None:
        super().__init__(model_name, name, condition="")
        self.words = {"column": column}

    def describe(self) -> str:
        return f"Keep {self.words['column']} of {self.model_name}: {self.name}"
