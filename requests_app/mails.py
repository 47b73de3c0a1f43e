"""Reading a mail that came to a body: sender, subject, text, what is attached. Bounded, and whatever it is, no failure.

The mail itself is kept whole elsewhere; here is only what the officer sees of it. Nothing in a mail is opened or run.
"""

import email
import hashlib
import html
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email.header import decode_header
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime
from itertools import islice

import nh3
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

MOST_PARTS = 2_000  # of a mail; what lies beyond is only in the original
LISTED = 50  # attachments that are named one by one
LONGEST_TEXT = 100_000
LONGEST_LINE = 500
WINMAIL = "application/ms-tnef"
logger = logging.getLogger(__name__)

REMARKS = {
    "no_text": _("The mail has no text; see what is attached to it."),
    "long_text": _("The text is very long; its end stands only in the original."),
    "many_files": _(
        "So much is attached that only the first files are named here; all of them are in the original."
    ),
    "winmail": _(
        "It carries a file winmail.dat, in which Outlook hides text and files; open the original with a mail program, "
        "or ask the sender to send it as plain text."
    ),
    "guessed": _("Its characters were declared wrongly and had to be guessed; compare with the original."),
    "unreadable": _("The mail is damaged and could not be read; see the original."),
    "too_large": _(
        "The mail is too large to be fetched; it is left in the mailbox, only its head is kept here."
    ),
    "same_id": _("Another mail with the same identification came before, with other contents."),
}


@dataclass(frozen=True)
class Attached:
    """A file of a mail: its place among them, as whom it gives itself out, and its size in bytes."""

    name: str
    media_type: str
    size: int


@dataclass
class Mail:
    """What an officer sees of a mail. ``remarks`` are keys of ``REMARKS``."""

    message_id: str = ""
    sender_name: str = ""
    sender: str = ""
    subject: str = ""
    text: str = ""
    sent_at: datetime | None = None
    files: list[Attached] = field(default_factory=list)
    file_count: int = 0
    remarks: list[str] = field(default_factory=list)

    def remark(self, key: str) -> None:
        """Say something about it, once."""
        if key not in self.remarks:
            self.remarks.append(key)


def read(raw: bytes) -> Mail:
    """What ``raw`` says. Never raises: of what cannot be read, the remark tells."""
    found = Mail()
    try:
        message = email.message_from_bytes(raw)
        _head(found, message)
        _body(found, message)
    except Exception as error:  # noqa: BLE001 whatever strangers send must be shown to the officer, not stop the mailbox
        logger.warning("A mail could not be read: %s", type(error).__name__)
        found.remark("unreadable")
    if not found.text.strip() and "unreadable" not in found.remarks:
        found.remark("no_text")
    return found


def attached(raw: bytes, place: int) -> tuple[Attached, bytes] | None:
    """The file in that place of the mail with its content; None when there is none."""
    part = next(islice(_files(email.message_from_bytes(raw)), place, None), None)
    if part is None:
        return None
    content = _content(part)
    return _described(part, content, place), content


def key_of(raw: bytes) -> tuple[str, str]:
    """What tells the same mail when it comes again: hashes of its Message-ID, empty without one, and of its contents.

    The head is left out of the second, because each way of delivery writes into it.
    """
    head, _blank, body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
    said = re.search(rb"^message-id:\s*(\S+)", head, re.IGNORECASE | re.MULTILINE)
    identity = hashlib.sha256(said[1]).hexdigest() if said else ""
    return identity, hashlib.sha256(body if said else raw).hexdigest()


def _head(found: Mail, message: Message) -> None:
    values = {name.lower(): value for name, value in reversed(list(message.raw_items()))}
    found.message_id = _line(values.get("message-id", ""), found)
    name, address = parseaddr(_line(values.get("from", ""), found))
    found.sender_name, found.sender = name[:100], address[:254]
    found.subject = _line(values.get("subject", ""), found)
    try:
        sent = parsedate_to_datetime(str(values.get("date", "")))
        found.sent_at = timezone.make_aware(sent) if timezone.is_naive(sent) else sent
    except (TypeError, ValueError, OverflowError):
        found.sent_at = None


def _line(value: str, found: Mail) -> str:
    """A line of the head as people read it: encoded words, and the raw bytes that some programs write instead."""
    given = str(value).encode("utf-8", "surrogateescape")
    if not given.isascii():
        text = _decoded(given, "", found)
    else:
        pieces = decode_header(given.decode("ascii"))
        text = "".join(
            _decoded(piece, charset or "", found) if isinstance(piece, bytes) else piece
            for piece, charset in pieces
        )
    return " ".join(text.replace("\0", "").split())[:LONGEST_LINE]


def _body(found: Mail, message: Message) -> None:
    plain, marked_up = [], []
    for part in _leaves(message):
        if _is_file(part):
            _count_file(found, part)
        elif part.get_content_type() == "text/html":
            marked_up.append(_without_markup(_text_of(part, found)))
        else:
            plain.append(_text_of(part, found))
    text = "\n".join(filter(str.strip, plain)) or "\n".join(marked_up)
    text = text.replace("\0", "").replace("\r\n", "\n").strip()
    if len(text) > LONGEST_TEXT:
        found.remark("long_text")
    found.text = text[:LONGEST_TEXT]


def _leaves(message: Message) -> Iterator[Message]:
    """The parts that hold something, in order; a mail inside the mail is one of them. At most ``MOST_PARTS``."""
    waiting, seen = [message], 0
    while waiting and seen < MOST_PARTS:
        part, seen = waiting.pop(), seen + 1
        if part.is_multipart() and part.get_content_maintype() == "multipart":
            waiting += reversed(part.get_payload())
        else:
            yield part


def _files(message: Message) -> Iterator[Message]:
    return (part for part in _leaves(message) if _is_file(part))


def _is_file(part: Message) -> bool:
    named = part.get_filename() or part.get_content_disposition() == "attachment"
    return bool(named) or part.get_content_maintype() != "text"


def _count_file(found: Mail, part: Message) -> None:
    place, content = found.file_count, _content(part)
    found.file_count += 1
    described = _described(part, content, place)
    if described.media_type == WINMAIL or described.name.lower() == "winmail.dat":
        found.remark("winmail")
    if place < LISTED:
        found.files.append(described)
    else:
        found.remark("many_files")


def _described(part: Message, content: bytes, place: int) -> Attached:
    name = _line(part.get_filename() or "", Mail()).replace("/", "_").replace("\\", "_")
    return Attached(name[:200] or f"{place + 1}", part.get_content_type()[:100], len(content))


def _content(part: Message) -> bytes:
    if part.is_multipart():  # a mail inside the mail
        return b"".join(inner.as_bytes() for inner in part.get_payload())
    return part.get_payload(decode=True) or b""


def _text_of(part: Message, found: Mail) -> str:
    return _decoded(_content(part), str(part.get_content_charset() or ""), found)


def _decoded(content: bytes, charset: str, found: Mail) -> str:
    """The text of ``content``: as declared when that fits, GB2312 and GBK as their larger sister; else guessed."""
    declared = {"gb2312": "gb18030", "gbk": "gb18030", "unknown-8bit": "", "us-ascii": "ascii"}
    charset = declared.get(charset.lower(), charset)
    for candidate in filter(None, (charset, "utf-8", "gb18030")):
        try:
            text = content.decode(candidate)
        except (LookupError, ValueError):
            found.remark("guessed")
        else:
            return text
    return content.decode("gb18030", "replace")


def _without_markup(text: str) -> str:
    spaced = re.sub(r"<(br|/p|/div|/tr|/li)\b", r"\n<\1", text, flags=re.IGNORECASE)
    return html.unescape(nh3.clean(spaced, tags=set()))
