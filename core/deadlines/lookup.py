"""What a body promises in days, by the code of its regime: from the database where it is loaded, else its file."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.conf import settings
from django.db import DatabaseError
from django.utils.translation import gettext as _

from core.deadlines.count import Limits
from core.models import Regime as Loaded
from core.regimes import reading
from core.regimes.parsed import Applications, Clock, Regime, parse

FOLDER = settings.BASE_DIR / "regimes"
ANSWER = "answer"
DELIVER = "deliver"


class Unknown(LookupError):
    """No such regime, or no such clock in it; the text says what there is."""


@dataclass(frozen=True)
class Promise:
    """A clock of a body with all that limits it."""

    clock: Clock
    limits: Limits
    count_first: bool
    last_day_moves: bool


def promise(code: str, clock: str, day: date) -> Promise:
    """The clock ``clock`` of the regime ``code`` in force on ``day``: of its applications first, else of the body.

    A body without rules of its own for applications has those of the regime that it follows. Raises ``Unknown``.
    """
    regime = rules(code, day)
    followed = regime.applications.follow
    applications = rules(followed, day).applications if followed else regime.applications
    found = applications.clocks.get(clock) or regime.clocks.get(clock)
    if found is None:
        known = ", ".join([*applications.clocks, *regime.clocks])
        raise Unknown(
            _("The regime “%(regime)s” has no clock “%(clock)s”. It has: %(known)s.")
            % {"regime": code, "clock": clock, "known": known}
        )
    counting = regime.counting
    limited = limits(regime, applications, found)
    return Promise(found, limited, counting.first_day_counts, counting.last_day_moves)


def limits(regime: Regime, applications: Applications, clock: Clock) -> Limits:
    """What may happen to ``clock``: the answer to an application can be put off or asked to be corrected, and where
    the rules say so its disclosure may take longer (J3:014)."""
    answers = clock is applications.clocks.get(ANSWER)
    extension = applications.extension if answers else None
    if clock is applications.clocks.get(DELIVER):
        extension = applications.longer
    return Limits(
        extension=extension,
        correction=applications.correction if answers else None,
        article=clock.article,
        requirements=clock.requirements,
        starting=applications.starts.article if answers and applications.starts else regime.counting.article,
    )


def rules(code: str, day: date) -> Regime:
    """The rules of the regime ``code`` in force on ``day``. Raises ``Unknown``."""
    try:
        loaded = Loaded.objects.filter(code=code).first()
        version = loaded and loaded.version_on(day)
    except DatabaseError:  # no database, or an empty one without tables: the files say the same
        version = None
    return version.rules if version else _from_file(code)


@lru_cache(maxsize=64)
def _from_file(code: str) -> Regime:
    files = {path.stem: path for path in reading.all_in(FOLDER)}
    if code not in files:
        raise Unknown(
            _("There is no regime “%(code)s”. There are: %(known)s.")
            % {"code": code, "known": ", ".join(files)}
        )
    checked = reading.read(files[code])
    if checked.problems:
        raise Unknown(str(checked.problems[0]))
    return parse(checked.data)
