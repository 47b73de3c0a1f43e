"""Approving in tests whose subject lies elsewhere: the secrecy review is signed before, by who may."""

from datetime import datetime

from catalog.actions import consulting, disclosures, screening
from catalog.models import Consultation, Disclosure
from catalog.screening import checks
from core.models import User
from core.permissions import holders


def sign(made: Disclosure, *, now: datetime, by: User | None = None) -> None:
    """Sign that ``made`` may be disclosed, unless its text is signed: by ``by``, else by somebody with the role."""
    if checks.signed(made) is not None:
        return
    editors = set(made.editors.values_list("person", flat=True))
    place = {"agency": made.agency, "department": made.department}
    roles = checks.to_sign(checks.secrecy_rule(made)).roles
    people = [one for role in sorted(roles) for one in holders(role, **place, on=now.date())]
    free = [one for one in people if one.pk not in editors]
    signer = by if by in people else min(free, key=lambda one: one.pk)
    screening.sign_secrecy(made, result="open", by=signer, now=now)


def approve(made: Disclosure, *, by: User, now: datetime, **more) -> Disclosure:
    """The last step of a chain, with the secrecy review signed before it."""
    sign(made, now=now, by=by)
    return disclosures.approve(made, by=by, now=now, **more)


def release(planned: Consultation, *, by: User, now: datetime) -> Consultation:
    """Let a planned consultation out, with the secrecy review of its draft signed before it."""
    sign(planned.disclosure, now=now, by=by)
    return consulting.release(planned, by=by, now=now)
