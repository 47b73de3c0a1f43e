"""Every encrypted value is bound to its row and column: copied anywhere else it is not read, and stops nobody else."""

from collections.abc import Iterator

import pytest
from cryptography.fernet import Fernet
from django.db import connection, models
from django.db.models import F
from django.utils.translation import gettext_lazy

from core import crypto, keys
from core.models import Letter
from tests.flows.evidence_world import sql

pytestmark = pytest.mark.django_db
TABLES = sorted({model for model, _name in keys.columns()}, key=lambda model: model._meta.label)
COLUMNS = [(model, name) for model, name in keys.columns()]


def label(value: object) -> str:
    return value._meta.label if isinstance(value, type) else str(value)


def two_rows(model: type[models.Model]) -> dict[tuple[int, str], str]:
    """Two rows of ``model`` with a text in every encrypted column, in a table that hides the real one: without what
    else a row of it would need. Returns the texts by row and column."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE TEMPORARY TABLE "{table}" AS SELECT * FROM "{table}" WHERE 1 = 0')  # noqa: S608
    names = [name for its, name in COLUMNS if its is model]
    texts = {(pk, name): f"{name}的内容{pk}" for pk in (1, 2) for name in names}
    rows = [model(pk=pk, **{name: texts[pk, name] for name in names}) for pk in (1, 2)]
    models.QuerySet(model).bulk_create(rows)
    return texts


def raw(model: type[models.Model], pk: int, name: str) -> str:
    return keys.tokens(model, name).filter(pk=pk).values_list("as_written", flat=True).get()


def read(model: type[models.Model], pk: int, name: str) -> Iterator[str]:
    """The value in each of the ways in which the portal reads it."""
    rows = model._base_manager.filter(pk=pk).order_by()
    yield rows.values_list(name, flat=True).get()
    yield rows.values(name).get()[name]
    yield rows.annotate(its=F(name)).values_list("its", flat=True).get()
    yield getattr(rows.only(name).get(), name)


@pytest.mark.parametrize("model", TABLES, ids=label)
def test_a_value_copied_from_another_row_or_column_is_not_read_and_stops_nobody(model):
    """Each column of each table, one at a time: from the other row, from every other column, from another table."""
    texts = two_rows(model)
    tokens = {place: raw(model, *place) for place in texts}
    assert len(tokens) >= 2 and all(tokens.values())
    elsewhere = crypto.encrypt("别处", "core_elsewhere.text 0123456789")
    for place, own in tokens.items():
        assert set(read(model, *place)) == {texts[place]}
        for copied in [token for other, token in tokens.items() if other != place] + [elsewhere]:
            pk, name = place
            change = f'UPDATE "{model._meta.db_table}" SET "{name}" = %s WHERE "{model._meta.pk.column}" = %s'  # noqa: S608
            sql(change, copied, pk)
            for value in read(model, *place):
                assert isinstance(value, crypto.Unreadable) and value not in texts.values()
                assert value.token == copied
            for other in texts.keys() - {place}:
                assert set(read(model, *other)) == {texts[other]}
            sql(change, own, pk)


def test_what_update_writes_is_bound_to_each_row():
    """One statement for both rows, and neither can be read in the place of the other."""
    two_rows(Letter)
    done = crypto.BoundQuerySet(Letter).filter(pk__in=[1, 2]).update(to="c@example.org", subject="新")
    assert done == 2
    assert set(Letter.objects.values_list("to", "subject")) == {("c@example.org", "新")}
    first, second = raw(Letter, 1, "to"), raw(Letter, 2, "to")
    assert first != second
    sql('UPDATE core_letter SET "to" = %s WHERE id = 2', first)
    assert isinstance(Letter.objects.values_list("to", flat=True).get(pk=2), crypto.Unreadable)
    assert crypto.BoundQuerySet(Letter).filter(pk=3).update(to="d@example.org") == 0


def test_a_text_that_is_put_into_words_only_when_it_is_read_is_encrypted_as_it_reads_now():
    """What a page answers is often one: saved or updated it is a text like any other."""
    two_rows(Letter)
    words = gettext_lazy("Text")
    crypto.BoundQuerySet(Letter).filter(pk=1).update(body=words)
    models.QuerySet(Letter).bulk_create([Letter(pk=3, body=words)])
    assert list(Letter.objects.filter(pk__in=[1, 3]).values_list("body", flat=True)) == [str(words)] * 2


def test_a_plain_text_is_written_by_nothing_that_does_not_know_the_row():
    two_rows(Letter)
    with pytest.raises(TypeError, match="BoundQuerySet"):
        models.QuerySet(Letter).filter(pk=1).update(to="c@example.org")


def test_a_moved_value_keeps_its_token_when_its_row_is_saved_and_is_named_by_the_rotation(settings):
    """Nothing makes it readable where it stands: neither a save nor another key."""
    two_rows(Letter)
    moved = raw(Letter, 1, "to")
    sql('UPDATE core_letter SET "to" = %s WHERE id = 2', moved)
    letter = Letter.objects.only("to", "body").get(pk=2)
    models.QuerySet(Letter).filter(pk=2).update(to=letter.to)
    assert raw(Letter, 2, "to") == moved
    settings.FIELD_KEY = f"{Fernet.generate_key().decode()},{settings.FIELD_KEY}"
    crypto.LOOKUP.clear()
    unreadable = []
    assert keys.rotate_rows(Letter, "to", unreadable=unreadable) == 1
    assert unreadable == ["core.Letter 2: to"]
    assert raw(Letter, 2, "to") == moved
    keys.look(unreadable=unreadable)
    assert unreadable[1:] == ["core.Letter 2: to"]
    with pytest.raises(crypto.CannotBeRead, match="another row or column"):
        crypto.refuse_unreadable(Letter.objects.only("to").get(pk=2), "to")


def test_a_database_of_before_is_read_and_bound_by_the_next_preparation():
    """Rows without a mark of their own hold values that are bound to nothing; afterwards they are bound like others."""
    texts = two_rows(Letter)
    for (pk, name), text in texts.items():
        sql(f'UPDATE core_letter SET own_id = NULL, "{name}" = %s WHERE id = %s', crypto.encrypt(text), pk)  # noqa: S608
    foreign = Fernet(Fernet.generate_key()).encrypt(b"somebody").decode()
    sql("UPDATE core_letter SET secret = %s WHERE id = 2", foreign)
    assert set(read(Letter, 1, "to")) == {texts[1, "to"]}
    assert keys.bind_rows() == 2
    assert keys.bind_rows() == 0
    for (pk, name), text in texts.items():
        if (pk, name) != (2, "secret"):
            assert set(read(Letter, pk, name)) == {text}
    assert raw(Letter, 2, "secret") == foreign
    loose = crypto.encrypt("未绑定")
    sql('UPDATE core_letter SET "to" = %s WHERE id = 1', loose)
    assert isinstance(Letter.objects.values_list("to", flat=True).get(pk=1), crypto.Unreadable)


@pytest.mark.once
def test_every_table_with_an_encrypted_column_gives_its_rows_a_mark():
    """The system check says so; without the mark it speaks."""

    class Loose(models.Model):
        text = crypto.EncryptedTextField()

        class Meta:
            app_label = "core"
            managed = False

        def __str__(self) -> str:
            return self.text

    try:
        assert [one.id for one in Loose._meta.get_field("text").check()] == ["portal.E005"]
    finally:
        del Loose._meta.apps.all_models["core"]["loose"]
        Loose._meta.apps.clear_cache()
    assert not [one for model, name in COLUMNS for one in model._meta.get_field(name).check()]
