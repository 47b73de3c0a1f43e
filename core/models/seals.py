"""Rows that evidence rests on leave a seal with every write, so that a change past the portal is found.

A seal holds a salted hash for each column. It is written in the transaction of the row itself, by ``save``, ``update``,
``bulk_create`` and ``delete`` of the models that are ``Sealed``; what is changed by SQL leaves none. Each carries a
mark under a key that is not in the database (``core/macs``), over all that it says, its turn among the seals of the row
and what the row hangs on: so nobody makes one by SQL, moves one to another row or brings an earlier one back. The seals
only grow, and their number and running digest enter the public log (``core/proof/evidence``).
"""

import hashlib
import json
import secrets
from collections.abc import Iterable, Iterator

from django.db import connection, models, router, transaction
from django.db.models.deletion import Collector
from django.utils.translation import gettext_lazy as _

from core import canonical, macs, witness
from core.crypto import BoundQuerySet
from core.database.guards import OnlyGrows
from core.models.gathered import WAITING
from core.models.given_back import is_kept_as_given, plain
from core.models.hanging import hanging, leading_fields
from core.models.log import LogEntry

MARK = 16  # characters of a column's hash: 64 bits, of a text with a salt that nobody chose
AT_ONCE = 500  # rows in one statement; steps of many rows go by the same number (core/transitions)
NOTHINGS = "-" * MARK  # the mark of a column that was changed past the portal before it was sealed anew
# A salt may go once a newer seal of the same row is there: what the row once held cannot be guessed any more.
NEWER_SEAL = (
    "OLD.key AND id > OLD.id AND form_id IN (SELECT mine.id FROM core_sealform mine JOIN core_sealform its"
    ' ON mine."table" = its."table" WHERE its.id = OLD.form_id)'
)
GONE = ""  # the marks of a row that the portal itself has deleted
CHECKPOINT = "checkpoint"  # the kind of the entries that tell number and digest of the seals
SUBJECT = "evidence"  # and their subject


class SealForm(models.Model):
    """Which columns of which table a seal tells of, in order: a table may gain columns later."""

    table = models.CharField(max_length=64, db_index=True)
    columns = models.JSONField()
    digest = models.CharField(max_length=64, unique=True)

    guards = [OnlyGrows()]

    class Meta:
        verbose_name = _("form of seals")
        verbose_name_plural = _("forms of seals")

    def __str__(self) -> str:
        return self.table


class Seal(models.Model):
    """What one row held when the portal last wrote it. Of several the last counts; empty marks: it was deleted.

    ``turn`` counts the seals of a row from 1. ``hangs_on`` is table and key of the row above (``hanging``), ``matter``
    the number of the matter where the row itself has one. ``mac`` is empty only in seals of before they had a key.
    """

    form = models.ForeignKey(SealForm, models.PROTECT, related_name="+")
    key = models.BigIntegerField()
    salt = models.CharField(max_length=16, blank=True)
    marks = models.TextField(blank=True)
    turn = models.PositiveIntegerField(default=0)
    hangs_on = models.CharField(max_length=80, blank=True, default="")
    matter = models.CharField(max_length=120, blank=True, default="")
    mac = models.CharField(max_length=48, blank=True, default="")

    guards = [OnlyGrows(("salt",), proof="core.Seal", by="key", matter=NEWER_SEAL)]

    class Meta:
        verbose_name = _("seal")
        verbose_name_plural = _("seals")
        indexes = [
            models.Index(fields=["form", "key", "id"], name="seals_of_a_row"),
            models.Index(fields=["hangs_on"], condition=~models.Q(hangs_on=""), name="seals_of_what_hangs"),
            models.Index(fields=["matter"], condition=~models.Q(matter=""), name="seals_of_a_matter"),
        ]

    def __str__(self) -> str:
        return f"{self.form_id} {self.key}"


def mark(salt: str, column: str, value: object) -> str:
    """The salted hash of one column."""
    text = canonical.sorted_json(value, default=str)
    return hashlib.sha256(f"{salt}{column}\0{text}".encode("utf-8", "surrogatepass")).hexdigest()[:MARK]


def fields_of(model: type[models.Model]) -> list[models.Field]:
    """The columns of ``model`` that its seals tell of, by name: all but those named as no evidence, with a reason."""
    spared = getattr(model, "NO_EVIDENCE", {})
    fields = (field for field in model._meta.concrete_fields if field.attname not in spared)
    return sorted(fields, key=lambda field: field.attname)


def digest_of(table: str, columns: list[str]) -> str:
    """What names a form: the SHA-256 of its table and columns."""
    return hashlib.sha256(json.dumps([table, columns]).encode()).hexdigest()


FORMS: dict[str, SealForm] = {}  # of this process, by digest; only what is committed


def form_of(model: type[models.Model]) -> SealForm:
    """The form of ``model`` as it stands, made when it is the first of its kind."""
    table, columns = model._meta.db_table, [field.attname for field in fields_of(model)]
    digest = digest_of(table, columns)
    if digest not in FORMS:
        known = {"table": table, "columns": columns}
        form = SealForm.objects.get_or_create(digest=digest, defaults=known)[0]
        transaction.on_commit(lambda: FORMS.setdefault(digest, form))
        return form
    return FORMS[digest]


def split(marks: str) -> list[str]:
    """The marks one by one, in the order of the form."""
    return [marks[start : start + MARK] for start in range(0, len(marks), MARK)]


def said(form: str, key: int, salt: str, marks: str, turn: int, hangs_on: str, matter: str) -> str:
    """All that the mark of a seal covers, as one text. ``form`` is the digest of its form."""
    return json.dumps([form, key, salt, marks, turn, hangs_on, matter], ensure_ascii=False)


def made(form: SealForm, key: int, *, salt: str, marks: str, turn: int, hangs_on: str, matter: str) -> Seal:
    """A seal with its mark, not yet kept."""
    mac = macs.mark(said(form.digest, key, salt, marks, turn, hangs_on, matter))
    return Seal(
        form=form, key=key, salt=salt, marks=marks, turn=turn, hangs_on=hangs_on, matter=matter, mac=mac
    )


def is_ours(seal: Seal) -> bool:
    """Whether the portal made ``seal`` for this row and table. Of before there was a key: whether that was before."""
    return fits(seal) if seal.mac else not is_keyed()


def fits(seal: Seal) -> bool:
    """Whether the mark of ``seal`` fits all that it says. Its form is measured, not believed."""
    form = digest_of(seal.form.table, seal.form.columns)
    text = said(form, seal.key, seal.salt, seal.marks, seal.turn, seal.hangs_on, seal.matter)
    return macs.fits(text, seal.mac)


def _checkpoints() -> models.QuerySet[LogEntry]:
    return LogEntry.objects.filter(subject=SUBJECT, kind=CHECKPOINT)


def is_begun() -> bool:
    """Whether every row is expected to have a seal: from the first checkpoint on, whatever became of the log since."""
    return _checkpoints().exists() or witness.has_begun()


def is_keyed() -> bool:
    """Whether every last seal is expected to carry a mark: from the first checkpoint that says so."""
    return _checkpoints().filter(payload__has_key="key").exists() or witness.has_begun()


def last_seals(model: type[models.Model], keys: Iterable[int]) -> dict[int, Seal]:
    """The last seal of each of the rows ``keys``, with its form."""
    forms = {form.pk: form for form in SealForm.objects.filter(table=model._meta.db_table)}
    all_of = Seal.objects.filter(form__in=list(forms), key__in=list(keys)).order_by()
    if connection.features.can_distinct_on_fields:  # a planner without statistics would join for minutes
        rows = all_of.order_by("key", "-pk").distinct("key")
    else:
        rows = Seal.objects.filter(pk__in=all_of.values("key").annotate(last=models.Max("pk")).values("last"))
    found = {seal.key: seal for seal in rows}
    for seal in found.values():
        seal.form = forms[seal.form_id]
    return found


def turns_of(model: type[models.Model], last: dict[int, Seal]) -> dict[int, int]:
    """The turn of the next seal of each row. Seals of before there was a key have no turn and are counted."""
    turns = {key: seal.turn + 1 for key, seal in last.items()}
    if uncounted := [key for key, seal in last.items() if not seal.turn]:
        all_of = Seal.objects.filter(form__table=model._meta.db_table, key__in=uncounted).order_by()
        for key, count in all_of.values("key").annotate(count=models.Count("pk")).values_list("key", "count"):
            turns[key] = count + 1
    return turns


def read(model: type[models.Model], keys: Iterable[int], fields: list[models.Field]) -> dict[int, list]:
    """The columns ``fields`` of the rows ``keys`` as they stand in the database."""
    names = [field.attname for field in fields]
    # Never in the order of the model: it may join what a row leads to, and lose the row that leads nowhere.
    rows = model._base_manager.filter(pk__in=list(keys)).order_by().values_list("pk", *names)
    return {
        key: [plain(field, value) for field, value in zip(fields, values, strict=True)]
        for key, *values in rows
    }


def seal_new(
    model: type[models.Model], rows: Iterable[tuple[int, list]], last: dict[int, Seal] | None = None
) -> None:
    """Seal rows that were just inserted, given as key and plain values in the order of ``fields_of``. ``last`` are the
    seals of those that have some."""
    if (waiting := WAITING.get()) is not None:
        waiting.inserted(model, (key for key, _values in rows))
        return
    names, new, form = [field.attname for field in fields_of(model)], [], form_of(model)
    if last is None and not isinstance(
        model._meta.pk, models.AutoField
    ):  # the key of one that went may come again
        rows = list(rows)
        last = last_seals(model, [key for key, _values in rows])
    turns = turns_of(model, last or {})
    for key, values in rows:
        held, salt = dict(zip(names, values, strict=True)), secrets.token_hex(8)
        marks = "".join(mark(salt, name, value) for name, value in held.items())
        hangs_on, matter = hanging(model, held)
        turn = turns.get(key, 1)
        new.append(made(form, key, salt=salt, marks=marks, turn=turn, hangs_on=hangs_on, matter=matter))
    Seal.objects.bulk_create(new, batch_size=AT_ONCE)


def seal_again(model: type[models.Model], keys: list[int], written: set[str]) -> None:
    """Seal rows of which the columns ``written`` were changed by the portal. The other columns keep their old marks:
    what somebody changed in them past the portal is not made good by the next step. Neither is a row that somebody put
    in, nor a seal that somebody made: their other columns get a mark that nothing has."""
    fields = fields_of(model)
    if not written & {field.attname for field in fields}:
        return
    if (waiting := WAITING.get()) is not None:
        waiting.written(model, keys, written)
        return
    last, form, new = last_seals(model, keys), form_of(model), []
    turns, leading = turns_of(model, last), {field.attname for field in leading_fields(model)}
    # A form of before a column came: what the row holds there is taken as it is.
    whole = any(key not in last or last[key].form_id != form.pk or not last[key].mac for key in keys)
    wanted = [field for field in fields if whole or field.attname in written | leading]
    for key, values in read(model, keys, wanted).items():
        now = dict(zip((field.attname for field in wanted), values, strict=True))
        seal = last.get(key)
        old = standing_marks(seal)
        salt = seal.salt if seal and old else secrets.token_hex(8)
        marks = "".join(
            mark(salt, field.attname, now[field.attname])
            if field.attname in written or old is not None and field.attname not in old
            else (old or {}).get(field.attname, NOTHINGS)
            for field in fields
        )
        if not seal or marks != seal.marks or seal.form_id != form.pk:
            hangs_on, matter = hanging(model, now)
            if old and not written & leading and seal.mac:
                hangs_on, matter = seal.hangs_on, seal.matter
            turn = turns.get(key, 1)
            new.append(made(form, key, salt=salt, marks=marks, turn=turn, hangs_on=hangs_on, matter=matter))
    Seal.objects.bulk_create(new, batch_size=AT_ONCE)


def standing_marks(seal: Seal | None) -> dict[str, str] | None:
    """The marks of the columns that ``seal`` tells of. Empty: all is taken as it is, because seals had not begun.

    None: nothing of it stands, because the row or its seal was made past the portal.
    """
    if seal is None or not seal.marks:
        return None if is_begun() else {}
    if not is_ours(seal):
        return None
    return dict(zip(seal.form.columns, split(seal.marks), strict=False))


def seal_gone(model: type[models.Model], keys: Iterable[int]) -> None:
    """Note that the portal deleted the rows ``keys``; the salts of their seals go, so that nobody can guess."""
    form, keys = form_of(model), list(keys)
    for start in range(0, len(keys), AT_ONCE):
        part = keys[start : start + AT_ONCE]
        last = last_seals(model, part)
        turns, new = turns_of(model, last), []
        for key in part:
            seal = last.get(key)
            hangs_on, matter = (seal.hangs_on, seal.matter) if seal else ("", "")
            turn = turns.get(key, 1)
            new.append(made(form, key, salt="", marks=GONE, turn=turn, hangs_on=hangs_on, matter=matter))
        Seal.objects.bulk_create(new, batch_size=AT_ONCE)
    forget(model, keys)


def forget(model: type[models.Model], keys: Iterable[int]) -> None:
    """Empty the salts of all seals but the last of the rows ``keys``: what they held cannot be guessed any more."""
    forms = list(SealForm.objects.filter(table=model._meta.db_table).values_list("pk", flat=True))
    newer = Seal.objects.filter(form__in=forms, key=models.OuterRef("key"), pk__gt=models.OuterRef("pk"))
    old = Seal.objects.filter(models.Exists(newer), form__in=forms, key__in=list(keys)).exclude(salt="")
    Seal.objects.filter(pk__in=list(old.values_list("pk", flat=True))).update(salt="")


def renew(model: type[models.Model], keys: Iterable[int]) -> None:
    """Seal rows as they stand with another salt, after a migration has rewritten them, and forget what they held."""
    keys = list(keys)
    seal_new(model, read(model, keys, fields_of(model)).items(), last_seals(model, keys))
    forget(model, keys)


def _atomic(using: str) -> transaction.Atomic:
    """A row and its seal are written wholly or not at all; a row whose seal waits needs no savepoint of its own."""
    return transaction.atomic(using=using, savepoint=WAITING.get() is None)


class SealedQuerySet(BoundQuerySet):
    """Writes of many rows at once leave their seals too; what is read for an answer is noted."""

    def update(self, **changes) -> int:
        """As ever, and each row is sealed again."""
        names = {self.model._meta.get_field(name).attname for name in changes}
        if not names & {field.attname for field in fields_of(self.model)}:
            return super().update(**changes)
        with _atomic(self.db):
            keys = list(self.order_by().values_list("pk", flat=True))
            done = super().update(**changes)
            if done:
                for start in range(0, len(keys), AT_ONCE):
                    seal_again(self.model, keys[start : start + AT_ONCE], names)
        return done

    update.alters_data = True

    def bulk_create(self, objs, *args, ignore_conflicts: bool = False, **kwargs) -> list:
        """As ever, and each new row is sealed. Of rows that may be there already, those that are new."""
        fields, objs = fields_of(self.model), list(objs)
        with _atomic(self.db):
            if ignore_conflicts:
                last = self.model._base_manager.aggregate(last=models.Max("pk"))["last"] or 0
            made = super().bulk_create(objs, *args, ignore_conflicts=ignore_conflicts, **kwargs)
            if ignore_conflicts:
                keys = list(self.model._base_manager.filter(pk__gt=last).values_list("pk", flat=True))
                for start in range(0, len(keys), AT_ONCE):
                    seal_new(self.model, read(self.model, keys[start : start + AT_ONCE], fields).items())
            elif made:
                seal_new(self.model, _held(self.model, made, fields))
        return made

    def delete(self):
        """As ever, and it is noted that the portal deleted the rows, and those that went with them."""
        with _atomic(self.db):
            gone = _going(self.order_by(), self.db)
            done = super().delete()
            _note_gone(gone)
        return done

    delete.alters_data = True
    delete.queryset_only = True


class Sealed(models.Model):
    """A row that evidence rests on. ``NO_EVIDENCE`` names columns that nothing rests on, each with its reason.

    ``MATTER`` is the column that names its matter, where it has not both a number and a body of its own.
    """

    NO_EVIDENCE: dict[str, str] = {}
    TELLS_PROGRAMS_ITSELF = False  # whether another module than core/proof/served does it

    objects = SealedQuerySet.as_manager()

    class Meta:
        abstract = True
        # Inherited: what is written by way of ``_base_manager`` leaves seals too.
        base_manager_name = "objects"

    def save_base(self, raw=False, force_insert=False, force_update=False, using=None, update_fields=None):
        """Write the row and its seal in one transaction."""
        model, fields = type(self), fields_of(type(self))
        using = using or router.db_for_write(model, instance=self)
        with _atomic(using):
            is_new = self._state.adding
            before = {}
            if not is_new and update_fields is None:
                before = read(model, [self.pk], fields)
            super().save_base(raw, force_insert, force_update, using, update_fields)
            if is_new and not before:
                seal_new(model, _held(model, [self], fields))
                return
            if update_fields is not None:
                written = {model._meta.get_field(name).attname for name in update_fields}
            else:
                after = read(model, [self.pk], fields).get(self.pk, [])
                stood = before.get(self.pk) or [object()] * len(fields)
                written = {
                    field.attname for field, old, new in zip(fields, stood, after, strict=True) if old != new
                }
            seal_again(model, [self.pk], written)

    save_base.alters_data = True

    def delete(self, *args, **kwargs):
        """As ever, and it is noted that the portal did it."""
        using = router.db_for_write(type(self), instance=self)
        with _atomic(using):
            gone = _going([self], using)
            done = super().delete(*args, **kwargs)
            _note_gone(gone)
        return done

    delete.alters_data = True


def _held(model: type[models.Model], rows: list[models.Model], fields: list) -> Iterator[tuple[int, list]]:
    """Key and plain values of rows that were just inserted. Where the database may have kept another value than it was
    given, it is asked: a seal tells of what is read back, else a check would find a change that nobody made."""
    told, asked = [], []
    for row in rows:
        pairs = [(field, getattr(row, field.attname)) for field in fields]
        if all(is_kept_as_given(*pair) for pair in pairs):
            told.append((row.pk, [plain(*pair) for pair in pairs]))
        else:
            asked.append(row.pk)
    yield from told
    for start in range(0, len(asked), AT_ONCE):
        yield from read(model, asked[start : start + AT_ONCE], fields).items()


def _going(rows, using: str) -> dict[type[models.Model], set[int]]:
    """The keys of all sealed rows that go when ``rows`` are deleted."""
    collector = Collector(using=using)
    collector.collect(rows)
    found = collector.data.items()
    gone = {model: {one.pk for one in rows} for model, rows in found if issubclass(model, Sealed)}
    for fast in collector.fast_deletes:
        if issubclass(fast.model, Sealed):
            gone.setdefault(fast.model, set()).update(fast.values_list("pk", flat=True))
    return gone


def _note_gone(gone: dict[type[models.Model], set[int]]) -> None:
    for model, keys in gone.items():
        seal_gone(model, keys)
