"""Whether a row is as the portal wrote it: asked before it is acted on, counted, sent or shown, and by the checks.

A row stands when its last seal (``core/models/seals``) was made by the portal, no seal before it is missing, and every
column holds what that seal tells. Before seals had begun everything stands.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection, models

from core.models import seals
from core.models.discrepancies import Discrepancy
from core.models.gathered import WAITING
from core.models.given_back import plain
from core.models.seals import AT_ONCE, Seal, Sealed, SealForm

Kind = Discrepancy.Kind
OF_SEALS = ("pk", "key", "salt", "marks", "turn", "hangs_on", "matter", "mac")


@dataclass
class Known:
    """What the seals say of one row: the last of them, and how many there are."""

    seal: Seal
    count: int


@dataclass(frozen=True)
class Expected:
    """Whether every row must have a seal by now, and every seal a mark. Asked once it matters: both ask the log."""

    begun: bool
    keyed: bool


def expected() -> Expected:
    """What the log and its witness tell of it."""
    return Expected(seals.is_begun(), seals.is_keyed())


def stands(row: models.Model, *, is_fresh: bool = False) -> bool:
    """Whether ``row`` is as the portal wrote it: two questions to the database; one when it was read just now, or under
    a lock, and nobody has touched it since (``is_fresh``)."""
    return not (unfit([row]) if is_fresh else fallen(type(row), [row.pk]))


def fallen(model: type[models.Model], keys: Iterable[int]) -> set[int]:
    """Those of the rows ``keys`` that are not as the portal wrote them, or were deleted past it: two questions.

    What does not fit is looked at once more: somebody may have written between the two questions.
    """
    left = {key for key in keys if key is not None}
    if not left or not issubclass(model, Sealed):
        return set()
    for _look in (1, 2):
        parts = [sorted(left)[start : start + AT_ONCE] for start in range(0, len(left), AT_ONCE)]
        left = {key for part in parts for key in _fallen(model, part)}
        if not left:
            break
    return left


def unfit(rows: Iterable[models.Model]) -> list[models.Model]:
    """Those of ``rows`` that are not as the portal wrote them, of whatever models; given as they were read just now,
    without changes: one question for all of them."""
    rows = [row for row in rows if row is not None and isinstance(row, Sealed)]
    wanted: dict[type[models.Model], set[int]] = {}
    for row in rows:
        wanted.setdefault(row.__class__, set()).add(row.pk)  # not its type: the user of a request is wrapped
    told = known(wanted)
    doubtful: dict[type[models.Model], set[int]] = {}
    for row in rows:
        model = row.__class__
        fields = _asked(model, row.pk)
        if row.get_deferred_fields() or fault(told[model].get(row.pk), fields, _plain(row, fields), True):
            doubtful.setdefault(model, set()).add(row.pk)
    gone = {model: fallen(model, keys) for model, keys in doubtful.items()}
    return [row for row in rows if row.pk in gone.get(row.__class__, ())]


def known(wanted: Mapping[type[models.Model], Iterable[int]]) -> dict[type[models.Model], dict[int, Known]]:
    """The last seal of each of the rows, by model and key, and the number of its seals: one question for all.

    In SQL of its own, asked in every request and at every step: to put it together anew costs Django longer than the
    database takes to answer.
    """
    names = {model._meta.db_table: model for model in wanted}
    arms, values = [], []
    for model, keys in wanted.items():
        if keys := list(keys):
            arms.append(_LAST % (_SEALS, ", ".join(["%s"] * len(keys))))
            values += [model._meta.db_table, *keys]
    found: dict[type[models.Model], dict[int, Known]] = {model: {} for model in wanted}
    if arms:
        for table, one in _asked_of(" UNION ALL ".join(arms), values):
            found[names[table]][one.seal.key] = one
    return found


def known_between(model: type[models.Model], after: int, last: int | None) -> dict[int, Known]:
    """The same of all rows of ``model`` with greater keys than ``after``, up to ``last`` where one is given."""
    told = Seal.objects.filter(form__table=model._meta.db_table, key__gt=after)
    keys = (told if last is None else told.filter(key__lte=last)).order_by().values_list("key", flat=True)
    found: dict[int, Known] = {}
    there = sorted(set(keys.distinct()))
    for start in range(0, len(there), AT_ONCE):
        found |= known({model: there[start : start + AT_ONCE]})[model]
    return found


def hung_on(names: list[str]) -> dict[str, dict[int, Known]]:
    """The same of all rows whose seals say that they hang, or hung, on the rows ``names`` (table and key), by table.

    A row that has hung elsewhere too has more seals than are counted here: of such a one ``fallen`` tells.
    """
    found: dict[str, dict[int, Known]] = {}
    for start in range(0, len(names), AT_ONCE):
        part = names[start : start + AT_ONCE]
        for table, one in _asked_of(_HUNG % (_SEALS, ", ".join(["%s"] * len(part))), part):
            found.setdefault(table, {})[one.seal.key] = one
    return found


_SEALS = (
    'SELECT f.id AS form, f."table" AS named, f.columns, f.digest, s.id, s.key, s.salt, s.marks, s.turn, s.hangs_on,'
    " s.matter, s.mac, COUNT(*) OVER same AS many, MAX(s.id) OVER same AS newest"
    " FROM core_seal s JOIN core_sealform f ON f.id = s.form_id"
)
_LAST = (
    'SELECT * FROM (%s WHERE f."table" = %%s AND s.key IN (%s)'
    " WINDOW same AS (PARTITION BY s.key)) a WHERE id = newest"
)
_HUNG = (
    "SELECT * FROM (%s WHERE s.hangs_on IN (%s)"
    ' WINDOW same AS (PARTITION BY f."table", s.key)) a WHERE id = newest'
)


def _asked_of(question: str, values: list) -> Iterator[tuple[str, Known]]:
    forms: dict[int, SealForm] = {}
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        for pk, table, columns, digest, *seal, many, _newest in cursor.fetchall():
            if pk not in forms:
                columns = json.loads(columns) if isinstance(columns, str) else columns
                forms[pk] = SealForm(pk=pk, table=table, columns=columns, digest=digest)
            told = Seal(form=forms[pk], **dict(zip(OF_SEALS, seal, strict=True)))
            yield table, Known(told, many)


def fault(
    told: Known | None, fields: list, values: list | None, there: object, should: Expected | None = None
) -> tuple[Kind, str] | None:
    """What is wrong with a row, and which columns; None when it stands. ``values`` are those of ``fields``, None when
    they cannot be read; ``there`` is falsy when there is no such row."""
    if told and not _is_genuine(told, should):
        return Kind.FORGED, ""
    if not there:
        return (Kind.MISSING, "") if told and told.seal.marks else None
    if not told or not told.seal.marks:
        return (Kind.FOREIGN, "") if (should.begun if should else seals.is_begun()) else None
    if values is None:
        return Kind.UNREADABLE, ""
    names = _changed(told.seal, fields, values)
    return (Kind.CHANGED, ", ".join(names)) if names else None


def values_of(model: type[models.Model], keys: list[int], fields: list) -> Iterator[tuple[int, list | None]]:
    """The rows with their plain values; None for one that cannot be read, which stops none of the others."""
    for start in range(0, len(keys), AT_ONCE):
        part = keys[start : start + AT_ONCE]
        try:
            found = seals.read(model, part, fields)
        except Exception:  # noqa: BLE001 whatever somebody wrote into a column, the others are read one by one
            found = {}
            for key in part:
                try:
                    found |= seals.read(model, [key], fields)
                except Exception:  # noqa: BLE001 as above
                    found[key] = None
        yield from ((key, found[key]) for key in part if key in found)


def _fallen(model: type[models.Model], keys: list[int]) -> Iterator[int]:
    waiting = WAITING.get()
    keys = [key for key in keys if waiting is None or key not in waiting.new.get(model, ())]
    told, fields = known({model: keys})[model], seals.fields_of(model)
    there = dict(values_of(model, keys, fields))
    for key in keys:
        values, asked = there.get(key), _asked(model, key)
        if values is not None and len(asked) < len(fields):
            values = [value for field, value in zip(fields, values, strict=True) if field in asked]
        if fault(told.get(key), asked, values, key in there):
            yield key


def _asked(model: type[models.Model], key: int) -> list[models.Field]:
    """The columns to compare: all but those that the portal has written and whose seal waits (``core/together``)."""
    fields, waiting = seals.fields_of(model), WAITING.get()
    written = waiting.changed.get(model, {}).get(key, ()) if waiting else ()
    return [field for field in fields if field.attname not in written] if written else fields


def _plain(row: models.Model, fields: list[models.Field]) -> list | None:
    try:
        return [plain(field, getattr(row, field.attname)) for field in fields]
    except Exception:  # noqa: BLE001 whatever somebody wrote into a column: it is looked at once more
        return None


def _is_genuine(told: Known, should: Expected | None) -> bool:
    """Whether the portal made the last seal of a row, and all the seals before it are there."""
    if not told.seal.mac:
        return not (should.keyed if should else seals.is_keyed())
    return seals.fits(told.seal) and told.seal.turn == told.count


def _changed(seal: Seal, fields: list[models.Field], values: list) -> list[str]:
    """The columns that do not hold what ``seal`` says."""
    told = dict(zip(seal.form.columns, seals.split(seal.marks), strict=False))
    return [
        field.attname
        for field, value in zip(fields, values, strict=True)
        if field.attname in told and not _holds(seal.salt, field, value, told[field.attname])
    ]


def _holds(salt: str, field: models.Field, value: object, told: str) -> bool:
    """Whether a column holds what its mark says. Seals of before tell of a number as it was given, and the database
    gives it back with all its places: the same number with fewer of them is no other."""
    if told == seals.mark(salt, field.attname, value):
        return True
    if not isinstance(value, Decimal) or not value.is_finite():
        return False
    fewer = (round(value, places) for places in range(field.decimal_places))
    return any(one == value and told == seals.mark(salt, field.attname, one) for one in fewer)
