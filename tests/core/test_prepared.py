"""A prepared query gives what the queryset gives, for every number and in every order of asking."""

import pytest
from django.db.models import Count

from catalog.models import Disclosure, DisclosureItem
from core.models import Agency, Department
from core.prepared import Prepared

pytestmark = pytest.mark.django_db


def test_rows_are_those_of_the_queryset(make_agency):
    first, second = make_agency("first"), make_agency("second")
    with_counts = (
        Department.objects.select_related("agency").annotate(below=Count("children")).order_by("path")
    )
    prepared = Prepared(with_counts, "agency")
    for agency in (first, second, first):
        asked = list(with_counts.filter(agency=agency))
        rows = prepared.rows(agency.pk)
        assert rows == asked
        assert [(row.agency.name, row.below) for row in rows] == [
            (row.agency.name, row.below) for row in asked
        ]


def test_dictionaries_come_with_their_converted_values(item, make_disclosure):
    disclosure = make_disclosure(item)
    found = Prepared(Disclosure.objects.values("pk", "elements", "formed_on"), "pk").rows(disclosure.pk)
    assert found == list(Disclosure.objects.filter(pk=disclosure.pk).values("pk", "elements", "formed_on"))


@pytest.mark.parametrize("number", [1, 0, -1, 10**18, 10**19, 10**60])
def test_a_number_that_nothing_has_gives_no_row(number):
    assert Prepared(Agency.objects.all(), "pk").rows(number) == []


def test_an_asked_row_costs_one_query_and_relations_none(item, make_disclosure, django_assert_num_queries):
    disclosure = make_disclosure(item)
    prepared = Prepared(DisclosureItem.objects.select_related("agency"), "pk")
    for _again in range(2):
        with django_assert_num_queries(1):
            [found] = prepared.rows(disclosure.item_id)
            assert found.agency.pk == disclosure.agency_id
