"""Verdicts on several matters with one click: each by itself, each with its own result."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from catalog.models import Disclosure
from core.models import User
from core.transitions import Refused
from review import actions
from review.models import Verdict

MOST = 100


@dataclass(frozen=True)
class Outcome:
    """What came of one matter: its verdict, or the reasons against it."""

    disclosure: Disclosure
    verdict: Verdict | None
    reasons: tuple[str, ...] = ()


def give_verdicts(
    picked: Iterable[tuple[Disclosure, str]], *, by: User, now: datetime, says: str, **said
) -> list[Outcome]:
    """The same verdict on each of ``picked`` (a matter, and what was seen of it), each in its own transaction.

    What is refused stops no other.
    """
    outcomes = []
    for disclosure, seen in picked:
        try:
            verdict = actions.give_verdict(disclosure, by=by, now=now, says=says, seen=seen, **said)
        except Refused as refusal:
            outcomes.append(Outcome(disclosure, None, tuple(refusal.reasons)))
        else:
            outcomes.append(Outcome(disclosure, verdict))
    return outcomes
