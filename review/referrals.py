"""Handing an open step on to another holder of its role, or to another unit whose people hold it (转交、移送)."""

from collections.abc import Iterator
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.actions import disclosures
from catalog.models import Disclosure
from core.mail import letters
from core.models import RoleAssignment, User
from core.regimes.parsed import Step
from core.transitions import Refused
from review import holder
from review.acting_for import hand_for
from review.actions.verdicts import not_theirs
from review.chains import progress
from review.models import Referral


def choices(disclosure: Disclosure, step: Step | None, by: User, *, on: date) -> list[tuple]:
    """To whom ``by`` could hand ``step`` on, for a form: people and units, each once. Empty when to nobody.

    Nobody gains reach by what is handed to them: they hold the role of the step where the matter lies.
    """
    if step is None:
        return []
    rows = list(_able(disclosure, step, by, on=on))
    people = {f"person-{row.user_id}": str(row.user) for row in rows}
    units = {f"unit-{row.department_id}": str(row.department) for row in rows if row.department}
    groups = [(_("A person"), list(people.items())), (_("A unit"), list(units.items()))]
    return [(name, group) for name, group in groups if group]


@transaction.atomic
def refer(
    disclosure: Disclosure, *, to: str, reason: str, by: User, now: datetime, seen: str = ""
) -> Referral:
    """Hand the open step of ``disclosure`` on; ``to`` is one of ``choices``. They are told by letter.

    Only who may take the step hands it on, and never to who drafted, changed or proposed the matter: the database
    refuses such a row too. From then on the step waits for them or their deputies. Raises ``Refused``.
    """
    today = timezone.localdate(now)
    disclosure.refresh_from_db(from_queryset=Disclosure.objects.select_for_update(of=("self",)))
    state = progress(disclosure)
    if state.open is None:
        raise Refused(_("No step of its chain is open."))
    hand = hand_for(by, state.open.role, disclosure, on=today)
    rows = list(_able(disclosure, state.open, by, on=today))
    reason = reason.strip()

    def blockers(_disclosure: Disclosure) -> Iterator[str]:
        yield from not_theirs(disclosure, state, hand, seen, on=today)
        if not reason:
            yield _("Say why it is handed on.")
        if not any(to in (f"person-{row.user_id}", f"unit-{row.department_id}") for row in rows):
            yield _("It can only be handed to others who hold the role of this step and did not work on it.")

    named = {f"person-{row.user_id}": row.user for row in rows}
    named |= {f"unit-{row.department_id}": row.department for row in rows if row.department}
    note = f"→ {named.get(to, '')}：{reason}"
    disclosures.refer(disclosure, by=by, now=now, reason=note, blockers=blockers)
    kind, _dash, key = to.partition("-")
    made = Referral.objects.create(
        disclosure=disclosure,
        round=state.round,
        place=disclosure.steps_done,
        role=state.open.role,
        step_name=state.open.name.zh,
        by=by,
        reason=reason,
        at=now,
        **{"to_person_id" if kind == "person" else "to_unit_id": int(key)},
    )
    _tell(made, now)
    return made


def _tell(referral: Referral, now: datetime) -> None:
    """A letter to each who has the matter now."""
    handed = holder.of(referral.disclosure, on=timezone.localdate(now))
    for person in User.objects.filter(pk__in=handed.people if handed else ()):
        context = {"referral": referral, "person": person}
        letters.owe("disclosure_referred", to=person.email, context=context, now=now)


def _able(disclosure: Disclosure, step: Step, by: User, *, on: date) -> QuerySet[RoleAssignment]:
    """The roles by which others than ``by`` could take ``step``."""
    here = Q(department__isnull=True) | Q(department__path__in=disclosure.department.paths_to_root())
    held = RoleAssignment.objects.in_force(on).filter(
        here, agency=disclosure.agency_id, role=step.role, user__is_active=True
    )
    editors = disclosure.editors.values("person")
    found = held.exclude(user=by).exclude(user__in=editors).select_related("user", "department")
    return found.order_by("user__name", "user")
