"""Keeping records of searches; without one nobody answers that something does not exist (art. 36 no. 4)."""

from collections.abc import Iterator
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.models import User
from core.permissions import may
from core.transitions import Refused
from requests_app import rules
from requests_app.desk.rule_words import day_in_words
from requests_app.models import Application, Search, Status


@transaction.atomic
def record_search(
    application: Application,
    *,
    on: date,
    people: str,
    places: str,
    words: str,
    result: str,
    by: User,
    now: datetime,
    note: str = "",
) -> Search:
    """Keep that ``people`` searched ``places`` with ``words`` on the day ``on``. It is never changed.

    Raises ``Refused``.
    """
    locked = Application.objects.select_for_update().get(pk=application.pk)
    said = {"people": people.strip(), "places": places.strip(), "words": words.strip()}
    if reasons := list(_faults(locked, on, said, by, timezone.localdate(now))):
        raise Refused(*reasons)
    made = Search.objects.create(
        application=locked, on=on, result=result, note=note.strip(), entered_by=by, entered_at=now, **said
    )
    current = locked.status
    locked.events.create(
        action="search", previous=current, current=current, actor=by, note=_sentence(made), at=now
    )
    return made


def _faults(application: Application, on: date, said: dict[str, str], by: User, today: date) -> Iterator[str]:
    if not may(by, rules.HANDLE, application, on=today):
        yield _("Only those who handle the application keep records of searches.")
    if application.status != Status.REGISTERED:
        yield _("Searches are recorded while the application is in review.")
    if not application.received_on <= on <= today:
        yield _("The search lies between the day of receipt and today.")
    if not all(said.values()):
        yield _("Say who searched, where and with which words.")


def found_nothing(application: Application) -> bool:
    """Whether a record says that nothing was found, and none after it says that something was."""
    last = application.searches.last()
    return last is not None and last.result == Search.Result.NOTHING


def summary(application: Application) -> str:
    """The records as sentences, for the decision."""
    return "\n".join(_sentence(search) for search in application.searches.all())


def _sentence(search: Search) -> str:
    words = _("%(day)s: %(people)s searched %(places)s for “%(words)s”. %(result)s.")
    return words % {
        "day": day_in_words(search.on),
        "people": search.people,
        "places": search.places,
        "words": search.words,
        "result": search.get_result_display(),
    }
