"""What a step with a matter rests on: its own row, the rows that it names, and every sealed row that hangs on it.

Asked under the lock of a step, before anything is changed: a fixed number of questions, and one more for each table
that has rows of the matter, however many rows there are.
"""

from collections.abc import Iterable, Iterator
from functools import cache

from django.db import connection, models

from core.models import hanging, seals, standing
from core.models.gathered import WAITING
from core.models.people import Agency
from core.models.regimes import STOOD, RegimeVersion
from core.models.seals import Sealed

DEPTH = 3
SMALL = ("pk", "digest", "regime_id", "number", "title", "valid_from", "valid_to", "loaded_at")
Rows = dict[type[models.Model], set[int]]


def fallen_under(root: models.Model, *, also: Iterable[str] = ()) -> Rows:
    """The rows that do not stand among all that a step with ``root`` rests on: by model and key, and nothing when it
    may be taken. ``root`` was read just now, under a lock.

    Asked are ``root``, the rules of its body, what its foreign keys named by its ``RESTS_ON`` and by ``also`` lead to,
    and what hangs on it.
    In a chapter whose seals wait (``core/together``: the demo's own past) nothing is asked.
    """
    if not isinstance(root, Sealed) or WAITING.get() is not None:
        return {}
    fallen: Rows = {}
    rows, gone = _above(root, [*getattr(root, "RESTS_ON", ()), *also])
    for model, key in [*gone, *((type(row), row.pk) for row in standing.unfit(rows))]:
        fallen.setdefault(model, set()).add(key)
    agency = root.__dict__.get("agency_id")  # its own column: a way to another row may lead nowhere
    if agency and (keys := fallen_rules(agency)):
        fallen.setdefault(RegimeVersion, set()).update(keys)
    for model, keys in _doubtful_below(root).items():
        if keys := standing.fallen(model, keys):
            fallen.setdefault(model, set()).update(keys)
    return fallen


def _above(root: models.Model, names: Iterable[str]) -> tuple[list[models.Model], list]:
    """``root`` with the rows to which its foreign keys ``names`` lead; model and key of those that are not there."""
    rows, gone = [root], []
    for name in dict.fromkeys(names):
        field = root._meta.get_field(name)
        if (key := getattr(root, field.attname)) is not None:
            row = field.related_model._base_manager.filter(pk=key).order_by().first()
            if row is None:
                gone.append((field.related_model, key))
                continue
            field.set_cached_value(root, row)  # what the step reads of it next is what was asked about
            rows.append(row)
    return rows, gone


def fallen_rules(agency: int) -> set[int]:
    """The versions of the rules of a body that are not as the portal wrote them, and all that are gone: nothing that
    rests on them is done.

    One question. The texts, which are large, are compared with the seals once in a process, and again whenever a
    version is gone or new or holds something else: what the process parsed before was genuine, and it goes by that.
    """
    rows = frozenset(RegimeVersion.objects.order_by().values_list(*SMALL))
    if rows in STOOD:
        return set()
    regimes = {row[0]: row[2] for row in rows}
    told = standing.known_between(RegimeVersion, 0, None)
    fallen = standing.fallen(RegimeVersion, {*regimes, *(key for key, one in told.items() if one.seal.marks)})
    if not fallen:
        STOOD.add(rows)
        return set()
    mine = Agency.objects.filter(pk=agency).values_list("regime_id", flat=True).first()
    return {key for key in fallen if regimes.get(key, mine) == mine}


# What hangs on it


def _hung(model: type[models.Model]) -> Iterator[tuple[type[models.Model], str]]:
    """The models whose rows hang on one of ``model``, with the column; not matters with a gate of their own."""
    for link in model._meta.related_objects:
        hung = link.related_model
        is_matter = hasattr(hung, "STEPS") and hanging.number_of(hung)
        if not link.many_to_many and issubclass(hung, Sealed) and hung is not model and not is_matter:
            yield hung, link.field.column


@cache
def _question(root: type[models.Model]) -> tuple[str, tuple[type[models.Model], ...], frozenset]:
    """One question for the keys of all that hangs on a row of ``root``, on that again, and on that (an overruling on
    its finding on its scan); the models it answers for, by the numbers that it gives; and those on which rows hang."""
    arms: list[str] = []
    found: list[type[models.Model]] = []
    bearing: set[type[models.Model]] = set()

    def walk(above: type[models.Model], path: tuple, within: str) -> None:
        for model, column in _hung(above):
            if model in path:
                continue
            bearing.add(above)
            where = f'"{column}" {within}'
            keys = f'"{model._meta.pk.column}" FROM "{model._meta.db_table}" WHERE {where}'
            arms.append(f"SELECT {len(found)}, {keys}")  # noqa: S608 names of our own tables
            found.append(model)
            if len(path) < DEPTH:
                walk(model, (*path, model), f"IN (SELECT {keys})")

    walk(root, (root,), "= %s")
    return " UNION ALL ".join(arms), tuple(found), frozenset(bearing - {root})


def _doubtful_below(root: models.Model) -> Rows:
    """The rows under ``root`` that do not fit at first sight, and those that are not there any more."""
    question, found, bearing = _question(type(root))
    if not question:
        return {}
    there: Rows = {}
    with connection.cursor() as cursor:
        cursor.execute(question, [root.pk] * question.count("%s"))
        for number, key in cursor.fetchall():
            there.setdefault(found[number], set()).add(key)
    bearers = [(type(root), root.pk), *((model, key) for model in bearing for key in there.get(model, ()))]
    told = standing.hung_on([f"{model._meta.db_table} {key}" for model, key in bearers])
    doubtful: Rows = {}
    for model, keys in there.items():
        fields, known = seals.fields_of(model), told.get(model._meta.db_table, {})
        for key, values in standing.values_of(model, sorted(keys), fields):
            if standing.fault(known.get(key), fields, values, True):
                doubtful.setdefault(model, set()).add(key)
    for model in set(found):
        known = told.get(model._meta.db_table, {})
        gone = {key for key, one in known.items() if one.seal.marks} - there.get(model, set())
        if gone:
            doubtful.setdefault(model, set()).update(gone)
    return doubtful
