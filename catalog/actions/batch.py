"""Proposing several drafts with one click: each by itself, each with its own result."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from catalog.actions import disclosures
from catalog.models import Disclosure
from core.models import User
from core.transitions import Refused


@dataclass(frozen=True)
class Outcome:
    """What became of one draft; without reasons it is with the reviewers now."""

    disclosure: Disclosure
    reasons: list[str] = field(default_factory=list)


def propose_each(drafts: Iterable[Disclosure], *, by: User, now: datetime) -> list[Outcome]:
    """Propose each of ``drafts``, attested by ``by``. What is refused stays as it was and stops no other."""
    outcomes = []
    for draft in drafts:
        try:
            disclosures.propose(draft, by=by, now=now, attested=True)
            outcomes.append(Outcome(draft))
        except Refused as refusal:
            draft.refresh_from_db()
            outcomes.append(Outcome(draft, refusal.reasons))
    return outcomes
