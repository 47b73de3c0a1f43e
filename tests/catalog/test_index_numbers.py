"""Index numbers by the pattern of the agency: checked when it is set, each given once, never changed."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.urls import reverse

from catalog.models import Disclosure
from core.text import numbering

SEEN = {  # patterns of real catalogues (law-2019 §7.2)
    "{agency_code}/{year}-{serial:05}": "035210000/2026-00016",
    "{agency_code}/{year}{month}-{serial:05}": "035210000/202603-00016",
    "{agency_code}-{category}-{year}-{serial:04}": "035210000-1.2-2026-0016",
    "{agency_code}〔{year}〕{serial}号": "035210000〔2026〕16号",
}


@pytest.mark.parametrize("pattern", SEEN)
def test_the_patterns_of_real_catalogues_can_be_set(pattern):
    """Organisation code, year, month, category, running number, in any order."""
    numbering.check_pattern(pattern, "035210000")
    made = numbering.index_number(
        pattern, agency_code="035210000", category="1.2", on=date(2026, 3, 10), serial=16
    )
    assert made == SEEN[pattern]


@pytest.mark.parametrize(
    "pattern",
    [
        "", "{year}-{serial}", "{agency_code}-{serial}", "{agency_code}/{year}",
        "{agency_code}/{year}-{serial:05}{serial}",
        "{agency_code}/{year}{serial}", "{agency_code.__class__}/{year}-{serial}", "{agency_code}/{year}-{serial:99}",
        "{agency_code}/{year}-{serial:05} {0}", "{agency_code}/{year}-{serial}<script>",
        "{agency_code}/{year}-{serial}\n",
        "前缀" * 12 + "{agency_code}/{year}-{serial}", "{agency_code}/{year}-{serial:05}\u202e",
    ],
)  # fmt: skip
def test_a_pattern_that_could_give_one_number_twice_is_refused(pattern):
    """Also one that runs code, is too long, or hides something."""
    with pytest.raises(ValidationError):
        numbering.check_pattern(pattern, "035210000")


def test_the_administrator_sets_the_pattern_and_only_new_numbers_follow_it(
    client, cast, item, make_disclosure
):
    """A wrong pattern is told beside its field; what was numbered keeps its number, corrections lean on it."""
    first = make_disclosure(item).index_number
    assert first == f"{cast.agency.code}/2026-00001"
    client.force_login(cast.administrator)
    address = reverse("admin:core_agency_change", args=[cast.agency.pk])
    form = client.get(address).context["adminform"].form
    typed = {name: form[name].value() or "" for name in form.fields}
    inline = {"departments-TOTAL_FORMS": "0", "departments-INITIAL_FORMS": "0"}
    wrong = client.post(address, {**typed, **inline, "index_pattern": "{year}-{serial}"})
    assert wrong.status_code == 200 and wrong.context["adminform"].form.errors["index_pattern"]
    right = client.post(
        address, {**typed, **inline, "index_pattern": "{agency_code}-{category}-{year}-{serial:04}"}
    )
    assert right.status_code == 302
    item.agency.refresh_from_db()
    second = make_disclosure(item).index_number
    assert second == f"{cast.agency.code}-{item.category.code}-2026-0002"
    assert Disclosure.objects.filter(index_number=first).exists()


def test_a_number_that_stands_is_passed_over_and_none_is_ever_changed(cast, item, make_disclosure):
    """An older disclosure may bear what comes next; the database refuses any other number for what has one."""
    made, later = make_disclosure(item), f"{cast.agency.code}/2026-00003"
    Disclosure.objects.bulk_create([_twin(made, later)])
    taken = [make_disclosure(item).index_number for _ in range(2)]
    assert taken == [f"{cast.agency.code}/2026-00002", f"{cast.agency.code}/2026-00004"]
    for one in Disclosure.objects.all()[:2]:
        with pytest.raises(DatabaseError), transaction.atomic():
            Disclosure.objects.filter(pk=one.pk).update(index_number="X")
        with pytest.raises(DatabaseError), transaction.atomic():
            one.index_number = "X"
            one.save()


def _twin(disclosure: Disclosure, number: str) -> Disclosure:
    twin = Disclosure.objects.get(pk=disclosure.pk)
    twin.pk, twin.index_number = None, number
    return twin


@pytest.mark.parametrize(
    "typed",
    [
        "清区办[2026]3号",
        "清区办〔2026〕3号",
        "清区办【2026】3号",
        "清区办（2026）3号",
        "清区办 ( ２０２６ ) 3号",
        "清区办〔2026〕０03 号",
    ],
)
def test_a_document_number_is_kept_in_one_writing(typed):
    """Whatever brackets and widths were typed."""
    assert numbering.document_number(typed) == "清区办〔2026〕3号"
