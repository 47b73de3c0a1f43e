"""The application form on paper (政府信息公开申请表): blank for a body, or filled with what somebody typed.

A sheet is plain data in Chinese, the language in which bodies handle applications; the PDF and the DOCX are made of it.
"""

from dataclasses import dataclass, field

from django.utils import translation
from django.utils.translation import gettext as _

from core.bodies.renaming import called_in_chinese
from core.models import Agency
from core.regimes.parsed import Applications
from requests_app.desk import rule_words
from requests_app.models import ApplicantKind, Application, CaseKind, DeliveryForm, Way

OFFICIAL = "zh-hans"
EMPTY, TICKED = "□", "■"
SIGNED_FOR, CONFIRMED = "signed", "confirmed"


@dataclass(frozen=True)
class Line:
    """A line of the form: its label, what stands there, and how many lines of writing it leaves room for."""

    label: str
    text: str = ""
    room: int = 1


@dataclass(frozen=True)
class Group:
    """Lines under a heading."""

    heading: str
    lines: list[Line] = field(default_factory=list)


@dataclass(frozen=True)
class Sheet:
    """The whole form."""

    title: str
    body: str
    number: str
    groups: list[Group]
    notes: list[str]
    signature: list[str]


def sheet(
    agency: Agency, rules: Applications, filled: dict[str, str] | None = None, *, number="", body=""
) -> Sheet:
    """The form of ``agency`` under ``rules``, with the texts ``filled`` by the names of the fields, if any.

    ``body`` is the name that it had when the form was filed.
    """
    said = filled or {}
    with translation.override(OFFICIAL):
        return Sheet(
            title=_("Application form for disclosure of government information"),
            body=body or agency.name,
            number=number,
            groups=[_applicant(rules, said), _information(said)],
            notes=[] if number else _notes(agency, rules),
            signature=[_("Signature or seal of the applicant"), _("Day")],
        )


def of(application: Application) -> Sheet:
    """The form as it was filed; the identity number is masked."""
    filled = {
        name: getattr(application, name)
        for name in (
            "applicant_kind", "applicant_name", "phone", "email", "address",
            "subject", "description", "delivery_form",
        )
    }  # fmt: skip
    filled["identity_number"] = application.masked_identity
    if application.kind == CaseKind.RECTIFICATION:
        return _of_rectification(application, filled)
    body = called_in_chinese(application.agency, application.received_at)
    return sheet(application.agency, application.rules, filled, number=application.number, body=body)


def _of_rectification(application: Application, filled: dict[str, str]) -> Sheet:
    """A request to correct records as it was filed."""
    asked = application.rectification
    with translation.override(OFFICIAL):
        lines = [
            Line(_("Which record is it?"), filled["subject"]),
            Line(_("Where does it stand, and how did you learn of it?"), filled["description"]),
            Line(_("What does it say now?"), asked.wrong),
            Line(_("What should it say?"), asked.right),
            Line(_("What proves it?"), asked.proof),
        ]
        return Sheet(
            title=_("Request to correct records about oneself"),
            body=called_in_chinese(application.agency, application.received_at),
            number=application.number,
            groups=[_applicant(application.rules, filled), Group(_("The record"), lines)],
            notes=[],
            signature=[_("Signature or seal of the applicant"), _("Day")],
        )


def _applicant(rules: Applications, said: dict[str, str]) -> Group:
    kinds = _choices(ApplicantKind, said.get("applicant_kind", ""))
    lines = [
        Line(_("The applicant is a"), kinds),
        Line(_("Name of the person or organisation"), said.get("applicant_name", "")),
    ]
    if rules.proof.asked:
        number = said.get("identity_number", "")
        lines.append(Line(_("Identity number or unified social credit code"), number))
    lines += [
        Line(_("Phone"), said.get("phone", "")),
        Line(_("Mail address"), said.get("email", "")),
        Line(_("Postal address"), said.get("address", "")),
    ]
    return Group(_("The applicant"), lines)


def _information(said: dict[str, str]) -> Group:
    return Group(
        _("The information"),
        [
            Line(_("What is it about?"), said.get("subject", "")),
            Line(_("Which information do you ask for?"), said.get("description", ""), room=6),
            Line(_("How would you like to get it?"), _choices(DeliveryForm, said.get("delivery_form", ""))),
        ],
    )


def _choices(kinds, chosen: str) -> str:
    """All choices in a line, the chosen one ticked."""
    marked = [f"{TICKED if kind == chosen else EMPTY} {kind.label}" for kind in kinds]
    return "　".join(marked)


def _notes(agency: Agency, rules: Applications) -> list[str]:
    """How the form is handed in, from which day it counts, and within how long it is answered."""
    notes = list(filter(None, (_way(agency, rules, way) for way in rules.channels)))
    answer = rules.clocks["answer"]
    notes.append(
        _("It is answered within %(length)s; in special cases the answer may be put off by at most %(more)s.")
        % {
            "length": rule_words.length_in_words(answer.length),
            "more": rule_words.length_in_words(rules.extension.at_most),
        }
    )
    notes.append(_("You need not say what you want it for. Give at least one way to reach you."))
    if rules.proof.asked:
        notes.append(_("Proof of identity: %(article)s.") % {"article": rules.proof.article})
    else:
        notes.append(_("No proof of identity is asked for."))
    notes.append(
        _("Who has difficulty with reading or writing is helped in person; an officer writes it down.")
    )
    return notes


def _way(agency: Agency, rules: Applications, way: str) -> str:
    """One way to hand the form in, with the body's address for it; nothing where the body gave none."""
    place = {
        Way.COUNTER: "；".join(filter(None, (agency.address, agency.hours))),
        Way.ORAL: agency.phone,
        Way.LETTER: agency.address,
        Way.TELEGRAM: agency.address,
        Way.FAX: agency.fax,
        Way.EMAIL: agency.email,
    }.get(way)
    if not place:
        return ""
    said = _("%(way)s: %(place)s.") % {"way": Way(way).label, "place": place}
    rule = rules.starts.by.get(way) if rules.starts else None
    if way in (Way.LETTER, Way.TELEGRAM, Way.FAX):
        said += _(
            "Mark it “application for government information”, a letter at the lower left of the envelope."
        )
    if rule == SIGNED_FOR:
        said += _("It counts from the day it is signed for.")
    elif rule == CONFIRMED:
        said += _("It counts from the day that both sides confirm.")
    return said
