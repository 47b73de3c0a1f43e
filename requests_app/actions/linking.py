"""Finding what was asked before, tying it together, and beginning a draft from it (art. 35, 36 no. 6)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from core.models import User
from core.permissions import may
from core.regimes.parsed import Outcome
from core.transitions import Refused
from requests_app import rules
from requests_app.desk import similarity
from requests_app.desk.rule_words import day_in_words
from requests_app.models import AnswerText, Application, Link
from requests_app.models.choices import OPEN

LOOKED_AT, SHOWN = 300, 8  # earlier applications of the applicant, and open ones of others
REPEATED_ROW = 17


@dataclass(frozen=True)
class Hint:
    """An application that may be about the same."""

    other: Application
    same_applicant: bool


def hints(application: Application) -> list[Hint]:
    """Alike applications of the same body: all of the same applicant, and those of others that are open.

    Two queries, each by an index; subjects are compared, years apart are another matter. Newest first.
    """
    wanted = similarity.pairs(application.subject)
    here = Application.objects.filter(agency=application.agency_id).exclude(pk=application.pk)
    here = here.filter(kind=application.kind)
    here = here.only(
        "number", "subject", "received_on", "status", "outcome", "report_row", "agency"
    ).order_by("-pk")
    own = here.filter(applicant_key=application.applicant_key) if application.applicant_key else here.none()
    of_others = here.filter(status__in=OPEN).exclude(
        ~Q(applicant_key="") & Q(applicant_key=application.applicant_key)
    )
    found = [Hint(one, True) for one in own[:LOOKED_AT]] + [Hint(one, False) for one in of_others[:LOOKED_AT]]
    return [hint for hint in found if similarity.are_alike(wanted, similarity.pairs(hint.other.subject))][
        :SHOWN
    ]


@transaction.atomic
def link(application: Application, *, number: str, kind: str, by: User, now: datetime) -> Link:
    """Tie ``application`` to the earlier one with ``number``. Raises ``Refused``."""
    locked = Application.objects.select_for_update().get(pk=application.pk)
    other = Application.objects.filter(agency=locked.agency_id, number=number.strip()).first()
    if reasons := list(_faults(locked, other, kind, by, timezone.localdate(now))):
        raise Refused(*reasons)
    made = Link.objects.create(application=locked, other=other, kind=kind, by=by, at=now)
    for one, what in ((locked, other), (other, locked)):
        note = f"{what.number} {made.get_kind_display()}" if one is locked else what.number
        one.events.create(action="link", previous=one.status, current=one.status, actor=by, note=note, at=now)
    return made


def _faults(
    application: Application, other: Application | None, kind: str, by: User, on: date
) -> Iterator[str]:
    if not may(by, rules.HANDLE, application, on=on):
        yield _("Only those who handle the application link it.")
    if other is None:
        yield _("This body has no application with this number.")
        return
    if other.pk >= application.pk:
        yield _("An application is linked to an earlier one.")
    if Link.objects.filter(application=application, other=other).exists():
        yield _("The two are linked already.")
    same = application.applicant_key and application.applicant_key == other.applicant_key
    if kind == Link.Kind.REPEATED and not same:
        yield _("Only the same applicant can repeat an application; these are of different people.")


def texts(application: Application, outcome: Outcome) -> Iterable[AnswerText]:
    """The body's own texts for an outcome."""
    return application.agency.answer_texts.filter(outcome=outcome.code)


def start(application: Application, outcome: Outcome, *, text: str = "", like: str = "") -> dict[str, str]:
    """What the draft begins with: a text of the body, the answer of a linked case, or the words for a repetition."""
    started: dict[str, str] = {}
    if outcome.row == REPEATED_ROW and (
        repeated := application.links.filter(kind=Link.Kind.REPEATED).first()
    ):
        started["reasons"] = _before(repeated.other)
    if like.isascii() and like.isdigit() and len(like) < 10:
        linked = application.links.filter(other=int(like), other__outcome=outcome.code).first()
        started |= linked.other.decision if linked else {}
    if text.isascii() and text.isdigit() and len(text) < 10:
        chosen = texts(application, outcome).filter(pk=int(text)).first()
        started |= _filled(chosen, application) if chosen else {}
    return started


def _before(other: Application) -> str:
    words = _("You asked for the same on %(day)s by application %(number)s.")
    said = words % {"day": day_in_words(other.received_on), "number": other.number}
    last = other.notices.filter(kind="decision").last()
    if last:
        answered = _("It was answered on %(day)s by %(number)s.")
        said += answered % {"day": day_in_words(last.issued_on), "number": last.number}
    return said


def _filled(text: AnswerText, application: Application) -> dict[str, str]:
    """The fields of a text with its places filled; an unknown place stays as it is typed."""
    known = {
        "{number}": application.number,
        "{subject}": application.subject,
        "{received}": day_in_words(application.received_on),
    }
    filled = {}
    for name in AnswerText.FIELDS:
        words = getattr(text, name)
        for place, value in known.items():
            words = words.replace(place, value)
        if words:
            filled[name] = words
    return filled
