"""The feedback stage of key matters (E-129): opinions are heard after each publication, then their handling is told."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from catalog.models import Audience, Disclosure, Relation
from catalog.models.disclosures import OUT
from core.deadlines import calendars
from core.models import Agency
from core.workdays import Span


def last_day(disclosure: Disclosure) -> date | None:
    """The last day on which opinions on a published key matter are heard; None where there is no such stage.

    What tells the handling of opinions, and a statement that there is nothing to report, opens none.
    """
    if (
        not disclosure.item.is_key
        or disclosure.audience != Audience.PUBLIC
        or disclosure.published_on is None
    ):
        return None
    rules = disclosure.agency.regime.version_on(disclosure.published_on).rules
    if rules.feedback.hear_key is None or disclosure.is_nil or tells_handling(disclosure):
        return None
    return calendars.counting(disclosure.agency, rules).after(
        disclosure.published_on, rules.feedback.hear_key
    )


def tells_handling(disclosure: Disclosure) -> bool:
    """Whether ``disclosure`` itself tells how opinions on another one were handled."""
    return disclosure.relations.filter(kind=Relation.Kind.HANDLES).exists()


def blockers(disclosure: Disclosure) -> Iterator[str]:
    """Why the file of a key matter cannot be closed yet: nobody has told in public what came of its feedback stage."""
    until = last_day(disclosure)
    if until is None:
        return
    told = disclosure.back_relations.filter(kind=Relation.Kind.HANDLES, later__status__in=OUT)
    if not told.exists():
        yield _(
            "It is a key matter: opinions are heard until %(day)s, then it is told in public how they were handled."
        ) % {"day": date_format(until)}


def untold(disclosure: Disclosure) -> Iterator[str]:
    """Why its file cannot be closed yet where the regime asks for it (B-082): opinions were answered, and how they were
    handled has not been published since.
    """
    rules = disclosure.agency.regime.version_on(disclosure.published_on).rules
    last = disclosure.opinions.public().order_by("-answered_at").first() if rules.feedback.republish else None
    if last is None:
        return
    told = disclosure.back_relations.filter(kind=Relation.Kind.HANDLES, later__status__in=OUT)
    if not told.filter(later__created_at__gte=last.answered_at).exists():
        yield _("Opinions on it were answered: how they were handled is published first.")


def heard(agencies: list[Agency], today: date) -> Q:
    """Which key matters of ``agencies`` have had their feedback stage by ``today``, as a condition on disclosures."""
    found = Q(pk__in=[])
    for agency in agencies:
        rules = (agency.adopted or agency.regime.version_on(today)).rules
        if rules.feedback.hear_key:
            latest = _latest(agency, rules, rules.feedback.hear_key, today)
            found |= Q(agency=agency, item__is_key=True, is_nil=False, published_on__lte=latest)
    return found


def _latest(agency: Agency, rules, length: Span, today: date) -> date:
    """The latest day of publication whose stage is over before ``today``."""
    counting, day = calendars.counting(agency, rules), today
    while counting.after(day, length) >= today:
        day -= timedelta(days=1)
    return day


def is_over(disclosure: Disclosure, today: date) -> bool:
    """Whether its feedback stage is over on ``today``, so that its handling can be told even when no opinion came."""
    until = last_day(disclosure)
    return until is not None and until < today
