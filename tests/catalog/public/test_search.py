"""Search finds every public disclosure that contains the words, and nothing else."""

import random
import unicodedata
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from catalog.actions import disclosures
from catalog.models import Disclosure, SearchEntry
from catalog.public import search
from disclosure_portal import snippets
from tests.scanned import scanned
from tests.signing import approve

# Few characters, so that random queries meet random texts often.
ALPHABET = "水利工程建设管理 ，。2026年ab "
pytestmark = pytest.mark.django_db


def some_text(chance, length):
    """A text in which words, digits, Chinese and signs meet in every order."""
    return "".join(chance.choice(ALPHABET) for _place in range(length))


@pytest.fixture
def published(cast, item, now):
    """Three hundred published disclosures of random text, written at once."""
    chance = random.Random(20190515)
    shared = {
        "agency": item.agency,
        "agency_called": item.agency.name,
        "department": item.department,
        "department_called": item.department.name,
        "item": item,
        "status": "published",
        "channels": ["web"],
        "formed_on": now.date(),
        "created_by": cast.clerk,
        "created_at": now,
        "proposed_by": cast.clerk,
        "approved_by": cast.leader,
        "published_at": now,
    }
    Disclosure.objects.bulk_create(
        Disclosure(
            title=some_text(chance, 12),
            body=some_text(chance, chance.choice([5, 40, 400])),
            index_number=f"X{number}",
            published_on=now.date() - timedelta(days=chance.randrange(800)),
            **shared,
        )
        for number in range(300)
    )
    search.rebuild()
    found = Disclosure.objects.order_by("-published_on", "-pk").select_related("item")
    return [(one.pk, search.normalised(search.searchable_text(one))) for one in found]


def naive(texts, query):
    """What a search has to find, newest first, said with nothing but ``in``."""
    patterns = [term.pattern for term in search.terms_of(query)]
    return [pk for pk, text in texts if patterns and all(pattern in text for pattern in patterns)]


def everything(query, **where):
    """All hits of a search, page by page."""
    found, before = [], None
    while True:
        page = search.find(query, before=before, size=7, **where)
        found += page.disclosures
        before = page.next_before
        if before is None:
            return found, page


def test_search_finds_exactly_what_contains_the_words(published):
    """Whatever is asked, of any length and in any mixture, the index agrees with reading all texts."""
    chance = random.Random(711)
    queries = {some_text(chance, chance.randint(1, 6)) for _query in range(600)}
    hits = 0
    for query in sorted(queries):
        expected = naive(published, query)
        found, page = everything(query)
        assert found == expected, query
        assert page.total == len(expected)
        hits += bool(expected)
    assert hits > 100


def test_a_phrase_that_stands_far_back_and_often_is_still_found(item, make_disclosure, cast, now):
    """Neither the length of a text nor the number of repetitions hides what stands at its end."""
    long = make_disclosure(item, upto="proposed", body="万元合计。" * 9000 + "尾页专用词语")
    scanned(now=now)  # so long a text is looked through by a worker
    approve(long, by=cast.leader, now=now)
    assert len(everything("专用词语")[0]) == 1
    assert len(everything("万元合")[0]) == 1
    assert everything("元万")[0] == []


def test_more_hits_than_are_counted_are_still_found_newest_first(published, monkeypatch):
    """Beyond the cap nothing is counted by facet, but every hit can be paged to."""
    expected = naive(published, "水")
    assert len(expected) > 50
    monkeypatch.setattr(search, "CAP", 20)
    found, page = everything("水")
    assert found == expected
    assert (page.total, page.more, page.agencies) == (20, True, {})


def test_facets_count_and_narrow(published, item):
    """The figures beside an agency or a year are the hits that one gets with it."""
    _found, page = everything("工程")
    assert sum(page.years.values()) == page.total == page.agencies[item.agency_id]
    year, count = page.years.most_common()[-1]
    found, _page = everything("工程", year=year)
    assert len(found) == count
    assert {Disclosure.objects.get(pk=pk).published_on.year for pk in found} == {year}
    assert everything("工程", agency=item.agency_id + 1)[0] == []


def test_a_disclosure_is_findable_from_publication_to_withdrawal(item, cast, make_disclosure, now):
    """The index changes in the transaction of the step, and the database keeps no token of what was withdrawn."""
    disclosure = make_disclosure(item, upto="proposed", title="堤防加固公示")
    assert everything("堤防")[0] == []
    approve(disclosure, by=cast.leader, now=now)
    assert everything("堤防")[0] == [disclosure.pk]
    disclosures.withdraw(disclosure, reason="统计口径有误。", by=cast.disclosure_office, now=now)
    assert everything("堤防")[0] == []
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM catalog_searchtokens")
            assert cursor.fetchone() == (0,)


def test_what_is_not_for_everybody_is_never_findable(item, make_disclosure):
    """An internal disclosure leaves no entry."""
    make_disclosure(item, upto="published", title="内部通报", audience="staff")
    assert not SearchEntry.objects.exists()


def test_rebuilding_gives_the_same_index(published):
    """The index can always be made anew from the disclosures."""
    before = list(SearchEntry.objects.order_by("position").values_list("position", "disclosure_id", "text"))
    said = StringIO()
    call_command("rebuild_search", stdout=said)
    assert said.getvalue() == f"{len(before)} disclosures can be found now.\n"
    assert (
        list(SearchEntry.objects.order_by("position").values_list("position", "disclosure_id", "text"))
        == before
    )


def test_rebuilding_mends_an_index_that_is_wrong(published):
    """Words that were changed past the portal, an entry too few, and one of what is no longer public."""
    before = list(SearchEntry.objects.order_by("position").values_list("position", "disclosure_id", "text"))
    changed, missing, hidden = SearchEntry.objects.order_by("position")[:3]
    SearchEntry.objects.filter(pk=changed.pk).update(text=" 别的 ")
    missing.delete()
    Disclosure.objects.filter(pk=hidden.disclosure_id).update(audience="staff")
    search.rebuild()
    assert list(
        SearchEntry.objects.order_by("position").values_list("position", "disclosure_id", "text")
    ) == [row for row in before if row[1] != hidden.disclosure_id]


@pytest.mark.parametrize(
    ("query", "runs"),
    [
        ("ＰＭ２．５", [("pm2", "5")]),
        ("清水发〔2026〕83号", [("清水发", "2026", "83", "号")]),
        ("预算  公开 预算", [("预算",), ("公开",)]),
        ("预算，公开", [("预算",), ("公开",)]),
        ("预算、公开；2026年。", [("预算",), ("公开",), ("2026", "年")]),
        ("budget,2026", [("budget",), ("2026",)]),
        ("“；%_*😀", []),
        ("", []),
    ],
)
def test_terms_are_the_same_however_they_are_typed(query, runs):
    """Width, case, signs and repetition make no difference."""
    assert [term.runs for term in search.terms_of(query)] == runs


TITLES = [
    "二〇二六年预算",
    "二○二六年预算",
    "二零二六年预算",
    "二O二六年预算",
    "2026年预算",
    "２０２６年预算",
]
NUMBERS = ["第十二号文件", "第12号文件", "第１２号文件", "第拾贰号文件"]


@pytest.mark.parametrize("names", [TITLES, NUMBERS], ids=["years", "numbers"])
def test_a_number_is_found_however_it_is_written(names, item, make_disclosure):
    """Whichever way it stands in a text, each way of asking finds it, and the page marks it there."""
    made = {make_disclosure(item, upto="published", title=name, body="正文。").pk for name in names}
    assert len(made) == len(names)
    for query in names:
        found = search.find(query)
        assert set(found.disclosures) == made, query
        pattern = snippets.pattern_of(found.terms)
        for name in names:
            folded = search.normalised(name).split()  # what is met is the whole, however wide it was typed
            assert folded
            assert "<mark>" in snippets.marked(unicodedata.normalize("NFKC", name), pattern), (query, name)


def test_numbers_in_digits_reach_across_nothing(item, make_disclosure):
    """What is said once more in digits is apart: no term begins in the text and ends there; words are no numbers."""
    made = make_disclosure(item, upto="published", title="统一一次通知", body="第三季度。第四季度总结")
    assert search.find("第3季度").disclosures == [made.pk]
    assert search.find("总结第3").disclosures == []
    assert search.find("3季度4季度").disclosures == []
    assert search.find("统1").disclosures == []
    assert search.find("统一一次").disclosures == [made.pk]
    assert search.find("三季").disclosures == [made.pk]


def test_random_numbers_are_found_as_reading_all_texts_finds_them(item, make_disclosure):
    """The index agrees with ``in`` also where terms have two ways, on both databases."""
    chance = random.Random(1912)
    signs = "第一二十百〇零年号26 ，款统"
    texts = {
        made.pk: search.normalised(search.searchable_text(made))
        for made in (
            make_disclosure(item, upto="published", title="".join(chance.choices(signs, k=12)) + "通知")
            for _one in range(40)
        )
    }
    hits = 0
    for query in {"".join(chance.choices(signs, k=chance.randint(1, 4))) for _query in range(300)}:
        terms = search.terms_of(query)
        expected = {
            pk
            for pk, text in texts.items()
            if terms and all(any(way.pattern in text for way in term.ways) for term in terms)
        }
        assert set(search.find(query, size=50).disclosures) == expected, query
        hits += bool(expected)
    assert hits > 50


def test_entries_of_an_earlier_edition_are_written_anew_by_the_clock(item, make_disclosure, now):
    """A portal that is brought up to date finds by numbers within the hour, without a command."""
    made = make_disclosure(item, upto="published", title="二〇二六年预算")
    SearchEntry.objects.update(form=None, text=" 二〇二六年预算 ")
    assert search.count_outdated(now=now) == 1
    assert search.renew_outdated(now=now) == 1
    assert search.find("2026年预算").disclosures == [made.pk]
    assert search.renew_outdated(now=now) == 0


def test_positions_sort_by_day_and_number():
    """The order of the index is the order of the lists."""
    older, newer = date(2025, 12, 31), date(2026, 1, 1)
    places = [search.position_of(older, 9), search.position_of(newer, 1), search.position_of(newer, 2)]
    assert places == sorted(places)
