"""Law-2019 articles 12 and 20: guide and catalogue with their elements, each with its day; what is old or missing."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from catalog.actions import compiling
from catalog.models import Compilation, Disclosure, DisclosureItem
from catalog.obligations import yearly
from core.transitions import Refused
from tests.conftest import load_regime

WHOLE = {
    "address": "清河市文昌路1号", "hours": "工作日8:30至17:30", "phone": "0000-10001", "fax": "0000-10002",
    "email": "office@example.org",
}  # fmt: skip


@pytest.fixture
def whole(cast):
    """The body of the cast with all that a guide says."""
    for name, value in WHOLE.items():
        setattr(cast.agency, name, value)
    cast.agency.save()
    return cast.agency


@pytest.mark.parametrize("gone", WHOLE)
def test_a_guide_that_lacks_one_element_is_not_compiled(whole, cast, now, gone):
    """Each of the elements that the body enters itself; what is missing is named, nothing is kept."""
    setattr(whole, gone, "")
    if gone == "phone":
        whole.hotline = ""
    whole.save()
    assert len(yearly.guide_lacks(whole)) == 1
    with pytest.raises(Refused) as refusal:
        compiling.compile_anew(whole, kind="guide", by=cast.disclosure_office, now=now)
    assert yearly.guide_lacks(whole)[0] in refusal.value.reasons[0]
    assert not Compilation.objects.exists()


def test_the_office_compiles_it_on_the_page_and_everybody_reads_the_day(client, whole, cast):
    """By the button; once a day; the public page of the body says when, and a year later that it is old."""
    address = reverse("catalog:compile", args=[whole.pk, "guide"])
    client.force_login(cast.supervisor)
    page = client.get(reverse("catalog:yearly")).content.decode()
    assert "政府信息公开指南" in page and address not in page
    client.force_login(cast.disclosure_office)
    assert address in client.get(reverse("catalog:yearly")).content.decode()
    client.post(address)
    client.post(address)
    assert Compilation.objects.get().compiled_by == cast.disclosure_office
    client.logout()
    public = client.get(reverse("catalog:agency", args=[whole.slug])).content.decode()
    assert "编制" in public and "尚未编制" in public and "超过一年" not in public


@pytest.mark.parametrize("who", ["clerk", "supervisor", "head", "observer", "stranger", "administrator"])
def test_nobody_else_compiles(whole, cast, now, who):
    with pytest.raises(Refused):
        compiling.compile_anew(whole, kind="guide", by=getattr(cast, who), now=now)


def test_a_catalogue_wants_a_summary_of_each_entry(whole, cast, item, make_disclosure, now):
    """Index, name, summary, day of making: an entry without a summary is told, then it is whole."""
    made = make_disclosure(item, upto="published", summary="")
    with pytest.raises(Refused) as refusal:
        compiling.compile_anew(whole, kind="catalogue", by=cast.disclosure_office, now=now)
    assert "1条中1条" in refusal.value.reasons[0]
    Disclosure.objects.filter(pk=made.pk).update(summary="三类产品的抽查结果。")
    assert compiling.compile_anew(whole, kind="catalogue", by=cast.disclosure_office, now=now)


@pytest.mark.once
@pytest.mark.parametrize(
    ("last", "old"),
    [(date(2025, 3, 10), False), (date(2025, 3, 9), True), (None, False), (date(2026, 3, 10), False)],
)
def test_older_than_a_year_begins_the_day_after_its_anniversary(last, old):
    assert yearly.is_old(last, date(2026, 3, 10)) is old


def test_what_is_a_year_old_says_so_to_staff_and_public(client, whole, cast):
    """And waits on the page of work of the office."""
    day = timezone.localdate() - timedelta(days=400)
    for kind in Compilation.Kind:
        Compilation.objects.create(
            agency=whole, kind=kind, compiled_on=day, compiled_by=cast.disclosure_office
        )
    assert "超过一年" in client.get(reverse("catalog:agency", args=[whole.slug])).content.decode()
    client.force_login(cast.disclosure_office)
    assert "超过一年" in client.get(reverse("catalog:yearly")).content.decode()
    cards = client.get(reverse("workplace")).context["cards"]
    assert next(card.waiting for card in cards if card.address == reverse("catalog:yearly")) == 2


def test_no_day_of_compilation_is_changed_afterwards(whole, cast, now):
    """The database refuses to make a compilation younger, or to take one away."""
    made = compiling.compile_anew(whole, kind="guide", by=cast.disclosure_office, now=now)
    for change in (
        lambda: Compilation.objects.filter(pk=made.pk).update(compiled_on=date(2030, 1, 1)),
        lambda: Compilation.objects.filter(pk=made.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_the_fifteen_matters_of_article_20_are_told_with_what_each_needs(client, make_agency, cast, now):
    """Under the national rules: each with its parts; where nothing is published it is missing."""
    load_regime("national-2019")
    body = make_agency("national", regime="national-2019")
    duties = yearly.of(body, date(2026, 3, 10))
    matters = [duty for duty in duties if not duty.kind]
    assert len(matters) == 15 and all(duty.lacks for duty in matters)
    assert any("收费依据" in duty.needs for duty in matters)
    item = DisclosureItem.objects.filter(agency=body, code="1.1").first()
    assert item is None or item.name in {duty.name for duty in matters}
