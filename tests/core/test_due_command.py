"""``manage.py due``: dates, refusals and lines of JSON, with and without a database."""

import io
import json
from datetime import date
from pathlib import Path

import pytest
import yaml
from django.core.management import CommandError, call_command
from django.utils import translation

from core.deadlines import lookup, questions
from core.management.commands import due as command
from tests.conftest import load_regime

pytestmark = pytest.mark.django_db
REGIMES = sorted(path.stem for path in Path("regimes").glob("*.yaml"))
# Every clock of every body from Tuesday 10 March 2026 (length, due day): no holiday but the weekends and Qingming.
ENDS = {
    ("working_days", 0): "2026-03-10",
    ("working_days", 1): "2026-03-11",
    ("working_days", 2): "2026-03-12",
    ("working_days", 3): "2026-03-13",
    ("working_days", 5): "2026-03-17",
    ("working_days", 7): "2026-03-19",
    ("working_days", 10): "2026-03-24",
    ("working_days", 15): "2026-03-31",
    ("working_days", 20): "2026-04-08",
    ("working_days", 30): "2026-04-22",
    ("calendar_days", 0): "2026-03-10",
    ("calendar_days", 3): "2026-03-13",
    ("calendar_days", 7): "2026-03-17",
    ("calendar_days", 15): "2026-03-25",
    ("calendar_days", 30): "2026-04-09",
    ("calendar_days", 365): "2027-03-10",
}


@pytest.fixture(autouse=True)
def _in_english():
    """The sentences are compared in English."""
    with translation.override("en"):
        yield


def asked(*words: str) -> dict:
    """What the command answers, as data."""
    out = io.StringIO()
    call_command("due", *words, "--json", stdout=out)
    return json.loads(out.getvalue())


def clocks_of(code: str) -> dict[str, tuple[str, int]]:
    """Each clock of a regime with its length, straight from the file: what it follows stands first."""
    data = yaml.safe_load(Path(f"regimes/{code}.yaml").read_text(encoding="utf-8"))
    rules = data["applications"]
    if "follow" in rules:
        text = Path(f"regimes/{rules['follow']}.yaml").read_text(encoding="utf-8")
        rules = yaml.safe_load(text)["applications"]
    found = {**data["clocks"], **rules["clocks"]}
    return {clock: next(iter(it["length"].items())) for clock, it in found.items()}


@pytest.mark.parametrize("code", REGIMES)
def test_every_clock_of_every_body_ends_on_the_day_of_its_length(code):
    """All fourteen bodies and the national Regulation, from their files, over an empty database."""
    looked_at = list(clocks_of(code).items())
    assert looked_at
    for clock, length in looked_at:
        found = asked("--regime", code, "--clock", clock, "--from", "2026-03-10")
        assert found["due"] == ENDS[length], clock
        assert found["provisional"] == (found["due"] > "2026-12-31")


def test_the_regime_of_the_database_comes_before_the_file():
    """What was loaded is what holds."""
    load_regime("district")
    loaded = lookup.promise("district", "answer", date(2026, 3, 10))
    assert loaded.clock.length.days == 15
    assert asked("--regime", "district", "--clock", "answer", "--from", "2026-03-10")["due"] == "2026-03-31"


def test_every_day_is_told_with_its_reason():
    """Counted, weekend, holiday by name, make-up day, stopped."""
    words = ["--regime", "national-2019", "--clock", "answer", "--from", "2026-02-12"]
    found = asked(*words, "--pause", "2026-02-24..2026-02-26")
    days = {it["date"]: (it["counted"], it["why"]) for it in found["days"]}
    assert days["2026-02-13"] == (True, "workday")
    assert days["2026-02-14"] == (True, "make_up 春节")
    assert days["2026-02-17"] == (False, "holiday 春节")
    assert days["2026-02-25"] == (False, "stopped")
    assert days["2026-03-01"] == (False, "weekend")
    assert sum(counted for counted, _why in days.values()) == 20
    assert found["due"] == max(days)


def test_a_clock_that_stands_still_has_no_day():
    """An open pause: ``A..`` without an end."""
    words = ["--regime", "district", "--clock", "answer", "--from", "2026-03-10", "--pause", "2026-03-12.."]
    assert asked(*words)["due"] is None


def test_a_correction_and_an_extension_are_counted():
    """The corrected application gives the whole period again, and the extension comes on top."""
    words = ["--regime", "national-2019", "--clock", "answer", "--from", "2026-03-02"]
    words += ["--pause", "2026-03-06..2026-03-10", "--restart", "2026-03-10"]
    assert asked(*words)["due"] == "2026-04-08"
    assert asked(*words, "--extend", "1")["due"] == "2026-04-09"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--regime", "nobody", "--clock", "answer", "--from", "2026-03-02"], "no regime “nobody”"),
        (["--regime", "district", "--clock", "tea", "--from", "2026-03-02"], "no clock “tea”"),
        (["--regime", "district", "--clock", "answer", "--from", "2026-02-30"], "“2026-02-30” is no day"),
        (["--regime", "district", "--clock", "answer", "--from", "20260302"], "is no day"),
        (["--clock", "answer", "--from", "2026-03-02"], "“regime” is missing"),
        ([*"--regime national-2019 --clock answer --from 2026-03-02 --extend 21".split()], "law-33"),
        ([*"--regime district --clock answer --from 2026-03-02 --extend 16".split()], "J4-298"),
        (
            [*"--regime national-2019 --clock answer --from 2026-03-02 --extend 5 --extend 5".split()],
            "law-33",
        ),
        ([*"--regime national-2019 --clock answer --from 2026-03-02 --extend x".split()], "no number"),
        ([*"--regime national-2019 --clock complaint --from 2026-03-02 --extend 5".split()], "law-47"),
        (
            [
                *"--regime township --clock answer --from 2026-03-02 --restart 2026-03-04 --restart 2026-03-06".split()
            ],
            "law-30",
        ),
        (
            [*"--regime township --clock answer --from 2026-03-02 --pause 2026-03-06..2026-03-05".split()],
            "before it begins",
        ),
        (
            "--regime township --clock answer --from 2026-03-02 --pause 2026-03-06..2026-03-10 "
            "--pause 2026-03-09..2026-03-12".split(),
            "overlaps",
        ),
        (
            [*"--regime township --clock answer --from 2026-03-02 --pause 2026-02-06..2026-03-05".split()],
            "art. 31",
        ),
        ([*"--regime township --clock answer --from 2026-03-02 --pause 2026-03-06".split()], "is no pause"),
        ([*"--regime township --clock answer --from 2060-12-20".split()], "2060"),
        ([*"--regime township --clock answer --from 1980-12-20".split()], "1990"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(words, said):
    """On standard error with exit code 1, and with the source of the rule."""
    with pytest.raises(CommandError) as refused:
        call_command("due", *words)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)
    assert refused.value.returncode == 1


def test_a_batch_answers_each_line_and_stops_at_none(monkeypatch):
    """A wrong line has its own answer; the others are not harmed."""
    lines = [
        {"regime": "district", "clock": "answer", "from": "2026-03-10"},
        {"regime": "district", "clock": "answer", "from": "2026-03-10", "pause": "2026-03-12..2026-03-13"},
        {"regime": "district", "clock": "answer", "from": "2026-03-10", "extend": 16},
        {"regime": "district", "clock": "answer", "from": "2026-03-10", "extent": 16},
        ["district"],
    ]
    text = "\n".join([*map(json.dumps, lines), "no json", ""])
    monkeypatch.setattr(command.sys, "stdin", io.StringIO(text))
    out = io.StringIO()
    call_command("due", "--batch", stdout=out)
    answers = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [it.get("due") for it in answers] == ["2026-03-31", "2026-04-01", None, None, None, None]
    assert ["error" in it for it in answers] == [False, False, True, True, True, True]


@pytest.mark.parametrize("value", [None, 5, True, "", [], {}, "2026-3-1", "2026-03-01T00:00"])
def test_no_day_is_guessed(value):
    """A day is written as year-month-day or it is none."""
    with pytest.raises(questions.Wrong):
        questions.understand({"regime": "district", "clock": "answer", "from": value})


def test_people_read_the_days_as_lines():
    """Without --json: the day, then each day with its number."""
    out = io.StringIO()
    call_command("due", *"--regime district --clock answer --from 2026-12-20".split(), stdout=out)
    lines = out.getvalue().splitlines()
    assert lines[0].startswith("Due on 2027-01-") and "provisional" in lines[0]
    assert lines[1].split() == ["2026-12-21", "1", "workday"]
