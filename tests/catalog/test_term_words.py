"""A term of a rule is told in words on the side of its day of reference on which it is counted."""

from datetime import date
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from catalog.obligations import cadences
from catalog.obligations.cadences import KINDS, OfEvents
from catalog.term_words import month_day_words
from core.deadlines import calendars
from core.regimes import parsed
from core.workdays import Counting, Span

REGIMES = Path(settings.BASE_DIR) / "regimes"
THE_YEARS_END = date(2026, 12, 31)


@pytest.fixture
def rules(regime_code):
    """The rules of a body as its file tells them."""
    data = yaml.safe_load((REGIMES / f"{regime_code}.yaml").read_text(encoding="utf-8"))
    return parsed.parse(data)


def test_each_term_is_told_before_or_after_as_it_is_counted(rules):
    """In every regime: what is due before its day of reference is said to be, and what is due after it too."""
    counting = Counting(calendars.built("CN"))
    told = []
    for cadence in rules.cadences.values():
        spans = [span for span in (cadence.propose, cadence.publish) if span]
        if not isinstance(KINDS[cadence.kind], OfEvents):
            continue
        with translation.override("en"):
            sentences = cadences.sentences(cadence)[: len(spans)]
        for span, sentence in zip(spans, sentences, strict=True):
            is_before = counting.after(THE_YEARS_END, span) < THE_YEARS_END
            says_before = " before " in sentence or "of the year itself" in sentence
            assert (is_before, not is_before) == (says_before, " after " in sentence), sentence
            told.append(sentence)
    assert told or not any(isinstance(KINDS[cadence.kind], OfEvents) for cadence in rules.cadences.values())


@pytest.mark.parametrize(
    ("span", "in_english", "in_chinese"),
    [
        (Span(-275, working=False), "Published by March 31 of the year itself.", "当年3月31日前公开。"),
        (
            Span(-5, working=True),
            "Published at the latest 5 working days before the end",
            "每年结束前5个工作日公开",
        ),
        (Span(-330, working=False), "Published at the latest 330 days before the end", "每年结束前330日公开"),
        (
            Span(20, working=True),
            "Published within 20 working days after the end of",
            "每年结束后20个工作日内公开",
        ),
    ],
    ids=["a-day-of-the-year", "working-days", "another-day-in-leap-years", "after"],
)
def test_a_yearly_term_is_told_rightly(span, in_english, in_chinese):
    """31 March was told as 275 days after the year; a count that ends on another day in leap years is told as it is."""
    cadence = parsed.Cadence(
        "yearly", "annual", parsed.Words("按年", "Yearly"), None, span, None, (), (), (), None, ()
    )
    for language, wanted in (("en", in_english), ("zh-hans", in_chinese)):
        with translation.override(language):
            (sentence,) = cadences.sentences(cadence)
        assert wanted in sentence


def test_the_pages_of_an_item_name_channels_and_days_by_their_own_words(client, item, obligation):
    """They stood under the words of a search for documents and of a fee."""
    page = client.get(item.get_absolute_url()).content.decode()
    assert "<dt>公开渠道</dt>" in page
    assert "检索范围" not in page
    explained = client.get(reverse("catalog:obligation", args=[obligation.pk])).content.decode()
    assert "计第几日" in explained
    assert "计收方式" not in explained


def test_a_day_of_every_year_is_written_as_people_write_it():
    """Without noughts before its numbers, in both languages."""
    for language, said in (("zh-hans", "3月1日"), ("en", "March 1")):
        with translation.override(language):
            assert month_day_words((3, 1)) == said
