"""What only a request to correct records has (art. 41): the check that the records are about the one who asks."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.models import User
from core.transitions import take
from requests_app.models import Application, CaseKind, IdentityWay, Rectification

IDENTITY = "identity"  # what an outcome needs before anything is told of somebody's records


def is_checked(application: Application) -> bool:
    """Whether an officer made sure who asks."""
    return Rectification.objects.filter(application=application, identity_on__isnull=False).exists()


def may_check(application: Application) -> bool:
    """Whether the check is still to be made."""
    return application.kind == CaseKind.RECTIFICATION and not is_checked(application)


@transaction.atomic
def check_identity(application: Application, *, how: str, by: User, now: datetime) -> Application:
    """Enter that the records are about the one who asks, and how that was made sure. Raises ``Refused``."""
    way = IdentityWay(how)

    def blockers(locked: Application) -> Iterator[str]:
        if not may_check(locked):
            yield _("Only in a request to correct records is this entered, and once.")

    take(application, "check_identity", by=by, now=now, note=str(way.label), blockers=blockers)
    Rectification.objects.filter(application=application).update(
        identity_way=way, identity_on=timezone.localdate(now), identity_by=by
    )
    return application
