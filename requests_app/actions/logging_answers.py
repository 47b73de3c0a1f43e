"""The way of an answer into the disclosure log: one person masks it, another lets it out."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.disclosures.authenticity import Standing
from core.bodies import opening
from core.models import User
from core.models.names import names_of
from core.permissions import may
from core.proof import evidence
from core.transitions import Refused, take
from requests_app import anonymous, rules
from requests_app.models import Application, CaseKind, LoggedAnswer

FIELDS = ("title", "question", "answer")


def differing(answers: Iterable[LoggedAnswer]) -> dict[int, Standing]:
    """Those of the published ``answers`` that are not as the portal wrote them. They stand in no public log, since they
    tell of a person's matter; their seals tell of them, and checkpoints in the log of the seals. Two questions."""
    found: dict[int, Standing] = {}
    for fault in evidence.faults_of(LoggedAnswer, [one.pk for one in answers]):
        found.setdefault(fault.key, Standing(None)).blame(str(fault.kind.label))
    return found


def may_log(application: Application) -> bool:
    """Whether its answer may go into the log: it was decided here, and stands in it not yet."""
    if application.kind != CaseKind.DISCLOSURE:  # an answer about somebody's own records is nobody else's
        return False
    return bool(application.decided_on and application.outcome) and not hasattr(application, "logged_answer")


def suggested(application: Application, *, now: datetime) -> dict[str, str]:
    """The words to begin with: what was asked and answered, with the applicant and all numbers masked."""
    outcome = application.chosen_outcome
    said = [
        str(outcome.name),
        *(application.decision.get(name, "") for name in ("grounds", "reasons", "way")),
    ]
    words = {
        "title": application.subject,
        "question": application.description,
        "answer": "\n".join(line for line in said if line),
    }
    today = timezone.localdate(now)
    return {name: anonymous.masked(application, text, today=today) for name, text in words.items()}


@transaction.atomic
def propose(
    application: Application,
    *,
    title: str,
    question: str,
    answer: str,
    confirmed: bool,
    by: User,
    now: datetime,
) -> LoggedAnswer:
    """Hand the masked words to whoever releases them. Raises ``Refused``."""
    Application.objects.select_for_update().only("pk").get(pk=application.pk)
    if not may(by, rules.HANDLE, application, on=timezone.localdate(now)):
        raise Refused(_("Only the application officers prepare answers for the log."))
    if not may_log(application) or LoggedAnswer.objects.filter(application=application).exists():
        raise Refused(_("It is not decided yet, or it is on its way into the log already."))
    words = {"title": title.strip(), "question": question.strip(), "answer": answer.strip()}
    if reasons := list(_faults(application, words, confirmed, now)):
        raise Refused(*reasons)
    made = LoggedAnswer.objects.create(
        application=application,
        agency=application.agency,
        department=application.department,
        outcome=application.chosen_outcome.name.zh,
        decided_on=application.decided_on,
        written_by=by,
        **words,
    )
    made.events.create(action="propose", previous="", current=made.status, actor=by, at=now)
    return made


def revise(
    logged: LoggedAnswer, *, title: str, question: str, answer: str, confirmed: bool, by: User, now: datetime
) -> LoggedAnswer:
    """Change the words before they are released. Raises ``Refused``."""
    words = {"title": title.strip(), "question": question.strip(), "answer": answer.strip()}

    def blockers(locked: LoggedAnswer) -> Iterator[str]:
        yield from _faults(locked.application, words, confirmed, now)

    return take(logged, "revise", by=by, now=now, blockers=blockers, written_by=by, **words)


def send_back(logged: LoggedAnswer, *, opinion: str, by: User, now: datetime) -> LoggedAnswer:
    """Return the words with an opinion. Raises ``Refused``."""
    opinion = opinion.strip()

    def blockers(locked: LoggedAnswer) -> Iterator[str]:
        if not opinion:
            yield _("Say what must be changed.")

    return take(logged, "send_back", by=by, now=now, note=opinion, blockers=blockers)


def publish(
    logged: LoggedAnswer, *, confirmed: bool, by: User, now: datetime, secrecy: bool = False
) -> LoggedAnswer:
    """Let the answer out; not by whoever masked it. The words are looked through once more. Raises ``Refused``.

    ``secrecy``: who lets it out signs that it may be disclosed (Regulation art. 17); the signature stays on record.
    """

    def blockers(locked: LoggedAnswer) -> Iterator[str]:
        if locked.written_by_id == by.pk:
            yield _("Somebody else than who masked it lets it out.")
        yield from opening.shut(locked.application.agency)
        if not secrecy:
            yield _("Sign the secrecy review: without it nothing is published.")
        words = {name: getattr(locked, name) for name in FIELDS}
        yield from _faults(locked.application, words, confirmed, now)

    return take(
        logged,
        "publish",
        by=by,
        now=now,
        note=_("Secrecy review signed: may be disclosed"),
        blockers=blockers,
        released_by=by,
        published_at=now,
        **names_of(logged),
    )


def withdraw(logged: LoggedAnswer, *, reason: str, by: User, now: datetime) -> LoggedAnswer:
    """Take an answer out of the log, with the reason. Raises ``Refused``."""
    reason = reason.strip()

    def blockers(locked: LoggedAnswer) -> Iterator[str]:
        if not reason:
            yield _("Say why it is taken out.")

    return take(logged, "withdraw", by=by, now=now, note=reason, blockers=blockers)


def _faults(application: Application, words: dict[str, str], confirmed: bool, now: datetime) -> Iterator[str]:
    for name, text in words.items():
        if not text:
            yield _("This is missing: %(field)s.") % {
                "field": LoggedAnswer._meta.get_field(name).verbose_name
            }
    if list(anonymous.leaks(application, *words.values())):
        yield _("The words still tell who applied: name, number, phone, mail or address.")
    if not confirmed:
        yield _("Confirm that the words tell of no person.")
