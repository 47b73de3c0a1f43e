"""``manage.py workdays`` answers people and scripts, and says in one sentence what it cannot answer."""

import io
import json
import time

import pytest
from django.core.management import CommandError, call_command

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(capsys):
    """Run the command and return what it printed."""

    def run(*words: str) -> str:
        out = io.StringIO()
        call_command("workdays", *words, stdout=out)
        return out.getvalue().strip()

    return run


@pytest.fixture
def own(tmp_path):
    """A calendar file: Wednesday 4 March 2026 off, Saturday the 7th at work."""
    file = tmp_path / "own.json"
    file.write_text(json.dumps({"rest": ["2026-03-04"], "work": ["2026-03-07"]}), encoding="utf-8")
    return str(file)


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        (["add", "2026-02-14", "5"], "2026-02-28"),
        (["add", "2026-02-14", "5", "--count-first"], "2026-02-27"),
        (["add", "2026-03-07", "0"], "2026-03-09"),
        (["add", "2026-03-10", "-5"], "2026-03-03"),
        (["between", "2026-02-14", "2026-02-28"], "5"),
        (["between", "2026-02-28", "2026-02-14"], "-5"),
        (["between", "2026-02-14", "2026-02-28", "--count-first"], "6"),
        (["add", "2026-02-14", "5", "--calendar", "us"], "2026-02-23"),
    ],
)
def test_answers(ask, words, answer):
    assert ask(*words) == answer


def test_a_calendar_file_stands_on_plain_weekends(ask, own):
    assert ask("add", "2026-03-03", "3", "--calendar-file", own) == "2026-03-07"
    # 1 May is a holiday in China, not in this file.
    assert ask("add", "2026-04-30", "1", "--calendar-file", own) == "2026-05-01"


@pytest.mark.django_db(databases=[])
def test_a_calendar_file_needs_no_database(ask, own):
    assert ask("between", "2026-03-03", "2026-03-07", "--calendar-file", own) == "3"


def test_json_says_whether_a_notice_may_still_move_the_day(ask):
    known, open_ = (json.loads(ask("add", day, "5", "--json")) for day in ("2026-02-14", "2026-12-28"))
    assert known == {"from": "2026-02-14", "days": 5, "date": "2026-02-28", "provisional": False}
    assert open_["provisional"] is True


def test_each_day_is_explained(ask):
    lines = ask("explain", "2026-02-13", "2").splitlines()
    assert [line.split()[0] for line in lines][:2] == ["2026-02-14", "2026-02-15"]
    assert "make-up working day: 春节" in lines[0]
    assert "holiday: 春节" in lines[1]
    assert lines[-1] == "2026-02-24"
    told = json.loads(ask("explain", "2026-02-13", "2", "--json"))
    assert told["date"] == "2026-02-24"
    assert [day["counted"] for day in told["days"] if day["counted"]] == [1, 2]


def test_a_batch_answers_line_by_line(ask, monkeypatch, own):
    monkeypatch.setattr("sys.stdin", io.StringIO("2026-03-03 3\n\n2026-03-03 -1\r\n"))
    assert ask("add", "--batch", "--calendar-file", own).split() == ["2026-03-07", "2026-03-02"]
    monkeypatch.setattr("sys.stdin", io.StringIO("2026-02-14 2026-02-28\n"))
    assert ask("between", "--batch") == "5"


def test_a_large_batch_takes_no_time(ask, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("2026-02-14 5\n" * 50_000))
    began = time.process_time()
    assert ask("add", "--batch").count("2026-02-28") == 50_000
    assert time.process_time() - began < 3


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("2026-02-14 5\n2026-02-30 5\n", "line 2: “2026-02-30” is no day"),
        ("2026-02-14\n", "line 1: “2026-02-14” is not two words"),
        ("2026-02-14 five\n", "line 1: “five” is no whole number"),
        ("2060-12-31 5\n", "line 1: 5 working days from 2060-12-31 end outside the years"),
    ],
)
def test_a_wrong_line_is_named_in_its_place(monkeypatch, lines, words):
    """The other cases are answered, one line for each; the command fails at the end."""
    monkeypatch.setattr("sys.stdin", io.StringIO(lines))
    out = io.StringIO()
    with pytest.raises(CommandError, match="could not be answered") as refused:
        call_command("workdays", "add", "--batch", stdout=out)
    assert refused.value.returncode == 2
    said = out.getvalue().splitlines()
    assert len(said) == len(lines.splitlines())
    assert said[-1].startswith("error: ") and words in said[-1]


def test_a_batch_without_a_verb_reads_it_from_each_line(ask, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("2026-02-14 5\n2026-02-14 2026-02-28\n"))
    assert ask("--batch").split() == ["2026-02-28", "5"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["add", "2026-13-01", "5"], "“2026-13-01” is no day"),
        (["add", "2026-02-14", "1.5"], "“1.5” is no whole number"),
        (["add", "2026-02-14", "--", "+-5"], "no whole number"),
        (["add", "2026-02-14"], "Say both and no more: workdays add DATE N."),
        (["between", "2026-02-14"], "Say both and no more: workdays between A B."),
        (["add", "2026-02-14", "5", "--calendar", "XX"], "There is no calendar “XX”"),
        (["add", "1980-01-01", "5"], "outside the years 1990 to 2060"),
        (["add", "2026-02-14", "5", "--calendar-file", "/nowhere.json"], "cannot be read"),
        (["add", "2026-02-14", "5", "--batch"], "come from standard input"),
    ],
)
def test_what_cannot_be_answered_is_said_in_a_sentence(ask, words, sentence):
    with pytest.raises(CommandError, match=sentence):
        ask(*words)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("{", "is not JSON"),
        ("[]", "and nothing else"),
        ('{"rest": [], "holiday": []}', "and nothing else"),
        ('{"rest": "2026-03-04"}', "are lists of days"),
        ('{"rest": ["2026-02-30"]}', "“2026-02-30” is no day"),
        ('{"rest": ["2026-03-04"], "work": ["2026-03-04"]}', "both a day of rest and a working day"),
        ('{"rest": ["1970-01-01"]}', "outside the years"),
    ],
)
def test_a_wrong_calendar_file_is_refused(ask, tmp_path, content, sentence):
    file = tmp_path / "wrong.json"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(CommandError, match=sentence):
        ask("add", "2026-03-03", "3", "--calendar-file", str(file))
