"""Papers that prove who applies: kept encrypted, opened only with a reason that is written down, never handed out.

Only where the rules of the body ask for a proof of identity (art. 29) is one taken at all.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.models import User
from core.permissions import may
from core.transitions import Refused
from requests_app import rules
from requests_app.actions import case_files
from requests_app.actions.case_files import Paper
from requests_app.models import Application, CaseFile
from requests_app.models.choices import OPEN

MOST = 5
TYPES = {"pdf": "application/pdf", "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg"}
SUFFIXES = {media_type: suffix for suffix, media_type in reversed(TYPES.items())}
PURPOSE = CaseFile.Purpose.IDENTITY


def may_add(application: Application) -> bool:
    """Whether its applicant may add a paper: while it is open, where the rules ask for one, a few at most."""
    asked = application.wants_proof and application.status in OPEN
    return asked and application.files.filter(purpose=PURPOSE).count() < MOST


def add(application: Application, *, paper: Paper, by: User | None, now: datetime) -> CaseFile:
    """Keep ``paper``, encrypted, under a name that tells nothing; that it came is written down. Raises ``Refused``."""
    with case_files.laid([paper]) as (laid,):
        return _add(application, laid, by, now)


@transaction.atomic
def _add(application: Application, paper: Paper, by: User | None, now: datetime) -> CaseFile:
    locked = Application.objects.select_for_update().get(pk=application.pk)
    if not locked.wants_proof:
        raise Refused(_("The rules of this body ask for no proof of identity; none is taken."))
    if not may_add(locked):
        raise Refused(_("No more identity papers can be added to this application."))
    number = locked.files.filter(purpose=PURPOSE).count() + 1
    kept = case_files.keep(
        locked,
        content=paper.content,
        name=f"{locked.number}-{_('identity paper')}-{number}.{SUFFIXES[paper.media_type]}",
        media_type=paper.media_type,
        purpose=PURPOSE,
        by=by,
        now=now,
    )
    current = locked.status
    locked.events.create(action="identity_paper", previous=current, current=current, actor=by, at=now)
    return kept


def see(file: CaseFile, *, reason: str, by: User, now: datetime) -> bytes:
    """The content of an identity paper; who looked, and why, is written down first. Raises ``Refused``, and as
    ``filing.content_of``: that somebody wanted to look is on record all the same."""
    reason, application = reason.strip(), file.application
    if not may(by, rules.SEE_IDENTITY, application, on=timezone.localdate(now)):
        raise Refused(_("Only the application officer may see identity papers."))
    if not reason:
        raise Refused(_("Say why you look at the identity paper."))
    current = application.status
    application.events.create(
        action="see_identity_paper", previous=current, current=current, actor=by, note=reason, at=now
    )
    return case_files.content_of(file)
