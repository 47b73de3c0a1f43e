"""Beginning many drafts at once: all of them, or none."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from catalog.actions import disclosures
from catalog.models import Disclosure, Obligation
from core.models import User
from core.transitions import Refused


@dataclass
class Begun:
    """The drafts that were made, or would be, and the refusals by the number of their row."""

    made: list[Disclosure] = field(default_factory=list)
    refused: dict[int, list[str]] = field(default_factory=dict)


@transaction.atomic
def draft_all(
    rows: list[tuple[int, Obligation, dict]], *, by: User, now: datetime, trial: bool = False
) -> Begun:
    """Draft what each row says for its obligation, by the verb that a single proposal takes.

    With one refusal, or for trial, nothing is kept: no draft, and no index number is spent.
    """
    begun = Begun()
    for row, obligation, content in rows:
        try:
            made = disclosures.draft(item=obligation.item, obligation=obligation, by=by, now=now, **content)
        except Refused as refusal:
            begun.refused[row] = [str(reason) for reason in refusal.reasons]
        else:
            begun.made.append(made)
    if trial or begun.refused:
        transaction.set_rollback(True)
    return begun
