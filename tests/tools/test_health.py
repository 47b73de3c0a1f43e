"""The health checks of the containers tell a living clock from a dead one."""

from datetime import UTC, datetime, timedelta

import pytest

from tools.health import CLOCK_PAUSE, Unwell, check_clock, main

pytestmark = pytest.mark.once
NOW = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)


def report(*pauses):
    """What /healthz says when each job ran so long ago."""
    return {"jobs": {f"job {number}": (NOW - pause).isoformat() for number, pause in enumerate(pauses)}}


def test_the_clock_is_well_while_any_job_runs():
    """Some jobs run once an hour, so the most recent one decides."""
    check_clock(report(timedelta(hours=1), timedelta(seconds=20)), now=NOW)


@pytest.mark.parametrize("pauses", [[], [CLOCK_PAUSE + timedelta(seconds=1), timedelta(hours=2)]])
def test_a_clock_that_stands_still_is_unwell(pauses):
    """No job at all, or none lately."""
    with pytest.raises(Unwell):
        check_clock(report(*pauses), now=NOW)


def test_a_web_server_that_does_not_answer_is_unwell(capsys):
    """The exit code says so to the engine, the sentence to the person."""
    assert main(["web", "--web", "http://127.0.0.1:9"]) == 1
    assert "web is not well" in capsys.readouterr().err
