"""Reading a mail that came to a body: sender, subject, text, what is attached. Bounded, and whatever it is, no failure.

The mail itself is kept whole elsewhere; here is only what the officer sees of it. Nothing in a mail is opened or run.
"""

import email
import hashlib
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime
from itertools import islice

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.text.characters import keepable
from requests_app.mails import mail_texts

MOST_PARTS = 2_000  # of a mail; what lies beyond is only in the original
LISTED = 50  # attachments that are named one by one
LONGEST_TEXT = 100_000
LONGEST_LINE = 500
DEEPEST = 50  # multiparts inside multiparts; below, all parts count as standing one after the other
LEAST_OF_ITS_TWIN = 0.8  # a plain text this near to its twin in HTML says as much, and reads better
IN_BRACKETS = re.compile(r"<\s*([^<>@\s]+@[^<>@\s]+)\s*>")
RICH_TEXT = ("text/rtf", "text/richtext", "application/rtf")
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
    "damaged": _("Part of it is damaged: it is shown as far as it could be read; see the original."),
    "other_version": _(
        "The mail holds its text twice, and the other version says something that is left out here; see the original."
    ),
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
    reply_to: str = ""
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
    content, _is_damaged = _content(part)
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
    found.sender_name, found.sender = _person(values.get("from", ""), found)
    asked = _person(values.get("reply-to", ""), found)[1]
    found.reply_to = "" if asked == found.sender else asked
    found.subject = _line(values.get("subject", ""), found)
    try:
        sent = parsedate_to_datetime(str(values.get("date", "")))
        found.sent_at = timezone.make_aware(sent) if timezone.is_naive(sent) else sent
    except (TypeError, ValueError, OverflowError):
        found.sent_at = None


def _person(value: str, found: Mail) -> tuple[str, str]:
    """The name and the address of the first person whom a header names.

    The header is taken apart before the name is decoded: a name may hold commas and brackets. Raw bytes that nothing
    declares are the exception, they can only be read as a whole.
    """
    raw = str(value).encode("utf-8", "surrogateescape")
    text = raw.decode("ascii") if raw.isascii() else _line(value, found)
    name, address = parseaddr(text)
    if "@" not in address and (told := IN_BRACKETS.search(text)):
        name, address = text[: told.start()].strip().strip('"'), told[1]
    address = "".join(keepable(address).split())
    return _line(name, found)[:100], (address if "@" in address else "")[:254]


def _line(value: str, found: Mail) -> str:
    """A line of the head as people read it: encoded words, and the raw bytes that some programs write instead."""
    given = str(value).encode("utf-8", "surrogateescape")
    if not given.isascii():
        text = _decoded(given, "", found)
    else:
        pieces = _pieces(given.decode("ascii"))
        text = "".join(
            _decoded(piece, charset or "", found) if isinstance(piece, bytes) else piece
            for piece, charset in pieces
        )
    return " ".join(keepable(text).split())[:LONGEST_LINE]


def _pieces(line: str) -> list[tuple[bytes | str, str | None]]:
    """The encoded words of a line and what stands between them; a line with a damaged one stays as it came."""
    try:
        return decode_header(line)
    except HeaderParseError:
        return [(line, None)]


def _body(found: Mail, message: Message) -> None:
    for part in _leaves(message):
        if _is_file(part):
            _count_file(found, part)
    text = _words_of(message, found, 0).strip()
    if len(text) > LONGEST_TEXT:
        found.remark("long_text")
    found.text = text[:LONGEST_TEXT]


def _words_of(part: Message, found: Mail, depth: int) -> str:
    """The text of a part: of a mixed one all in order, of alternatives whatever any of them says."""
    if depth > DEEPEST or not _is_multipart(part):
        texts = [_own_words(leaf, found) for leaf in _leaves(part) if not _is_file(leaf)]
        return "\n".join(filter(None, texts))
    inner = part.get_payload()[:MOST_PARTS]
    if part.get_content_type() == "multipart/alternative":
        return _best_of([(one, _words_of(one, found, depth + 1)) for one in inner], found)
    return "\n".join(filter(None, (_words_of(one, found, depth + 1) for one in inner)))


def _best_of(versions: list[tuple[Message, str]], found: Mail) -> str:
    """The plain version when it says what the others say; else the fullest, and below it all that it does not say.

    Compared by their words and not by their length: a footer in English is longer than an application in Chinese.
    """
    texts = sorted((text for _part, text in versions), key=lambda text: len(_pairs(text)), reverse=True)
    plain = [text for part, text in versions if part.get_content_type() == "text/plain"]
    whole = (text for text in plain if all(_says(text, other) for other in texts))
    kept = [next(whole, texts[0] if texts else "")]
    for text in texts:
        if not any(_says(one, text) for one in kept):
            found.remark("other_version")
            kept.append(text)
    return "\n".join(kept)


def _says(text: str, other: str) -> bool:
    """Whether ``text`` says what ``other`` says: most of its neighbouring characters stand in it too."""
    pairs = _pairs(other)
    return len(pairs & _pairs(text)) >= LEAST_OF_ITS_TWIN * len(pairs)


def _pairs(text: str) -> set[str]:
    bare = "".join(text.split())
    return {bare[place : place + 2] for place in range(max(len(bare) - 1, min(len(bare), 1)))}


def _own_words(part: Message, found: Mail) -> str:
    kind = part.get_content_type()
    text = _text_of(part, found)
    if kind == "text/html":
        return mail_texts.from_page(text)
    if kind in RICH_TEXT:
        said = mail_texts.from_rich_text(text)
        if said.damaged:
            found.remark("damaged")
        return said.text
    return text.strip()


def _leaves(message: Message) -> Iterator[Message]:
    """The parts that hold something, in order; a mail inside the mail is one of them. At most ``MOST_PARTS``."""
    waiting, seen = [message], 0
    while waiting and seen < MOST_PARTS:
        part, seen = waiting.pop(), seen + 1
        if _is_multipart(part):
            waiting += reversed(part.get_payload())
        else:
            yield part


def _files(message: Message) -> Iterator[Message]:
    return (part for part in _leaves(message) if _is_file(part))


def _is_multipart(part: Message) -> bool:
    return part.is_multipart() and part.get_content_maintype() == "multipart"


def _is_file(part: Message) -> bool:
    named = part.get_filename() or part.get_content_disposition() == "attachment"
    return bool(named) or (part.get_content_maintype() != "text" and part.get_content_type() not in RICH_TEXT)


def _count_file(found: Mail, part: Message) -> None:
    place, (content, is_damaged) = found.file_count, _content(part)
    found.file_count += 1
    described = _described(part, content, place)
    if is_damaged:
        found.remark("damaged")
    if described.media_type == WINMAIL or described.name.lower() == "winmail.dat":
        found.remark("winmail")
    if place < LISTED:
        found.files.append(described)
    else:
        found.remark("many_files")


def _described(part: Message, content: bytes, place: int) -> Attached:
    name = _line(_file_name(part), Mail()).replace("/", "_").replace("\\", "_")
    return Attached(name[:200] or f"{place + 1}", part.get_content_type()[:100], len(content))


def _file_name(part: Message) -> str:
    """The name of a file as its head gives it, also in raw bytes, which the library would drop."""
    again = Message()
    for name, value in part.raw_items():
        if name.lower() in ("content-disposition", "content-type") and name not in again:
            raw = str(value).encode("utf-8", "surrogateescape")
            again[name] = raw.decode("ascii") if raw.isascii() else mail_texts.decoded(raw, "").text
    return again.get_filename() or ""


def _content(part: Message) -> tuple[bytes, bool]:
    """What a part holds, and whether it is damaged."""
    if part.is_multipart():  # a mail inside the mail
        return b"".join(inner.as_bytes() for inner in part.get_payload()), False
    if str(part.get("content-transfer-encoding", "")).strip().lower() == "base64":
        payload = part.get_payload()
        return mail_texts.from_base64(str(payload).encode("utf-8", "surrogateescape"))
    return part.get_payload(decode=True) or b"", False


def _text_of(part: Message, found: Mail) -> str:
    content, is_damaged = _content(part)
    if is_damaged:
        found.remark("damaged")
    return _decoded(content, str(part.get_content_charset() or ""), found)


def _decoded(content: bytes, charset: str, found: Mail) -> str:
    said = mail_texts.decoded(content, charset)
    if said.guessed:
        found.remark("guessed")
    if said.damaged:
        found.remark("unreadable")
    return said.text
