"""From the first draft of a decision to the archive: extension, draft, decision, delivery."""

from collections.abc import Iterator
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.actions import obligations
from catalog.models import Audience, Disclosure, DisclosureItem
from catalog.obligations.cadences import ON_EVENT
from core.mail import letters
from core.models import Agency, User
from core.permissions import may, permission
from core.regimes.parsed import Outcome
from core.roles import Role
from core.transitions import Refused, take
from core.workdays import Span
from requests_app.actions import (
    case_files,
    clocks,
    forwarding,
    intake,
    merging,
    notices,
    opening,
    reasoning,
    rectifying,
    searching,
)
from requests_app.actions.clocks import ANSWER, DELIVER, Act
from requests_app.desk import decisions, rule_words
from requests_app.models import (
    Application,
    AskedExtension,
    CaseFile,
    DeliveryWay,
    Notice,
    Posting,
)

IN_PART = 4  # the row of the annual report


def may_extend(application: Application, user: User, *, on: date) -> bool:
    """Whether ``user`` holds the role that the regime names for extensions (X6)."""
    role = Role(application.rules.extension.approver)
    return may(user, permission(f"requests_app.extend.{role}", role), application, on=on)


def days_left_to_extend(application: Application) -> int:
    """How many more days the regime lets the answer be put off; none of a term that a review or a court named."""
    rule = application.rules.extension
    told = [entry for entry in application.clock_entries.all() if entry.clock == ANSWER]
    reopened = [place for place, entry in enumerate(told) if entry.act == Act.REOPEN]
    told = told[reopened[-1] :] if reopened else told
    if reopened and told[0].days:
        return 0
    days = [entry.days for entry in told if entry.act == Act.EXTEND]
    return 0 if rule.times and len(days) >= rule.times else rule.at_most.days - sum(days)


def against_putting_off(application: Application, today: date) -> Iterator[str]:
    """Why the day of answer cannot be put off on ``today``, whoever asks for however many days."""
    if application.answer_by is None:
        yield _("The clock stands still; there is no day that could be put off.")
    elif today > application.answer_by:
        yield _("The day of answer has passed; it can no longer be put off.")


@transaction.atomic
def extend(application: Application, *, days: int, reason: str, by: User, now: datetime) -> Application:
    """Put the answer off by ``days``, within the regime's cap and before the day of answer (J3-283, J4-298, art. 33).

    Only the role that the regime names may; the applicant is told in writing. Raises ``Refused``.
    """
    today = timezone.localdate(now)
    reason = reason.strip()

    def blockers(locked: Application) -> Iterator[str]:
        rule = locked.rules.extension
        if not may_extend(locked, by, on=today):
            yield _("Only this role may extend here: %(role)s.") % {"role": Role(rule.approver).label}
        left = days_left_to_extend(locked)
        if not 0 < days <= left:
            yield _("It may be put off by at most %(days)s more: %(article)s") % {
                "days": rule_words.length_in_words(Span(max(left, 0), rule.at_most.working)),
                "article": rule.article,
            }
        yield from against_putting_off(locked, today)
        if not reason:
            yield _("An extension needs a reason, which the applicant is told.")

    take(application, "extend", by=by, now=now, note=reason, blockers=blockers)
    clocks.add(application, ANSWER, Act.EXTEND, on=today, now=now, by=by, days=days, reason=reason)
    clocks.set_answer_day(application)
    asked = AskedExtension.objects.filter(application=application, answered_at=None)
    asked.update(answered_by=by, answered_at=now, is_granted=True)
    notices.issue_extension(application, days=days, reason=reason, by=by, now=now)
    _write_to(application, "application_extended", now)
    return application


def draft(
    application: Application,
    *,
    outcome: str,
    decision: dict,
    by: User,
    now: datetime,
    points_to: Disclosure | None = None,
) -> Application:
    """Draft the decision: an outcome of the regime with its obligatory fields (J3-275 to J3-281, art. 36).

    An outcome that asks the applicant to correct is no decision: it is asked for at once, and the application stays
    open. Raises ``Refused``.
    """
    chosen = application.rules.outcomes.get(outcome)
    if chosen is None:
        raise Refused(_("The regime of this body has no such outcome."))
    said = {name: str(value).strip() for name, value in decision.items() if str(value).strip()}
    if chosen.effect == "correct":
        asked = {"missing": said.get("missing", ""), "days": int(said["days"]) if "days" in said else None}
        return intake.ask_correction(application, by=by, now=now, **asked)
    said |= forwarding.filled(application, chosen, said, on=timezone.localdate(now))
    names = (
        *(decisions.KIND, *chosen.needs_of(said.get(decisions.KIND, "")), decisions.ITEM, "reasons"),
        *(decisions.LONGER if takes_longer(application, chosen) else ()),
        *((decisions.AGENCY,) if chosen.effect == "transfer" else ()),
    )
    kept = {name: said[name] for name in names if name in said}

    def blockers(locked: Application) -> Iterator[str]:
        yield from against_a_draft(locked)
        yield from faults(
            locked, outcome=outcome, decision=kept, points_to=points_to, on=timezone.localdate(now)
        )

    return take(
        application,
        "draft",
        by=by,
        now=now,
        blockers=blockers,
        outcome=outcome,
        decision=kept,
        points_to=points_to,
        drafted_by=by,
        led_by=None,
    )


def against_a_draft(application: Application, chosen: Outcome | None = None) -> Iterator[str]:
    """Why no decision can be drafted now, or none with the outcome ``chosen``, whatever is typed."""
    if merging.is_led(application):
        yield _("It is decided with %(number)s; take it out first.") % {"number": application.led_by.number}
    if clocks.open_third_parties(application):
        yield _("A third party is still waited for; the decision comes after its opinion or its time.")
    if application.owes_fee:
        yield _("The fee is still waited for; the decision comes after its payment or its time.")
    if chosen is not None:
        yield from _first(application, chosen)


def _first(application: Application, chosen: Outcome) -> Iterator[str]:
    """What has to be done before anything is decided with the outcome ``chosen``."""
    if "searched" in chosen.needs and not searching.found_nothing(application):
        yield _("Keep the record of a search first: who searched, where, when and with which words.")
    if rectifying.IDENTITY in chosen.needs and not rectifying.is_checked(application):
        yield _("Enter first how it was made sure that the records are about the one who asks.")


def faults(
    application: Application, *, outcome: str, decision: dict, points_to: Disclosure | None, on: date
) -> Iterator[str]:
    """Reasons why ``application`` cannot be decided in this way, for the draft and again for the decision."""
    chosen = application.rules.outcomes[outcome]
    yield from decisions.missing(chosen, decision, has_pointer=points_to is not None)
    yield from _first(application, chosen)
    if must_tell_third_parties(application, chosen) and not decision.get("reasons", "").strip():
        yield _(
            "A third party was asked: say why it is disclosed; that party is told (Regulation, article 32)."
        )
    yield from reasoning.faults(application, chosen, decision.get(decisions.KIND, ""))
    yield from _longer_faults(application, decision)
    yield from forwarding.faults(application, decision)
    if points_to and not points_to.is_public:
        yield _("“%(title)s” is not public; an answer can only point to what everybody can read.") % {
            "title": points_to
        }
    if chosen.effect == "publish" and (code := decision.get(decisions.ITEM)):
        if not items_to_publish(application.agency, on=on).filter(code=code).exists():
            yield _("The chosen item of the catalogue cannot take it.")


def takes_longer(application: Application, chosen: Outcome) -> bool:
    """Whether the disclosure of ``chosen`` may take longer than its time here, with its reason (J3:014)."""
    rules = application.rules
    return chosen.effect == "disclose" and rules.longer is not None and DELIVER in rules.clocks


def _longer_faults(application: Application, decision: dict) -> Iterator[str]:
    """Days and reason stand together, and the days are no more than the rules let it be."""
    days, reason = (decision.get(name, "") for name in decisions.LONGER)
    if not days and not reason:
        return
    most = application.rules.longer.at_most.days if application.rules.longer else 0
    if not days.isdigit() or not 0 < int(days) <= most:
        yield _("Disclosure may take at most %(days)s working days longer.") % {"days": most}
    if not reason:
        yield _("Say why disclosure takes longer: %(article)s") % {
            "article": application.rules.longer.article
        }


def must_tell_third_parties(application: Application, chosen: Outcome) -> bool:
    """Whether something is disclosed after third parties were asked: they are told of it with the reasons."""
    asked = any(clocks.rule_of(name) == clocks.THIRD_PARTY for name in clocks.third_parties(application))
    return asked and chosen.effect in ("disclose", "publish")


def items_to_publish(agency: Agency, *, on: date) -> QuerySet[DisclosureItem]:
    """The items under which something that should have been public can be owed: those that an event makes due."""
    rules = agency.regime.version_on(on).rules
    on_event = [code for code, cadence in rules.cadences.items() if cadence.kind in ON_EVENT]
    return agency.items.filter(audience=Audience.PUBLIC, cadence__in=on_event, blocked="")


def send_back(application: Application, *, opinion: str, by: User, now: datetime) -> Application:
    """Return a drafted decision to the officer with an opinion. Raises ``Refused``."""
    opinion = opinion.strip()

    def blockers(locked: Application) -> Iterator[str]:
        yield from _own_draft(locked, by)
        if not opinion:
            yield _("Say what must be changed.")

    return take(application, "send_back", by=by, now=now, note=opinion, blockers=blockers)


def against_signing(application: Application, today: date) -> Iterator[str]:
    """Why the drafted decision cannot be made on ``today``, whoever signs it."""
    said = {
        "outcome": application.outcome,
        "decision": application.decision,
        "points_to": application.points_to,
    }
    yield from faults(application, **said, on=today)
    yield from lacks_redacted_copy(application)


@transaction.atomic
def decide(application: Application, *, by: User, now: datetime) -> Application:
    """Make the drafted decision: notice, letter, clocks and what follows from the outcome, in one transaction.

    Nobody decides what they drafted; the database refuses it too. The answer's clock ends, the one of delivery
    begins where the regime has one (J3-282). Raises ``Refused``.
    """
    today = timezone.localdate(now)

    def blockers(locked: Application) -> Iterator[str]:
        yield from _own_draft(locked, by)
        yield from against_signing(locked, today)

    take(application, "decide", by=by, now=now, blockers=blockers, decided_by=by, decided_on=today)
    if application.chosen_outcome.effect == "publish":
        _owe_publication(application, today, now)
    _conclude(application, today, by, now)
    for other in merging.followers(application):
        _decide_with(other, application, today, by, now)
    return application


def _decide_with(other: Application, lead: Application, today: date, by: User, now: datetime) -> None:
    """Give the applicant of ``other``, which follows ``lead``, the same decision by a letter of their own."""
    kind = lead.decision.get(decisions.KIND, "")
    if lead.outcome not in other.rules.outcomes or any(reasoning.faults(other, lead.chosen_outcome, kind)):
        return  # it stands on its own feet again
    said = {name: getattr(lead, name) for name in ("outcome", "decision", "points_to", "drafted_by")}
    made = {**said, "decided_by": by, "decided_on": today}
    take(other, "decide_with", by=by, now=now, note=lead.number, **made)
    _conclude(other, today, by, now)


def _conclude(application: Application, today: date, by: User, now: datetime) -> None:
    """What follows from a decision in every case: clocks, the row of the annual report, notices, letters."""
    clocks.add(application, ANSWER, Act.STOP, on=today, now=now, by=by)
    application.deliver_by = application.answer_by
    if application.chosen_outcome.effect == "transfer":
        forwarding.forward(application, by=by, now=now)
    if DELIVER in application.rules.clocks:
        again = application.clock_entries.filter(clock=DELIVER).exists()
        clocks.add(application, DELIVER, Act.REOPEN if again else Act.START, on=today, now=now, by=by)
        if longer := application.decision.get("longer_days"):
            why = application.decision["longer_reason"]
            clocks.add(
                application, DELIVER, Act.EXTEND, on=today, now=now, by=by, days=int(longer), reason=why
            )
        application.deliver_by = clocks.due_of(application, DELIVER).day
    application.report_row = application.chosen_outcome.row_of(application.decision.get(decisions.KIND, ""))
    application.save(update_fields=["deliver_by", "report_row"])
    notices.issue_decision(application, by=by, now=now)
    _tell_third_parties(application, by, now)
    _write_to(application, "application_decided", now)


def _tell_third_parties(application: Application, by: User, now: datetime) -> None:
    """Each third party that was asked learns what was decided, and why (art. 32), in the same transaction."""
    said = {"decision": f"{application.chosen_outcome.name.zh}。"}
    said |= {name: application.decision.get(name, "") for name in ("reasons", "way")}
    if not said["reasons"]:
        return  # nothing of theirs is disclosed: an answer that points elsewhere or ends the case
    asked = clocks.third_parties(application).items()
    for party in dict.fromkeys(who for name, who in asked if clocks.rule_of(name) == clocks.THIRD_PARTY):
        notices.issue_third_party_result(application, to=party, said=said, by=by, now=now)


def _own_draft(application: Application, by: User) -> Iterator[str]:
    if application.drafted_by_id == by.pk:
        yield _("Nobody decides on what they drafted themselves.")


def _owe_publication(application: Application, today: date, now: datetime) -> None:
    """What should have been public is owed from now on; the portal itself records it (J3-278)."""
    title = f"依申请公开认定应当主动公开（{application.number}）"
    item = items_to_publish(application.agency, on=today).get(code=application.decision[decisions.ITEM])
    obligations.record_occurrence(item, title=title, happened_on=today, by=None, now=now)


@transaction.atomic
def deliver(
    application: Application, *, on: date, way: str, by: User, now: datetime, proof: str = ""
) -> Application:
    """Confirm that the answer went out on the day ``on``: signed for, posted, sent, or read on the portal.

    ``proof`` is the number of the consignment, or who signed; post and counter need it. Raises ``Refused``.
    """
    today, proof = timezone.localdate(now), proof.strip()

    def blockers(locked: Application) -> Iterator[str]:
        if not locked.decided_on <= on <= today:
            yield _("The day of delivery lies between the decision and today.")
        if way == DeliveryWay.POST and not proof:
            yield _("Give the number of the consignment; the day is that of posting.")
        if way == DeliveryWay.COUNTER and not proof:
            yield _("Say who signed for it.")
        if way == DeliveryWay.ANNOUNCED and not _is_announced(locked):
            yield _("It is announced on the page of what is to be posted.")
        if way == DeliveryWay.MAIL and not locked.email:
            yield _("The applicant gave no mail address.")
        if way == DeliveryWay.WEB:
            yield from _not_opened(locked, on)
        yield from lacks_redacted_copy(locked)

    went = {"delivered_on": on, "delivery_way": DeliveryWay(way), "delivery_proof": proof}
    take(application, "deliver", by=by, now=now, note=DeliveryWay(way).label, blockers=blockers, **went)
    _is_out(application, on=on, way=way, proof=proof, by=by)
    if application.clock_entries.filter(clock=DELIVER).exists():
        clocks.add(application, DELIVER, Act.STOP, on=on, now=now, by=by)
    if not application.old_number:
        notices.issue_delivery(application, opened=opening.first_opened(application), by=by, now=now)
    return application


def _is_out(application: Application, *, on: date, way: str, proof: str, by: User) -> None:
    """The decision no longer waits to be posted: it went out, or was read on the portal or sent by mail."""
    kinds = (Notice.Kind.DECISION, Notice.Kind.RECTIFIED)
    waiting = Posting.objects.filter(notice__application=application, notice__kind__in=kinds, way="")
    if way == DeliveryWay.ANNOUNCED:
        return
    out = {"posted_on": on, "proof": proof, "posted_by": by}
    if way == DeliveryWay.POST:
        waiting.update(way=Posting.Way.POST, **out)
    elif way == DeliveryWay.COUNTER:
        waiting.update(way=Posting.Way.HANDED, delivered_on=on, **out)
    else:
        waiting.delete()


def _is_announced(application: Application) -> bool:
    """Whether the decision was announced publicly."""
    kinds = (Notice.Kind.DECISION, Notice.Kind.RECTIFIED)
    return (
        Posting.objects.announced().filter(notice__application=application, notice__kind__in=kinds).exists()
    )


def _not_opened(application: Application, on: date) -> Iterator[str]:
    """Where the rules count from the first opening on the portal: that day, and no other."""
    rule = application.rules.delivery
    if rule is None or rule.web != "opened":
        return
    opened = opening.first_opened(application)
    if opened is None:
        yield _("The applicant has not opened it on the portal yet: %(article)s") % {"article": rule.article}
    elif timezone.localdate(opened) != on:
        yield _("The applicant first opened it on %(day)s: %(article)s") % {
            "day": timezone.localdate(opened).isoformat(),
            "article": rule.article,
        }


def lacks_redacted_copy(application: Application) -> Iterator[str]:
    """What is disclosed in part needs its redacted copy, marked for the applicant, beside the original (art. 37)."""
    if not discloses_in_part(application):
        return
    if not case_files.provided(application).filter(purpose=CaseFile.Purpose.REDACTED).exists():
        yield _(
            "What is disclosed in part needs its redacted copy: redact the original, make the copy and mark it for the "
            "applicant."
        )


def discloses_in_part(application: Application) -> bool:
    """Whether the drafted or made decision is counted as disclosure in part."""
    chosen = application.chosen_outcome
    return chosen is not None and chosen.row_of(application.decision.get(decisions.KIND, "")) == IN_PART


def archive(application: Application, *, by: User, now: datetime) -> Application:
    """Move a closed application into the archive; called when its file is sealed."""
    return take(application, "archive", by=by, now=now)


def _write_to(application: Application, letter: str, now: datetime) -> None:
    if application.email:
        letters.owe(letter, to=application.email, context={"application": application}, now=now)
