"""What a model declares about its rows where a check constraint cannot see far enough; the database holds to it.

A model lists them: ``guards = [OnlyGrows(), Within("department.agency")]``. They become triggers of SQLite and of
PostgreSQL (``core/database/triggers``), which refuse whoever writes, also past the portal.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial

from django.apps import apps
from django.db.models import Model

from core.database.triggers import Trigger

QUOTED = re.compile(r'"\w+"')
UNIQUE_INDEXES = """
SELECT of.name, of.sql, key.name FROM pragma_index_list(%s) found
JOIN sqlite_master of ON of.type = 'index' AND of.name = found.name JOIN pragma_index_info(found.name) key
WHERE found."unique" ORDER BY found.seq, key.seqno
"""


class Guard:
    """Something that the database refuses, as triggers on the table of the model that declares it."""

    def triggers(self, connection, model: type[Model]) -> Iterator[Trigger]:
        """The triggers of this guard on ``model``."""
        raise NotImplementedError

    def beside(self, connection, model: type[Model]) -> list[str]:
        """Statements for what has to stand beside the table and does not yet."""
        return []


@dataclass(frozen=True)
class OnlyGrows(Guard):
    """Rows are added and neither changed, nor deleted, nor replaced.

    But for texts: the columns ``empties`` (and ``empties_json``, which hold lists and tables) may be emptied, for good,
    once a row of the model ``proof`` tells that the matter was purged. The matter is named by the column ``by`` of both
    tables, or of ``proof`` alone where ``matter`` says in SQL how the old row leads to it.
    """

    empties: tuple[str, ...] = ()
    empties_json: tuple[str, ...] = ()
    proof: str = ""
    by: str = ""
    matter: str = ""

    def triggers(self, connection, model: type[Model]) -> Iterator[Trigger]:
        table = model._meta.db_table
        refusing = partial(Trigger, table=table, words=f"{table} is append-only")
        change = f"NOT ({self._only_emptied(connection, model)})" if self.proof else ""
        righted = _put_right(model)
        both = " AND ".join(filter(None, [change, righted]))
        yield refusing(name=f"{table}_keeps_update", event="UPDATE", condition=both)
        yield refusing(name=f"{table}_keeps_delete", event="DELETE", condition=righted)
        if connection.vendor != "sqlite":
            yield refusing(name=f"{table}_keeps_truncate", event="TRUNCATE")
            return
        # INSERT OR REPLACE deletes the row in its way without asking the triggers for deletion, in every connection
        # that did not switch them on. So nothing is inserted where a row stands already, by any of the unique keys.
        taken = " OR ".join(
            f'EXISTS (SELECT 1 FROM "{table}" WHERE {clash})'  # noqa: S608 our own tables
            for clash in _clashes(connection, model)
        )
        yield refusing(name=f"{table}_keeps_insert", event="INSERT", condition=taken)

    def _only_emptied(self, connection, model: type[Model]) -> str:
        sqlite = connection.vendor == "sqlite"
        same_as = "IS" if sqlite else "IS NOT DISTINCT FROM"  # of columns that may be NULL too
        empty = [
            f"(COALESCE(NEW.{it}, 'x') IN ('', '—') OR NEW.{it} {same_as} OLD.{it})" for it in self.empties
        ]
        empty += [
            f"(COALESCE(CAST(NEW.{it} AS text), 'x') IN ('{{}}', '[]') OR NEW.{it} {same_as} OLD.{it})"
            for it in self.empties_json
        ]
        may = (*self.empties, *self.empties_json)
        if sqlite:
            columns = [one.column for one in model._meta.local_concrete_fields]
            same = " AND ".join(f'NEW."{name}" IS OLD."{name}"' for name in columns if name not in may)
        else:
            listed = ", ".join(f"'{name}'" for name in may)
            names = f"ARRAY[{listed}]"
            same = f"to_jsonb(NEW) - {names} = to_jsonb(OLD) - {names}"
        proof = apps.get_model(self.proof)._meta.db_table
        proved = f"EXISTS (SELECT 1 FROM {proof} WHERE {self.by} = {self.matter or f'OLD.{self.by}'})"  # noqa: S608
        return " AND ".join([*empty, same, proved])


def _put_right(model: type[Model]) -> str:
    """Unless two people have put the row right (``core/models/rightings``): what somebody changed past the portal is
    restored, what somebody put in is taken out. In SQL; empty for the log and the seals, which nobody puts right."""
    if not hasattr(model, "NO_EVIDENCE"):
        return ""
    table, pk = model._meta.db_table, model._meta.pk.column
    which = f'"place" = \'{table}\' AND "key" = OLD."{pk}" AND "way" = \'restored\''
    return f'NOT EXISTS (SELECT 1 FROM "core_righting" WHERE {which})'  # noqa: S608 our own tables


def _clashes(connection, model: type[Model]) -> list[str]:
    """When a row stands in the way of ``NEW``: by its primary key or by a unique index, in SQL of SQLite."""
    keys = {"": ("", [model._meta.pk.column])}
    with connection.cursor() as cursor:
        cursor.execute(UNIQUE_INDEXES, [model._meta.db_table])
        for index, made, column in cursor.fetchall():
            condition = (made or "").partition(" WHERE ")[2]
            keys.setdefault(index, (condition, []))[1].append(column)
    found = []
    for condition, columns in keys.values():
        clash = [f'"{name}" = NEW."{name}"' for name in columns]
        if condition:
            clash += [f"({condition})", f"({QUOTED.sub(lambda name: f'NEW.{name[0]}', condition)})"]
        found.append(" AND ".join(clash))
    return found


def _replaced(connection, model: type[Model], name: str, words: str, changed: str) -> Iterator[Trigger]:
    """On SQLite: what is refused as an UPDATE is refused as INSERT OR REPLACE, which is none: the row in its way, by
    whichever unique key, is gone without a word. ``changed`` compares ``NEW`` with ``OLD``."""
    if connection.vendor != "sqlite":
        return
    table, kept = model._meta.db_table, changed.replace("OLD.", "kept.")
    other = " OR ".join(
        f'EXISTS (SELECT 1 FROM "{table}" kept WHERE {clash} AND {kept})'  # noqa: S608 our own tables
        for clash in _clashes(connection, model)
    )
    yield Trigger(f"{name}_replaced", table, "INSERT", words=words, condition=other)


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


@dataclass(frozen=True)
class Within(Guard):
    """What belongs to one body never leads into another: the body to which ``other`` leads is that to which ``own``
    leads, or there is none.

    A foreign key does not ask whose the row is that it points to. A row that was there before is refused only when it
    is pointed elsewhere: otherwise it could not even be ended.
    """

    other: str
    own: str = "agency"

    def triggers(self, connection, model: type[Model]) -> Iterator[Trigger]:
        # An unknown side compares to nothing and is let pass: empty fields, and rows whose parent comes later.
        crosses = f"{leading(model, self.own)} <> {leading(model, self.other)}"
        columns = [model._meta.get_field(way.split(".")[0]).column for way in (self.own, self.other)]
        pointed = " OR ".join(f'coalesce(NEW."{it}", 0) <> coalesce(OLD."{it}", 0)' for it in columns)
        name = f"{model._meta.db_table}_{self.other.replace('.', '_')}_in"
        words = f"{model.__name__}: {self.other} is of another body"
        refusing = partial(Trigger, table=model._meta.db_table, words=words)
        yield refusing(name=f"{name}_insert", event="INSERT", condition=crosses)
        yield refusing(name=f"{name}_update", event="UPDATE", condition=f"({pointed}) AND {crosses}")


@dataclass(frozen=True)
class StaysInBody(Guard):
    """The body of a row never changes, so that what was within stays within."""

    def triggers(self, connection, model: type[Model]) -> Iterator[Trigger]:
        table = model._meta.db_table
        words = f"{model.__name__} stays in its body"
        changed = 'NEW."agency_id" <> OLD."agency_id"'
        yield Trigger(f"{table}_stays_update", table, "UPDATE", words=words, condition=changed)
        yield from _replaced(connection, model, f"{table}_stays", words, changed)


@dataclass(frozen=True)
class Refuses(Guard):
    """A new row is refused where ``when`` holds: SQL that calls the row ``NEW`` and that both databases read, or SQLite
    alone where ``on_postgresql`` says it otherwise. ``name`` is the trigger's, and what is said without ``words``."""

    name: str
    when: str
    on_postgresql: str = ""
    words: str = ""

    def triggers(self, connection, model: type[Model]) -> Iterator[Trigger]:
        when = self.when if connection.vendor == "sqlite" else self.on_postgresql or self.when
        yield Trigger(
            self.name, model._meta.db_table, "INSERT", words=self.words or self.name, condition=when
        )


@dataclass(frozen=True)
class Keeps(Guard):
    """The ``column`` of a row keeps what it was given; ``name`` is the trigger's and what the database says.

    ``once_given``: it may be empty first, and keeps the first text that it is given.
    """

    name: str
    column: str = field(default="")
    once_given: bool = False

    def triggers(self, connection, model: type[Model]) -> Iterator[Trigger]:
        changed = f'NEW."{self.column}" <> OLD."{self.column}"'
        changed += f""" AND OLD."{self.column}" <> ''""" if self.once_given else ""
        table = model._meta.db_table
        yield Trigger(self.name, table, "UPDATE", words=self.name, condition=changed)
        yield from _replaced(connection, model, self.name, self.name, changed)


@dataclass(frozen=True)
class OfOpenBody(Guard):
    """Nothing of a body is public before the body was opened to the public: ``moment`` is the column that tells when it
    became so, and stays empty until then."""

    moment: str

    def triggers(self, connection, model: type[Model]) -> Iterator[Trigger]:
        body = model._meta.get_field("agency").related_model._meta.db_table
        opened = f'(SELECT "opened_at" FROM "{body}" WHERE "id" = NEW."agency_id")'  # noqa: S608 our own tables
        early = f'NEW."{self.moment}" IS NOT NULL AND {opened} IS NULL'
        name, words = f"{model._meta.db_table}_of_open_body", f"{model.__name__} of a body that is not open"
        refusing = partial(Trigger, table=model._meta.db_table, words=words)
        yield refusing(name=f"{name}_insert", event="INSERT", condition=early)
        turned = f'OLD."{self.moment}" IS NULL AND {early}'
        yield refusing(name=f"{name}_update", event="UPDATE", condition=turned)
