"""Steps of chains whose role nobody holds: said before a matter gets stuck there, not after."""

from dataclasses import dataclass
from datetime import date

from catalog.models import DisclosureItem
from core.models import Agency, RoleAssignment
from core.roles import Role


@dataclass(frozen=True)
class Gap:
    """A step that nobody could take: its chain, its name and role, and the departments that lack a holder.

    ``departments`` is empty when nobody at all holds the role in the agency.
    """

    chain: str
    step: str
    role: Role
    departments: tuple[str, ...] = ()


def gaps(agency: Agency, day: date) -> list[Gap]:
    """The steps of the chains that items of ``agency`` go through on ``day`` for which somebody lacks."""
    held = RoleAssignment.objects.in_force(day).filter(agency=agency, user__is_active=True)
    places: dict[str, list[str | None]] = {}
    for role, path in held.values_list("role", "department__path"):
        places.setdefault(role, []).append(path)
    items = DisclosureItem.objects.filter(agency=agency, blocked="").order_by("department__path")
    used: dict[str, dict[str, str]] = {}
    for code, path, name in items.values_list("chain", "department__path", "department__name").distinct():
        used.setdefault(code, {})[path] = name
    rules = agency.regime.version_on(day).rules
    chains = rules.chains
    if rules.sensitive_chain:  # any matter may be marked as sensitive
        everywhere = {path: name for places in used.values() for path, name in places.items()}
        used[rules.sensitive_chain.code] = everywhere
    return [
        Gap(str(chains[code].name), str(step.name), Role(step.role), lacking)
        for code, departments in sorted(used.items())
        if code in chains
        for step in chains[code].steps
        if (lacking := _lacking(places.get(step.role), departments)) is not None
    ]


def _lacking(places: list[str | None] | None, departments: dict[str, str]) -> tuple[str, ...] | None:
    """The departments for which nobody is there; empty for all; None when somebody is there for each."""
    if not places:
        return ()
    if None in places:
        return None
    lacking = tuple(
        name for path, name in departments.items() if not path.startswith(tuple(filter(None, places)))
    )
    return lacking or None
