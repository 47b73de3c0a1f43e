"""Letters are owed in the transaction and sent by the clock: a letter may come twice, it is never lost."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation

from core.crypto import masked
from core.models import Letter
from core.models.letters import PLACEHOLDER

logger = logging.getLogger(__name__)
_LONG_AGO: ContextVar[datetime | None] = ContextVar("long_ago", default=None)


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


def owe(
    name: str, *, to: str, context: dict, now: datetime, language: str = "zh-hans", secret: str = ""
) -> Letter | None:
    """Write down a letter. Call it inside the transaction of the change it tells about.

    ``name`` is the template ``letters/<name>.txt`` whose first line is the subject. Who has no mail address is owed
    none. A ``secret`` stands where the template writes ``{{ secret }}``, in the mail only: it is kept encrypted apart
    from the text until it is sent, then forgotten.
    """
    if not to:
        return None
    letter = written(name, to=to, context={**context, "secret": PLACEHOLDER}, now=now, language=language)
    letter.secret = "" if letter.sent_at else secret
    letter.save()
    return letter


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
) -> Letter:
    """A letter as ``owe`` would write it down, not yet kept. ``unsubscribe`` is the address that ends such letters."""
    with translation.override(language):
        subject, _blank, body = render_to_string(f"letters/{name}.txt", context).strip().partition("\n")
    long_ago = _LONG_AGO.get()
    return Letter(
        name=name,
        to=to,
        subject=subject.strip()[:200],
        unsubscribe=unsubscribe,
        body=body.strip() + "\n",
        owed_at=now,
        not_before=now,
        sent_at=now if long_ago and now <= long_ago else None,
    )


def send_owed(now: datetime, *, at_most: int = 200) -> int:
    """Send what is owed. Each letter is claimed first, so that two senders never send one at once.

    An error is kept with its letter and does not stop the others. Returns how many were sent.
    """
    sent = 0
    for letter in Letter.objects.owed(now).order_by("not_before", "pk")[:at_most]:
        if Letter.objects.filter(pk=letter.pk).claim(now):
            sent += _send(letter, now)
    return sent


def _send(letter: Letter, now: datetime) -> bool:
    row = Letter.objects.filter(pk=letter.pk)
    try:
        body = letter.body.replace(PLACEHOLDER, letter.secret) if letter.secret else letter.body
        EmailMessage(letter.subject, body, to=[letter.to], headers=_headers(letter)).send()
    except Exception as error:  # noqa: BLE001 one bad address must not stop the sweep; the error is kept with its letter
        logger.warning("Letter %s could not be sent: %s", letter.pk, type(error).__name__)
        said = str(error).replace(letter.to, masked(letter.to, head=1, tail=0))
        row.update(error=f"{type(error).__name__}: {said}")
        return False
    row.update(sent_at=now, error="", secret="")
    return True


def _headers(letter: Letter) -> dict[str, str]:
    """What lets a mail program end a subscription by one click (RFC 8058)."""
    if not letter.unsubscribe:
        return {}
    return {
        "List-Unsubscribe": f"<{letter.unsubscribe}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
