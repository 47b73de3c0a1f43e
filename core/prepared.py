"""Queries of the busiest pages, compiled once: Django's compiling costs more there than the database's answer."""

from copy import copy
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet

LARGEST = 2**63
PLACE = -(2**31) + 7  # stands in the compiled statement where the asked number will stand; no row has it


class Prepared:
    """The rows of ``queryset`` whose ``field`` is a given number. What the query reads is fixed when it is first run.

    The statement and how its columns become objects are kept for each database; only the number changes. The rows
    are what the queryset itself would give (models with their relations and annotations, or dictionaries).
    """

    def __init__(self, queryset: QuerySet, field: str) -> None:
        self._queryset, self._field = queryset, field
        self._ready: dict[str, tuple[Any, str, tuple]] = {}

    def rows(self, number: int, *, using: str = DEFAULT_DB_ALIAS) -> list:
        """All rows for ``number``, in the queryset's order."""
        if not -LARGEST <= number < LARGEST:  # no column could hold it
            return []
        if using not in self._ready:
            compiler = self._queryset.using(using).filter(**{self._field: PLACE}).query.get_compiler(using)
            self._ready[using] = (compiler, *compiler.as_sql())
        compiler, sql, parameters = self._ready[using]
        run = copy(compiler)
        run.connection = connections[using]
        run.as_sql = lambda *_args, **_options: (
            sql,
            tuple(number if it == PLACE else it for it in parameters),
        )
        asked = self._queryset.all()
        asked._db, asked.query = using, _Compiled(run)
        return list(self._queryset._iterable_class(asked))


class _Compiled:
    """What an iterable asks of a query, answered by a compiler that has done its work."""

    def __init__(self, compiler: Any) -> None:
        self._compiler, self._query = compiler, compiler.query

    def get_compiler(self, *_args, **_options) -> Any:
        return self._compiler

    def __getattr__(self, name: str) -> Any:
        return getattr(self._query, name)
