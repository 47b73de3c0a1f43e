"""A way back without the query code: a link to the mail address that was given, or a new code from the officer.

Only a keyed hash of a code is kept, so no code can be sent again: a new one is drawn, and the old one ends with all
links and receipts. Nobody is told whether a number exists, or which address belongs to it.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.client_ip import visitor
from core.crypto import fingerprint
from core.forms import FollowForm, MailField
from core.guests import access, attempts, query_codes
from core.mail import letters
from core.models import Agency, Sent
from core.refusals import Forged
from core.transitions import Refused, must_stand

LINK_LASTS = timedelta(days=1)
NEW_CODE = "new_code"  # the event


class ForgottenForm(FollowForm):
    """Number and mail address, as they were given when it was filed."""

    code = None
    email = MailField(help_text=gettext_lazy("The address that you gave when you filed it."))


def ask(
    request: HttpRequest,
    form: ForgottenForm,
    rows: QuerySet,
    *,
    house: str,
    address: Callable[[str], str],
    now: datetime,
) -> bool:
    """Owe the link to a new code where number and mail address belong together, once an hour. False for a refusal.

    Whoever asks sees the same whether they do or not; asking becomes slow. To an address that was put there past the
    portal nothing goes.
    """
    source = visitor(request)
    if not form.is_valid():
        return False
    if not attempts.claim("code again", source, now=now):
        form.add_error(None, _("That was asked too often. Please wait a quarter of an hour."))
        return False
    found = rows.filter(number__iexact=form.cleaned_data["number"]).select_related("agency").first()
    given = form.cleaned_data["email"].strip().lower()
    if found is not None and found.email and found.email.strip().lower() == given:
        link = settings.SITE_URL + address(access.link_to(found.pk, salt=f"{house}{access.MAILED}"))
        with suppress(Forged):  # those who watch are told, whoever asks learns nothing
            _owe_link(found, link, house, now)
    return True


@transaction.atomic
def _owe_link(found: Model, link: str, house: str, now: datetime) -> None:
    locked = type(found)._default_manager.select_for_update(of=("self",)).get(pk=found.pk)
    must_stand(locked)
    if _first_this_hour(house, locked.pk, now):
        letters.owe("code_again", to=locked.email, context={"matter": locked}, now=now, secret=link)


def _first_this_hour(house: str, pk: int, now: datetime) -> bool:
    token = fingerprint(f"code again {house} {pk} {now:%Y-%m-%d %H}")
    _row, made = Sent.objects.get_or_create(token=token, defaults={"content": "", "sent_at": now})
    return made


def behind(signed: str, *, house: str) -> int | None:
    """The matter whose code may be renewed by a link of this day; a link works until a new code was given."""
    return access.behind(signed, salt=f"{house}{access.MAILED}", lasts=LINK_LASTS)


@transaction.atomic
def renew(matter: Model, *, house: str, now: datetime, by=None, note: str = "") -> str:
    """Give ``matter`` a new query code: the old one ends, with every link and receipt; an event says so.

    ``by`` is the officer who made sure who asks, with a ``note`` how; without one, somebody had the link that went to
    the mail address. Raises ``Refused`` for what was purged, and for what was changed past the portal.
    """
    locked = type(matter).objects.select_for_update().get(pk=matter.pk)
    must_stand(locked)
    if not locked.code_hash:
        raise Refused(_("The personal data of this matter were deleted; it has no code any more."))
    code = query_codes.new_code()
    type(matter).objects.filter(pk=matter.pk).update(code_hash=query_codes.code_hash(locked.number, code))
    current = locked.status
    locked.events.create(action=NEW_CODE, previous=current, current=current, actor=by, note=note, at=now)
    access.end_all(house, matter.pk, now=now)
    letters.owe("code_renewed", to=locked.email, context={"matter": locked, "by_officer": by}, now=now)
    return code


def phones() -> list[tuple[str, str]]:
    """Whom one can call: the bodies with a telephone, by name."""
    rows = Agency.objects.public().only("name", "name_en", "phone", "hotline").order_by("name")
    return [(str(row), row.phone or row.hotline) for row in rows if row.phone or row.hotline]
