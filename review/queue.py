"""What waits for whom. The queue is a query: it cannot drift from the state of the matters."""

from datetime import date

from django.db.models import F, Q, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from catalog.models import Disclosure, Editor
from catalog.rules import REVIEWERS
from core.ladders import SOON
from core.models import Agency, User
from core.permissions import Reach, reach, reaches
from core.workdays import Calendar
from requests_app.models import Application
from review import rules
from review.chains import Terms, to_take
from review.models import Opinion


def waiting_for(user: User) -> QuerySet[Disclosure]:
    """The disclosures whose open step ``user`` may take, the most urgent first, then those that wait longest.

    Nobody finds what they drafted, changed or proposed themselves.
    """
    own = Editor.objects.filter(person=user).values("disclosure")
    waiting = Disclosure.objects.filter(status=Disclosure.Status.IN_REVIEW).exclude(pk__in=own)
    return (
        waiting.filter(_open_to(_reach_by_role(user)))
        .select_related("agency__regime", "department", "item__agency", "obligation", "proposed_by")
        .order_by(F("obligation__publish_by").asc(nulls_last=True), "proposed_at", "pk")
    )


def decisions_for(user: User) -> QuerySet[Application]:
    """The drafted decisions on applications that ``user`` may sign, the most urgent first, without who applied."""
    drafted = Application.objects.ready_for("decide", user).exclude(drafted_by=user.pk)
    listed = drafted.defer("applicant_name", "identity_number", "phone", "email", "address")
    return listed.select_related("agency", "department", "drafted_by").order_by(
        F("answer_by").asc(nulls_last=True), "received_at", "pk"
    )


def opinions_for(user: User) -> QuerySet[Opinion]:
    """The opinions that ``user`` may answer, by the day of answer."""
    mine = reach(user, rules.ANSWER_OPINION).q("disclosure__agency_id", "disclosure__department")
    waiting = Opinion.objects.filter(mine, status=Opinion.Status.WAITING)
    return waiting.select_related("disclosure__agency", "disclosure__department").order_by("answer_by", "pk")


class Light(TextChoices):
    """How near a day is."""

    LATE = "late", _("Late")
    SOON = "soon", _("Due soon")
    FINE = "fine", _("In time")


def light(due: date | None, *, today: date, calendar: Calendar) -> Light | None:
    """Late once the day has passed, soon in its last working days, else in time; None without a day."""
    if due is None:
        return None
    if due < today:
        return Light.LATE
    return Light.SOON if calendar.between(today, due) <= SOON else Light.FINE


def _reach_by_role(user: User) -> dict[str, Reach]:
    return dict(zip(REVIEWERS, reaches(user, *map(to_take, REVIEWERS)), strict=True))


def _open_to(held: dict[str, Reach]) -> Q:
    """What stands before a step whose role reaches it: for each term of a regime, chain and place in the chain."""
    if all(found.everywhere for found in held.values()):
        return Q()
    agencies = _agencies(held)
    terms = Terms(agencies)
    mine = Q(pk__in=[])
    for agency in agencies:
        for term in terms.of_agency.get(agency.pk, ()):
            when = Q(agency=agency.pk)
            if term.begins:
                when &= Q(proposed_at__gte=term.begins)
            if term.ends:
                when &= Q(proposed_at__lt=term.ends)
            for code, chain in term.version.rules.chains.items():
                for place, step in enumerate(chain.steps):
                    here = "steps_done__gte" if place == len(chain.steps) - 1 else "steps_done"
                    if found := held.get(step.role):
                        mine |= when & Q(**{"item__chain": code, here: place}) & found.q()
    return mine


def _agencies(held: dict[str, Reach]) -> list[Agency]:
    whole = {agency for found in held.values() for agency in found.agencies}
    parts = {int(path.split("/")[1]) for found in held.values() for path in found.paths}
    return list(Agency.objects.filter(pk__in=whole | parts))
