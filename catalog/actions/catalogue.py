"""Setting up an agency's catalogue from its regime."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from catalog.models import Category, DisclosureItem
from core.bodies import renaming
from core.models import Agency, Department
from core.regimes import parsed
from core.scheduler import schedule


@transaction.atomic
def adopt_regime(agency: Agency, *, now: datetime) -> parsed.Regime:
    """Give ``agency`` the departments, categories and items of its regime in force today (Shanghai time).

    Safe to repeat: what stands is brought up to date by its code. An item that the regime no longer names ends on the
    eve of the version's first day, however late this runs; its history stays. What a later version of the regime adds
    stands in the catalogue from that day, not from the body's first day: nothing is owed for the time before.
    """
    today = timezone.localdate(now)
    version = agency.regime.version_on(today)
    rules = version.rules
    has_moved = agency.adopted is not None and agency.adopted.regime_id != version.regime_id
    begins = today if has_moved else max(version.valid_from, timezone.localdate(version.loaded_at))
    departments = _departments(agency, rules, now)
    categories = _categories(agency, rules)
    for position, item in enumerate(rules.items.values()):
        DisclosureItem.objects.update_or_create(
            agency=agency,
            code=item.code,
            defaults={
                "category": categories[item.category],
                "department": departments[item.department],
                "position": position,
                "active_to": None,
                **_item_fields(item, rules),
            },
            create_defaults={
                "category": categories[item.category],
                "department": departments[item.department],
                "position": position,
                "active_from": max(begins, agency.obliged_from) if agency.adopted else agency.obliged_from,
                **_item_fields(item, rules),
            },
        )
    gone = agency.items.exclude(code__in=rules.items).filter(active_to__isnull=True)
    gone.filter(active_from__lt=begins).update(active_to=begins - timedelta(days=1))
    _remove(agency, rules, eve=begins - timedelta(days=1))
    if has_moved:
        agency.under_regime_from = today
    agency.adopted = version
    agency.save(update_fields=["adopted", "under_regime_from"])
    return rules


def _remove(agency: Agency, rules: parsed.Regime, *, eve: date) -> None:
    """End what the rules say was never theirs, with the reason. Nobody owes it; what was published under it stays."""
    for one in rules.removed:
        for item in agency.items.filter(code__in=one.codes, blocked=""):
            item.active_to = max(item.active_from, min(item.active_to or eve, eve))
            item.blocked = one.why.zh
            item.save(update_fields=["active_to", "blocked"])


def adopt_new_versions(*, now: datetime) -> int:
    """Bring each agency's catalogue to the version of its regime that is in force today. Returns how many changed.

    An agency that follows that version already is left alone, with whatever its own staff changed since.
    """
    today = timezone.localdate(now)
    behind = [
        agency
        for agency in Agency.objects.standing().select_related("regime")
        if agency.regime.version_on(today).pk != agency.adopted_id
    ]
    return schedule.each(behind, lambda agency: bool(adopt_regime(agency, now=now)))


def _departments(agency: Agency, rules: parsed.Regime, now: datetime) -> dict[str, Department]:
    """The departments of ``rules``. One that they call otherwise than the rules before is renamed, and its former name
    kept; one that the body itself renamed keeps that name."""
    made: dict[str, Department] = {}
    waiting = dict(rules.departments)
    before = dict(agency.adopted.rules.departments) if agency.adopted else {}
    office = next(code for code, unit in waiting.items() if unit.disclosure_office)
    agency.departments.exclude(slug=office).update(is_disclosure_office=False)
    while waiting:
        code, unit = next(
            (code, unit) for code, unit in waiting.items() if unit.under is None or unit.under in made
        )
        standing = {
            "parent": made.get(unit.under),
            "kind": unit.kind,
            "is_disclosure_office": unit.disclosure_office,
            "is_key_post": unit.key_post,
        }
        named = {"name": unit.name.zh, "name_en": unit.name.en}
        made[code], is_new = Department.objects.update_or_create(
            agency=agency, slug=code, defaults=standing, create_defaults={**standing, **named}
        )
        if not is_new:
            _call(made[code], before.get(code), named, agency, now)
        del waiting[code]
    return made


def _call(department: Department, before, named: dict[str, str], agency: Agency, now: datetime) -> None:
    """Call ``department`` as the new rules do, unless the body gave it a name of its own since the rules ``before``."""
    is_own = before is None or (department.name, department.name_en) != (before.name.zh, before.name.en)
    if is_own or (department.name, department.name_en) == (named["name"], named["name_en"]):
        return
    reason = gettext("The new version of the rules calls it so.")
    renaming.keep(department, **named, on=timezone.localdate(now), reason=reason, by=None, now=now)


def _categories(agency: Agency, rules: parsed.Regime) -> dict[str, Category]:
    made: dict[str, Category] = {}
    for position, category in enumerate(rules.categories):
        made[category.code], _created = Category.objects.update_or_create(
            agency=agency,
            code=category.code,
            defaults={
                "parent": made.get(category.parent),
                "name": category.name.zh,
                "name_en": category.name.en,
                "position": position,
            },
        )
    return made


def _item_fields(item: parsed.Item, rules: parsed.Regime) -> dict:
    return {
        "name": item.name.zh,
        "name_en": item.name.en,
        "about": item.about.zh if item.about else "",
        "about_en": item.about.en if item.about else "",
        "cadence": item.cadence,
        "audience": item.audience,
        "domain": item.domain,
        "channels": list(item.channels) or list(rules.channels),
        "never_on": list(item.never_on),
        "chain": item.chain,
        "elements": item.elements or "",
        "is_key": item.key,
        "blocked": item.blocked.zh if item.blocked else "",
        "requirements": list(item.requirements),
    }
