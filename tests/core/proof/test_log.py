"""The public log only grows, and tells when somebody was at it."""

import pytest
from django.db import DatabaseError, connection, transaction

from core.database import triggers
from core.models import LogEntry, LogHead
from core.proof import log

pytestmark = pytest.mark.django_db


@pytest.fixture
def three_entries(now):
    return [
        log.append("published", subject=f"QH/2026-{n:05d}", payload={"title": f"第{n}件"}, now=now)
        for n in (1, 2, 3)
    ]


def test_each_entry_carries_the_hash_of_the_one_before(three_entries):
    first, second, third = three_entries
    assert first.previous_hash == log.BEGINNING
    assert (second.previous_hash, third.previous_hash) == (first.hash, second.hash)
    assert list(log.faults()) == []


@pytest.mark.parametrize("change", [lambda row: row.update(subject="x"), lambda row: row.delete()])
def test_the_database_refuses_to_change_or_delete_an_entry(three_entries, change):
    with pytest.raises(DatabaseError), transaction.atomic():
        change(LogEntry.objects.filter(number=2))
    assert LogEntry.objects.count() == 3


@pytest.fixture
def without_trigger():
    """Somebody with the keys to the database takes the lock off the table."""
    triggers.remove(connection, "core_logentry")
    yield
    triggers.install(connection)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda: LogEntry.objects.filter(number=2).update(payload={"title": "别的"}), "Entry 2 was changed."),
        (lambda: LogEntry.objects.filter(number=2).delete(), "Entry 2 is missing."),
        (
            lambda: LogEntry.objects.filter(number=3).delete(),
            "The log should end with entry 3, it ends with 2.",
        ),
        (lambda: LogHead.objects.update(number=9), "The log should end with entry 9, it ends with 3."),
    ],
)
def test_tampering_below_the_application_is_found(three_entries, without_trigger, change, said):
    change()
    assert said in list(log.faults())


def test_a_publication_that_fails_leaves_no_entry(now):
    with pytest.raises(RuntimeError), transaction.atomic():
        log.append("published", subject="QH/2026-00001", payload={}, now=now)
        raise RuntimeError
    assert not LogEntry.objects.exists()
