"""Letting those concerned read what is for them, without an account (I-230): admit, end, read."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog import rules
from catalog.models import Admission, Attachment, Audience, Disclosure, Reading
from catalog.models.disclosures import OUT
from catalog.sources import Source
from core.guests import query_codes
from core.mail import letters
from core.models import User
from core.permissions import may
from core.transitions import Refused, must_stand

LONGEST = timedelta(days=366)
MOST = 500  # of one disclosure


def is_for_them(disclosure: Disclosure) -> bool:
    """Whether ``disclosure`` is out, and for those concerned."""
    return (
        disclosure.audience == Audience.COUNTERPARTY
        and disclosure.source == Source.ACTIVE
        and disclosure.status in OUT
    )


@transaction.atomic
def admit(
    disclosure: Disclosure, *, name: str, contact: str = "", expires_on: date, by: User, now: datetime
) -> tuple[Admission, str]:
    """Let somebody concerned read ``disclosure`` until the end of a day. Gives the code: it is kept nowhere else.

    Who left a mail address gets number and code by letter. Raises ``Refused``.
    """
    disclosure.refresh_from_db(from_queryset=Disclosure.objects.select_for_update(of=("self",)))
    must_stand(disclosure)
    today, reasons = timezone.localdate(now), []
    if not may(by, rules.ADMIT, disclosure, on=today):
        reasons.append(_("Only the responsible department and the disclosure office let those concerned in."))
    if not is_for_them(disclosure):
        reasons.append(_("Only what is published for those concerned is opened to them."))
    if not name.strip():
        reasons.append(_("Say who it is."))
    if not today <= expires_on <= today + LONGEST:
        reasons.append(_("The last day lies between today and a year from now."))
    if disclosure.admissions.count() >= MOST:
        reasons.append(_("At most %(most)d of those concerned are let in to one matter.") % {"most": MOST})
    if reasons:
        raise Refused(*reasons)
    code = query_codes.new_code()
    number = f"{disclosure.index_number}-{disclosure.admissions.count() + 1:03d}".upper()
    made = Admission.objects.create(
        disclosure=disclosure,
        number=number,
        code_hash=query_codes.code_hash(number, code),
        name=name.strip(),
        contact=contact.strip(),
        admitted_by=by,
        admitted_at=now,
        expires_on=expires_on,
    )
    if "@" in made.contact:
        context = {
            "admission": made,
            "address": settings.SITE_URL + reverse("catalog:concerned"),
        }
        letters.owe("concerned_admitted", to=made.contact, context=context, now=now, secret=code)
    return made, code


@transaction.atomic
def end(admission: Admission, *, reason: str, by: User, now: datetime) -> Admission:
    """Let them read no more, at once; the reason and what was read stay on record. Raises ``Refused``."""
    found = Admission.objects.select_for_update(of=("self",)).get(pk=admission.pk)
    reasons = []
    if not may(by, rules.ADMIT, found, on=timezone.localdate(now)):
        reasons.append(_("Only the responsible department and the disclosure office let those concerned in."))
    if found.revoked_at:
        reasons.append(_("It is ended already."))
    if not reason.strip():
        reasons.append(_("Say why it is ended."))
    if reasons:
        raise Refused(*reasons)
    found.revoked_by, found.revoked_at, found.revoked_because = by, now, reason.strip()
    found.save(update_fields=["revoked_by", "revoked_at", "revoked_because"])
    return found


def openable(now: datetime) -> QuerySet[Admission]:
    """The admissions whose number and code open something now."""
    return Admission.objects.open_on(timezone.localdate(now)).filter(
        disclosure__audience=Audience.COUNTERPARTY,
        disclosure__source=Source.ACTIVE,
        disclosure__status__in=OUT,
    )


@transaction.atomic
def read(pk: int, *, now: datetime, file: int | None = None) -> tuple[Admission, Attachment | None] | None:
    """Write down that the admission ``pk`` reads its page, or one of its files, before anything of it is handed out.

    None when it opens nothing any more: ended, over, the text withdrawn, or the file another's. Raises ``Refused``
    where the row does not stand as the portal wrote it.
    """
    admission = openable(now).select_for_update(of=("self",)).filter(pk=pk).first()
    if admission is None:
        return None
    must_stand(admission)
    must_stand(admission.disclosure)
    attachment = None
    if file is not None:
        attachment = admission.disclosure.attachments.filter(pk=file).first()
        if attachment is None:
            return None
        must_stand(attachment)
    Reading.objects.create(admission=admission, file=attachment.sha256 if attachment else "", at=now)
    return admission, attachment
