"""Forwarding an application to another body of this portal, which opens a case of its own by it (J3:018).

Nothing leads from a row of one body to one of another (ADR 31): each case keeps the other's number in words.
"""

from collections.abc import Iterator
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.bodies import opening
from core.crypto import refuse_unreadable
from core.models import Agency, User
from core.regimes.parsed import Outcome
from requests_app.actions import intake, notice_values
from requests_app.desk import decisions
from requests_app.models import Application, CaseKind, Way

COPIED = (
    "applicant_kind", "applicant_name", "identity_number", "phone", "email", "address", "subject",
    "description", "delivery_form",
)  # fmt: skip
SECRET = ("applicant_name", "identity_number", "phone", "email", "address")


def bodies(application: Application) -> QuerySet[Agency]:
    """The other bodies of this portal that take applications now."""
    return Agency.objects.public().exclude(pk=application.agency_id).select_related("regime").order_by("name")


def chosen_body(application: Application, decision: dict) -> Agency | None:
    """The body of this portal that ``decision`` names; None where it names one elsewhere, or none that is open."""
    slug = decision.get(decisions.AGENCY, "")
    return bodies(application).filter(slug=slug).first() if slug else None


def filled(application: Application, chosen: Outcome, said: dict, *, on: date) -> dict:
    """Name and contact of the chosen body, as it says them itself, where the officer typed nothing else."""
    agency = chosen_body(application, said) if chosen.effect == "transfer" else None
    if agency is None:
        return {}
    known = {"other_body": agency.name, "contact": notice_values.contact_of(agency) or agency.name}
    return {name: value for name, value in known.items() if not said.get(name)}


def faults(application: Application, decision: dict) -> Iterator[str]:
    """Why it cannot be forwarded on this portal to the body that was chosen."""
    if not decision.get(decisions.AGENCY):
        return
    agency = chosen_body(application, decision)
    if agency is None:
        yield _("The chosen body does not take applications on this portal.")
        return
    yield from opening.shut(agency)
    if application.kind == CaseKind.RECTIFICATION:
        version = agency.regime.version_on(application.received_on)
        there = Application(agency=agency, kind=application.kind, version=version)
        there.received_on = application.received_on
        if not there.rules.outcomes:
            yield _("The rules of the chosen body name no such request.")


def forward(application: Application, *, by: User, now: datetime) -> Application | None:
    """Open the case at the chosen body, in the transaction of the decision; None where it goes elsewhere.

    The applicant gets a receipt of that body with its number and a query code. Papers stay with the first case, whose
    number the new one names. Raises ``Refused``.
    """
    agency = chosen_body(application, application.decision)
    if agency is None:
        return None
    refuse_unreadable(application, *SECRET)
    rectified = None
    if asked := getattr(application, "rectification", None):
        rectified = {"wrong": asked.wrong, "right": asked.right, "proof": asked.proof}
    note = _("Forwarded by %(agency)s, where it has the number %(number)s") % {
        "agency": application.agency,
        "number": application.number,
    }
    made, _code = intake.receive(
        agency=agency,
        now=now,
        way=Way.FORWARDED,
        note=note,
        rectified=rectified,
        **{name: getattr(application, name) for name in COPIED},
    )
    application.decision = {**application.decision, decisions.NUMBER_THERE: made.number}
    application.save(update_fields=["decision"])
    application.events.create(
        action="forward",
        previous=application.status,
        current=application.status,
        actor=by,
        note=f"{agency.name} {made.number}",
        at=now,
    )
    return made
