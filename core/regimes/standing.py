"""Rules of a regime that stand by themselves: secrecy, emergencies, what is withheld, feedback, archive, targets."""

from dataclasses import dataclass

from core.regimes.parts import NOT_CITED, Cited, Words, cited, requirements, span, words
from core.workdays import Span


@dataclass(frozen=True)
class EmergencyRule:
    """Who may publish at once in an emergency, and within how long somebody else must have reviewed it.

    ``missed_in_public``: the page of the disclosure says so when the review did not come in time.
    """

    role: str
    review: Span
    missed_in_public: bool
    note: Words | None
    requirements: tuple[str, ...]
    cited: Cited = NOT_CITED


@dataclass(frozen=True)
class Feedback:
    """How soon an opinion is answered, and whether its handling is published again.

    ``hear_key`` is how long opinions are heard after each publication of a key matter (E-129): then it is told in
    public how they were handled, or that none came, before its file is closed. ``stage``: each publication has a
    feedback stage with a named collector before its file is closed (B:022).
    """

    answer: Span
    republish: bool
    hear_key: Span | None
    note: Words | None
    requirements: tuple[str, ...]
    cited: Cited = NOT_CITED
    stage: bool = False


@dataclass(frozen=True)
class ArchiveRule:
    """Who keeps the archive files, in which order they are numbered, and how long a disclosure is on display before."""

    holder: str
    order: str
    display_months: int
    requirements: tuple[str, ...]
    cited: Cited = NOT_CITED


@dataclass(frozen=True)
class SecrecyRule:
    """The secrecy review (保密审查) that must be signed before approval, and the role that signs it."""

    role: str
    article: Words | None
    requirements: tuple[str, ...]
    cited: Cited = NOT_CITED


@dataclass(frozen=True)
class WithheldRule:
    """What is withheld is assessed again after so many months (law-2019 article 18); what the public is told of it.

    ``grounds`` are the codes of the only grounds that the body knows; empty: all of articles 14 to 16.
    ``in_public``: everybody may read that something is withheld and on which ground, never what it says.
    """

    assess_months: int
    in_public: bool
    grounds: tuple[str, ...]
    note: Words | None
    requirements: tuple[str, ...]
    cited: Cited = NOT_CITED


@dataclass(frozen=True)
class Targets:
    """What the body has promised to reach, in percent."""

    coverage_percent: int | None
    satisfaction_percent: int | None
    requirements: tuple[str, ...]
    cited: Cited = NOT_CITED


def secrecy_rule(value: dict | None) -> SecrecyRule | None:
    """Who signs the secrecy review, where the regime says so."""
    if not value:
        return None
    return SecrecyRule(value["role"], words(value.get("article")), requirements(value), cited(value))


def emergency(value: dict) -> EmergencyRule:
    """Where a regime is silent, the leader in charge publishes, and the review is due within three working days."""
    return EmergencyRule(
        role=value.get("role", "leader_in_charge"),
        review=span(value.get("review", {"working_days": 3})),
        missed_in_public=value.get("missed_in_public", True),
        note=words(value.get("note")),
        requirements=requirements(value),
        cited=cited(value),
    )


def withheld(value: dict) -> WithheldRule:
    """Where a regime is silent, each year, and the public is told nothing."""
    return WithheldRule(
        assess_months=value.get("assess_months", 12),
        in_public=value.get("in_public", False),
        grounds=tuple(value.get("grounds", ())),
        note=words(value.get("note")),
        requirements=requirements(value),
        cited=cited(value),
    )


def feedback(value: dict) -> Feedback:
    """How opinions are answered and told."""
    hear = value.get("hear_key")
    return Feedback(
        answer=span(value["answer"]),
        republish=value["republish"],
        hear_key=span(hear) if hear else None,
        note=words(value.get("note")),
        requirements=requirements(value),
        cited=cited(value),
        stage=value.get("stage", False),
    )


def archive(value: dict) -> ArchiveRule:
    """Where a regime is silent, a disclosure is on display for a year before it is brought to the archive."""
    shown = value.get("display_months", 12)
    return ArchiveRule(value["holder"], value["order"], shown, requirements(value), cited(value))


def targets(value: dict) -> Targets:
    """What the body promised to reach."""
    percent = (value.get("coverage_percent"), value.get("satisfaction_percent"))
    return Targets(*percent, requirements(value), cited(value))
