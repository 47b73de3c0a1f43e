"""What is said about an application: notes among officers, messages with the applicant. Kept as events, for good."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.mail import letters
from core.models import User
from core.permissions import may
from core.transitions import Refused
from requests_app import rules
from requests_app.models import Application
from requests_app.models.choices import OPEN

NOTE, ADVICE, MESSAGE, REPLY = "note", "advice", "message", "reply"
MOST_REPLIES = 50


@transaction.atomic
def add_note(
    application: Application, *, text: str, by: User, now: datetime, is_advice: bool = False
) -> Application:
    """Keep a note for those who handle the application; the applicant never sees it.

    ``is_advice`` marks what a superior office or the acceptance centre advised (J4-299). Raises ``Refused``.
    """
    return _say(application, ADVICE if is_advice else NOTE, text, by, now)


@transaction.atomic
def write_message(application: Application, *, text: str, by: User, now: datetime) -> Application:
    """Write to the applicant: it stands on the page of the application, a letter says so. Raises ``Refused``."""
    _say(application, MESSAGE, text, by, now)
    letters.owe("application_message", to=application.email, context={"application": application}, now=now)
    return application


@transaction.atomic
def reply(application: Application, *, text: str, now: datetime) -> Application:
    """Keep what the applicant writes, while the application is open. Raises ``Refused``."""
    locked = Application.objects.select_for_update().get(pk=application.pk)
    if locked.status not in OPEN:
        raise Refused(_("The application is closed; nothing more can be written."))
    if locked.events.filter(action=REPLY).count() >= MOST_REPLIES:
        raise Refused(_("So many messages are enough; please call the body."))
    return _say(application, REPLY, text, None, now)


def _say(application: Application, action: str, text: str, by: User | None, now: datetime) -> Application:
    text = text.strip()
    if by is not None and not may(by, rules.HANDLE, application, on=timezone.localdate(now)):
        raise Refused(_("Only those who handle the application write here."))
    if not text:
        raise Refused(_("Write something."))
    current = application.status
    application.events.create(action=action, previous=current, current=current, actor=by, note=text, at=now)
    return application
