"""Where a disclosure stands in its chain of approval: which step is open, and what was said at the earlier ones."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone

from catalog.models import Disclosure
from core.models import Agency, RegimeVersion
from core.regimes.parsed import Chain, Step
from core.scheduler import reminding
from review.models import Verdict


@dataclass(frozen=True)
class Stage:
    """One step of a chain, with the verdict that it has in this round."""

    step: Step
    verdict: Verdict | None
    is_open: bool


@dataclass(frozen=True)
class Progress:
    """The way of a disclosure through its chain since it was last proposed. ``said`` are the verdicts of all rounds.

    ``is_markable`` says that, marked as sensitive, it would go through another chain.
    """

    round: int
    stages: tuple[Stage, ...]
    said: tuple[Verdict, ...] = ()
    is_markable: bool = False

    @property
    def open(self) -> Step | None:
        """The step that waits for its verdict."""
        return next((stage.step for stage in self.stages if stage.is_open), None)

    @property
    def approvals(self) -> list[Verdict]:
        """The consents of this round."""
        return [one for one in self.said if one.round == self.round and one.says == Verdict.Says.APPROVE]

    @property
    def is_last(self) -> bool:
        """Whether the open step is the one that approves."""
        return self.stages[-1].is_open

    @property
    def seen(self) -> str:
        """What a reviewer has before them, so that a verdict cannot fall on another step or on a later proposal."""
        return f"{self.round}:{self.open.code}" if self.open else ""


def progress(disclosure: Disclosure) -> Progress:
    """How far ``disclosure`` has come, by the chain of the regime in force on the day it was proposed.

    When its item went over to a shorter chain meanwhile, the last step of that one is open: nothing is ever stuck.
    """
    turn = disclosure.round
    said = tuple(disclosure.verdicts.select_related("reviewer", "acting_for"))
    verdicts = [one for one in said if one.round == turn and one.says == Verdict.Says.APPROVE]
    usual, stricter = disclosure.item.chains_on(timezone.localdate(disclosure.proposed_at))
    chain = stricter if disclosure.is_sensitive else usual
    waiting = disclosure.status == Disclosure.Status.IN_REVIEW
    here = open_place(chain, len(verdicts)) if waiting else None
    stages = tuple(
        Stage(
            step=step,
            verdict=verdicts[place] if place < len(verdicts) and place != here else None,
            is_open=place == here,
        )
        for place, step in enumerate(chain.steps)
    )
    return Progress(round=turn, stages=stages, said=said, is_markable=waiting and chain is not stricter)


def open_place(chain: Chain, approvals: int) -> int:
    """The place in ``chain`` of the step that is open after so many approvals."""
    return min(approvals, len(chain.steps) - 1)


@dataclass(frozen=True)
class Term:
    """A version of a regime and the moments of proposal for which it is the one in force."""

    version: RegimeVersion
    begins: datetime | None
    ends: datetime | None


class Terms:
    """The versions of the regimes of some agencies, by one query, for lists whose rows need their chains."""

    def __init__(self, agencies: Iterable[Agency]) -> None:
        regimes = {agency.pk: agency.regime_id for agency in agencies}
        versions: dict[int, list[RegimeVersion]] = {}
        found = RegimeVersion.objects.filter(regime__in=set(regimes.values())).defer("content")
        for version in found.order_by("regime", "valid_from", "number"):
            versions.setdefault(version.regime_id, []).append(version)
        self.by_key = {version.pk: version for rows in versions.values() for version in rows}
        by_regime = {regime: _terms(rows) for regime, rows in versions.items()}
        self.of_agency = {
            agency: by_regime[regime] for agency, regime in regimes.items() if regime in by_regime
        }

    def soon(self, agency: Agency, today: date) -> int:
        """``reminding.soon_in`` without asking for the version that the catalogue of ``agency`` follows."""
        adopted = self.by_key.get(agency.adopted_id)
        return adopted.rules.soon if adopted else reminding.soon_in(agency, today)

    def chain(self, disclosure: Disclosure) -> Chain:
        """The chain that ``disclosure`` goes through."""
        for term in self.of_agency[disclosure.agency_id]:
            if term.ends is None or disclosure.proposed_at < term.ends:
                return term.version.rules.chain_for(
                    disclosure.item.chain, is_sensitive=disclosure.is_sensitive
                )
        raise LookupError(f"No version of a regime covers {disclosure.proposed_at}.")


def _terms(versions: list[RegimeVersion]) -> list[Term]:
    """From the oldest to the newest; the first reaches back without end, the last forward, as ``version_on`` has it."""
    last_of_day = list({version.valid_from: version for version in versions}.values())
    begins = [None, *(_midnight(version.valid_from) for version in last_of_day[1:])]
    return [
        Term(version, begin, end)
        for version, begin, end in zip(last_of_day, begins, [*begins[1:], None], strict=True)
    ]


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
