"""What the pages of the review room show of a matter: put together here, so that templates only show."""

from collections.abc import Iterable
from datetime import date

from django.core.paginator import Page
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog import gate_showing
from catalog.models import Disclosure
from core import calendars, richtext
from core.models import User
from core.models.people import in_language
from core.permissions import may
from core.regimes import Regime
from core.roles import Role
from core.transitions import open_steps
from requests_app.decisions import LABELS
from requests_app.models import Application
from review import queue
from review.chains import Progress, Stage, Terms, open_place, to_take
from review.models import Opinion


def queue_rows(matters: Iterable[Disclosure], today: date) -> list[dict]:
    """What the queue shows of each matter. The chains of all rows come by one query."""
    matters = list(matters)
    terms = Terms({matter.agency for matter in matters})
    days = calendars.several(matter.agency.calendar for matter in matters)
    rows = []
    for one in matters:
        chain = terms.chain(one)
        place = open_place(chain, one.steps_done)
        due = one.obligation.publish_by if one.obligation else None
        its_days = days[one.agency.calendar]
        proposed_on = timezone.localdate(one.proposed_at)
        rows.append(
            {
                "matter": one,
                "step": chain.steps[place],
                "place": place + 1,
                "steps": len(chain.steps),
                "due": due,
                "light": queue.light(due, today=today, calendar=its_days),
                "proposed_on": proposed_on,
                "waiting_days": its_days.between(proposed_on, today),
            }
        )
    return rows


def decision_rows(decisions: Iterable[Application], today: date) -> list[dict]:
    """What the queue shows of each drafted decision."""
    decisions = list(decisions)
    days = calendars.several(one.agency.calendar for one in decisions)
    return [
        {
            "application": one,
            "light": queue.light(one.answer_by, today=today, calendar=days[one.agency.calendar]),
        }
        for one in decisions
    ]


def neighbours(page: Page) -> dict:
    """The links of a numbered page for ``components/pagination.html``."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    links = [
        {
            "number": number,
            "url": f"?page={number}" if isinstance(number, int) else "",
            "current": number == page.number,
        }
        for number in numbers
    ]
    return {
        "newer_url": f"?page={page.previous_page_number()}" if page.has_previous() else "",
        "older_url": f"?page={page.next_page_number()}" if page.has_next() else "",
        "page_links": links if page.has_other_pages() else [],
    }


def matter(disclosure: Disclosure, state: Progress, user: User) -> dict:
    """A disclosure as the public would read it, its way through the chain, and whether ``user`` may judge it."""
    rules = disclosure.agency.regime.version_on(disclosure.formed_on).rules
    obligation = disclosure.obligation
    due = obligation.publish_by if obligation else None
    is_own = disclosure.editors.filter(person=user).exists()
    return {
        "disclosure": disclosure,
        "body": richtext.shown(disclosure.body),
        "obligation_name": in_language(obligation.label, obligation.label_en) if obligation else "",
        "progress": state,
        "stages": [_stage(stage) for stage in state.stages],
        "due": due,
        "light": queue.light(due, today=timezone.localdate(), calendar=calendars.of(disclosure.agency)),
        "channels": _channels(disclosure, rules),
        "elements": _elements(disclosure, rules),
        "attachments": disclosure.attachments.all(),
        **gate_showing.gate(disclosure),
        "verdicts": disclosure.verdicts.select_related("reviewer"),
        "events": history(disclosure),
        "is_own": is_own,
        "may_judge": bool(state.open) and not is_own and may(user, to_take(state.open.role), disclosure),
        "may_take_back": "take_back" in open_steps(disclosure, user),
        "role_name": Role(state.open.role).label if state.open else "",
    }


def decision(application: Application) -> list[tuple]:
    """The fields of a drafted decision with their names, those that say something."""
    said = application.decision
    return [(label, said[name]) for name, label in LABELS.items() if said.get(name) and name != "disclosure"]


def history(record: Disclosure | Opinion) -> list[dict]:
    """What happened, step by step, each with its name."""
    labels = {name: step.label for name, step in record.STEPS.items()}
    return [
        {
            "at": event.at,
            "actor": event.actor,
            "note": event.note,
            "label": labels.get(event.action, _("draft")),
        }
        for event in record.events.select_related("actor")
    ]


def _stage(stage: Stage) -> dict:
    state = "done" if stage.verdict else "now" if stage.is_open else ""
    note = str(stage.verdict.reviewer) if stage.verdict else Role(stage.step.role).label
    return {"name": stage.step.name, "state": state, "note": note}


def _channels(disclosure: Disclosure, rules: Regime) -> list:
    return [rules.channels[code].name if code in rules.channels else code for code in disclosure.channels]


def _elements(disclosure: Disclosure, rules: Regime) -> list[tuple]:
    parts = rules.elements.get(disclosure.item.elements, ())
    return [(part.name, richtext.shown(disclosure.elements.get(part.code, ""))) for part in parts]
