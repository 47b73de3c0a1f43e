"""Which drafts the public must be consulted on before their final text, for how long, and whether that was done."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from catalog.models import Audience, Consultation, Disclosure
from catalog.obligations.cadences import phase_of
from catalog.term_words import span_words
from core.deadlines import calendars, lookup
from core.deadlines.count import source_of
from core.models import Agency
from core.regimes.parsed import Regime
from core.regimes.parts import Clock, clocks_for
from core.workdays import Counting

PURPOSE = "consultation"
# Whose rule holds for a body whose own rules set no length.
NATIONAL = "national-2019"


@dataclass(frozen=True)
class Least:
    """The shortest time for opinions: its clock, and how the body counts days."""

    clock: Clock
    counting: Counting

    def last_day(self, opens_on: date) -> date:
        """The earliest last day of a consultation that opens on ``opens_on``."""
        return self.counting.after(opens_on, self.clock.length)

    @property
    def source(self) -> str:
        """Where the length stands, in the language of the page and in words that a visitor can look up."""
        return str(self.clock.article or "") or source_of(self.clock)


def least(disclosure: Disclosure, day: date) -> Least:
    """The shortest time for opinions on ``disclosure`` under the rules in force on ``day``.

    The clock that its item or phase names; else the shortest of the body's own; else that of the national Regulation.
    """
    rules = disclosure.agency.regime.version_on(day).rules
    clock = demanded(disclosure)
    if clock is None:
        own = clocks_for(rules.clocks, PURPOSE)
        clock = own[0] if own else clocks_for(lookup.rules(NATIONAL, day).clocks, PURPOSE)[0]
    return Least(clock, counting(disclosure.agency, day))


def counting(agency: Agency, day: date) -> Counting:
    """How ``agency`` counts days under its rules in force on ``day``."""
    return calendars.counting(agency, agency.regime.version_on(day).rules)


def demanded(disclosure: Disclosure) -> Clock | None:
    """The clock of the consultation without which ``disclosure`` may not be put forward; None where none is demanded.

    What is for a few people only, says that there is nothing to report, or corrects a published text needs none. A
    phase that lies before its decision is the draft itself; without an obligation any phase of the item that demands
    one counts.
    """
    if disclosure.audience != Audience.PUBLIC or disclosure.is_nil or disclosure.corrects_id:
        return None
    obligation = disclosure.obligation
    if obligation:
        rules = obligation.version.rules
    else:
        rules = disclosure.agency.regime.version_on(disclosure.formed_on).rules
    code = _code(disclosure, rules)
    return rules.clocks.get(code) if code else None


def _code(disclosure: Disclosure, rules: Regime) -> str | None:
    item = rules.items.get(disclosure.item.code)
    if item is None:
        return None
    cadence = rules.cadences[item.cadence]
    if disclosure.obligation:
        phase = phase_of(cadence, disclosure.obligation.phase)
        return phase.consultation if phase else item.consultation
    return item.consultation or next(filter(None, (phase.consultation for phase in cadence.phases)), None)


def announced(disclosure: Disclosure) -> date | None:
    """The day of the decision to which the draft ``disclosure`` belongs, as it was recorded before; None while nobody
    has told one."""
    owed = disclosure.obligation
    is_told = owed is not None and owed.phase and not owed.occurrence.by_proposal
    return owed.base_on if is_told else None


def decided(disclosure: Disclosure) -> date | None:
    """The day of the decision whose final text ``disclosure`` is: the recorded one, else that on which it was formed.
    None where its rules know no draft that comes before."""
    if announced(disclosure):
        return disclosure.obligation.base_on
    phases = disclosure.item.cadence_on(disclosure.formed_on).phases
    return disclosure.formed_on if any(phase.publish.days < 0 for phase in phases) else None


def blockers(disclosure: Disclosure) -> Iterator[str]:
    """Reasons why the final text of ``disclosure`` cannot be put forward or published yet (F-169). For the gate."""
    rounds = list(disclosure.consultations.exclude(status=Consultation.Status.WITHDRAWN))
    unfinished = [one for one in rounds if one.status != Consultation.Status.CONCLUDED]
    if unfinished:
        yield _(
            "The draft is being consulted on (%(status)s). "
            "The table of answers must be published before the final text."
        ) % {"status": unfinished[0].get_status_display()}
    elif not rounds and (clock := demanded(disclosure)):
        yield _("The public must be consulted on a draft first, for at least %(length)s (%(source)s).") % {
            "length": span_words(clock.length),
            "source": source_of(clock),
        }
    elif rounds and disclosure.corrects_id is None and (day := decided(disclosure)):
        last = min(one.closes_on for one in rounds)
        if last >= day:
            yield _(
                "A draft is consulted on before its decision: opinions were taken until %(last)s, the decision is of"
                " %(day)s."
            ) % {"last": date_format(last), "day": date_format(day)}
