"""What the pages of the review room show of a matter: put together here, so that templates only show."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from django.db.models import Max, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.disclosures import website_first
from catalog.models import Disclosure, DisclosureEvent, Editor, Obligation
from catalog.obligations import from_formation
from catalog.screening import showing
from core.deadlines import calendars
from core.models import RoleAssignment, User
from core.models.people import in_language
from core.regimes.parsed import Regime, Step
from core.roles import Role
from core.scheduler import reminding
from core.text import richtext
from core.transitions import open_steps
from core.workdays import Calendar
from requests_app.actions import deciding, notices
from requests_app.desk import decisions
from requests_app.models import Application
from requests_app.notices import templates
from review import comparison, holder, queue
from review.acting_for import hand_for
from review.chains import Progress, Stage, Terms, open_place
from review.models import Delegation, Opinion, Verdict

# Steps whose reason stands on no verdict.
SAYS_WHY = ("take_back", "mark_sensitive")


def queue_rows(
    matters: Iterable[Disclosure], today: date, terms: Terms, handed: dict[int, holder.Handed]
) -> list[dict]:
    """What the queue shows of each matter: its step, who has it and since when. As many queries for any number."""
    matters = list(matters)
    days = calendars.several(matter.agency.calendar for matter in matters)
    near = {
        pk: terms.soon(agency, today) for pk, agency in {one.agency_id: one.agency for one in matters}.items()
    }
    chains = [terms.chain(one) for one in matters]
    steps = [
        chain.steps[open_place(chain, one.steps_done)] for chain, one in zip(chains, matters, strict=True)
    ]
    people = _holders(matters, steps, today, handed)
    since = _since(matters)
    rows = []
    for one, chain, step in zip(matters, chains, steps, strict=True):
        due = _due(one.obligation)
        its_days = days[one.agency.calendar]
        waits_since = timezone.localdate(since.get(one.pk, one.proposed_at))
        rows.append(
            {
                "matter": one,
                "step": step,
                "place": open_place(chain, one.steps_done) + 1,
                "steps": len(chain.steps),
                "role": Role(step.role).label,
                "holders": people[one.pk],
                "handed": handed[one.pk].referral if one.pk in handed else None,
                "due": due,
                "light": queue.light(due, today=today, calendar=its_days, soon=near[one.agency_id]),
                "late": _late(due, its_days, today),
                "since": waits_since,
                "waiting_days": its_days.between(waits_since, today),
            }
        )
    return rows


def _due(owed: Obligation | None) -> date | None:
    """The day by which a matter must be out; where a regime names none, that by which it had to be proposed."""
    return (owed.publish_by or owed.propose_by) if owed else None


def _late(due: date | None, calendar: Calendar, today: date) -> str:
    return from_formation.late_words(calendar.between(due, today)) if due and due < today else ""


def seen_of(row: dict) -> str:
    """What a reviewer has before them in a row of the queue, as ``Progress.seen`` says it."""
    return f"{row['matter'].round}:{row['step'].code}"


def _holders(
    matters: list[Disclosure], steps: list[Step], today: date, handed: dict[int, holder.Handed]
) -> dict[int, list[str]]:
    """Who could take the open step of each matter, their deputies beside them: who holds its role, has not edited it,
    and has it if it was handed on."""
    stands_in = Delegation.objects.in_force(today).filter(
        giver=OuterRef("user"), agency=OuterRef("agency"), deputy__is_active=True
    )
    held = RoleAssignment.objects.in_force(today).filter(
        agency__in={one.agency_id for one in matters},
        role__in={step.role for step in steps},
        user__is_active=True,
    )
    named = Coalesce(NullIf("deputy__name", Value("")), "deputy__username")
    held = held.annotate(
        deputy=Subquery(stands_in.values("deputy")[:1]),
        deputy_name=Subquery(stands_in.values(named=named)[:1]),
    )
    places: dict[tuple[int, str], list[tuple[str | None, RoleAssignment]]] = {}
    for row in held.select_related("user", "department").order_by("user"):
        path = row.department.path if row.department else None
        places.setdefault((row.agency_id, row.role), []).append((path, row))
    edited = set(
        Editor.objects.filter(disclosure__in=[one.pk for one in matters]).values_list("disclosure", "person")
    )
    found: dict[int, list[str]] = {}
    for one, step in zip(matters, steps, strict=True):
        has_it = handed[one.pk].people if one.pk in handed else None
        able = {
            row.user_id: row
            for path, row in places.get((one.agency_id, step.role), ())
            if (path is None or one.department.path.startswith(path))
            and (one.pk, row.user_id) not in edited
            and (has_it is None or row.user_id in has_it)
        }
        found[one.pk] = [_with_deputy(row, (one.pk, row.deputy) in edited) for row in able.values()]
    return found


def _with_deputy(held: RoleAssignment, is_editor: bool) -> str:
    """The name, and who stands in for them today unless the deputy worked on the matter."""
    if held.deputy is None or is_editor:
        return str(held.user)
    return _("%(name)s (deputy: %(deputy)s)") % {"name": held.user, "deputy": held.deputy_name}


def _since(matters: list[Disclosure]) -> dict[int, datetime]:
    """Since when each matter stands at its open step."""
    came = DisclosureEvent.objects.filter(
        disclosure__in=[one.pk for one in matters], action__in=("propose", "endorse", "refer")
    )
    return dict(came.order_by().values_list("disclosure").annotate(Max("at")))


def decision_rows(decisions: Iterable[Application], today: date) -> list[dict]:
    """What the queue shows of each drafted decision."""
    decisions = list(decisions)
    days = calendars.several(one.agency.calendar for one in decisions)
    near = reminding.soon_of((one.agency_id for one in decisions), today) if decisions else {}
    return [
        {
            "application": one,
            "light": queue.light(
                one.answer_by, today=today, calendar=days[one.agency.calendar], soon=near[one.agency_id]
            ),
        }
        for one in decisions
    ]


def matter(disclosure: Disclosure, state: Progress, user: User, *, on: date) -> dict:
    """A disclosure as the public would read it, its way through the chain, and whether ``user`` may judge it."""
    rules = disclosure.agency.regime.version_on(disclosure.formed_on).rules
    obligation = disclosure.obligation
    due, calendar = _due(obligation), calendars.of(disclosure.agency)
    is_own = disclosure.editors.filter(person=user).exists()
    handed = holder.among([disclosure], on=on) if state.open else {}
    hand = hand_for(user, state.open.role, disclosure, handed, on=on) if state.open and not is_own else None
    holders = {}
    if state.open and not hand:
        holders = _holders([disclosure], [state.open], on, handed)
    return {
        "disclosure": disclosure,
        "body": richtext.shown(disclosure.body),
        "obligation_name": in_language(obligation.label, obligation.label_en) if obligation else "",
        "progress": state,
        "stages": [_stage(stage) for stage in state.stages],
        "due": due,
        "light": queue.light(
            due,
            today=on,
            calendar=calendar,
            soon=reminding.soon_in(disclosure.agency, on),
        ),
        "late": _late(due, calendar, on),
        "channels": _channels(disclosure, rules),
        "elsewhere": website_first.warning(disclosure, rules),
        "elements": _elements(disclosure, rules),
        "attachments": disclosure.attachments.all(),
        **showing.gate(disclosure),
        "verdicts": state.said,
        "holders": holders.get(disclosure.pk, []),
        "handed": handed[disclosure.pk].referral if disclosure.pk in handed else None,
        "earlier": comparison.text(disclosure),
        "events": history(disclosure),
        "is_own": is_own,
        "hand": hand,
        "may_judge": hand is not None,
        "may_take_back": hand is None and "take_back" in open_steps(disclosure, user, on=on),
        "role_name": Role(state.open.role).label if state.open else "",
    }


HEARD = ("third_party_answered", "third_party_silent", "agency_answered", "agency_silent")


def basis(application: Application, user: User, today: date) -> dict:
    """What a drafted decision rests on, for whoever signs it: searches, opinions, files, and the letter.

    ``faults`` say why it cannot be signed now, and which elements of the law the letter still lacks.
    """
    heard = application.events.filter(action__in=HEARD)
    text, faults, chosen = None, [], application.chosen_outcome
    if application.status == Application.Status.DRAFTED and chosen:
        form = templates.of_outcome(chosen)
        written = notices.compose(form.code, application, today=today, by=user)
        faults = [
            *deciding.against_signing(application, today),
            *form.faults(written, application.decision),
        ]
        text = replace(written, to=_("The applicant"))  # who signs need not know who asked
    return {
        "remedies": decisions.remedies(application),
        "searches": application.searches.all(),
        "heard": heard,
        "files": application.files.filter(for_applicant=True),
        "text": text,
        "faults": faults,
    }


def decision(application: Application) -> list[tuple]:
    """The fields of a drafted decision with their names, those that say something."""
    return decisions.particulars(application)


def history(record: Disclosure | Opinion, *, only: Iterable[str] = ()) -> list[dict]:
    """What happened, step by step, each with its name; of all steps, or ``only`` of these."""
    events = record.events.filter(action__in=only) if only else record.events.all()
    labels = {"enter": _("entered by staff")} | {name: step.label for name, step in record.STEPS.items()}
    return [
        {
            "at": event.at,
            "actor": event.actor,
            "note": event.note,
            "reason": event.note if event.action in SAYS_WHY else "",
            "label": labels.get(event.action, _("draft")),
        }
        for event in events.select_related("actor")
    ]


def _stage(stage: Stage) -> dict:
    state = "done" if stage.verdict else "now" if stage.is_open else ""
    note = _who(stage.verdict) if stage.verdict else Role(stage.step.role).label
    return {"name": stage.step.name, "state": state, "note": note}


def _who(verdict: Verdict) -> str:
    if not verdict.acting_for:
        return str(verdict.reviewer)
    return _("%(deputy)s for %(name)s") % {"deputy": verdict.reviewer, "name": verdict.acting_for}


def _channels(disclosure: Disclosure, rules: Regime) -> list:
    return [rules.channels[code].name if code in rules.channels else code for code in disclosure.channels]


def _elements(disclosure: Disclosure, rules: Regime) -> list[tuple]:
    parts = rules.elements.get(disclosure.item.elements, ())
    return [(part.name, richtext.shown(disclosure.elements.get(part.code, ""))) for part in parts]
