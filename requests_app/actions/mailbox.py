"""The mailbox of a body, read by IMAP: each new mail once, nothing changed there (law-2019 art. 31: e-mail).

``MAILBOX_URL`` is ``imaps://user:password@host/INBOX?agency=slug``; ``imap://`` takes STARTTLS where it is offered. The
mailbox is opened for reading only: mails stay there, unread ones stay unread.
"""

import imaplib
import json
import logging
import re
import ssl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime
from urllib.parse import parse_qs, unquote, urlsplit

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import crypto, outcry
from core.database import outside
from core.files import laying
from core.mail import bounces
from core.models import Agency, User, standing
from core.permissions import may
from core.reporting.error_reports import Plain
from core.transitions import Refused
from requests_app import rules
from requests_app.actions import case_files, entering, intake, retention
from requests_app.actions.case_files import Paper
from requests_app.mails import parser
from requests_app.models import Application, ArrivedMail, Mailbox, Way

logger = logging.getLogger(__name__)
PATIENCE = 30  # seconds for each answer of the mail server
MOST_MAILS = 200  # in one go; the next one follows
PORTS = {"imaps": 993, "imap": 143}
MAIL = "message/rfc822"  # no upload is of this type (core.files.FILE_TYPES)
HEAD_ONLY = "BODY.PEEK[HEADER]<0.65536>"


class Unusable(Plain):
    """The mailbox cannot be read; the sentence says why and holds no password."""


@dataclass(frozen=True)
class Address:
    """A mailbox as the setting names it."""

    scheme: str
    host: str
    port: int
    user: str
    password: str
    folder: str
    agency: str

    @property
    def name(self) -> str:
        """The mailbox without its password."""
        return f"{self.user}@{self.host}/{self.folder}"[:200]


def addresses() -> list[Address]:
    """The mailboxes of the setting, with blanks between them."""
    return [_address(url) for url in settings.MAILBOX_URL.split()]


def _address(url: str) -> Address:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:  # a bracket that is not closed, a port that is no number
        parts, port = urlsplit(""), None
    agency = parse_qs(parts.query).get("agency", [""])[0]
    if parts.scheme not in PORTS or not parts.hostname or not parts.username or not agency:
        raise Unusable(_("MAILBOX_URL must read imaps://user:password@host/INBOX?agency=name."))
    return Address(
        scheme=parts.scheme,
        host=parts.hostname,
        port=port or PORTS[parts.scheme],
        user=unquote(parts.username),
        password=unquote(parts.password or ""),
        folder=unquote(parts.path.strip("/")) or "INBOX",
        agency=agency,
    )


def fetch(*, now: datetime) -> int:
    """Take in what is new in all mailboxes. Returns how many mails.

    One that cannot be read stops none of the others; at the end ``Unusable`` names all that could not. What was taken
    in is kept.
    """
    taken, failed = 0, []
    for place, url in enumerate(settings.MAILBOX_URL.split(), start=1):
        try:
            taken += _fetch(_address(url), now)
        except Unusable as error:
            failed.append(str(error))
        except Exception as error:  # noqa: BLE001 whatever happens with one mailbox, those of other bodies are read
            # Its place and not its address: one that cannot be read may hold the password anywhere.
            logger.error("Mailbox %s of MAILBOX_URL could not be read: %s", place, type(error).__name__)
            failed.append(f"MAILBOX_URL {place}: {type(error).__name__}")
    if failed:
        raise Unusable(" ".join(failed))
    return taken


def count_new(*, now: datetime) -> int:
    """How many mails would be looked at."""
    found = 0
    for address in addresses():
        with _opened(address) as (server, generation):
            box = Mailbox.objects.filter(address=address.name).first()
            found += len(_numbers(server, _last(box, generation)))
    return found


def _fetch(address: Address, now: datetime) -> int:
    agency = Agency.objects.filter(slug=address.agency).first()
    if agency is None:
        raise Unusable(_("There is no agency “%(slug)s”.") % {"slug": address.agency})
    if not agency.is_public:
        return 0  # its mails wait where they are, each with its own day, until the body is open
    taken = 0
    with _opened(address) as (server, generation):
        box, _made = Mailbox.objects.get_or_create(address=address.name)
        for number in _numbers(server, _last(box, generation))[:MOST_MAILS]:
            raw, arrived_at, remark = _mail_or_stub(server, number, now)
            taken += _kept_somehow(agency, box, generation, number, raw, arrived_at, remark, now)
    Mailbox.objects.filter(pk=box.pk).update(read_at=now)
    return taken


def _last(box: Mailbox | None, generation: int) -> int:
    return box.last_number if box and box.generation == generation else 0


@contextmanager
def _opened(address: Address) -> Iterator[tuple[imaplib.IMAP4, int]]:
    """A connection with the folder open for reading, and the generation of its numbers (UIDVALIDITY)."""
    try:
        server = _connected(address)
        try:
            server.login(address.user, address.password)
            _checked(server.select(f'"{address.folder}"', readonly=True))
            _kind, said = server.response("UIDVALIDITY")
            yield server, int((said or [b"0"])[0] or 0)
        finally:
            server.logout()
    except (imaplib.IMAP4.error, OSError, ValueError) as error:
        words = _("The mailbox %(name)s cannot be read: %(error)s")
        raise Unusable(words % {"name": address.name, "error": error}) from error


@outside.transactions("reading a mailbox")
def _connected(address: Address) -> imaplib.IMAP4:
    if address.scheme == "imaps":
        context = ssl.create_default_context()
        return imaplib.IMAP4_SSL(address.host, address.port, ssl_context=context, timeout=PATIENCE)
    server = imaplib.IMAP4(address.host, address.port, timeout=PATIENCE)
    if "STARTTLS" in server.capabilities:
        server.starttls(ssl.create_default_context())
    return server


def _checked(answer: tuple[str, list]) -> list:
    status, said = answer
    if status != "OK":
        raise imaplib.IMAP4.error(str(said))
    return said


def _numbers(server: imaplib.IMAP4, last: int) -> list[int]:
    """The numbers of the mails after ``last``, in order. A server names its last mail even when that is older."""
    said = _checked(server.uid("SEARCH", None, "UID", f"{last + 1}:*"))
    return sorted(number for number in map(int, (said[0] or b"").split()) if number > last)


def _mail_or_stub(server: imaplib.IMAP4, number: int, now: datetime) -> tuple[bytes | None, datetime, str]:
    """As ``_mail``; for a mail that the server refuses or hands over empty, a sheet that names it, to be looked up.

    Without it one such mail would stop its mailbox for ever, or would be passed over without a word.
    """
    try:
        return _mail(server, number, now)
    except imaplib.IMAP4.abort:
        raise  # the connection is gone: that is not the mail's fault
    except imaplib.IMAP4.error as error:
        logger.warning("The server does not hand over mail %s: %s", number, type(error).__name__)
    # Each with its number: two such sheets are not the same mail.
    return f"Subject: IMAP UID {number}\r\n\r\nFETCH {number}: NO / NIL\r\n".encode(), now, "unreadable"


def _mail(server: imaplib.IMAP4, number: int, now: datetime) -> tuple[bytes | None, datetime, str]:
    """The mail, the time at which the server got it, and a remark; None for one that was taken away meanwhile."""
    said = _checked(server.uid("FETCH", str(number), "(RFC822.SIZE INTERNALDATE)"))
    facts = b" ".join(part if isinstance(part, bytes) else part[0] for part in said if part)
    size = re.search(rb"RFC822\.SIZE (\d+)", facts)
    if size is None:
        return None, now, ""
    stamp = imaplib.Internaldate2tuple(facts)
    arrived_at = now
    if stamp:
        arrived_at = datetime(*stamp[:6], tzinfo=None).astimezone(timezone.get_current_timezone())
    large = int(size[1]) > 3 * settings.UPLOAD_LIMIT_BYTES
    said = _checked(server.uid("FETCH", str(number), f"({HEAD_ONLY if large else 'BODY.PEEK[]'})"))
    raw = next((part[1] for part in said if isinstance(part, tuple)), None)
    if raw is None and any(b" NIL" in part for part in said if isinstance(part, bytes)):
        raise imaplib.IMAP4.error("NIL")  # it is there: one that was taken away has no line at all
    return raw, min(arrived_at, now), "too_large" if large else ""


def _kept_somehow(
    agency: Agency, box: Mailbox, generation: int, number: int, raw: bytes | None, *told
) -> bool:
    """Keep one mail; one whose words cannot be kept is kept as it came, with a remark, and the next one is read.

    Raises only when the same mail without its words cannot be kept either: then it is not the mail's fault.
    """
    try:
        return _take_in(agency, box, generation, number, raw, *told, parser.read(raw or b""))
    except Exception as error:  # noqa: BLE001 one mail must not stop its mailbox; if it is not the mail, the next line raises
        logger.warning("The words of mail %s of %s could not be kept: %s", number, box, type(error).__name__)
        return _take_in(agency, box, generation, number, raw, *told, parser.Mail(remarks=["unreadable"]))


def _take_in(
    agency: Agency,
    box: Mailbox,
    generation: int,
    number: int,
    raw: bytes | None,
    arrived_at: datetime,
    remark: str,
    now: datetime,
    found: parser.Mail,
) -> bool:
    """Keep one mail as ``found`` tells it, unless it is there, and remember how far the mailbox is read."""
    read = _last(Mailbox.objects.get(pk=box.pk), generation)
    if raw is None or number <= read:  # nothing to keep: the other worker only has to be asked once more
        return _keep(agency, box, generation, number, None, arrived_at, remark, now, found, None)
    with laying.unless_named(laying.lay(ArrivedMail(), "original", raw, name="")) as laid:
        return _keep(agency, box, generation, number, raw, arrived_at, remark, now, found, laid)


@transaction.atomic
def _keep(
    agency: Agency,
    box: Mailbox,
    generation: int,
    number: int,
    raw: bytes | None,
    arrived_at: datetime,
    remark: str,
    now: datetime,
    found: parser.Mail,
    laid: laying.Laid | None,
) -> bool:
    """The row of a mail whose words lie already, once: of two workers the slower keeps nothing."""
    locked = Mailbox.objects.select_for_update().get(pk=box.pk)
    if number <= _last(locked, generation):
        return False
    locked.generation, locked.last_number = generation, number
    locked.save(update_fields=["generation", "last_number"])
    if laid is None or bounces.take(raw, now=now):
        return False
    identity, contents = parser.key_of(raw)
    before = agency.arrived_mails.filter(identity=identity)
    if before.filter(contents=contents).exists():
        return False
    for said in (remark, "same_id" if identity and before.exists() else ""):
        if said:
            found.remark(said)
    kept = ArrivedMail(
        agency=agency,
        mailbox=locked,
        generation=generation,
        number=number,
        identity=identity,
        contents=contents,
        arrived_at=arrived_at,
        sent_at=found.sent_at,
        sender=found.sender,
        sender_name=found.sender_name,
        reply_to=found.reply_to,
        subject=found.subject,
        text=found.text,
        listed=json.dumps([asdict(file) for file in found.files], ensure_ascii=False),
        file_count=found.file_count,
        remarks=found.remarks,
        original=laid.path,
    )
    kept.save(force_insert=True)
    laid.named_by.append(kept)
    return True


def may_hold_word_of(application: Application) -> bool:
    """Whether a mail that nobody has read yet may be about ``application``: by its number or its sender."""
    address = application.email.lower()
    for mail in ArrivedMail.objects.filter(agency=application.agency_id).waiting():
        senders = {str(mail.sender).lower(), str(mail.reply_to).lower()}
        if address and address in senders or application.number in f"{mail.subject} {mail.text}":
            return True
    return False


def original_of(mail: ArrivedMail) -> bytes:
    """The whole mail. Raises ``FileNotFoundError``, and ``ValueError`` when it was damaged."""
    with mail.original.open("rb") as file:
        return crypto.decrypt_bytes(file.read())


def with_original(papers: Iterable[Paper], mail: ArrivedMail | None) -> list[Paper]:
    """``papers`` with the whole of ``mail`` before them, unless it is among them. Raises as ``original_of``."""
    papers = list(papers)
    if mail is None or any(paper.media_type == MAIL for paper in papers):
        return papers
    return [Paper("mail.eml", MAIL, original_of(mail)), *papers]


def enter_mail(
    mail: ArrivedMail, *, by: User, now: datetime, papers: list[Paper], **fields
) -> tuple[Application, str]:
    """Enter a mail as an application, with the whole mail as the paper it came with.

    Raises ``Refused``, and as ``original_of``.
    """
    with case_files.laid(with_original(papers, mail)) as laid, transaction.atomic():
        locked = _still_waiting(mail, by, on=timezone.localdate(now))
        fields |= {
            "agency": locked.agency,
            "way": Way.EMAIL,
            "arrived_on": timezone.localdate(locked.arrived_at),
        }
        application, code = entering.enter(by=by, now=now, papers=laid, **fields)
        locked.application = application
        locked.save(update_fields=["application"])
        return application, code


@transaction.atomic
def set_mail_aside(mail: ArrivedMail, *, why: str, by: User, now: datetime) -> ArrivedMail:
    """Set a mail aside that is no application, with a reason. It stays kept. Raises ``Refused``."""
    locked, why = _still_waiting(mail, by, on=timezone.localdate(now)), why.strip()
    if not why:
        raise Refused(_("Say why it is no application."))
    locked.set_aside_at, locked.set_aside_by, locked.set_aside_why = now, by, why
    locked.save(update_fields=["set_aside_at", "set_aside_by", "set_aside_why"])
    return locked


def forget_set_aside(*, now: datetime) -> int:
    """Empty the mails that were set aside, and delete their files, when the years of keeping of their body are over.

    They became no application, so that no purge of one reaches them. Returns how many.
    """
    return sum(_forget(mail) for mail in _set_aside_over(now))


def count_set_aside(*, now: datetime) -> int:
    """How many would be emptied now."""
    return sum(1 for _mail in _set_aside_over(now))


def _set_aside_over(now: datetime) -> Iterator[ArrivedMail]:
    today = timezone.localdate(now)
    kept = ArrivedMail.objects.filter(set_aside_at__isnull=False).exclude(original="")
    for agency in Agency.objects.filter(pk__in=kept.order_by().values("agency")):
        version = agency.regime.version_on(today)
        rule = retention.rule_on(Application(agency=agency, version=version, received_on=today), today)
        if rule is not None:
            last = retention.years_after(today, -rule.years)
            yield from kept.filter(agency=agency, set_aside_at__date__lt=last)


def _forget(mail: ArrivedMail) -> bool:
    """Empty one mail; its file goes when that is done, of two workers by the one that did it. None that was changed
    past the portal: who set it aside in the database would have it erased."""
    if not standing.stands(mail, is_fresh=True):
        outcry.met(ArrivedMail, [mail.pk])
        return False
    emptied = dict.fromkeys(
        ("sender", "sender_name", "reply_to", "subject", "text", "listed", "set_aside_why"), ""
    )
    storage, path = mail.original.storage, mail.original.name
    mine = ArrivedMail.objects.filter(pk=mail.pk, original=path)
    if not mine.update(**emptied, original=""):
        return False
    laying.delete_later(storage, path)
    return True


def _still_waiting(mail: ArrivedMail, by: User, *, on: date) -> ArrivedMail:
    locked = ArrivedMail.objects.select_for_update().get(pk=mail.pk)
    place = Application(agency=locked.agency, department=intake.first_department(locked.agency))
    if not may(by, rules.HANDLE, place, on=on):
        raise Refused(
            _("Only the application officers of %(agency)s enter applications.") % {"agency": locked.agency}
        )
    if not locked.is_waiting:
        raise Refused(_("Somebody was faster: this mail is entered or set aside already."))
    return locked
