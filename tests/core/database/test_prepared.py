"""A prepared query gives what the queryset gives, for every value and in every order of asking."""

from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.db.models import Count
from django.db.utils import DataError

from catalog.models import Disclosure, DisclosureItem
from core.database.prepared import Prepared, Unfit
from core.models import Agency, Department

pytestmark = pytest.mark.django_db


def departments(agency: int):
    """Departments of an agency with what is counted below each."""
    asked = Department.objects.filter(agency=agency).select_related("agency")
    return asked.annotate(below=Count("children")).order_by("path")


def test_rows_are_those_of_the_queryset(make_agency):
    first, second = make_agency("first"), make_agency("second")
    prepared = Prepared(departments, agency=int)
    for agency in (first, second, first):
        asked = list(departments(agency.pk))
        rows = prepared.rows(agency=agency.pk)
        assert rows == asked
        assert [(row.agency.name, row.below) for row in rows] == [
            (row.agency.name, row.below) for row in asked
        ]
        assert prepared.number(agency=agency.pk) == len(asked) > 1


def test_dictionaries_come_with_their_converted_values(item, make_disclosure):
    disclosure = make_disclosure(item)

    def asked(pk: int):
        return Disclosure.objects.filter(pk=pk).values("pk", "elements", "formed_on")

    assert Prepared(asked, pk=int).rows(pk=disclosure.pk) == list(asked(disclosure.pk))


def test_days_words_and_numbers_are_asked_for_together(item, make_disclosure, now):
    """Also with a percent sign and a quotation mark among the constants."""
    made = make_disclosure(item, title="占100%的'项目'")

    def asked(agency: int, code: str, since: date):
        rows = Disclosure.objects.filter(agency=agency, item__code=code, formed_on__gte=since)
        return rows.filter(title__contains="100%的'项").values_list("pk", flat=True)

    prepared = Prepared(asked, agency=int, code=str, since=date)
    day = now.date()
    assert prepared.rows(agency=made.agency_id, code=item.code, since=day) == [made.pk]
    assert prepared.rows(agency=made.agency_id, code=item.code, since=day + timedelta(days=1)) == []
    assert prepared.rows(agency=made.agency_id, code="' OR 1=1 --", since=day) == []
    assert prepared.rows(agency=0, code=item.code, since=day) == []


@pytest.mark.parametrize("number", [1, 0, -1, 10**18, 10**19, 10**60])
def test_a_number_that_nothing_has_gives_no_row(number):
    prepared = Prepared(lambda pk: Agency.objects.filter(pk=pk), pk=int)
    assert prepared.rows(pk=number) == []
    assert prepared.number(pk=number) == 0


def test_an_asked_row_costs_one_query_and_relations_none(item, make_disclosure, django_assert_num_queries):
    disclosure = make_disclosure(item)
    prepared = Prepared(lambda pk: DisclosureItem.objects.filter(pk=pk).select_related("agency"), pk=int)
    for _again in range(2):
        with django_assert_num_queries(1):
            [found] = prepared.rows(pk=disclosure.item_id)
            assert found.agency.pk == disclosure.agency_id


@pytest.mark.parametrize(
    "build",
    [
        lambda number: Agency.objects.all()[: -number % 7 + 1],
        lambda number: Agency.objects.filter(pk__gt=number + 1),
        lambda number: Agency.objects.filter(name__startswith=number),
        lambda number: Agency.objects.filter(pk=number).prefetch_related("departments"),
    ],
    ids=["a part of the list", "a sum", "inside a text", "prefetched"],
)
def test_what_does_more_than_compare_with_a_value_is_refused(build):
    """Else the value of the first asking would answer every later one."""
    with pytest.raises(Unfit):
        Prepared(build, number=int).rows(number=1)


@pytest.mark.postgres
def test_the_server_keeps_the_statement_once_for_each_connection(make_agency, django_assert_num_queries):
    agency = make_agency("first")
    prepared = Prepared(departments, agency=int)
    for _again in range(8):  # after five times the server may take one plan for all
        assert prepared.rows(agency=agency.pk) == list(departments(agency.pk))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%%COUNT(%%core_department%%'"
        )
        before = cursor.fetchone()[0]
        Prepared(departments, agency=int).rows(agency=agency.pk)
        cursor.execute(
            "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%%COUNT(%%core_department%%'"
        )
        assert cursor.fetchone()[0] == before + 1


@pytest.mark.postgres
def test_a_statement_survives_the_transaction_that_failed_around_it(make_agency):
    agency = make_agency("first")
    prepared = Prepared(departments, agency=int)
    with pytest.raises(DataError), transaction.atomic():
        prepared.rows(agency=agency.pk)
        connection.cursor().execute("SELECT 1/0")
    assert prepared.rows(agency=agency.pk) == list(departments(agency.pk))


@pytest.mark.postgres
def test_a_pooler_between_transactions_is_given_nothing_to_keep(make_agency, monkeypatch):
    agency = make_agency("first")
    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", True)
    prepared = Prepared(departments, agency=int)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements")
        before = cursor.fetchone()
        assert prepared.rows(agency=agency.pk) == list(departments(agency.pk))
        cursor.execute("SELECT count(*) FROM pg_prepared_statements")
        assert cursor.fetchone() == before


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_connection_that_was_lost_is_seen_and_opened_anew(make_agency):
    """Without asking the server before each request; the new connection is given its statements again."""
    agency = make_agency("first")
    prepared = Prepared(departments, agency=int)
    rows = prepared.rows(agency=agency.pk)
    assert connection.is_usable()
    other = connection.copy()
    pid = connection.connection.get_backend_pid()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    other.close()
    assert not connection.is_usable()
    connection.close()
    assert prepared.rows(agency=agency.pk) == rows
