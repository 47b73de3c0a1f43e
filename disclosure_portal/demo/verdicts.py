"""What invented verdicts have on record, and what the gate wants before them."""

from datetime import date, datetime
from pathlib import Path

from catalog.actions import screening
from catalog.models import Disclosure
from catalog.screening import checks
from core.regimes.parsed import Step
from core.roles import Role
from core.scanning.files import in_file
from core.scanning.findings import Found
from disclosure_portal.demo.people import Cast

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


def through_the_gate(made: Disclosure, cast: Cast, now: datetime) -> None:
    """Scan what ``made`` holds, and sign its secrecy review where the rules want one."""
    screening.scan_due(now=now, scan=scan_here)
    rule = checks.secrecy_rule(made)
    if rule:
        screening.sign_secrecy(made, result="open", by=cast[Role(rule.role)], now=now)


def scan_here(path: Path, suffix: str, *, today: date, known: frozenset[str]) -> list[Found]:
    """Look through a file in this process: the demo has just made it, and a process for each would take minutes."""
    with path.open("rb") as file:
        return in_file(file, suffix, today=today, known=known)
