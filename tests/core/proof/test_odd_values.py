"""A seal tells of what the database gives back: no odd way to write a value is found as a change that nobody made."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal

import pytest
from django.apps import apps
from django.db import connection, models
from django.test.utils import isolate_apps

from core.crypto import EncryptedTextField, FingerprintField, Token, encrypt
from core.models import Sealed, User
from core.models.seals import SealedQuerySet, fields_of
from core.proof import evidence

pytestmark = pytest.mark.django_db(transaction=True)
AHEAD = timezone(timedelta(hours=13, minutes=45))


class Words(models.TextChoices):
    ONE = "one", "One"


class Numbers(models.IntegerChoices):
    SEVEN = 7, "Seven"


TEXTS = [
    "",
    "  spaces \r\n\t",
    "e\u0301 and \u00e9",
    "\U0002000b",
    "1.0",
    Words.ONE,
    5,
    Decimal("1.50"),
    True,
]
NUMBERS = [0, "7", 7.9, True, Numbers.SEVEN, Decimal("3")]
DECIMALS = [
    "12.5",
    Decimal("12.5"),
    Decimal("12.50"),
    Decimal("12.345"),
    Decimal("1E+1"),
    7,
    0.1,
    Decimal("-0"),
]
JSONS = [
    {}, [], "", 0, None, {"b": 1, "a": [None, True, "中"]}, {1: "a"}, {"n": 1.0}, {"n": 1e22}, {"n": -0.0},
    {"n": 0.1 + 0.2}, (1, (2, 3)), {"w": Words.ONE}, {"\u00e9": "\U0002000b"},
]  # fmt: skip
# What each kind of column may be given, odd as it is, and takes. The nearest kind of a subclass counts.
ODD = {
    models.BooleanField: [True, False, 1, 0, "True", "f"],
    models.CharField: TEXTS,
    EncryptedTextField: [*TEXTS[:6], None, "token"],
    models.DateTimeField: [
        datetime(2026, 3, 1, 8, 0, 0, 1, tzinfo=AHEAD), datetime(2026, 3, 1, 23, 59, 59, 999999, tzinfo=UTC),
        "2026-03-01T08:00:00.5+08:00", "2026-03-01 08:00Z",
    ],
    models.DateField: [date(1, 1, 1), date(9999, 12, 31), "2026-3-1", datetime(2026, 3, 1, 23, tzinfo=UTC)],
    models.DecimalField: DECIMALS,
    models.DurationField: [timedelta(days=1, microseconds=1)],
    models.FileField: ["", "a/中 b.pdf"],
    models.FloatField: [1, "1.50", 0.1 + 0.2, -0.0, Decimal("0.1")],
    models.ForeignKey: [None, "1", 1],
    models.IntegerField: NUMBERS,
    models.JSONField: JSONS,
    models.TextField: TEXTS,
    models.TimeField: [time(23, 59, 59, 999999), "8:05"],
}  # fmt: skip


def kind_of(field: models.Field) -> type[models.Field]:
    """The kind in ``ODD`` that is nearest to that of ``field``. Fails for a kind that nobody thought of."""
    found = next((kind for kind in type(field).__mro__ if kind in ODD), None)
    assert found, f"{field}: say in ODD which odd values a {type(field).__name__} may be given"
    return found


def columns() -> dict[str, models.Field]:
    """One column of each way in which the sealed models declare theirs, and of kinds that none of them has yet."""
    found = {}
    for model in filter(lambda one: issubclass(one, Sealed), apps.get_models()):
        for field in fields_of(model):
            if field.primary_key:
                continue
            words = type(field), getattr(field, "decimal_places", None)
            found.setdefault(words, (f"{model._meta.label}.{field.name}", field))
    made = {f"column{at}": again(field) for at, (_name, field) in enumerate(found.values())}
    unused = {"a_float": models.FloatField, "a_time": models.TimeField, "a_duration": models.DurationField}
    return made | {name: kind(null=True) for name, kind in unused.items()}


def again(field: models.Field) -> models.Field:
    """Such a column in another table: it may be empty, leads to people, and asks nothing of the other columns."""
    if isinstance(field, models.ForeignKey):
        return models.ForeignKey(User, models.DO_NOTHING, null=True, related_name="+", db_constraint=False)
    if isinstance(field, FingerprintField):
        return models.CharField(max_length=field.max_length, null=True)
    copy = field.clone()
    copy.null, copy._unique, copy.db_index, copy.auto_now, copy.auto_now_add = (
        True,
        False,
        False,
        False,
        False,
    )
    copy.default = models.NOT_PROVIDED
    return copy


@pytest.fixture
def probe(django_user_model):
    """A sealed table of all those columns, and somebody to whom its rows lead."""
    with isolate_apps("core"):
        meta = type("Meta", (Sealed.Meta,), {"app_label": "core", "db_table": "core_probe"})
        body = {"__module__": __name__, "Meta": meta, "objects": SealedQuerySet.as_manager(), **columns()}
        model = type("Probe", (Sealed,), body)
    django_user_model.objects.create(pk=1, username="somebody")
    with connection.schema_editor() as editor:
        editor.create_model(model)
    yield model
    with connection.schema_editor() as editor:
        editor.delete_model(model)


def cases(model) -> list[tuple[str, object]]:
    """Each column with each odd value that it takes."""
    return [
        (field.attname, Token(encrypt("sealed")) if value == "token" else value)
        for field in fields_of(model)
        if not field.primary_key
        for value in ODD[kind_of(field)]
    ]


def found(model) -> list[str]:
    """What the checks find in the table."""
    keys = list(model._base_manager.values_list("pk", flat=True))
    return [f"{fault.key}: {fault.what}" for fault in evidence.faults_of(model, keys)]


@pytest.mark.parametrize("way", ["save", "at once", "again", "update"])
def test_no_odd_value_of_any_kind_of_column_is_found_as_a_change(probe, way):
    """Inserted one by one or many at once, saved again, or written by one statement: nothing is found."""
    odd = cases(probe)
    assert {kind_of(field) for field in fields_of(probe)} == set(ODD), "every kind is there"
    if way == "save":
        for name, value in odd:
            probe(**{name: value}).save()
    elif way == "at once":
        probe.objects.bulk_create([probe(**{name: value}) for name, value in odd])
    else:
        for name, value in odd:
            row = probe.objects.create()
            if way == "again":
                setattr(row, name, value)
                row.save()
            else:
                probe.objects.filter(pk=row.pk).update(**{name: value})
    wrong = dict(enumerate(odd, start=min(probe.objects.values_list("pk", flat=True))))
    assert [(one, wrong[int(one.split(":")[0])]) for one in found(probe)] == []


def test_a_changed_number_is_found_all_the_same(probe):
    """What is filled up to two places is no change; another number is one."""
    name = next(field.name for field in fields_of(probe) if isinstance(field, models.DecimalField))
    row = probe.objects.create(**{name: Decimal("12.5")})
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE core_probe SET {name} = 12.51 WHERE id = %s", [row.pk])  # noqa: S608
    assert found(probe) == [f"{row.pk}: {name}"]
