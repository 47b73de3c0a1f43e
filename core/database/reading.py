"""What was read for an answer: which rows, and what their columns held.

Between the database and whatever asks it, each row that belongs to an answer is noted once, whether it becomes a model,
a part of one (``select_related``), a dictionary or a tuple. So whoever hands the answer out can ask whether all of it
stands as it was written (``core/proof/served``), and no page, feed or interface has to think of it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.db import models
from django.db.models.expressions import Col, Subquery
from django.db.models.sql import Query
from django.db.models.sql.compiler import SQLCompiler
from django.db.models.sql.constants import GET_ITERATOR_CHUNK_SIZE, MULTI

from core.database import by_key

Columns = dict[str, Any]


@dataclass
class Read:
    """The rows of one answer: by model and key what was read of each, by column. A row of which only something was
    computed is there without columns: it has to be read again. What is ``withheld`` of a row is not let through: each
    of these columns is what stands beside its name."""

    rows: dict[type[models.Model], dict[int, Columns]] = field(default_factory=dict)
    withheld: dict[type[models.Model], dict[int, Columns]] = field(default_factory=dict)
    _seen: set[tuple] = field(default_factory=set)

    def note(self, part: "Part", row: tuple | list) -> None:
        """What ``row`` holds of the table that ``part`` tells of."""
        key = row[part.key]
        if key is None or (seen := (part, key)) in self._seen:
            return
        self._seen.add(seen)
        columns = self.rows.setdefault(part.model, {}).setdefault(key, {})
        for place, name in part.columns:
            columns[name] = row[place]

    def take(self) -> dict[type[models.Model], dict[int, Columns]]:
        """The rows so far; from here on they are noted anew."""
        taken, self.rows, self._seen = self.rows, {}, set()
        return taken


@dataclass(frozen=True)
class Part:
    """What a statement reads of one table: at which places of the row its key and its columns stand."""

    model: type[models.Model]
    key: int
    columns: tuple[tuple[int, str], ...]


READ: ContextVar[Read | None] = ContextVar("what_is_read_for_an_answer", default=None)


@contextmanager
def noted(read: Read | None) -> Iterator[None]:
    """What is read within belongs to ``read``; with None to no answer."""
    mark = READ.set(read)
    try:
        yield
    finally:
        READ.reset(mark)


class Noting(SQLCompiler):
    """A compiler whose rows are noted. It asks for the keys of the tables it reads of, and lets nobody see them."""

    keeps_keys = (
        False  # set for a statement that is compiled once and asked many times (core/database/prepared)
    )
    added = 0

    def execute_sql(self, result_type=MULTI, *args, **kwargs):
        """As ever; rows that somebody will see bring their keys."""
        self.keeps_keys = self.keeps_keys or (result_type == MULTI and READ.get() is not None)
        return super().execute_sql(result_type, *args, **kwargs)

    def get_select(self, with_col_aliases=False):
        """The columns, and behind them the keys that are not among them."""
        select, *rest = super().get_select(with_col_aliases)
        self.added = 0
        query = self.query
        if self.keeps_keys and not (
            with_col_aliases or query.distinct or query.combinator or query.group_by is not None
        ):
            there = {(one.alias, one.target) for one, *_sql in select if isinstance(one, Col)}
            for alias, model in dict.fromkeys(_tables(select)):
                key = Col(alias, model._meta.pk)
                if (alias, model._meta.pk) not in there:
                    select.append((key, self.compile(key), None))
                    self.added += 1
        return select, *rest

    def pre_sql_setup(self, with_col_aliases=False):
        """As ever. A question that is wrapped for the sake of a window hands its own columns on, and no keys."""
        done = super().pre_sql_setup(with_col_aliases=with_col_aliases)
        if self.qualify and self.added:
            self.select, self.added = self.select[: -self.added], 0
            self.col_count = len(self.select)
        return done

    def results_iter(
        self, results=None, tuple_expected=False, chunked_fetch=False, chunk_size=GET_ITERATOR_CHUNK_SIZE
    ):
        """The rows; each is noted as it passes."""
        if results is None:
            results = self.execute_sql(MULTI, chunked_fetch=chunked_fetch, chunk_size=chunk_size)
        read = READ.get()
        if read is None and not self.added:
            return super().results_iter(results, tuple_expected, chunked_fetch, chunk_size)
        return self._passing(super().results_iter(results, False, False, chunk_size), read, tuple_expected)

    def _passing(self, rows: Iterator, read: Read | None, tuple_expected: bool) -> Iterator:
        told = read is not None and not self.query.combinator
        parts = tuple(_parts(self.select)) if told else ()
        shown = len(self.select) - self.added
        for row in rows:
            for part in parts:
                read.note(part, row)
                held = read.withheld.get(part.model, {}).get(row[part.key])
                if held:
                    row = list(row)  # noqa: PLW2901 what stands in its place is what is handed on
                    for place, name in part.columns:
                        row[place] = held.get(name, row[place])
            if self.added:
                row = row[:shown]  # noqa: PLW2901 as above
            yield tuple(row) if tuple_expected else row


def _tables(select: list) -> Iterator[tuple[str, type[models.Model]]]:
    """Every table with seals, by its alias, of which something is selected."""
    for one, *_sql in select:
        for column in _columns_in(one):
            if _is_sealed(column.target.model):
                yield column.alias, column.target.model


def _columns_in(expression: Any) -> Iterator[Col]:
    """The columns of which ``expression`` is made; those of a question within belong to that question."""
    if isinstance(expression, Col):
        yield expression
    elif not isinstance(expression, Subquery) and hasattr(expression, "get_source_expressions"):
        for one in expression.get_source_expressions():
            yield from _columns_in(one)


def _parts(select: list) -> Iterator[Part]:
    """What a statement with these columns reads, table by table; of a table whose key is not among them nothing."""
    keys: dict[tuple, int] = {}
    plain: dict[tuple, list[tuple[int, str]]] = {}
    for place, (one, *_sql) in enumerate(select):
        if isinstance(one, Col) and _is_sealed(one.target.model):
            table = (one.alias, one.target.model)
            if one.target.primary_key:
                keys[table] = place
            plain.setdefault(table, []).append((place, one.target.attname))
    for table in dict.fromkeys(_tables(select)):
        if table in keys:
            yield Part(table[1], keys[table], tuple(plain.get(table, ())))


def _is_sealed(model: type[models.Model]) -> bool:
    return hasattr(model, "NO_EVIDENCE")  # core/models/seals, which is built on this


@cache
def _noting(base: type[SQLCompiler]) -> type[SQLCompiler]:
    return type("Noting", (Noting, base), {})


class NotedQuery(Query):
    """A question whose rows are noted while an answer is made."""

    def get_compiler(self, using=None, connection=None, elide_empty=True):
        """The compiler of the database, as ever, which notes what passes."""
        compiler = super().get_compiler(using, connection, elide_empty)
        if self.compiler == "SQLCompiler":
            compiler.__class__ = _noting(type(compiler))
        return compiler


class NotedQuerySet(models.QuerySet):
    """Rows that are noted while an answer is made."""

    def __init__(self, model=None, query=None, using=None, hints=None):
        super().__init__(model, query or NotedQuery(model), using, hints)

    def get(self, *args, **kwargs):
        """As ever; one row by its key is asked for with a statement that is there already."""
        found = by_key.row(self, args, kwargs)
        if found is None:
            return super().get(*args, **kwargs)
        if not found:
            raise self.model.DoesNotExist(f"{self.model._meta.object_name} matching query does not exist.")
        return found[0]
