"""The letters that the law requires: their Chinese text is composed once, numbered and kept as it was (law-2019 §6)."""

import json
from dataclasses import asdict, dataclass, field
from datetime import date, datetime

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.deadlines import Due
from core.models import User
from core.regimes import Outcome, Span, Words
from core.serials import next_number
from requests_app import decisions, wording
from requests_app.actions import clocks
from requests_app.models import Application, Notice

OFFICIAL = "zh-hans"
SERIES = {
    Notice.Kind.RECEIPT: "依收",
    Notice.Kind.CORRECTION: "依补",
    Notice.Kind.EXTENSION: "依延",
    Notice.Kind.FEE: "依费",
    Notice.Kind.DECISION: "依答",
}


@dataclass
class Part:
    """A headed part of a notice: paragraphs, or a table of pairs."""

    heading: str
    paragraphs: list[str] = field(default_factory=list)
    facts: list[list[str]] = field(default_factory=list)


@dataclass
class Text:
    """What a notice says: 标题、申请人、申请事实、法律依据、处理决定、理由、救济权利和期限、答复主体、日期."""

    title: str
    sender: str
    to: str
    parts: list[Part]
    signed_on: str
    days: list[list[str]] = field(default_factory=list)


def content_of(notice: Notice) -> dict:
    """The text of ``notice`` as its template needs it."""
    return json.loads(notice.content)


def issue_receipt(application: Application, *, now: datetime) -> Notice:
    """The receipt (接收回执): number, day of receipt and why, day of answer and how it was counted, what follows."""
    with translation.override(OFFICIAL):
        due = clocks.answer_due(application)
        facts = [
            [_("Number of the application"), application.number],
            [_("What the application is about"), application.subject],
            [_("Came by"), application.get_way_display()],
            [_("Day of receipt"), _day(application.received_on)],
            [_("Why this day"), wording.why_received(application)],
            [_("Day of answer at the latest"), _day(due.day)],
        ]
        parts = [
            Part(
                _("Receipt"),
                [_("We have received your application for government information.")],
                facts,
            ),
            Part(_("How the day of answer was counted"), _counting(application)),
            Part(_("What happens next"), wording.next_steps(application)),
            Part(_("Your rights"), [wording.remedies_of_silence()]),
        ]
        return _issue(
            application,
            Notice.Kind.RECEIPT,
            _("Receipt for an application"),
            parts,
            now=now,
            by=None,
            days=_rows(due),
        )


def issue_correction(application: Application, *, by: User, now: datetime) -> Notice:
    """The request for correction (补正告知书): what, until when, and what it does to the clock."""
    with translation.override(OFFICIAL):
        rule = application.rules.correction
        until = clocks.correct_by(application)
        asked = [application.correction_text]
        if until:
            asked.append(
                _(
                    "Please correct by %(day)s; later, without a good reason, the application counts as given up."
                )
                % {"day": _day(until)}
            )
        parts = [
            _application_facts(application),
            Part(_("What must be corrected"), asked),
            Part(_("Legal basis"), [_ended(rule.article)]),
            Part(_("The time for the answer"), [wording.after_correction(application)]),
        ]
        outcome = next((it for it in application.rules.outcomes.values() if it.effect == "correct"), None)
        title = str(outcome.notice) if outcome else _("Request for correction of an application")
        return _issue(application, Notice.Kind.CORRECTION, title, parts, now=now, by=by)


def issue_extension(application: Application, *, days: int, reason: str, by: User, now: datetime) -> Notice:
    """The notice of extension (延期答复告知书): the new day, the reason, the article."""
    with translation.override(OFFICIAL):
        rule = application.rules.extension
        longer = _("The answer is put off by %(length)s, to %(day)s at the latest.") % {
            "length": wording.length_in_words(Span(days, working=rule.at_most.working)),
            "day": _day(application.answer_by),
        }
        parts = [
            _application_facts(application),
            Part(_("Decision"), [longer]),
            Part(_("Reasons"), [reason]),
            Part(_("Legal basis"), [_ended(rule.article)]),
        ]
        title, days = _("Notice of extension"), _rows(clocks.answer_due(application))
        return _issue(application, Notice.Kind.EXTENSION, title, parts, now=now, by=by, days=days)


def issue_fee(application: Application, *, by: User, now: datetime) -> Notice:
    """The notice of a fee (收费通知书): the basis, the tariff, the amount, the way to pay and the term (109号)."""
    with translation.override(OFFICIAL):
        fee, promised = application.fee, application.rules.clocks[clocks.FEE]
        asked = _("For this application a processing fee of %(amount)s yuan is to be paid.") % {
            "amount": fee.amount
        }
        term = _(
            "Please pay within %(length)s from the day after you receive this notice. Who does not pay in time gives "
            "the application up, and it is not handled further."
        ) % {"length": wording.length_in_words(promised.length)}
        effect = _(
            "Until then the time for the answer stands still; it is counted anew from the day after the payment."
        )
        parts = [
            _application_facts(application),
            Part(_("The fee"), [asked], [[_("Counted"), wording.fee_basis(fee)], *wording.fee_rows(fee)]),
            Part(_("Reasons"), [fee.reason]),
            Part(_("Legal basis"), [_ended(promised.article)]),
            Part(_("How it is paid"), [fee.how_to_pay, term, effect]),
        ]
        return _issue(application, Notice.Kind.FEE, _("Notice of a processing fee"), parts, now=now, by=by)


def issue_decision(application: Application, *, by: User, now: datetime) -> Notice:
    """The decision (答复书), with all elements of law-2019 §6."""
    with translation.override(OFFICIAL):
        outcome = application.chosen_outcome
        said = application.decision
        parts = [
            _application_facts(application),
            Part(_("Legal basis"), _basis(application, outcome)),
            Part(_("Decision"), [str(outcome.name)], _particulars(application)),
        ]
        if said.get("reasons"):
            parts.append(Part(_("Reasons"), [said["reasons"]]))
        parts.append(Part(_("Remedies and their time limits"), [_ended(outcome.remedies)]))
        return _issue(application, Notice.Kind.DECISION, str(outcome.notice), parts, now=now, by=by)


def _issue(
    application: Application,
    kind: str,
    title: str,
    parts: list[Part],
    *,
    now: datetime,
    by: User | None,
    days: list[list[str]] | None = None,
) -> Notice:
    day = timezone.localdate(now)
    serial = next_number(application.agency, f"notice {kind}", day.year)
    text = Text(
        title=title,
        sender=application.agency.name,
        to=application.applicant_name,
        parts=parts,
        signed_on=_day(day),
        days=days or [],
    )
    return application.notices.create(
        kind=kind,
        number=f"{application.agency.code}-{SERIES[kind]}〔{day.year}〕{serial:04d}",
        title=title,
        content=json.dumps(asdict(text), ensure_ascii=False),
        issued_on=day,
        issued_by=by,
    )


def _application_facts(application: Application) -> Part:
    said = [
        _("On %(day)s we received your application %(number)s, in which you ask for: %(subject)s.")
        % {
            "day": _day(application.received_on),
            "number": application.number,
            "subject": application.subject,
        },
        application.description,
    ]
    corrected = application.events.filter(action="correct").last()
    if corrected:
        said.append(
            _("On %(day)s you corrected it: %(text)s")
            % {"day": _day(timezone.localdate(corrected.at)), "text": corrected.note}
        )
    return Part(_("What was applied for"), said)


def _basis(application: Application, outcome: Outcome) -> list[str]:
    own = application.version.rules
    basis = [_("The rules under which this application is handled: %(title)s.") % {"title": own.title.zh}]
    if outcome.article:
        basis.append(_ended(outcome.article))
    if grounds := application.decision.get("grounds"):
        basis.append(grounds)
    return basis


def _particulars(application: Application) -> list[list[str]]:
    """What the outcome obliges the decision to say, as a table."""
    said, rows = application.decision, []
    for need in application.chosen_outcome.needs:
        if need in said and need not in ("reasons", "grounds"):
            rows.append([str(decisions.LABELS[need]), said[need]])
    if pointer := application.points_to:
        rows.append([_("Already public"), f"《{pointer.title}》"])
        rows.append([str(decisions.LABELS["disclosure"]), pointer.index_number])
    if clocks.DELIVER in application.rules.clocks and application.chosen_outcome.effect in (
        "disclose",
        "publish",
    ):
        rows.append([_("Provided by"), _day(application.deliver_by)])
    return rows


def _counting(application: Application) -> list[str]:
    promised = application.rules.clocks[clocks.ANSWER]
    article = [_ended(promised.article)] if promised.article else []
    counting = application.version.rules.counting.article
    within = _("The answer is due within %(length)s.") % {"length": wording.length_in_words(promised.length)}
    return [within, *article, _ended(counting)]


def _rows(due: Due) -> list[list[str]]:
    """Every day of a count for the table of a notice: the day, what it is, its number."""
    return [
        [f"{row.day.isoformat()} {date_format(row.day, 'D')}", wording.row_name(row), str(row.number or "")]
        for row in due.days
    ]


def _day(day: date) -> str:
    return date_format(day, "DATE_FORMAT")


def _ended(words: Words) -> str:
    """A text of the regime as a sentence of its own."""
    text = str(words).strip()
    return text if text.endswith(("。", ".", "！", "；")) else f"{text}。"
