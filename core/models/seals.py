"""Rows that evidence rests on leave a seal with every write, so that a change past the portal is found.

A seal holds a salted hash for each column. It is written in the transaction of the row itself, by ``save``, ``update``,
``bulk_create`` and ``delete`` of the models that are ``Sealed``; what is changed by SQL leaves none. The seals only
grow, and their number and running digest enter the public log (``core/evidence``).
"""

import hashlib
import json
import secrets
from collections.abc import Iterable
from datetime import UTC, date, datetime

from django.db import models, router, transaction
from django.db.models.deletion import Collector
from django.utils.translation import gettext_lazy as _

MARK = 16  # characters of a column's hash: 64 bits, of a text with a salt that nobody chose
AT_ONCE = 500  # rows in one statement; steps of many rows go by the same number (core/transitions)
NOTHINGS = "-" * MARK  # the mark of a column that was changed past the portal before it was sealed anew
GONE = ""  # the marks of a row that the portal itself has deleted


class SealForm(models.Model):
    """Which columns of which table a seal tells of, in order: a table may gain columns later."""

    table = models.CharField(max_length=64, db_index=True)
    columns = models.JSONField()
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name = _("form of seals")
        verbose_name_plural = _("forms of seals")

    def __str__(self) -> str:
        return self.table


class Seal(models.Model):
    """What one row held when the portal last wrote it. Of several the last counts; empty marks: it was deleted."""

    form = models.ForeignKey(SealForm, models.PROTECT, related_name="+")
    key = models.BigIntegerField()
    salt = models.CharField(max_length=16, blank=True)
    marks = models.TextField(blank=True)

    class Meta:
        verbose_name = _("seal")
        verbose_name_plural = _("seals")
        indexes = [models.Index(fields=["form", "key", "id"], name="seals_of_a_row")]

    def __str__(self) -> str:
        return f"{self.form_id} {self.key}"


def plain(field: models.Field, value: object) -> object:
    """``value`` of ``field`` as JSON would hold it, the same before it is written and after it is read."""
    if isinstance(field, models.FileField):
        return str(value) if value else ""
    value = field.to_python(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return value


def mark(salt: str, column: str, value: object) -> str:
    """The salted hash of one column."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
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


def last_seals(model: type[models.Model], keys: Iterable[int]) -> dict[int, Seal]:
    """The last seal of each of the rows ``keys``, with its form."""
    forms = {form.pk: form for form in SealForm.objects.filter(table=model._meta.db_table)}
    found = {}
    for seal in Seal.objects.filter(form__in=list(forms), key__in=list(keys)).order_by("id"):
        seal.form = forms[seal.form_id]
        found[seal.key] = seal
    return found


def read(model: type[models.Model], keys: Iterable[int], fields: list[models.Field]) -> dict[int, list]:
    """The columns ``fields`` of the rows ``keys`` as they stand in the database."""
    names = [field.attname for field in fields]
    # Never in the order of the model: it may join what a row leads to, and lose the row that leads nowhere.
    rows = model._base_manager.filter(pk__in=list(keys)).order_by().values_list("pk", *names)
    return {
        key: [plain(field, value) for field, value in zip(fields, values, strict=True)]
        for key, *values in rows
    }


def seal_new(model: type[models.Model], rows: Iterable[tuple[int, list]]) -> None:
    """Seal rows that were just inserted, given as key and plain values in the order of ``fields_of``."""
    names, made = [field.attname for field in fields_of(model)], []
    form = form_of(model)
    for key, values in rows:
        salt = secrets.token_hex(8)
        marks = "".join(mark(salt, name, value) for name, value in zip(names, values, strict=True))
        made.append(Seal(form=form, key=key, salt=salt, marks=marks))
    Seal.objects.bulk_create(made, batch_size=AT_ONCE)


def seal_again(model: type[models.Model], keys: list[int], written: set[str]) -> None:
    """Seal rows of which the columns ``written`` were changed by the portal. The other columns keep their old marks:
    what somebody changed in them past the portal is not made good by the next step."""
    fields = fields_of(model)
    if not written & {field.attname for field in fields}:
        return
    seals = last_seals(model, keys)
    whole = any(key not in seals for key in keys)
    wanted = fields if whole else [field for field in fields if field.attname in written]
    form, made = form_of(model), []
    for seal in seals.values():  # a form of before a column came: what the row holds there is taken as it is
        if seal.form_id != form.pk and not whole:
            wanted, whole = fields, True
    for key, values in read(model, keys, wanted).items():
        now = dict(zip((field.attname for field in wanted), values, strict=True))
        seal = seals.get(key)
        old = dict(zip(seal.form.columns, split(seal.marks), strict=False)) if seal and seal.marks else {}
        salt = seal.salt if old else secrets.token_hex(8)
        names = (field.attname for field in fields)
        marks = "".join(
            mark(salt, name, now[name]) if name in written or name not in old else old[name] for name in names
        )
        if not old or marks != seal.marks or seal.form_id != form.pk:
            made.append(Seal(form=form, key=key, salt=salt, marks=marks))
    Seal.objects.bulk_create(made, batch_size=AT_ONCE)


def seal_gone(model: type[models.Model], keys: Iterable[int]) -> None:
    """Note that the portal deleted the rows ``keys``; the salts of their seals go, so that nobody can guess."""
    form, keys = form_of(model), list(keys)
    Seal.objects.bulk_create([Seal(form=form, key=key) for key in keys], batch_size=AT_ONCE)
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
    seal_new(model, read(model, keys, fields_of(model)).items())
    forget(model, keys)


def renew_after_erasing(model: type[models.Model], keys: Iterable[int]) -> None:
    """Seal the rows ``keys`` anew with another salt, after the portal erased texts in them, and forget what they held.

    What somebody changed past the portal before is not made good by it: such a column gets a mark that nothing has, and
    a row without a seal gets none.
    """
    fields, last, made = fields_of(model), last_seals(model, keys), []
    form = form_of(model)
    for key, values in read(model, [key for key, seal in last.items() if seal.marks], fields).items():
        seal, salt = last[key], secrets.token_hex(8)
        told = dict(zip(seal.form.columns, split(seal.marks), strict=False))
        marks = [
            mark(salt, field.attname, value)
            if told.get(field.attname) in (None, mark(seal.salt, field.attname, value))
            else NOTHINGS
            for field, value in zip(fields, values, strict=True)
        ]
        made.append(Seal(form=form, key=key, salt=salt, marks="".join(marks)))
    Seal.objects.bulk_create(made, batch_size=AT_ONCE)
    forget(model, [seal.key for seal in made])


class SealedQuerySet(models.QuerySet):
    """Writes of many rows at once leave their seals too."""

    def update(self, **changes) -> int:
        """As ever, and each row is sealed again."""
        names = {self.model._meta.get_field(name).attname for name in changes}
        with transaction.atomic(using=self.db):
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
        with transaction.atomic(using=self.db):
            if ignore_conflicts:
                last = self.model._base_manager.aggregate(last=models.Max("pk"))["last"] or 0
            made = super().bulk_create(objs, *args, ignore_conflicts=ignore_conflicts, **kwargs)
            if ignore_conflicts:
                keys = list(self.model._base_manager.filter(pk__gt=last).values_list("pk", flat=True))
                for start in range(0, len(keys), AT_ONCE):
                    seal_new(self.model, read(self.model, keys[start : start + AT_ONCE], fields).items())
            elif made:
                seal_new(self.model, ((one.pk, _held(one, fields)) for one in made))
        return made

    def delete(self):
        """As ever, and it is noted that the portal deleted the rows, and those that went with them."""
        with transaction.atomic(using=self.db):
            gone = _going(self.order_by(), self.db)
            done = super().delete()
            _note_gone(gone)
        return done

    delete.alters_data = True
    delete.queryset_only = True


class Sealed(models.Model):
    """A row that evidence rests on. ``NO_EVIDENCE`` names columns that nothing rests on, each with its reason."""

    NO_EVIDENCE: dict[str, str] = {}

    objects = SealedQuerySet.as_manager()

    class Meta:
        abstract = True
        # Inherited: what is written by way of ``_base_manager`` leaves seals too.
        base_manager_name = "objects"

    def save_base(self, raw=False, force_insert=False, force_update=False, using=None, update_fields=None):
        """Write the row and its seal in one transaction."""
        model, fields = type(self), fields_of(type(self))
        using = using or router.db_for_write(model, instance=self)
        with transaction.atomic(using=using):
            is_new = self._state.adding
            before = {}
            if not is_new and update_fields is None:
                before = read(model, [self.pk], fields)
            super().save_base(raw, force_insert, force_update, using, update_fields)
            if is_new and not before:
                seal_new(model, [(self.pk, _held(self, fields))])
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
        with transaction.atomic(using=using):
            gone = _going([self], using)
            done = super().delete(*args, **kwargs)
            _note_gone(gone)
        return done

    delete.alters_data = True


def _held(row: models.Model, fields: list[models.Field]) -> list:
    """What a row that was just inserted holds; an expression is asked of the database."""
    values = [getattr(row, field.attname) for field in fields]
    if any(hasattr(value, "resolve_expression") for value in values):
        return read(type(row), [row.pk], fields)[row.pk]
    return [plain(field, value) for field, value in zip(fields, values, strict=True)]


def _going(rows, using: str) -> dict[type[models.Model], set[int]]:
    """The keys of all sealed rows that go when ``rows`` are deleted."""
    collector = Collector(using=using)
    collector.collect(rows)
    gone: dict[type[models.Model], set[int]] = {}
    for model, instances in collector.data.items():
        if issubclass(model, Sealed):
            gone.setdefault(model, set()).update(one.pk for one in instances)
    for fast in collector.fast_deletes:
        if issubclass(fast.model, Sealed):
            gone.setdefault(fast.model, set()).update(fast.values_list("pk", flat=True))
    return gone


def _note_gone(gone: dict[type[models.Model], set[int]]) -> None:
    for model, keys in gone.items():
        seal_gone(model, keys)
