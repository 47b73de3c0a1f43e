"""Letters are owed in the transaction and sent by the clock: a letter may come twice, it is never lost.

A letter that could not be sent is tried again with growing pauses for as long as it matters. One that rests, or came
back, waits for somebody who sends it again or sets it aside (``again``, ``set_aside``).
"""

import hmac
import logging
import re
import smtplib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from core import outcry
from core.crypto import CannotBeRead, Unreadable, fingerprint, refuse_unreadable
from core.database import claims, outside
from core.models import Letter, LetterEvent, User, standing
from core.models.letters import AWAY, PLACEHOLDER, LetterQuerySet, pause_after
from core.refusals import Forged
from core.reporting.error_reports import Plain
from core.transitions import Refused

logger = logging.getLogger(__name__)
NEWS = timedelta(days=7)  # how long a letter matters that the next one of its kind replaces
REMINDERS = timedelta(days=14)
A_RUN = 60  # seconds after which a run begins no further letter
OF_A_MATTER = ("application", "complaint")  # what a letter is about, by its name in the context
ADDRESSED = (*OF_A_MATTER, "matter")  # what may hold the address that a letter goes to
ALTERED = "altered"  # begins the error of a letter that was changed past the portal
ENHANCED = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b")  # RFC 3463: a status without words
_LONG_AGO: ContextVar[datetime | None] = ContextVar("long_ago", default=None)


class ServerAway(Plain):
    """The mail server takes no letter at all now; what is owed waits for it."""


class NotAsWritten(Plain, ValueError):
    """A letter was changed past the portal; the message names its number, nothing of it."""


@contextmanager
def sent_long_ago(until: datetime) -> Iterator[None]:
    """What is owed within, up to ``until``, is kept as sent when it was owed: a history that is told, not lived.

    Letters of anybody else are not touched.
    """
    token = _LONG_AGO.set(until)
    try:
        yield
    finally:
        _LONG_AGO.reset(token)


def are_kept() -> bool:
    """Whether letters stay in the portal and are read there: embedded, without a mail server."""
    return settings.EMAIL_BACKEND == "core.mail.kept_mail.KeptMail"


def owe(
    name: str,
    *,
    to: str,
    context: dict,
    now: datetime,
    language: str = "zh-hans",
    secret: str = "",
    matters_for: timedelta | None = None,
) -> Letter | None:
    """Write down a letter. Call it inside the transaction of the change it tells about.

    ``name`` is the template ``letters/<name>.txt`` whose first line is the subject. Who has no mail address is owed
    none. A ``secret`` stands where the template writes ``{{ secret }}``, in the mail only: it is kept encrypted apart
    from the text until it is sent, then forgotten. It is tried until it is sent or set aside, or until ``matters_for``
    is over where that is said.

    Raises ``Forged`` where the address is that of a matter whose row was changed past the portal: what is told to an
    applicant would go to whoever put another address there.
    """
    if not to:
        return None
    _refuse_redirected(to, context)
    context = {**context, "secret": PLACEHOLDER}
    letter = written(name, to=to, context=context, now=now, language=language, matters_for=matters_for)
    letter.secret = "" if letter.sent_at else kept_apart(letter, secret)
    letter.save()
    return letter


def _refuse_redirected(to: str, context: dict) -> None:
    for matter in filter(None, (context.get(word) for word in ADDRESSED)):
        if to == getattr(matter, "email", "") and not standing.stands(matter):
            outcry.met(type(matter), [matter.pk])
            raise Forged(
                _(
                    "%(thing)s was changed outside the portal: nothing is sent to the address that stands there now."
                )
                % {"thing": matter}
            )


def owe_all(written: list[Letter]) -> int:
    """Write down letters as they were ``written``, at once. Call it as ``owe``. Returns how many."""
    return len(Letter.objects.bulk_create(written, batch_size=500))


def written(
    name: str,
    *,
    to: str,
    context: dict,
    now: datetime,
    language: str = "zh-hans",
    unsubscribe: str = "",
    matters_for: timedelta | None = None,
) -> Letter:
    """A letter as ``owe`` would write it down, not yet kept. ``unsubscribe`` is the address that ends such letters."""
    with translation.override(language):
        subject, _blank, body = render_to_string(f"letters/{name}.txt", context).strip().partition("\n")
    long_ago = _LONG_AGO.get()
    matter = next((context[word] for word in OF_A_MATTER if context.get(word)), None)
    return Letter(
        name=name,
        to=to,
        subject=subject.strip()[:200],
        unsubscribe=unsubscribe,
        body=body.strip() + "\n",
        about=getattr(matter, "number", "")[:60],
        owed_at=now,
        not_before=now,
        matters_until=now + matters_for if matters_for else None,
        sent_at=now if long_ago and now <= long_ago else None,
    )


def send_owed(now: datetime, *, at_most: int = 200, seconds: float = A_RUN) -> int:
    """Send what is owed, for at most ``seconds`` and the letter that is then on its way. Returns how many were sent.

    Each letter is claimed first, so that two senders never send one at once. An error is kept with its letter and does
    not stop the others. Raises ``ServerAway`` when the server takes nothing: to try the others would only hang.
    """
    sent, began, connection = 0, time.monotonic(), None
    try:
        owed, due = Letter.objects.owed(now).order_by("not_before", "pk"), Letter.objects.due(now)
        for letter in claims.taken(owed, now=now, at_most=at_most, counted=True, still=due):
            connection = _send(letter, connection, now)
            sent += connection is not None
            if time.monotonic() - began > seconds:
                break
    finally:
        _hang_up(connection)
    if sent:  # the server is back: what waited for it goes at once
        Letter.objects.unsent().filter(error__startswith=AWAY).update(not_before=now)
    return sent


@outside.transactions("sending a letter")
def _send(letter: Letter, connection, now: datetime):
    """Send one. Returns the open connection; None when the letter was refused."""
    row = Letter.objects.filter(pk=letter.pk)
    try:
        if connection is None:
            connection = get_connection()
            connection.open()
    except Exception as error:  # noqa: BLE001 whatever it is, the other letters would meet it too
        _put_off(row, letter, f"{AWAY} {_said(error)}", now)
        raise ServerAway(
            _("The mail server cannot be reached (%(error)s).") % {"error": _said(error)}
        ) from None
    try:
        _refuse_altered(letter)
        refuse_unreadable(letter, "to", "body", "secret")
        mail = EmailMessage(letter.subject, text_of(letter), to=[letter.to], headers=_headers(letter))
        mail.connection = connection
        mail.send()
    except Exception as error:  # noqa: BLE001 one bad address must not stop the sweep; the error is kept with its letter
        logger.warning("Letter %s could not be sent: %s", letter.pk, _said(error))
        _hang_up(connection)
        if _is_away(error):
            _put_off(row, letter, f"{AWAY} {_said(error)}", now)
            raise ServerAway(
                _("The mail server does not answer (%(error)s).") % {"error": _said(error)}
            ) from None
        _put_off(row, letter, _said(error), now)
        return None
    row.update(sent_at=now, error="", **({} if are_kept() else {"secret": ""}))
    return connection


def _refuse_altered(letter: Letter) -> None:
    """Raise ``NotAsWritten`` unless address, text and state are those that the portal wrote: what somebody redirected,
    or opened again after it was sent, does not leave. One that was sent again by the button stands."""
    if not standing.stands(letter, is_fresh=True):
        raise NotAsWritten(f"{ALTERED}: core.Letter {letter.pk}")
    if isinstance(letter.secret, Unreadable) and letter.secret.is_moved:
        raise NotAsWritten(f"{ALTERED}: core.Letter {letter.pk}: secret was {letter.secret.why}")


def kept_apart(letter: Letter, secret: str) -> str:
    """``secret`` as a letter keeps it: bound to the address, the text and the moment of this one, which have a seal.
    The secret itself has none: it is forgotten, and nobody may guess it."""
    return f"{_binding(letter, secret)} {secret}" if secret else ""


def text_of(letter: Letter) -> str:
    """The text with its secret. Raises ``NotAsWritten`` for the secret of another letter."""
    if not letter.secret or PLACEHOLDER not in letter.body:
        return letter.body
    binding, _blank, secret = letter.secret.partition(" ")
    if not hmac.compare_digest(binding, _binding(letter, secret)):
        raise NotAsWritten(f"{ALTERED}: the secret of core.Letter {letter.pk}")
    return letter.body.replace(PLACEHOLDER, secret)


def _binding(letter: Letter, secret: str) -> str:
    moment = letter.owed_at.astimezone(UTC).isoformat()
    return fingerprint("\0".join(["secret of a letter", letter.to, letter.name, moment, letter.body, secret]))


def altered() -> list[int]:
    """The letters that were kept back because they are not as they were written."""
    return list(Letter.objects.unsent().filter(error__startswith=ALTERED).values_list("pk", flat=True))


def _hang_up(connection) -> None:
    try:
        if connection is not None:
            connection.close()
    except Exception as error:  # noqa: BLE001 what was sent is sent
        logger.info("The mail server did not say good-bye: %s", type(error).__name__)


def _is_away(error: Exception) -> bool:
    """Whether the error is the server's, not the letter's: it hangs, hangs up, or refuses who sends."""
    lost = (smtplib.SMTPServerDisconnected, smtplib.SMTPAuthenticationError, smtplib.SMTPSenderRefused)
    return isinstance(error, lost) or (
        isinstance(error, OSError) and not isinstance(error, smtplib.SMTPException)
    )


def _put_off(row: QuerySet, letter: Letter, error: str, now: datetime) -> None:
    tried = Letter.objects.filter(pk=letter.pk).values_list("tries", flat=True).get()
    row.update(error=error, claimed_at=None, not_before=now + pause_after(tried))


def _said(error: Exception) -> str:
    """The kind of the error and the codes of the server; its words can hold the address."""
    if isinstance(error, CannotBeRead | NotAsWritten):
        return str(error)  # it names row and column, nothing else
    code = getattr(error, "smtp_code", None)
    answer = getattr(error, "smtp_error", b"")
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, answer = next(iter(error.recipients.values()), (None, b""))
    words = answer.decode("ascii", "replace") if isinstance(answer, bytes) else str(answer)
    status = ENHANCED.search(words)
    return " ".join(filter(None, [type(error).__name__, str(code or ""), status[0] if status else ""]))


def message_id(letter: Letter) -> str:
    """The Message-ID of a letter: the same at each try, and nobody else can make one."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return f"<letter.{letter.pk}.{_sign(letter.pk)}@{host}>"


def named_in(text: str) -> Letter | None:
    """The letter whose Message-ID stands in ``text``."""
    for number, sign in re.findall(r"<letter\.(\d{1,15})\.([0-9a-f]{16})@", text):
        if hmac.compare_digest(sign, _sign(int(number))):
            return Letter.objects.filter(pk=int(number)).first()
    return None


def _sign(pk: int) -> str:
    return fingerprint(f"letter {pk}")[:16]


def _headers(letter: Letter) -> dict[str, str]:
    """What names the letter when it comes back, and lets a mail program end a subscription by one click (RFC 8058)."""
    headers = {"Message-ID": message_id(letter)}
    if letter.unsubscribe:
        headers |= {
            "List-Unsubscribe": f"<{letter.unsubscribe}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    return headers


@transaction.atomic
def again(letters: LetterQuerySet, *, by: User, now: datetime) -> int:
    """Send the troubled ones of ``letters`` again, now and for as long as it takes. Returns how many; on record.

    Raises ``Refused`` for one that held a code which was forgotten when it left: that code has to be given anew,
    and for one that was changed past the portal.
    """
    count = 0
    for letter in letters.troubled(now).select_for_update():
        if letter.bounced_at and PLACEHOLDER in letter.body and not letter.secret:
            raise Refused(
                _("Letter %(number)s held a code that is kept nowhere. Give a new code at the case.")
                % {"number": letter.pk}
            )
        if not standing.stands(letter):
            raise Refused(
                _("Letter %(number)s was changed past the portal. It is not sent; set it aside.")
                % {"number": letter.pk}
            )
        _record(letter, "sent_again", by, now)
        letter.not_before, letter.claimed_at, letter.matters_until = now, None, None
        letter.sent_at, letter.bounced_at, letter.bounce, letter.tries = None, None, "", 0
        letter.save()
        count += 1
    return count


@transaction.atomic
def set_aside(letters: LetterQuerySet, *, by: User, now: datetime) -> int:
    """Try the troubled ones of ``letters`` no more. Returns how many; on record."""
    found = list(letters.troubled(now).select_for_update())
    for letter in found:
        _record(letter, "set_aside", by, now)
    Letter.objects.filter(pk__in=[letter.pk for letter in found]).update(set_aside_at=now)
    return len(found)


@transaction.atomic
def came_back(letter: Letter, *, status: str, now: datetime) -> bool:
    """Write down that ``letter`` was returned with a ``status`` of RFC 3463. False when that is known already."""
    if not Letter.objects.filter(pk=letter.pk, bounced_at=None).update(bounced_at=now, bounce=status[:20]):
        return False
    _record(letter, "came_back", None, now, note=status[:20])
    return True


def _record(letter: Letter, action: str, by: User | None, now: datetime, note: str = "") -> None:
    LetterEvent.objects.create(
        letter=letter,
        action=action,
        previous=letter.standing(now),
        current={"sent_again": "waits", "set_aside": "aside", "came_back": "bounced"}[action],
        actor=by,
        note=note,
        at=now,
    )
