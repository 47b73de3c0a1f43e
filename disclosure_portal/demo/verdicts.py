"""What invented verdicts have on record."""

from datetime import datetime

from core.regimes import Step

VOTES = {"votes_for": 6, "votes_against": 0, "votes_abstained": 1}


def on_record(step: Step, now: datetime) -> dict:
    """The opinion, day, number, body and votes that a step of this kind needs."""
    said = {"opinion": "同意公开。"}
    if step.kind == "single":
        return said
    said |= {"meeting_on": now.date(), "minutes_number": f"会纪〔{now.year}〕{now.timetuple().tm_yday}号"}
    if step.kind in ("external", "report"):
        said["body"] = "市政务公开联席会议办公室"
    return {**said, **VOTES} if step.votes else said
