"""A page asks the database the same number of questions for one row as for three."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from catalog.actions import disclosures, obligations
from catalog.models import Disclosure
from review import actions as review
from tests.asked_whole import ASKED_WHOLE
from tests.conftest import load_regime
from tests.scanned import scanned
from tests.signing import approve

pytestmark = pytest.mark.django_db

# The page, and the queries that it may ask; no page of ours asks more than twenty-five. Two of each list ask whether
# what it names stands as it was published: one for the texts with the log, one for their files.
PAGES = [
    ("home", 9),  # one asks how far the demo is, where there is one
    ("latest", 5),
    ("narrowed list", 7),
    ("owed", 2),
    ("agencies", 2),
    ("agency", 10),
    ("department", 8),
    ("catalogue", 5),
    ("item", 10),
    ("rules", 4),
    ("disclosure", 4),
    ("search", 5),
    (
        "log",
        3,
    ),  # what was withdrawn or hidden since is named nowhere: whether it was is asked for all rows at once
]


def address_of(page: str, item, disclosure: Disclosure) -> str:
    """Where ``page`` stands."""
    agency = item.agency
    return {
        "home": reverse("home"),
        "latest": reverse("catalog:latest"),
        "narrowed list": f"{reverse('catalog:latest')}?agency={agency.slug}&year=2026",
        "owed": reverse("catalog:owed"),
        "agencies": reverse("catalog:agencies"),
        "agency": agency.get_absolute_url(),
        "department": item.department.get_absolute_url(),
        "catalogue": reverse("catalog:catalogue", args=[agency.slug]),
        "item": item.get_absolute_url(),
        "rules": reverse("catalog:rules", args=[agency.slug]),
        "disclosure": disclosure.get_absolute_url(),
        "search": f"{reverse('search')}?q=合格",
        "log": reverse("log"),
    }[page]


@pytest.fixture
def add(cast, item, make_disclosure, now):
    """Publish one more: with its duty, a file, an answered opinion; and leave one more duty open."""

    def one_more(number: int) -> Disclosure:
        day = now.date() - timedelta(days=number)
        done, still_open = (
            obligations.record_occurrence(
                item, title=f"{what}{number}", happened_on=day, by=cast.clerk, now=now
            )
            for what in ("抽查", "复查")
        )
        made = make_disclosure(item, obligation=done.obligations.get(), title=f"第{number}次抽查结果")
        for copy in range(number):
            upload = SimpleUploadedFile(f"{copy}.txt", f"{number} {copy}".encode())
            disclosures.attach(made, upload=upload, by=cast.clerk, now=now)
        disclosures.propose(made, by=cast.clerk, now=now)
        scanned(now=now)
        approve(made, by=cast.leader, now=now)
        for line in range(number):
            opinion = review.receive_opinion(made, text=f"意见{line}", now=now)
            review.answer_opinion(opinion, answer="已处理。", by=cast.clerk, now=now)
        return made

    return one_more


@pytest.mark.parametrize(("page", "queries"), PAGES, ids=[page for page, _queries in PAGES])
def test_queries_do_not_grow_with_the_rows(client, item, add, page, queries, django_assert_num_queries):
    """The literal number, with one row and with three."""
    load_regime("national-2019")
    with translation.override("zh-hans"):
        for numbers in ([1], [2, 3]):
            disclosure = [add(number) for number in numbers][-1]
            address = address_of(page, item, disclosure)
            client.get(address)  # parses the rules and renders the fixed parts, once in a process
            cache.clear()
            with django_assert_num_queries(queries + ASKED_WHOLE):
                assert client.get(address).status_code == 200
