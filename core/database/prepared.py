"""Queries of the busiest pages, compiled once: Django's compiling costs more there than the database's answer.

PostgreSQL keeps them prepared as well, once in each connection, because planning their joins costs it more than
finding the rows. A pooler that changes the server between transactions (``DISABLE_SERVER_SIDE_CURSORS``, Django's
own word for it) cannot keep them; then only the compiling is spared.

What was tried instead, and why it is not here (ADR 10): a cache of rows or pages, because what is withdrawn has to
vanish at once; SQL written by hand, because it would repeat the rules of the models; psycopg 3, which prepares by
itself but compiles each time. What you may forget: all of it, where a query is not on a page that everybody opens. A
queryset is right without it; ``Prepared(function).rows(...)`` gives the rows that ``function(...)`` gives, or refuses.
"""

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet
from psycopg2.extensions import AsIs

LARGEST = 2**63
COLUMNS = {int: "bigint", date: "date", str: "text"}  # what PostgreSQL calls the kinds of values
_NUMBERS = count()
# The names of the statements that each open connection to PostgreSQL keeps.
_KEPT: WeakKeyDictionary = WeakKeyDictionary()


class Unfit(Exception):
    """The query makes something else of a value than to compare with it, or its shape depends on the values."""


class Prepared:
    """The rows of ``build(**values)``, a queryset that compares with the values and does nothing else with them.

    ``kinds`` names the values and says what each is: int, date or str. ``build`` runs once for each database with
    values that stand in for those asked for; the statement and how its columns become objects are kept. The rows
    are what the queryset itself would give: models with their relations and annotations, or dictionaries.
    """

    def __init__(self, build: Callable[..., QuerySet], **kinds: type) -> None:
        self._build, self._kinds = build, kinds
        self._ready: dict[str, tuple[QuerySet, Any, Statement, Statement]] = {}

    def rows(self, *, using: str = DEFAULT_DB_ALIAS, **values) -> list:
        """All rows for ``values``, in the queryset's order; none where no column could hold a value."""
        if not _fit(values):
            return []
        queryset, compiler, statement, _number = self._compiled(using)
        run = copy(compiler)
        run.connection = connections[using]
        run.as_sql = lambda *_args, **_options: statement.filled(run.connection, values)
        asked = queryset.all()
        asked._db, asked.query = using, _Compiled(run)
        return list(queryset._iterable_class(asked))

    def number(self, *, using: str = DEFAULT_DB_ALIAS, **values) -> int:
        """How many rows there are for ``values``; counted by the database."""
        if not _fit(values):
            return 0
        _queryset, _compiler, _rows, statement = self._compiled(using)
        with connections[using].cursor() as cursor:
            cursor.execute(*statement.filled(connections[using], values))
            return cursor.fetchone()[0]

    def _compiled(self, using: str) -> "tuple[QuerySet, Any, Statement, Statement]":
        if using not in self._ready:
            self._ready[using] = self._compile(using)
        return self._ready[using]

    def _compile(self, using: str) -> "tuple[QuerySet, Any, Statement, Statement]":
        """Compile with two sets of stand-ins: what differs between the two is exactly what will be filled in."""
        connection, found = connections[using], []
        for turn in range(2):
            places = {
                name: _stand_in(kind, 2 * number + turn)
                for number, (name, kind) in enumerate(self._kinds.items())
            }
            queryset = self._build(**places).using(using)
            if queryset._prefetch_related_lookups:
                raise Unfit("What is prefetched would not come.")
            compiler = queryset.query.get_compiler(using)
            compiler.keeps_keys = True  # core/database/reading: the statement serves answers
            sql, given = compiler.as_sql()
            found.append((sql, given, {_adapted(connection, it): name for name, it in places.items()}))
        parameters = _places(*found)
        kinds = tuple(self._kinds.items())
        counted = f"SELECT COUNT(*) FROM ({sql}) counted"  # noqa: S608 - made by Django, with its parameters apart
        return queryset, compiler, Statement(sql, parameters, kinds), Statement(counted, parameters, kinds)


@dataclass(frozen=True, eq=False)
class Statement:
    """SQL whose parameters are constants or, where a name stands, one of the values that are asked for."""

    sql: str
    parameters: tuple[tuple[str | None, Any], ...]
    kinds: tuple[tuple[str, type], ...]
    name: str = field(default_factory=lambda: f"kept_{next(_NUMBERS)}")

    def filled(self, connection: Any, values: dict) -> tuple[str, tuple]:
        """What to execute for ``values``, and with which parameters."""
        asked = {name: _adapted(connection, value) for name, value in values.items()}
        if connection.vendor == "postgresql" and not connection.settings_dict.get(
            "DISABLE_SERVER_SIDE_CURSORS"
        ):
            self._keep(connection)
            marks = ", ".join(["%s"] * len(self.kinds))
            return f"EXECUTE {self.name} ({marks})" if marks else f"EXECUTE {self.name}", tuple(
                asked[name] for name, _kind in self.kinds
            )
        return self.sql, tuple(asked[name] if name else constant for name, constant in self.parameters)

    def _keep(self, connection: Any) -> None:
        """Give the statement to the open connection, unless it has it."""
        connection.ensure_connection()
        kept = _KEPT.setdefault(connection.connection, set())
        if self.name in kept:
            return
        places = {name: AsIs(f"${number}") for number, (name, _kind) in enumerate(self.kinds, start=1)}
        columns = ", ".join(COLUMNS[kind] for _name, kind in self.kinds)
        filled = [places[name] if name else constant for name, constant in self.parameters]
        with connection.wrap_database_errors, connection.connection.cursor() as cursor:
            begin = f"PREPARE {self.name} ({columns}) AS " if columns else f"PREPARE {self.name} AS "
            cursor.execute(begin + self.sql, filled)
        kept.add(self.name)


class _Compiled:
    """What an iterable asks of a query, answered by a compiler that has done its work."""

    def __init__(self, compiler: Any) -> None:
        self._compiler, self._query = compiler, compiler.query

    def get_compiler(self, *_args, **_options) -> Any:
        return self._compiler

    def __getattr__(self, name: str) -> Any:
        return getattr(self._query, name)


def _places(one: tuple, other: tuple) -> tuple[tuple[str | None, Any], ...]:
    """Each parameter of two compilations: the name of the value that it is, or the constant that both have."""
    (sql, first, names), (other_sql, second, other_names) = one, other
    if sql != other_sql or len(first) != len(second):
        raise Unfit("The shape of the query depends on the values that are asked for.")
    found: list[tuple[str | None, Any]] = []
    for here, there in zip(first, second, strict=True):
        if here == there:
            found.append((None, here))
            continue
        name = names.get(here)
        if name is None or other_names.get(there) != name:
            raise Unfit(f"The query does not compare with the value itself, but with {here!r}.")
        found.append((name, None))
    return tuple(found)


def _fit(values: dict) -> bool:
    return all(type(it) is not int or -LARGEST <= it < LARGEST for it in values.values())


def _adapted(connection: Any, value: Any) -> Any:
    """A value as the database's parameters have it."""
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value


def _stand_in(kind: type, number: int) -> Any:
    """A value that every column of its kind can hold, another one for each number."""
    if kind is int:
        return 20_011 + 101 * number
    if kind is date:
        return date(1001, 1, 1) + timedelta(days=10_007 * number)
    return f"stands-in-{number}"
