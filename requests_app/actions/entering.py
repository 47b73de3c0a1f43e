"""Applications that came by counter, letter, telegram, fax, phone, word of mouth or mail: an officer enters them."""

from collections.abc import Iterator
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.models import Agency, User
from core.permissions import may
from core.transitions import Refused
from requests_app import rules
from requests_app.actions import case_files, intake
from requests_app.models import Application, Way

MARKED = (Way.LETTER, Way.TELEGRAM, Way.FAX)


@case_files.lays_papers
@transaction.atomic
def enter(
    *,
    agency: Agency,
    way: str,
    arrived_on: date,
    by: User,
    now: datetime,
    confirmed_on: date | None = None,
    signed_for: bool = True,
    read_back: bool = False,
    marked: bool = False,
    **fields,
) -> tuple[Application, str]:
    """Enter an application that did not come by the web form, with the ``papers`` it came with.

    ``marked`` says that a letter, telegram or fax names itself such an application (J3-270). An oral one is written
    down by the officer ``by``, read back and signed by the applicant (art. 29, 43). The day of receipt follows from the
    way (art. 31), as with ``intake.receive``, whose number and query code it returns. Raises ``Refused``.
    """
    if reasons := list(_faults(agency, way, by, read_back, timezone.localdate(now))):
        raise Refused(*reasons)
    return intake.receive(
        agency=agency,
        now=now,
        way=way,
        arrived_on=arrived_on,
        confirmed_on=confirmed_on,
        signed_for=signed_for,
        assisted_by=by if way == Way.ORAL else None,
        entered_by=by,
        note=_("Read back to the applicant and signed") if way == Way.ORAL else _marked(way, marked),
        **fields,
    )


def _marked(way: str, marked: bool) -> str:
    return _("Marked as an application for government information") if marked and way in MARKED else ""


def _faults(agency: Agency, way: str, by: User, read_back: bool, on: date) -> Iterator[str]:
    place = Application(agency=agency, department=intake.first_department(agency))
    if not may(by, rules.HANDLE, place, on=on):
        yield _("Only the application officers of %(agency)s enter applications.") % {"agency": agency}
    if way == Way.WEB:
        yield _("What comes by the web form is entered by the applicant.")
    if way == Way.FORWARDED:
        yield _("What another body of this portal forwards comes in by itself.")
    if way == Way.ORAL and not read_back:
        yield _(
            "Read what you wrote down back to the applicant and have it signed (Regulation, articles 29, 43)."
        )
