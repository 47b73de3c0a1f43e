"""Triggers of both databases, and how they are brought to what the models declare.

After every migration ``install`` compares the triggers that stand with those that the guards of all models ask for
(``core/database/guards``), makes what is missing or other, and takes off what nobody asks for. So a trigger is never
part of a migration, and a changed table gets its guards again without anybody thinking of it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import connections, models, router, transaction

LONGEST_NAME = 63  # PostgreSQL cuts longer ones without a word, and two would be one
SQLITE = 'CREATE TRIGGER "{name}" {time} {event} ON "{table}"{condition}\nBEGIN {deed}; END'
POSTGRESQL = """
CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS $${body}$$;
CREATE TRIGGER "{name}" BEFORE {event} ON "{table}" FOR EACH {each} EXECUTE FUNCTION "{name}"();
"""
REFUSES_ON_POSTGRESQL = "\nRAISE EXCEPTION '{words}' USING ERRCODE = 'integrity_constraint_violation';"
# A trigger of ours has a function of its own with its own name: so nobody else's is touched.
INSTALLED_ON_POSTGRESQL = """
SELECT t.tgname, c.relname, p.prosrc FROM pg_trigger t
JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
WHERE NOT t.tgisinternal AND t.tgenabled <> 'D' AND p.proname = t.tgname
AND c.relnamespace = current_schema()::regnamespace
"""


@dataclass(frozen=True)
class Trigger:
    """Refuses an event on a table with ``words``, where ``condition`` holds (SQL; NEW and OLD are the row).

    ``does`` is for SQLite alone: what is done after the event instead of refusing it.
    """

    name: str
    table: str
    event: str
    words: str = ""
    condition: str = ""
    does: str = ""

    def __post_init__(self) -> None:
        if len(self.name) > LONGEST_NAME:
            raise ValueError(f"The name of a trigger is too long: {self.name}")

    def text(self, connection) -> str:
        """What the database keeps of it, by which it is known again."""
        if connection.vendor == "sqlite":
            return SQLITE.format(
                name=self.name,
                time="AFTER" if self.does else "BEFORE",
                event=self.event,
                table=self.table,
                condition=f"\nWHEN {self.condition}" if self.condition else "",
                deed=self.does or f"SELECT RAISE(ABORT, '{self.words}')",
            )
        refusal = REFUSES_ON_POSTGRESQL.format(words=self.words)
        if not self.condition:
            return f"\nBEGIN{refusal}\nEND "
        row = "OLD" if self.event == "DELETE" else "NEW"
        return f"\nBEGIN IF {self.condition} THEN{refusal}\nEND IF; RETURN {row};\nEND "

    def create(self, connection) -> str:
        """The statements that make it."""
        body = self.text(connection)
        if connection.vendor == "sqlite":
            return body
        each = "STATEMENT" if self.event == "TRUNCATE" else "ROW"
        parts = {"name": self.name, "table": self.table, "event": self.event, "each": each}
        return POSTGRESQL.format(body=body, **parts).strip()


def guarded(connection) -> Iterator[tuple[type[models.Model], object]]:
    """Each guard with the model that declares it; of those models whose tables are there."""
    there = set(connection.introspection.table_names())
    for config in apps.get_app_configs():
        for model in router.get_migratable_models(config, connection.alias, include_auto_created=False):
            if model._meta.db_table in there:
                for guard in getattr(model, "guards", ()):
                    yield model, guard


def wanted(connection) -> dict[str, Trigger]:
    """The triggers that the models ask for, by name."""
    found = {}
    for model, guard in guarded(connection):
        for trigger in guard.triggers(connection, model):
            if trigger.name in found:
                raise ValueError(f"Two guards make the trigger {trigger.name}.")
            found[trigger.name] = trigger
    return found


def installed(connection) -> dict[str, tuple[str, str]]:
    """Table and text of the triggers that stand, by name: all of them on SQLite, ours on PostgreSQL."""
    on_sqlite = "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY rowid"
    with connection.cursor() as cursor:
        cursor.execute(on_sqlite if connection.vendor == "sqlite" else INSTALLED_ON_POSTGRESQL)
        return {name: (table, text) for name, table, text in cursor.fetchall()}


def install(connection) -> None:
    """Bring the triggers to what the models declare, in one transaction; what is right already is not touched."""
    for model, guard in guarded(connection):
        if statements := guard.beside(connection, model):
            _execute(connection, statements)
    should, stand = wanted(connection), installed(connection)
    texts = {name: (one.table, one.text(connection)) for name, one in should.items()}
    off = [name for name, found in stand.items() if texts.get(name) != found]
    on = [one for name, one in should.items() if texts[name] != stand.get(name)]
    drops = [drop(connection, name, stand[name][0]) for name in off]
    # One that was switched off on PostgreSQL stands without being listed.
    clears = [drop(connection, one.name, one.table) for one in on if one.name not in stand]
    _execute(connection, [*drops, *clears, *(one.create(connection) for one in on)])


def remove(connection, *tables: str) -> None:
    """Take the triggers that refuse off ``tables``, or off all of them: for tests that play somebody who may."""
    refusing = [one for one in wanted(connection).values() if not one.does]
    chosen = [one for one in refusing if not tables or one.table in tables]
    _execute(connection, [drop(connection, one.name, one.table) for one in chosen])


def drop(connection, name: str, table: str) -> str:
    """The statement that takes a trigger off its table."""
    return f'DROP TRIGGER IF EXISTS "{name}"' + ("" if connection.vendor == "sqlite" else f' ON "{table}"')


def _execute(connection, statements: list[str]) -> None:
    if not statements:
        return
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for statement in statements:
                cursor.execute(statement)
        else:
            cursor.execute(";\n".join(one.rstrip(";") for one in statements))


def after_migrating(using: str, **_said) -> None:
    """What Django calls when it has migrated the database ``using`` or emptied its tables."""
    install(connections[using])
