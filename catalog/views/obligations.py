"""Why an obligation is due on its days."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from catalog.models import State
from catalog.obligations import cadences, explanation, record
from catalog.public import regime_words
from catalog.public.lists import Addresses
from catalog.term_words import span_words
from catalog.views.agencies import agencies_crumb, agency_addresses
from core.deadlines import calendars
from core.models.people import in_language


def explained(request: HttpRequest, pk: int) -> HttpResponse:
    """One obligation: under which rule it is due, and its days counted one by one. Not for what few may see."""
    related = ("item__agency", "item__department", "version__regime", "occurrence")
    found = record.watched(timezone.localdate()).select_related(*related)
    obligation = get_object_or_404(found, pk=pk)
    item, addresses = obligation.item, Addresses()
    rules, cadence = obligation.version.rules, explanation.rule_of(obligation)
    row = {
        "lifted": obligation.lifted,
        "item__blocked": item.blocked,
        "item__active_to": item.active_to,
    }
    context = {
        **agency_addresses(item.agency),
        "obligation": obligation,
        "item": item,
        "label": in_language(obligation.label, obligation.label_en),
        "item_href": addresses.item(item.agency.slug, item.code),
        "trail": [
            agencies_crumb(),
            (item.agency, addresses.agency(item.agency.slug)),
            (_("Catalogue"), addresses.catalogue(item.agency.slug)),
            (item, addresses.item(item.agency.slug, item.code)),
        ],
        "state": State(obligation.state),
        "excuse": obligation.excuse or record.lifted_words(row),
        "cadence": cadence,
        "sentences": cadences.sentences(cadence) if cadence else [],
        "sources": regime_words.source_words(cadence.requirements, rules.source) if cadence else [],
        "counting": rules.counting,
        "days": [_shown(one) for one in explanation.explain(obligation, calendars.of(item.agency))],
    }
    return render(request, "catalog/obligation.html", context)


def _shown(one: explanation.Explanation) -> dict:
    """One day of the obligation as the page shows it."""
    return {
        "title": _("Propose by %(day)s") % {"day": date_format(one.day)}
        if one.what == "propose"
        else _("Publish by %(day)s") % {"day": date_format(one.day)},
        "sentences": list(_sentences(one)),
        "rows": [
            {"day": row.day, "kind": regime_words.day_words(row), "number": row.number or ""}
            for row in one.rows
        ],
    }


def _sentences(one: explanation.Explanation) -> Iterator[str]:
    if one.span is None:
        yield _("The rule names this day itself; nothing is counted.")
        return
    words = {"span": span_words(one.span)}
    if one.span.days < 0:
        yield _("%(span)s counted back from the day of reference.") % words
    elif one.span.days:
        yield _("%(span)s counted from the day of reference.") % words
    else:
        yield _("On the day of reference itself: what is due at once is due on that day, be it a day off.")
    if one.moved_from:
        moved = {"day": date_format(one.moved_from)}
        if one.span.days < 0:
            yield _("It would end on %(day)s, a day off, and moves to the working day before it.") % moved
        else:
            yield _("It would end on %(day)s, a day off, and moves to the next working day.") % moved
    if one.counted_now:
        now = {"day": date_format(one.counted_now)}
        yield _("The calendar has been corrected since this day was told; today it would give %(day)s.") % now
