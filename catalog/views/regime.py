"""The rules of an agency in words: what the public may hold it to."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import pgettext

from catalog.models.items import Audience, Domain
from catalog.obligations import cadences
from catalog.public import regime_words
from catalog.term_words import span_words
from catalog.views.agencies import agencies_crumb, agency_addresses, agency_or_404
from core.models import Department, Regime
from core.regimes.parsed import Applications, Category, Outcome
from core.regimes.parsed import Regime as Rules
from core.roles import Role


def rules(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything that the agency's regime promises, as it is in force today."""
    agency = agency_or_404(slug)
    today = timezone.localdate()
    version = agency.regime.version_on(today)
    in_force = version.rules
    followed = _followed(in_force, today)
    context = {
        **agency_addresses(agency),
        "trail": [agencies_crumb(), (agency, agency.get_absolute_url())],
        "version": version,
        "rules": in_force,
        "cadences": [
            {"name": cadence.name, "sentences": cadences.sentences(cadence), "cited": cadence.cited}
            for cadence in in_force.cadences.values()
        ],
        "chains": [
            {
                "name": chain.name,
                "steps": [
                    {"words": regime_words.step_words(step), "cited": step.cited} for step in chain.steps
                ],
                "cited": chain.cited,
                "for_sensitive": chain.sensitive,
            }
            for chain in in_force.chains.values()
        ],
        "channels": _channels(in_force),
        "departments": _departments(in_force),
        "element_sets": _element_sets(in_force),
        "categories": [_category(category) for category in in_force.categories if category.parent is None],
        "applications": _applications(followed.applications) if followed else None,
        "followed": followed if followed is not in_force else None,
        "clocks": [regime_words.clock_row(clock) for clock in in_force.clocks.values()],
        "secrecy_role": Role(in_force.secrecy_review.role).label if in_force.secrecy_review else "",
        "urgent_role": Role(in_force.emergency.role).label,
        "urgent_review": span_words(in_force.emergency.review),
        "answer": span_words(in_force.feedback.answer),
        "holder": regime_words.HOLDERS[in_force.archive.holder],
        "order": regime_words.ORDERS[in_force.archive.order],
    }
    return render(request, "catalog/rules.html", context)


def _followed(own: Rules, today: date) -> Rules | None:
    """The rules whose part on applications holds: the body's own, or those that it follows; None if not loaded."""
    if own.applications.follow is None:
        return own
    followed = Regime.objects.filter(code=own.applications.follow).first()
    return followed and followed.version_on(today).rules


def _channels(rules: Rules) -> list[dict]:
    return [
        {
            "name": channel.name,
            "kind": regime_words.CHANNEL_KINDS[channel.kind],
            "keeper": rules.departments[channel.keeper].name if channel.keeper else "",
            "cited": channel.cited,
        }
        for channel in rules.channels.values()
    ]


def _element_sets(rules: Rules) -> list[dict]:
    """The parts that disclosures must contain, with the public items that they are asked of."""
    asked_of: dict[str, list[str]] = {}
    for item in rules.items.values():
        if item.elements and item.audience == Audience.PUBLIC:
            asked_of.setdefault(item.elements, []).append(str(item.name))
    return [
        {
            "parts": [element.name for element in rules.elements[code]],
            "items": pgettext("between the items of a list", ", ").join(names),
        }
        for code, names in asked_of.items()
    ]


def _departments(rules: Rules) -> list[dict]:
    return [
        {
            "name": unit.name,
            "kind": Department.Kind(unit.kind).label,
            "under": rules.departments[unit.under].name if unit.under else "",
            "disclosure_office": unit.disclosure_office,
            "key_post": unit.key_post,
            "cited": unit.cited,
        }
        for unit in rules.departments.values()
    ]


def _category(category: Category) -> dict:
    return {
        "code": category.code,
        "name": category.name,
        "audience": Audience(category.audience).label,
        "domain": Domain(category.domain).label,
        "cited": category.cited,
    }


def _applications(applications: Applications) -> dict:
    extension, correction = applications.extension, applications.correction
    own = applications.rectification
    return {
        "ways": [regime_words.WAYS[way] for way in applications.channels],
        "clocks": [regime_words.clock_row(clock) for clock in applications.clocks.values()],
        "extension": span_words(extension.at_most),
        "approver": Role(extension.approver).label,
        "extension_article": extension.article,
        "extension_cited": extension.cited,
        "correction": span_words(correction.ask_within),
        "then": regime_words.AFTER_CORRECTION[correction.then],
        "correction_article": correction.article,
        "correction_cited": correction.cited,
        "outcomes": _outcomes(applications.outcomes),
        "rectification": own and {"article": own.article, "outcomes": _outcomes(own.outcomes)},
    }


def _outcomes(outcomes: dict[str, Outcome]) -> list[dict]:
    return [
        {
            "name": outcome.name,
            "notice": outcome.notice,
            "effect": regime_words.EFFECTS[outcome.effect],
            "needs": [regime_words.NEEDS[need] for need in outcome.needs],
            "remedies": outcome.remedies,
            "article": outcome.article or "",
            "kinds": [kind.name for kind in outcome.kinds.values()],
            "cited": outcome.cited,
        }
        for outcome in outcomes.values()
    ]
