"""A way out for a matter that was changed past the portal: two people look at it, and one row after the other is put
right, as it was or as it stands, with a reason and an entry of the public log (ADR 39).

What a row held is in no seal; a seal tells whether a value is the one that was held. So what stands in the records of
the matter is tried, and what fits the seal is what was there: nobody types it, and nothing else is restored.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.apps import apps
from django.db import models, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from core.models import Discrepancy, Righting, RightingWish, Sealed, User, resealing, seals, standing
from core.models.given_back import plain
from core.models.rightings import Way
from core.permissions import reach
from core.proof import findings, log
from core.proof.matters import beneath
from core.transitions import Refused

Kind = Discrepancy.Kind
OF_ROWS = (Kind.CHANGED, Kind.MISSING, Kind.FOREIGN, Kind.FORGED)
SMALL = range(201)  # rounds, steps, minutes: numbers that are tried one by one
FIRST_DAY, LAST_AFTER = date(2000, 1, 1), timedelta(days=3660)  # so are days
MANY = 5000  # rows to which a foreign key may have led


def model_of(found: Discrepancy) -> type[models.Model] | None:
    """The table of the row that ``found`` tells of; None when it tells of a file, of the log or of a text."""
    tables = {one._meta.db_table: one for one in apps.get_models() if issubclass(one, Sealed)}
    return tables.get(found.place) if found.kind in OF_ROWS and found.key is not None else None


@transaction.atomic
def ask(found: Discrepancy, *, way: str, reason: str, by: User, now: datetime) -> RightingWish:
    """Ask that the row of ``found`` is put right in ``way``. Another person has to agree. Raises ``Refused``."""
    reasons = list(_not_theirs(found, by, now)) or list(_impossible(found, way, now))
    if not reason.strip():
        reasons.append(_("Say what was looked at, and why it is put right in this way."))
    if RightingWish.objects.filter(discrepancy=found).exists():
        reasons.append(_("Somebody has asked for it already."))
    if reasons:
        raise Refused(*reasons)
    return RightingWish.objects.create(discrepancy=found, way=way, reason=reason.strip(), by=by, at=now)


@transaction.atomic
def agree(wish: RightingWish, *, by: User, now: datetime) -> Righting:
    """Do what ``wish`` asks for: the row is restored, or sealed as it stands; finding, log and record tell of it.

    Raises ``Refused``, also when the row was changed once more since.
    """
    wish = (
        RightingWish.objects.select_for_update(of=("self",))
        .select_related("discrepancy", "by")
        .get(pk=wish.pk)
    )
    found, reasons = wish.discrepancy, []
    if wish.by_id == by.pk:
        reasons.append(_("Somebody else has to agree: two people look at it."))
    if not standing.stands(wish, is_fresh=True):
        reasons.append(_("The request itself was changed outside the portal."))
    reasons += list(_not_theirs(found, by, now)) or list(_impossible(found, wish.way, now))
    if reasons:
        raise Refused(*reasons)
    made = Righting.objects.create(
        discrepancy=found, place=found.place, key=found.key, way=wish.way, reason=wish.reason,
        asked_by=wish.by, agreed_by=by, asked_at=wish.at, at=now,
    )  # fmt: skip
    _put_right(made, now)
    payload = {"place": made.place, "row": made.key, "way": made.way, "finding": found.fingerprint}
    log.append("put_right", subject=seals.SUBJECT, payload=payload, now=now)
    said = _("Put right by two people: %(way)s. %(reason)s") % {
        "way": made.get_way_display(), "reason": made.reason,
    }  # fmt: skip
    for one in Discrepancy.objects.open().filter(place=made.place, key=made.key, kind__in=OF_ROWS):
        one.notes.create(text=said[:600], settles=True, by=by, at=now)
    wish.delete()
    return made


@transaction.atomic
def decline(wish: RightingWish, *, because: str, by: User, now: datetime) -> None:
    """Do not agree, or take one's own request back; what is said stays with the finding. Raises ``Refused``."""
    if reasons := list(_not_theirs(wish.discrepancy, by, now)):
        raise Refused(*reasons)
    findings.note(wish.discrepancy, text=because, settles=False, by=by, now=now)
    wish.delete()


def ways(found: Discrepancy, now: datetime) -> list[Way]:
    """How the row of ``found`` can be put right; nothing when it stands again."""
    model = model_of(found)
    if model is None or not standing.fallen(model, [found.key]):
        return []
    return [Way.RESTORED, Way.KEPT] if _restorable(model, found.key, now) is not None else [Way.KEPT]


def _not_theirs(found: Discrepancy, by: User, now: datetime) -> Iterator[str]:
    day = timezone.localdate(now)
    place = reach(by, findings.WATCH_EVIDENCE, on=day)
    if not place:  # who runs the machine does not decide (ADR 22)
        yield _(
            "This belongs to those who watch over the evidence: supervisors, archivists, the disclosure office."
        )
    elif not findings.visible_to(by, on=day, place=place).filter(pk=found.pk).exists():
        yield _("It belongs to another body.")


def _impossible(found: Discrepancy, way: str, now: datetime) -> Iterator[str]:
    if way not in Way.values:
        yield _("Choose what becomes of it.")
        return
    if model_of(found) is None:
        yield _("No row stands behind this finding: say what was done in a note.")
        return
    able = ways(found, now)
    if not able:
        yield _("The row is as the portal wrote it again: say so in a note.")
    elif way not in able:
        yield _(
            "What it held is in none of the records: restore it from a backup, or let it stand as it is now."
        )


def _put_right(made: Righting, now: datetime) -> None:
    model = model_of(made.discrepancy)
    if made.way == Way.RESTORED:
        held = _restorable(model, made.key, now)
        rows = model._base_manager.filter(pk=made.key)
        if not held:
            try:
                rows.delete()
            except ProtectedError as error:
                raise Refused(_("Other rows hang on it: put those right first.")) from error
        else:
            rows.update(**held)
    if standing.fallen(model, [made.key]):
        resealing.settle(model, made.key)


def _restorable(model: type[models.Model], key: int, now: datetime) -> dict[str, object] | None:
    """What the changed columns held, by name; nothing for a row to be taken out that somebody put in. None when it is
    not known."""
    told = standing.known({model: [key]})[model].get(key)
    fields = seals.fields_of(model)
    values = dict(standing.values_of(model, [key], fields)).get(key)
    wrong = standing.fault(told, fields, values, values is not None)
    if wrong and wrong[0] == Kind.FOREIGN:
        return {}
    if not wrong or wrong[0] != Kind.CHANGED:
        return None
    marks = dict(zip(told.seal.form.columns, seals.split(told.seal.marks), strict=False))
    row, held = model._base_manager.get(pk=key), {}
    for field in fields:
        if field.attname not in wrong[1].split(", "):
            continue
        for value in _candidates(row, field, now):
            if seals.mark(told.seal.salt, field.attname, plain(field, value)) == marks[field.attname]:
                held[field.attname] = value
                break
        else:
            return None
    return held


def _candidates(row: models.Model, field: models.Field, now: datetime) -> Iterator[object]:
    """Values that the column may have held: those of its kind that are few, and those of the records of the matter."""
    if field.null:
        yield None
    if isinstance(field, models.BooleanField):
        yield from (False, True)
    elif isinstance(field, models.ForeignKey):
        yield from field.related_model._base_manager.order_by("-pk").values_list("pk", flat=True)[:MANY]
    elif isinstance(field, models.DateTimeField):
        yield from _moments(row)
    elif isinstance(field, models.DateField):
        for days in range((timezone.localdate(now) + LAST_AFTER - FIRST_DAY).days):
            yield FIRST_DAY + timedelta(days=days)
    elif isinstance(field, models.IntegerField):
        yield from SMALL
    elif isinstance(field, models.JSONField):
        yield from ({}, [])
    elif isinstance(field, models.CharField | models.TextField):
        yield ""
    yield from (code for code, _label in field.flatchoices)
    yield from _in_records(row, field)
    yield from _in_siblings(row, field)


def _in_records(row: models.Model, field: models.Field) -> Iterator[object]:
    """What columns of the same name hold in the rows beside it: the texts proposed, the versions, the corrections."""
    for model, keys in _records(row):
        beside = {one.attname: one for one in model._meta.concrete_fields}.get(field.attname)
        if beside is not None and type(beside) is type(field):
            yield from (
                model._base_manager.filter(pk__in=keys).order_by("-pk").values_list(field.attname, flat=True)
            )


def _in_siblings(row: models.Model, field: models.Field) -> Iterator[object]:
    """What the column holds in other rows of the table: channels, codes, names, which are few."""
    if not isinstance(field, models.TextField):
        yield from row._meta.default_manager.order_by("-pk").values_list(field.attname, flat=True)[:MANY]


def _moments(row: models.Model) -> Iterator[datetime]:
    for model, keys in _records(row):
        names = [one.attname for one in model._meta.concrete_fields if isinstance(one, models.DateTimeField)]
        if names:
            for held in model._base_manager.filter(pk__in=keys).values_list(*names):
                yield from (one for one in held if one is not None)


def _records(row: models.Model) -> list[tuple[type[models.Model], list[int]]]:
    return list(beneath(row))
