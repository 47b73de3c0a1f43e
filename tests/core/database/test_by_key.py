"""A row by its key is the row that any other question gives, also under a lock, and also after it was changed."""

import pytest
from django.db import connection, transaction
from django.db.models import F, Q
from django.test.utils import CaptureQueriesContext

from catalog.models import Disclosure, DisclosureItem
from core.database import by_key
from core.models import Agency, Department, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def department(make_agency) -> Department:
    """One of many, whose neighbours have other keys."""
    return make_agency().departments.order_by("-pk").first()


def asked(model, *args, **kwargs):
    """What the short way finds, and whether it was taken."""
    return by_key.row(model._base_manager.all(), args, kwargs)


def test_every_way_to_ask_for_a_key_gives_the_row(department):
    ways = [Department.objects.get(pk=department.pk), Department.objects.get(id=department.pk)]
    ways += [Department.objects.get(Q(pk=department.pk)), Department.objects.filter(pk=department.pk).get()]
    ways.append(Department.objects.get(pk=str(department.pk)))
    assert len(ways) == 5
    for one in ways:
        assert one == department and one is not department
        assert (one.name, one.path, one.agency) == (department.name, department.path, department.agency)
        assert not one._state.adding and one._state.db == "default"


def test_the_short_way_is_taken_for_rows_relations_and_locks(department):
    """Each with one question; the compiled statement is the second row's too."""
    assert asked(Department, pk=department.pk) == [department]
    assert asked(User, Q(id=0)) == []
    assert by_key.row(Department._base_manager.filter(pk=department.pk), (), {}) == [department]
    with transaction.atomic():
        locked = Department._base_manager.select_for_update()
        assert by_key.row(locked, (), {"pk": department.pk}) == [department]
    for pk in Department.objects.values_list("pk", flat=True)[:3]:
        with CaptureQueriesContext(
            connection,
        ) as told:
            assert Department.objects.get(pk=pk).pk == pk
        assert len(told) == 1


@pytest.mark.parametrize(
    "narrowed",
    [
        lambda rows, pk: rows.filter(name="nobody").get(pk=pk),
        lambda rows, pk: rows.exclude(pk=pk).get(pk=pk),
        lambda rows, pk: rows.get(~Q(pk=pk), path="nowhere"),
        lambda rows, pk: rows.get(Q(pk=pk), name="nobody"),
        lambda rows, pk: rows.exclude(pk=pk).filter(path="nowhere").get(),
        lambda rows, pk: rows.none().get(pk=pk),
        lambda rows, pk: rows.get(pk=-pk),
        lambda rows, pk: rows.get(pk=2**70),
        lambda rows, pk: rows.filter(agency__slug="elsewhere", pk=pk).get(),
        lambda rows, pk: Agency.objects.get(slug="quality").departments.get(pk=0),
    ],
)
def test_who_asks_for_more_than_a_key_is_answered_as_ever(department, narrowed):
    """A row that does not fit is not there, whatever its key."""
    with pytest.raises(Department.DoesNotExist):
        narrowed(Department.objects, department.pk)


def test_what_else_is_asked_of_the_row_comes_with_it(department):
    joined = Department.objects.select_related("agency").get(pk=department.pk)
    assert Department.agency.is_cached(joined)
    assert Department.objects.annotate(twice=F("pk") * 2).get(pk=department.pk).twice == 2 * department.pk
    assert Department.objects.only("name").get(pk=department.pk).get_deferred_fields()
    assert Department.objects.values("pk").get(pk=department.pk) == {"pk": department.pk}
    with pytest.raises(ValueError, match="number"):
        Department.objects.get(pk="first")


def test_a_row_that_changed_is_read_as_it_is_now(item, make_disclosure):
    """Nothing is remembered but the question."""
    made = make_disclosure(item)
    assert Disclosure.objects.get(pk=made.pk).title == made.title
    Disclosure.objects.filter(pk=made.pk).update(title="改后")
    assert Disclosure.objects.get(pk=made.pk).title == "改后"
    made.refresh_from_db()
    assert made.title == "改后"
    DisclosureItem.objects.filter(pk=item.pk).update(name="另一事项")
    assert Disclosure.objects.get(pk=made.pk).item.name == "另一事项"
