"""What belongs to one body never leads into another: rules that the database itself keeps.

A check of the database sees one row only, and a foreign key does not ask whose the row is that it points to. So a
trigger compares the body of the row with the body of what the row names, in both databases.
"""

from django.db.migrations.operations.base import Operation
from django.db.models import Model

SQLITE = """
CREATE TRIGGER {name}_{event} BEFORE {event} ON "{table}" WHEN {when}
BEGIN SELECT RAISE(ABORT, '{words}'); END
"""
POSTGRESQL = """
CREATE OR REPLACE FUNCTION {name}_{event}() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN IF {when} THEN
RAISE EXCEPTION '{words}' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$;
CREATE OR REPLACE TRIGGER {name}_{event} BEFORE {event} ON "{table}"
FOR EACH ROW EXECUTE FUNCTION {name}_{event}();
"""


def leading(model: type[Model], way: str) -> str:
    """The SQL that follows ``way`` (names of foreign keys, "disclosure.agency") from a row that is being written."""
    first, *further = way.split(".")
    field = model._meta.get_field(first)
    value = f'NEW."{field.column}"'
    for name in further:
        above = field.related_model
        field = above._meta.get_field(name)
        columns = f'"{field.column}" FROM "{above._meta.db_table}" WHERE "{above._meta.pk.column}"'
        value = f"(SELECT {columns} = {value})"
    return value


class Rule(Operation):
    """A rule of the database about the rows of ``model_name``, as one trigger for each event."""

    reversible = True

    def __init__(self, model_name: str) -> None:
        self.model_name = model_name

    def name(self, model: type[Model]) -> str:
        """The name of its triggers, but for the event."""
        raise NotImplementedError

    def refused(self, model: type[Model]) -> dict[str, str]:
        """For each event the condition, in SQL, under which the row is refused."""
        raise NotImplementedError

    def words(self) -> str:
        """What the database says then."""
        raise NotImplementedError

    def state_forwards(self, app_label, state) -> None:
        """Nothing that models can see changes."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state) -> None:
        model = to_state.apps.get_model(app_label, self.model_name)
        pattern = SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL
        for event, when in self.refused(model).items():
            parts = {"table": model._meta.db_table, "name": self.name(model), "words": self.words()}
            schema_editor.execute(pattern.format(event=event, when=when, **parts).strip(), params=None)

    def database_backwards(self, app_label, schema_editor, from_state, to_state) -> None:
        model = from_state.apps.get_model(app_label, self.model_name)
        where = "" if schema_editor.connection.vendor == "sqlite" else f' ON "{model._meta.db_table}"'
        for event in self.refused(model):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {self.name(model)}_{event}{where}", params=None)

    def describe(self) -> str:
        return f"Refuse in the database: {self.words()}"


class Within(Rule):
    """Migration operation: the body to which ``other`` leads is the one to which ``own`` leads, or there is none.

    A row that was there before is refused only when it is pointed elsewhere: otherwise it could not even be ended.
    """

    def __init__(self, model_name: str, other: str, own: str = "agency") -> None:
        super().__init__(model_name)
        self.other, self.own = other, own

    def name(self, model: type[Model]) -> str:
        return f"{model._meta.db_table}_{self.other.replace('.', '_')}_in"

    def words(self) -> str:
        return f"{self.model_name}: {self.other} is of another body"

    def refused(self, model: type[Model]) -> dict[str, str]:
        # An unknown side compares to nothing and is let pass: empty fields, and rows whose parent comes later.
        crosses = f"{leading(model, self.own)} <> {leading(model, self.other)}"
        columns = [model._meta.get_field(way.split(".")[0]).column for way in (self.own, self.other)]
        pointed = " OR ".join(f'coalesce(NEW."{it}", 0) <> coalesce(OLD."{it}", 0)' for it in columns)
        return {"INSERT": crosses, "UPDATE": f"({pointed}) AND {crosses}"}


class StaysInBody(Rule):
    """Migration operation: the body of a row never changes, so that what was within stays within."""

    def name(self, model: type[Model]) -> str:
        return f"{model._meta.db_table}_stays"

    def words(self) -> str:
        return f"{self.model_name} stays in its body"

    def refused(self, model: type[Model]) -> dict[str, str]:
        return {"UPDATE": 'NEW."agency_id" <> OLD."agency_id"'}
