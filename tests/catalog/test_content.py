"""The fields of a disclosure are declared once, and one that is added is everywhere."""

import ast
import hashlib
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from archive import manifest
from catalog import content
from catalog.actions import correcting, disclosures
from catalog.bulk import bulk_table
from catalog.disclosures import records
from catalog.models import Disclosure
from core.models import LogEntry
from tests.scanned import scanned
from tests.signing import approve

ROOT = Path(settings.BASE_DIR)
MOST = 3  # names of fields that may stand together without being a list of them
# The texts of the demo are contents of disclosures, not a list of fields.
NOT_LISTS = ("tests/", "disclosure_portal/demo/", "benchmarks/")
ASK = "区政务服务中心 010-12345678"


def names_in(node: ast.AST) -> set[str]:
    """The strings that stand in a tuple, list or set, or as the keys of a dictionary."""
    if isinstance(node, ast.Dict):
        members = node.keys
    elif isinstance(node, ast.Tuple | ast.List | ast.Set):
        members = [*node.elts]
        for one in node.elts:
            members += one.value.elts if isinstance(one, ast.Starred) and hasattr(one.value, "elts") else []
    else:
        return set()
    return {one.value for one in members if isinstance(one, ast.Constant) and isinstance(one.value, str)}


def second_lists(source: str) -> list[int]:
    """The lines on which a list of fields begins."""
    found = (
        node for node in ast.walk(ast.parse(source)) if len(names_in(node) & set(content.BY_NAME)) > MOST
    )
    return [node.lineno for node in found]


def test_no_second_list_of_the_fields():
    """Tuples, lists, sets and dictionaries with four of the names or more, in any room."""
    read, found = 0, []
    for path in sorted(ROOT.rglob("*.py")):
        name = str(path.relative_to(ROOT))
        if (
            "migrations" in path.parts
            or name.startswith((".", "var", *NOT_LISTS))
            or name == "catalog/content.py"
        ):
            continue
        read += 1
        found += [f"{name}:{line}" for line in second_lists(path.read_text(encoding="utf-8"))]
    assert read > 300 and found == []


def test_a_second_list_would_be_found():
    """However it is written."""
    for source in (
        "X = ('title', 'summary', 'body', 'audience')",
        "X = {'title': 1, 'summary': 2, 'body': 3, 'formed_on': 4}",
        "X = (*('title', 'summary'), *('body', 'contact'))",
    ):
        assert second_lists(source) == [1]
    assert second_lists("X = ('title', 'summary', 'body')") == []


@pytest.mark.django_db
def test_whom_to_ask_is_everywhere(item, make_disclosure, cast, now):
    """Typed, reviewed, published, corrected: page, record, history, interface, search, table, archive say it."""
    made = make_disclosure(item, contact=ASK)
    disclosures.propose(made, by=cast.clerk, now=now)
    scanned(now=now)
    approve(made, by=cast.leader, now=now)
    client = Client()
    page = client.get(made.get_absolute_url()).content.decode()
    assert ASK in page and "notice-error" not in page
    record = client.get(reverse("record", args=[made.pk]))
    told = LogEntry.objects.get(subject=made.index_number).payload["record_sha256"]
    assert record.json()["contact"] == ASK and hashlib.sha256(record.content).hexdigest() == told
    assert client.get(reverse("open_data:disclosure", args=[made.pk])).json()["contact"] == ASK
    assert made.get_absolute_url() in client.get(reverse("search"), {"q": "政务服务中心"}).content.decode()
    fix = correcting.begin(made, reason="电话变更。", by=cast.clerk, now=now)
    disclosures.revise(fix, by=cast.clerk, now=now, contact="区政务服务中心 010-87654321", attested=True)
    disclosures.propose(fix, by=cast.clerk, now=now)
    scanned(now=now)
    approve(fix, by=cast.leader, now=now)
    compared = client.get(reverse("history", args=[made.pk])).content.decode()
    assert "87654321" in compared and "12345678" in compared and "notice-error" not in compared
    sealed = manifest.of_disclosure(Disclosure.objects.get(pk=made.pk))
    assert sealed["disclosure"]["contact"].endswith("87654321")
    assert "contact" in bulk_table.COLUMNS


@pytest.mark.django_db
def test_staff_type_it_and_read_it_back(item, cast, now):
    """In the form of a proposal; what it says is kept, and shown to who reviews it."""
    client = Client()
    client.force_login(cast.clerk)
    address = f"{reverse('admin:catalog_disclosure_add')}?item={item.pk}"
    assert 'name="contact"' in client.get(address).content.decode()
    typed = {
        **{
            "title": "便民服务点",
            "body": "调整三处。",
            "source": "active",
            "audience": "public",
            "channels": ["web"],
        },
        **{"formed_on": "2026-03-10", "contact": ASK, "subject_class": "22", "attested": "on"},
    }
    answer = client.post(address, {**typed, "_save": "1"})
    assert answer.status_code == 302, answer.context["form"].errors
    made = Disclosure.objects.get()
    assert made.contact == ASK
    assert ASK in client.get(answer["Location"]).content.decode()
    assert dict(made.facts)


@pytest.mark.django_db
def test_a_record_of_before_stays_the_same(item, make_disclosure):
    """A field that came later stands in a record only where it says something."""
    made = make_disclosure(item, upto="published")
    assert "contact" not in records.record(made, version=1, by=records.bodies_then(made))
    made.contact = ASK
    assert records.record(made, version=1, by=records.bodies_then(made))["contact"] == ASK
