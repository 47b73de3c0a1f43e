"""Mails that say that a letter of ours could not be delivered (RFC 3464), told from everything else that arrives.

A letter names itself by a Message-ID that only the portal can make (``letters.message_id``); servers return it with the
report. An answer of the reader quotes it too, but only in its head, and comes from a person.
"""

import email
import re
from datetime import datetime
from email.message import Message
from email.utils import parseaddr

from core.mail import letters

MACHINES = {"mailer-daemon", "postmaster", "mail-daemon"}
LOOKED_AT = 200_000  # bytes of the report in which the letter is looked for
STATUS = re.compile(r"^\s*Status:\s*([245]\.\d{1,3}\.\d{1,3})", re.IGNORECASE | re.MULTILINE)
ACTION = re.compile(r"^\s*Action:\s*(\w+)", re.IGNORECASE | re.MULTILINE)
UNKNOWN = "5.0.0"  # RFC 3463: an undefined permanent failure
WAITS = {"delayed", "delivered", "relayed", "expanded"}


def take(raw: bytes, *, now: datetime) -> bool:
    """Whether ``raw`` reports on a letter of ours; one that failed is written down at its letter. Never raises."""
    try:
        message = email.message_from_bytes(raw)
        if not _is_from_machine(message):
            return False
        body = _plain(message)
    except Exception:  # noqa: BLE001 whatever strangers send is shown to the officer as any other mail
        return False
    letter = letters.named_in(body)
    if letter is None:
        return False
    said = {action.lower() for action in ACTION.findall(body)}
    if not said or said - WAITS:
        status = STATUS.search(body)
        letters.came_back(letter, status=status[1] if status else UNKNOWN, now=now)
    return True


def _is_from_machine(message: Message) -> bool:
    report = message.get_content_type() == "multipart/report"
    sender = parseaddr(str(message.get("From", "")))[1].partition("@")[0].lower()
    return (report and message.get_param("report-type") == "delivery-status") or sender in MACHINES


def _plain(message: Message) -> str:
    """What stands below the head: the parts decoded, an enclosed letter with its own head."""
    pieces = []
    for part in message.walk():
        if part.is_multipart():
            pieces += [f"{name}: {value}" for name, value in part.items()] if part is not message else []
        else:
            payload = part.get_payload(decode=True) or b""
            pieces += [payload[:LOOKED_AT].decode("utf-8", "replace")]
            pieces += [f"{name}: {value}" for name, value in part.items()] if part is not message else []
    return "\n".join(pieces)
