"""What an application gives to the sentences of its notices: days, names, articles, all as finished Chinese words."""

import re
from datetime import date

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.deadlines.count import Due
from core.models import Agency, User
from core.regimes.parsed import Applications, Span, Words
from requests_app.actions import clocks
from requests_app.desk import decisions, rule_words
from requests_app.models import Application, CaseKind

# What was handed in, and what the sentence on its subject begins with, by the kind of case.
FILED = {
    CaseKind.DISCLOSURE: ("政府信息公开申请", "申请公开的内容为"),
    CaseKind.RECTIFICATION: ("政府信息更正申请", "要求更正的记录为"),
}
REGULATION = "《中华人民共和国政府信息公开条例》"


def of(application: Application, *, today: date, by: User | None, said: dict) -> dict:
    """All values for the notices of ``application`` with what was ``said`` for this one, in the active language."""
    due = clocks.answer_due(application)
    return {
        "number": application.number,
        "subject": application.subject,
        "description": application.description,
        "filed": FILED[application.kind][0],
        "asked": FILED[application.kind][1],
        "way": application.get_way_display(),
        "received_on": day(application.received_on),
        "why_received": rule_words.why_received(application),
        "answer_by": day(due.day) if due else "",
        "days": _rows(due) if due else [],
        "regime": application.version.rules.title.zh,
        "today": day(today),
        "officer": by.name if by else "",
        "contact": contact_of(application.agency),
        "next_steps": rule_words.next_steps(application),
        "silence": rule_words.remedies_of_silence(),
        "general_remedies": ended(_usual_remedies(application.rules)),
        "applicant": {
            "name": application.applicant_name,
            "phone": application.phone,
            "email": application.email,
            "address": application.address,
            "form": application.get_delivery_form_display(),
        },
        "said": {**application.decision, **said},
        **_corrected(application),
        **_rules(application),
        **_outcome(application),
        **_fee(application),
        **_record(application),
    }


CORRECTED = ("correct", "enter_correction")  # by the applicant on the portal, or entered for them


def day(value: date | None) -> str:
    """A day as notices write it; nothing when there is none."""
    return date_format(value, "DATE_FORMAT") if value else ""


# What a file of rules says of its own source is for who keeps the file; a letter says only what holds.
OF_THE_SOURCE = re.compile(r"^原文[^，。；]*，|(?<=。)原文[^。]*。|（原文[^）]*）")


def ended(words: Words | None) -> str:
    """A text of the regime as a sentence of its own."""
    text = OF_THE_SOURCE.sub("", str(words or "").strip()).replace("国家条例", REGULATION)
    if text.startswith("条例第"):
        text = text.replace("条例", REGULATION, 1)
    return text if not text or text.endswith(("。", ".", "！", "；")) else f"{text}。"


def contact_of(agency: Agency) -> str:
    """Where the body can be reached, as the foot of its letters says it."""
    known = [
        (_("Address"), agency.address),
        (_("Phone"), agency.phone),
        (_("Office hours"), agency.hours),
    ]
    said = [f"{label}{_(':')}{value}" for label, value in known if value]
    return "　".join(said)


def _corrected(application: Application) -> dict:
    last = application.events.filter(action__in=CORRECTED).select_related("arrival").last()
    if last is None:
        return {}
    entered = getattr(last, "arrival", None)
    on = entered.arrived_on if entered else timezone.localdate(last.at)
    return {"corrected_on": day(on), "corrected": last.note}


def _rules(application: Application) -> dict:
    """What the regime says of the clocks, and the days that it gives."""
    rules = application.rules
    promised, asks = (
        rules.clocks,
        next((it for it in rules.outcomes.values() if it.effect == "correct"), None),
    )
    third_party, fee = promised.get(clocks.THIRD_PARTY), promised.get(clocks.FEE)
    return {
        "answer_length": rule_words.length_in_words(promised[clocks.ANSWER].length),
        "answer_article": ended(promised[clocks.ANSWER].article),
        "counting": ended(application.version.rules.counting.article),
        "correction_title": str(asks.notice) if asks else _("Request for correction of an application"),
        "correction_text": application.correction_text,
        "correct_by": day(clocks.correct_by(application)),
        "correction_article": ended(rules.correction.article),
        "correction_effect": rule_words.after_correction(application),
        "extension_article": ended(rules.extension.article),
        "third_party_length": rule_words.length_in_words(third_party.length) if third_party else "",
        "fee_length": rule_words.length_in_words(fee.length) if fee else "",
        "fee_article": ended(fee.article) if fee else "",
    }


def _outcome(application: Application) -> dict:
    """The decision: its outcome, where the information is, and what the outcome obliges it to say."""
    chosen, pointer = application.chosen_outcome, application.points_to
    if chosen is None:
        return {}
    values: dict = {
        "outcome": {
            "name": str(chosen.name),
            "notice": str(chosen.notice),
            "article": ended(chosen.article),
            "remedies": ended(decisions.remedies(application)),
        },
        "particulars": _particulars(application),
    }
    if pointer:
        values["pointer"] = {
            "title": pointer.title,
            "index_number": pointer.index_number,
            "address": f"{settings.SITE_URL}{pointer.get_absolute_url()}",
        }
    return values


def _particulars(application: Application) -> list[list[str]]:
    """What the outcome obliges the decision to say, as a table; what has a part of its own stands there."""
    said, rows, chosen = application.decision, [], application.chosen_outcome
    if kind := chosen.kinds.get(said.get(decisions.KIND)):
        article = [ended(kind.article)] if kind.article else []
        rows.append([str(decisions.LABELS[decisions.KIND]), "：".join([str(kind.name), *article])])
    for need in chosen.needs_of(said.get(decisions.KIND, "")):
        if need in said and need not in ("reasons", "grounds", "searched", "corrected"):
            rows.append([str(decisions.LABELS[need]), said[need]])
    for name in (*decisions.LONGER, decisions.NUMBER_THERE):
        if said.get(name):
            rows.append([str(decisions.LABELS[name]), said[name]])
    if clocks.DELIVER in application.rules.clocks and chosen.effect in ("disclose", "publish"):
        rows.append([_("Provided by"), day(application.deliver_by)])
    return rows


def _fee(application: Application) -> dict:
    fee = getattr(application, "fee", None)
    if fee is None:
        return {}
    due = clocks.due_of(application, clocks.FEE)
    return {
        "fee_amount": str(fee.amount),
        "fee_reason": fee.reason,
        "fee_how_to_pay": fee.how_to_pay,
        "fee_rows": [[pgettext("fee", "Counted"), rule_words.fee_basis(fee)], *rule_words.fee_rows(fee)],
        "pay_by": day(due.day) if due else "",
    }


def _record(application: Application) -> dict:
    """What a request to correct records says of them."""
    asked = getattr(application, "rectification", None)
    if asked is None:
        return {}
    checked = ""
    if asked.identity_on:
        checked = f"{day(asked.identity_on)}，{asked.get_identity_way_display()}"
    return {"record": {"wrong": asked.wrong, "right": asked.right, "proof": asked.proof, "checked": checked}}


def _usual_remedies(rules: Applications) -> Words | None:
    """The remedies of an ordinary answer: those of the outcomes that refuse nothing on grounds of secrecy."""
    closing = [it for it in rules.outcomes.values() if it.effect == "close"]
    plain = [it for it in closing if "grounds" not in it.needs] or closing
    return plain[0].remedies if plain else None


def _rows(due: Due) -> list[list[str]]:
    """Every day of a count for the table of a notice: the day, what it is, its number."""
    return [
        [
            f"{row.day.isoformat()} {date_format(row.day, 'D')}",
            rule_words.row_name(row),
            str(row.number or ""),
        ]
        for row in due.days
    ]


def length_of_working_days(days: int) -> str:
    """``days`` working days in words."""
    return rule_words.length_in_words(Span(days, working=True))


def length(application: Application, days: int) -> str:
    """``days`` of an extension in words, counted as the regime counts them."""
    working = application.rules.extension.at_most.working
    return rule_words.length_in_words(Span(days, working=working))
