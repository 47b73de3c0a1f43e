"""Does what an answer was made of stand as the portal wrote it? Asked once for each answer, of all rows in it.

What was read is noted below the pages (``core/database/reading``) and compared here with the seals: one question to
the database, whatever an answer holds, and one hash for each column of it. What does not fit is looked at once more by
the checks, so that a row that was written meanwhile is no alarm; what they find is written down and told.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db import models

from core.database.reading import READ, Columns, Read, noted
from core.models import seals, standing
from core.models.standing import Known
from core.proof import evidence, findings
from core.proof.evidence import Fault
from core.proof.matters import sealed_models

AT_ONCE = 2000  # rows in one question
Rows = dict[type[models.Model], dict[int, Columns]]


def fallen(read: Read) -> list[Fault]:
    """What of the rows that were ``read`` does not stand as it was written. What was asked once is not
    asked again, nor that of which something is withheld already."""
    rows = {
        model: {key: columns for key, columns in held.items() if key not in read.withheld.get(model, ())}
        for model, held in read.take().items()
    }
    if not any(rows.values()):
        return []
    with noted(None):
        wrong = {model: standing.fallen(model, keys) for model, keys in _doubtful(rows).items()}
        return [fault for model, keys in wrong.items() for fault in evidence.faults_of(model, keys)]


def untold(faults: Iterable[Fault]) -> list[Fault]:
    """Those of ``faults`` that no other module tells programs and feeds of."""
    tables = {model._meta.db_table for model in sealed_models() if model.TELLS_PROGRAMS_ITSELF}
    return [fault for fault in faults if fault.place not in tables]


def tell(faults: list[Fault], *, now: datetime) -> None:
    """Write down what was found; whoever watches over it is owed a letter, once."""
    if not faults:
        return
    with noted(None):
        findings.write_down(faults, now=now)


def stands_so_far() -> bool:
    """Whether all that was read for the answer that is being made stands: only then may a part of it be kept for the
    next one. True where no answer is being made. What was read is asked again when the answer is handed out."""
    read = READ.get()
    if read is None:
        return True
    return not fallen(Read(rows={model: dict(rows) for model, rows in read.rows.items()}))


def _doubtful(rows: Rows) -> dict[type[models.Model], list[int]]:
    """The keys of the rows that do not fit their last seal at first sight."""
    found: dict[type[models.Model], list[int]] = {}
    for part in _parts(rows):
        known = standing.known(part)
        for model, keys in part.items():
            fields = {field.attname: field for field in seals.fields_of(model)}
            for key in keys:
                if not _fits(known[model].get(key), fields, rows[model][key]):
                    found.setdefault(model, []).append(key)
    return found


def _parts(rows: Rows) -> Iterator[dict[type[models.Model], list[int]]]:
    """The keys by their models, so many as one question holds."""
    part, count = {}, 0
    for model, held in rows.items():
        keys = list(held)
        while keys:
            part[model], keys = keys[: AT_ONCE - count], keys[AT_ONCE - count :]
            count += len(part[model])
            if count >= AT_ONCE:
                yield part
                part, count = {}, 0
    if part:
        yield part


def _fits(told: Known | None, fields: dict[str, models.Field], columns: Columns) -> bool:
    """Whether the ``columns`` that were read of a row hold what its last seal says; what was only computed with has to
    be read again."""
    read = {fields[name]: value for name, value in columns.items() if name in fields}
    try:
        values = [seals.plain(field, value) for field, value in read.items()]
    except Exception:  # noqa: BLE001 whatever somebody wrote into a column; the checks say what it is
        return False
    return bool(columns) and standing.fault(told, list(read), values, there=True) is None


def withholding(faults: Iterable[Fault], sentence: str) -> Rows | None:
    """The texts that were changed, each with ``sentence`` in its place; None where more was changed than texts, and
    something that leads elsewhere, a day or a number cannot be left out."""
    models_by_table, found = {model._meta.db_table: model for model in sealed_models()}, {}
    for fault in faults:
        model = models_by_table[fault.place]
        fields = {field.attname: field for field in seals.fields_of(model)}
        names = fault.what.split(", ") if fault.kind == evidence.Kind.CHANGED else []
        if not names or not all(_is_text(fields[name]) for name in names):
            return None
        found.setdefault(model, {})[fault.key] = dict.fromkeys(names, sentence)
    return found


def _is_text(field: models.Field) -> bool:
    """Whether a column holds words that are shown, and nothing that anything else depends on."""
    is_words = isinstance(field, models.CharField | models.TextField) and not field.choices
    return is_words and not isinstance(field, models.SlugField) and not field.unique


def named(fault: Fault) -> str:
    """What is wrong, for everybody: the kind of thing and its columns, no number and no content."""
    model = next(model for model in sealed_models() if model._meta.db_table == fault.place)
    fields = {field.attname: field for field in seals.fields_of(model)}
    names = [str(fields[one].verbose_name) for one in fault.what.split(", ") if one in fields]
    return f"{model._meta.verbose_name}: {', '.join(names)}" if names else str(model._meta.verbose_name)
