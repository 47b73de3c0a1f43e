"""What documents A, B and C name for disclosure, from their own words (letters_a_b_c.csv), and what they do not.

A row of the table is a matter with its clause, its name, for whom, the kind of its rhythm, and the clause that gives
the rhythm, "-" where the body chose it. Whoever adds, drops or renames an item reads the text and changes the table.
"""

import csv
from pathlib import Path

import pytest
from django.conf import settings

from core.regimes import reading
from core.regimes.parsed import Regime, parse

pytestmark = pytest.mark.once
FOLDER = Path(settings.BASE_DIR) / "regimes"
FILES = {"economic-zone": "A", "quality-bureau-2": "B", "quality-bureau-3": "C"}
# What the documents order to be done, and nowhere to be told: no item may be owed for it.
DONE_NOT_TOLD = (
    "培训",
    "研究",
    "监督检查",
    "检查情况",
    "责任追究",
    "通报批评",
    "评估结果",
    "评价意见",
    "复议",
    "整改情况",
    "典型材料",
    "工作总结",
)


def read_as(document: str) -> list[tuple[str, ...]]:
    """The matters of a document, as they were read in its text."""
    with Path(__file__).with_name("letters_a_b_c.csv").open(encoding="utf-8", newline="") as file:
        return [tuple(row[1:]) for row in csv.reader(file) if row[0] == document]


def regime(code: str) -> Regime:
    """The regime, parsed."""
    checked = reading.read(FOLDER / f"{code}.yaml")
    assert not checked.problems, checked.problems[:3]
    return parse(checked.data)


@pytest.mark.parametrize("code", FILES)
def test_the_catalogue_names_what_the_document_names(code):
    """Every matter of the document stands in the catalogue, in its words, under its clause; nothing else does."""
    rules = regime(code)
    said = [
        (
            item.cited.clause,
            item.name.zh,
            item.audience,
            rules.cadences[item.cadence].kind,
            item.rhythm.clause or "-",
        )
        for item in rules.items.values()
    ]
    assert said == read_as(FILES[code])


@pytest.mark.parametrize("code", FILES)
def test_what_is_only_ordered_to_be_done_is_no_item(code):
    """Meetings, trainings, inspections, assessment, liability and papers of the archive are owed to nobody."""
    names = [item.name.zh for item in regime(code).items.values()]
    assert not [name for name in names if any(word in name for word in DONE_NOT_TOLD)]


@pytest.mark.parametrize("code", FILES)
def test_what_the_body_chose_is_called_a_choice(code):
    """A rhythm without a clause is a choice in both languages; so is a department that the document does not name."""
    rules = regime(code)
    for item in rules.items.values():
        assert item.rhythm.clause or (item.rhythm.choice.zh and item.rhythm.choice.en), item.code
    named = {"economic-zone": 7, "quality-bureau-2": 2, "quality-bureau-3": 4}[code]
    examples = [one for one in rules.departments.values() if not one.cited.clause]
    assert len(rules.departments) - len(examples) == named
    assert all("举例" in one.cited.choice.zh for one in examples)


def test_only_the_two_quality_bureaus_publish_the_handling_again():
    """B (四)4 and C 四(四)4 say 再次公开; A only wants what is raised looked into and put right."""
    assert [regime(code).feedback.republish for code in FILES] == [False, True, True]


def test_the_zone_withholds_secrets_only():
    """A 一第2段: 除涉密外,原则上都要公开."""
    assert regime("economic-zone").withheld.grounds == ("state_secret",)


@pytest.mark.parametrize("code", ["quality-bureau-2", "quality-bureau-3"])
def test_each_meeting_and_medium_is_named_by_itself(code):
    """B (三)1 and (三)4, C 四(三)1 and 四(三)5: six meetings (C a hearing too), press, radio, television."""
    channels = {one.name.zh for one in regime(code).channels.values()}
    meetings = {"党组会", "局务会议", "局长办公会", "中层干部会议", "全体干部职工大会", "案审会"}
    assert channels >= meetings | {"新闻发布会", "报刊", "广播", "电视", "文件、通知、内部通报、信息简报"}
    assert ("听证会" in channels) == (code == "quality-bureau-3")


@pytest.mark.parametrize("code", ["quality-bureau-2", "quality-bureau-3"])
def test_permits_show_their_procedure(code):
    """B (一)2·四是: 公开办理程序. The document does not speak of results of permits."""
    rules = regime(code)
    (permits,) = [item for item in rules.items.values() if item.elements == "permit"]
    parts = [part.name.zh for part in rules.elements["permit"]]
    assert "办理程序" in parts and "办理结果" not in parts and permits.audience == "public"


def test_quality_bureau_3_knows_red_lists_only():
    """C 四(一)2·六是: 企业质量信用红名单 of three kinds; a black list is published by nobody."""
    names = [item.name.zh for item in regime("quality-bureau-3").items.values()]
    assert len([name for name in names if "红名单" in name]) == 3
    assert not [name for name in names if "黑" in name]
