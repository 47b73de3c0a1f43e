"""Each part of a regime file names the clause that it comes from with literal words, or says that the body chose it."""

import csv
import io
import re
from datetime import date, datetime
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import translation

from catalog.actions import catalogue
from core.actions import load_regime_version
from core.models import Agency, RegimeVersion
from core.regimes import documents, reading
from tests.conftest import SHANGHAI
from tools import clauses

TEXT = """\
001 某办公开办法
002 第一条 为了方便群众,制定本办法。
003 第二条 公开下列事项:
004 (一)办事指南:⑴依据;⑵收费标准;
005 (二)领导讲话
006 按月公开的内容:领导讲话。在20个工作日内公开。
"""
FILE = """\
regime: small-bureau
title: {zh: 某办公开办法, en: Rules of an office}
summary: {zh: 某办。, en: An office.}
source: {document: J4, title: 某办公开办法}
in_force: {from: "2020-01-01"}
counting:
  first_day_counts: false
  article: {zh: 民法典, en: Civil Code}
  last_day_moves: true
  last_day_article: {zh: 民法典, en: Civil Code}
choices:
  example: {zh: 举例，办法未列出, en: An example that the document does not name}
departments:
  office: {name: {zh: 办公室, en: Office}, disclosure_office: true, choice: example}
  desk: {name: {zh: 窗口, en: Desk}, under: office, choice: example}
channels:
  web: {name: {zh: 网站, en: Website}, class: web, choice: example}
cadences:
  monthly: {kind: monthly, name: {zh: 按月, en: Monthly}, publish: {working_days: 20},
            clause: 第二条(二)第1段, quote: 按月公开……20个工作日}
elements: {}
catalogue:
  - code: "1"
    name: {zh: 办事指南, en: Guides}
    clause: 第二条（一）
    quote: 办事指南
    items:
      - {code: "1.1", name: {zh: 收费标准, en: Fees}, cadence: monthly, department: desk, requirements: [],
         clause: 第二条(一)(2), quote: 收费标准, rhythm: {choice: {zh: 办法未定，取每月, en: Each month}}}
      - {code: "1.2", name: {zh: 领导讲话, en: Speeches}, cadence: monthly, department: desk, requirements: [],
         clause: 第二条(二), quote: 领导讲话, rhythm: {clause: 第二条(二)第1段, quote: 按月公开的内容：领导讲话}}
chains:
  ordinary: {name: {zh: 审核, en: Review}, choice: example,
             steps: [{code: head, name: {zh: 审核, en: Review}, role: head, kind: single}]}
applications: {follow: national-2019}
secrecy_review: {role: head, choice: example}
feedback: {answer: {working_days: 5}, republish: false, choice: example}
archive: {holder: department, order: by_department, choice: example}
clocks: {}
targets: {}
"""


@pytest.fixture(autouse=True)
def _in_english():
    """Sentences are compared in English."""
    with translation.override("en"):
        yield


@pytest.fixture
def folder(tmp_path):
    """A folder of regime files with the index of one small document beside them."""
    (tmp_path / "J4-small.txt").write_text(TEXT, encoding="utf-8")
    clauses.main([str(tmp_path), "J4", "--to", str(tmp_path / "clauses")])
    national = Path(settings.BASE_DIR) / "regimes" / "national-2019.yaml"
    (tmp_path / "national-2019.yaml").write_bytes(national.read_bytes())
    return tmp_path


@pytest.fixture
def check(folder):
    """Read a text as the file of the small bureau."""

    def run(text: str) -> reading.Checked:
        path = folder / "small-bureau.yaml"
        path.write_text(text, encoding="utf-8")
        return reading.read(path)

    return run


def test_a_file_that_cites_its_document_is_taken(check):
    """Brackets, points and the way a number is printed may be typed otherwise; the words are the document's."""
    assert check(FILE).problems == ()


@pytest.mark.once
@pytest.mark.parametrize(
    ("old", "new", "field", "said"),
    [
        (
            "clause: 第二条(二), quote: 领导讲话,",
            "clause: 第二条(九), quote: 领导讲话,",
            "catalogue[1].items[1.2].clause",
            "Document J4 has no clause “第二条(九)”. Did you mean “第二条(",
        ),
        (
            "quote: 收费标准, rhythm",
            "quote: 收费减免, rhythm",
            "catalogue[1].items[1.1].quote",
            "“收费减免” does not stand in clause 第二条(一)(2) of document J4.",
        ),
        (
            "quote: 收费标准, rhythm",
            "quote: 领导讲话, rhythm",
            "catalogue[1].items[1.1].quote",
            "does not stand in clause 第二条(一)(2) of document J4, but in 第二条(二)",
        ),
        (
            "quote: 按月公开……20个工作日}",
            "quote: 按月公开……30个工作日}",
            "cadences.monthly.quote",
            "does not stand in",
        ),
        (
            ", rhythm: {choice: {zh: 办法未定，取每月, en: Each month}}}",
            "}",
            "catalogue[1].items[1.1].rhythm",
            "Say whose this rhythm is",
        ),
        (
            ", choice: example,\n             steps",
            ",\n             steps",
            "chains.ordinary",
            "Say where this comes from",
        ),
        ("class: web, choice: example", "class: web", "channels.web", "Say where this comes from"),
        (
            "class: web, choice: example",
            "class: web, choice: exemple",
            "channels.web.choice",
            "no choice “exemple”",
        ),
        (
            "class: web, choice: example",
            "class: web, quote: 领导讲话",
            "channels.web.quote",
            "“clause” must be said too",
        ),
        (
            "  example: {zh",
            "  more: {zh: 无, en: None}\n  example: {zh",
            "choices.more",
            "Nothing names the choice",
        ),
        (" clause: 第二条(一)(2)", " clause: 7", "catalogue[1].items[1.1].clause", "put “7” in quotes"),
    ],
)
def test_what_the_document_does_not_say_is_named_by_line_and_field(check, old, new, field, said):
    """A clause that is not there, words that are not in it, a part or a rhythm that says nothing of itself."""
    assert old in FILE
    problems = check(FILE.replace(old, new, 1)).problems
    assert [one.field for one in problems] == [field]
    assert said in problems[0].expected
    line = FILE[: FILE.index(old)].count("\n") + 1
    assert abs(problems[0].line - line) <= 1


def test_nothing_is_loaded_from_a_file_that_misquotes(check, folder, db):
    """One wrong quotation, and the command loads neither this file nor another."""
    check(FILE.replace("quote: 领导讲话,", "quote: 领导的讲话,", 1))
    before = RegimeVersion.objects.count()
    with pytest.raises(CommandError):
        call_command("load_regimes", "--folder", str(folder), stderr=io.StringIO(), stdout=io.StringIO())
    assert RegimeVersion.objects.count() == before


@pytest.mark.once
def test_an_index_cannot_be_read_as_the_document(folder):
    """It has places, lines and marks that stand in no order; not one letter of what the clauses say."""
    written = (folder / "clauses" / "J4.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(written)))
    assert [row["place"] for row in rows][2:5] == ["第二条", "第二条(一)", "第二条(一)⑴"]
    for row in rows:
        assert re.fullmatch(r"[A-Za-z0-9+/]*", row["marks"])
        marks = [row["marks"][at : at + 3] for at in range(0, len(row["marks"]), 3)]
        assert marks == sorted(marks)
    speeches = [row["marks"] for row in rows if row["place"].startswith("第二条(二)")]
    assert not set(re.findall("...", speeches[0])) <= set(re.findall("...", speeches[1]))


@pytest.mark.once
def test_without_an_index_only_the_form_is_checked(folder):
    """A body that wrote its own rules needs no index; whoever cites nothing in it is not refused."""
    (folder / "clauses" / "J4.csv").unlink()
    national = reading.read(folder / "national-2019.yaml")
    assert national.problems == () and documents.index_of("law-2019", folder) is None


def test_the_public_reads_whose_a_rule_is(check, client, db):
    """On the page of the item, in the catalogue, on the page of the rules, in the table and for programs."""
    load_regime_version(
        yaml.safe_load(
            (Path(settings.BASE_DIR) / "regimes" / "national-2019.yaml").read_text(encoding="utf-8")
        ),
        at=datetime(2020, 1, 1, tzinfo=SHANGHAI),
    )
    version = load_regime_version(check(FILE).data, at=datetime(2020, 1, 1, tzinfo=SHANGHAI))
    agency = Agency.objects.create(
        slug="small",
        code="small",
        name="某办",
        regime=version.regime,
        obliged_from=date(2020, 1, 1),
        opened_at=datetime(2020, 1, 1, tzinfo=SHANGHAI),
    )
    catalogue.adopt_regime(agency, now=datetime(2020, 1, 2, tzinfo=SHANGHAI))
    pages = {
        name: client.get(f"/en/agencies/small/{path}").content.decode()
        for name, path in {"item": "catalogue/1.1/", "list": "catalogue/", "rules": "rules/"}.items()
    }
    for page in pages.values():
        assert '<q lang="zh-Hans">' in page
    assert "第二条(一)(2)" in pages["item"] and "收费标准</q>" in pages["item"]
    assert "Chosen by the body: Each month" in pages["item"]
    assert "第二条(一)(2)" in pages["list"]
    assert "按月公开……20个工作日" in pages["rules"]
    assert pages["rules"].count("Chosen by the body: An example that the document does not name") >= 5
    table = b"".join(client.get(reverse("catalog:catalogue_csv", args=["small"])).streaming_content).decode()
    assert "第二条(一)(2) “收费标准”" in table and "Each month" in table
    fees = client.get(reverse("open_data:items"), {"agency": "small"}).json()["results"][0]
    assert fees["source"] == {"clause": "第二条(一)(2)", "quote": "收费标准", "choice": None}
    assert fees["rhythm"]["choice"]["zh"] == "办法未定，取每月"
