"""One row by its key, compiled once for each model.

Nine of ten single rows are asked for in one shape: ``get(pk=…)``, a foreign key that is followed, a row that is read
again under its lock. Putting that statement together costs Django more than the database needs for its answer: about
6 % of the time of the demo. What was tried instead: keeping the rows that a foreign key leads
to over a step, which would act on what somebody changed meanwhile. What you may forget: all of it. Whatever is not in
that shape is asked as ever; the row is the same, the number of questions too.
"""

from typing import Any

from django.db import models
from django.db.models.lookups import Exact
from django.db.models.query import ModelIterable

from core.database.prepared import Prepared

WHOLE: tuple[frozenset[str], bool] = (frozenset(), True)  # Django's word for: no column is left out


def row(asked: Any, args: tuple, kwargs: dict) -> list | None:
    """What ``asked.get(*args, **kwargs)`` finds, in a list of one or none; None when it is of another shape."""
    query = asked.query
    if asked._result_cache is not None or not _is_whole(asked):
        return None
    if query.where.children:
        key = None if args or kwargs else _key_in(asked)
    else:
        key = _key_of(asked.model, args, kwargs)
    if type(key) is not int:  # a word, or a truth value: Django says what is wrong with it
        return None
    return _statement(type(asked), asked.model, query.select_for_update).rows(using=asked.db, key=key)


_STATEMENTS: dict[tuple, Prepared] = {}


def _statement(kind: Any, model: Any, locked: bool) -> Prepared:
    def build(key: int) -> models.QuerySet:
        found = kind(model).filter(pk=key).order_by()
        return found.select_for_update() if locked else found

    wanted = (kind, model, locked)
    if wanted not in _STATEMENTS:
        _STATEMENTS[wanted] = Prepared(build, key=int)
    return _STATEMENTS[wanted]


def _is_whole(asked: Any) -> bool:
    """Whether nothing is asked of the rows but which, and perhaps their lock."""
    query: Any = asked.query
    changed = (
        query.annotations,
        query.extra,
        query.extra_tables,
        query.is_sliced,
        query.distinct,
        query.combinator,
        query.select_related,
        query.select,
        query.group_by is not None,
        query.select_for_update_nowait,
        query.select_for_update_skip_locked,
        query.select_for_update_of,
        query.select_for_no_key_update,
        query.is_empty(),
        asked._prefetch_related_lookups,
        asked._known_related_objects,
    )
    return (
        not any(changed)
        and query.deferred_loading == WHOLE
        and query.default_cols
        and asked._iterable_class is ModelIterable
    )


def _key_of(model: type[models.Model], args: tuple, kwargs: dict) -> Any:
    """The key that alone is asked for, as an argument or as a foreign key asks for it."""
    if kwargs:
        wanted = list(kwargs.items()) if not args else []
    else:
        wanted = args[0].children if len(args) == 1 and _is_plain(args[0]) else []
    if len(wanted) != 1 or not isinstance(wanted[0], tuple):
        return None
    name, value = wanted[0]
    return value if name in ("pk", model._meta.pk.attname) else None


def _is_plain(condition: Any) -> bool:
    return isinstance(condition, models.Q) and not condition.negated


def _key_in(asked: Any) -> Any:
    """The key that a queryset was narrowed by before, and by nothing else."""
    where = asked.query.where
    [only, *more] = where.children
    if more or where.negated or not isinstance(only, Exact) or len(asked.query.alias_map) > 1:
        return None
    is_key = getattr(only.lhs, "target", None) is asked.model._meta.pk
    return only.rhs if is_key else None
