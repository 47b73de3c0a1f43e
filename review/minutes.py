"""What a verdict has on record beside the opinion: a meeting with its votes, another body's letter, a report upward."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from core.regimes.parsed import Step, Votes

MOST_VOTES = 999


@dataclass(frozen=True)
class Record:
    """``meeting_on`` is the day of the meeting, letter or report, ``minutes_number`` its number.

    ``body`` names who checked outside, or to whom it was reported.
    """

    meeting_on: date | None = None
    minutes_number: str = ""
    body: str = ""
    votes_for: int | None = None
    votes_against: int | None = None
    votes_abstained: int | None = None

    @property
    def votes(self) -> tuple[int, int, int] | None:
        """For, against, abstained; None when they were not all counted."""
        counted = (self.votes_for, self.votes_against, self.votes_abstained)
        return None if None in counted else counted

    def of(self, step: Step) -> dict:
        """The fields that a step of this kind keeps; what does not belong to it is left out."""
        kept = {}
        if step.kind != "single":
            kept = {"meeting_on": self.meeting_on, "minutes_number": self.minutes_number.strip()}
        if step.kind in ("external", "report"):
            kept["body"] = self.body.strip()
        if step.votes and self.votes:
            kept |= dict(zip(("votes_for", "votes_against", "votes_abstained"), self.votes, strict=True))
        return kept


def faults(step: Step, record: Record, opinion: str, today: date) -> Iterator[str]:
    """Why ``step`` cannot be agreed to with this on record (B-079, I-210, I-220)."""
    if step.signed and not opinion.strip():
        yield _("This step is signed with an opinion: write it.")
    if step.kind == "single":
        return
    if record.meeting_on is None:
        yield _("This step is decided by a meeting or by another body: give the day.")
    elif record.meeting_on > today:
        yield _("The day of the meeting or letter lies ahead.")
    if not record.minutes_number.strip() and step.kind != "report":
        yield _("This step needs the number of the minutes or of the letter.")
    if step.kind in ("external", "report") and not record.body.strip():
        yield _("Name the body that checked it, or to which it was reported.")
    if step.votes:
        yield from _vote_faults(step, record)


def _vote_faults(step: Step, record: Record) -> Iterator[str]:
    if record.votes is None:
        yield _("Give the votes: for, against and abstained.")
        return
    if min(record.votes) < 0 or max(record.votes) > MOST_VOTES:
        yield _("Votes are whole numbers from 0 to %(most)d.") % {"most": MOST_VOTES}
        return
    given = sum(record.votes)
    if step.votes.quorum and given < step.votes.quorum:
        yield _("The meeting was not quorate: %(given)d votes, at least %(quorum)d are needed.") % {
            "given": given,
            "quorum": step.votes.quorum,
        }
    if not _carries(step.votes, *record.votes):
        yield _("These votes are no majority for it. Return the matter instead.")


def _carries(votes: Votes, votes_for: int, against: int, abstained: int) -> bool:
    """Whether so many votes are a decision for it: more than half, or at least two thirds, of all votes given."""
    given = votes_for + against + abstained
    return votes_for * 3 >= given * 2 if votes.majority == "two_thirds" else votes_for * 2 > given
