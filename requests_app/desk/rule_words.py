"""Sentences that the pages and the notices share."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.deadlines import lengths
from core.deadlines.count import Row
from core.regimes.parsed import Span
from core.workdays import Kind
from requests_app.models import Application, CaseKind, Fee, Way


def why_received(application: Application) -> str:
    """Why the day of receipt is what it is, by the channel (law-2019 art. 31)."""
    if application.way in (Way.LETTER, Way.TELEGRAM) and application.confirmed_on:
        return _(
            "A letter that nobody signed for is received on the day it was confirmed with the applicant "
            "(Regulation, article 31)."
        )
    if application.way in (Way.LETTER, Way.TELEGRAM):
        return _("A letter is received on the day it was signed for (Regulation, article 31).")
    if application.way in (Way.FAX, Way.EMAIL):
        return _("Fax and mail are received on the day that both sides confirmed (Regulation, article 31).")
    if application.way == Way.WEB:
        return _(
            "The portal confirmed it at once, so it is received on the day of filing (Regulation, article 31)."
        )
    if application.way == Way.FORWARDED:
        return _("Another body forwarded it on this portal, so it is received on that day.")
    return _("An application handed in personally is received on that day (Regulation, article 31).")


def day_in_words(day: date) -> str:
    """A day as the page writes it."""
    return date_format(day, "DATE_FORMAT")


def length_in_words(length: Span) -> str:
    """A length of time: "20 working days"."""
    return lengths.in_words(length)


def next_steps(application: Application) -> list[str]:
    """What the applicant can expect, in plain words."""
    rules = application.rules
    if rules.correction.times == 1:
        asked = _("If something is unclear, you are asked once to correct it; %(effect)s")
    else:
        asked = _("If something is unclear, you are asked to correct it; %(effect)s")
    correction = asked % {"effect": after_correction(application)}
    longer = _(
        "In special cases the answer may be put off by at most %(length)s; you are told in writing."
    ) % {"length": length_in_words(rules.extension.at_most)}
    reviewed = _("The application is registered and reviewed.")
    if application.kind == CaseKind.RECTIFICATION:
        reviewed = _(
            "It is registered; the body makes sure who you are and compares its records with your proof."
        )
    steps = [reviewed, correction, longer]
    return [
        *steps,
        _("The decision comes as a numbered notice that says what was decided, why, and what you can do."),
    ]


def after_correction(application: Application) -> str:
    """What a correction does to the clock."""
    if application.rules.correction.then == "restart":
        return _("the days are counted anew from the day your correction comes.")
    return _("the clock stands still until your correction comes, then it goes on.")


def fee_basis(fee: Fee) -> str:
    """How a fee is counted: "by items: 5, after 28 others in the same month"."""
    if fee.basis == Fee.Basis.PAGES:
        return _("by pages: %(number)s") % {"number": fee.number}
    words = _("by items: %(number)s, after %(already)s others in the same calendar month")
    return words % {"number": fee.number, "already": fee.already}


def fee_rows(fee: Fee) -> list[list[str]]:
    """The working of a fee as pairs, one for each tier, and the sum."""
    tier, times = _("No. %(from)s to %(to)s"), _("%(number)s × %(rate)s yuan = %(amount)s yuan")
    rows = [[tier % line, times % line] for line in fee.working]
    return [*rows, [_("Sum"), _("%(amount)s yuan") % {"amount": fee.amount}]]


def remedies_of_silence() -> str:
    """What can be done when no answer comes (art. 47, 51)."""
    return _(
        "If no answer comes in time, you may complain to the office in charge of disclosure, apply for administrative "
        "reconsideration or sue."
    )


def kind_name(kind: Kind, name: str) -> str:
    """A day's kind in words: "weekend", "holiday: 春节", "make-up workday: 春节"."""
    plain = {
        Kind.WORKDAY: pgettext("day", "working day"),
        Kind.WEEKEND: pgettext("day", "weekend"),
        Kind.HOLIDAY: pgettext("day", "public holiday"),
        Kind.MAKE_UP: pgettext("day", "make-up workday"),
    }[kind]
    return (
        _("%(kind)s (%(name)s)") % {"kind": plain, "name": name} if name and kind != Kind.WORKDAY else plain
    )


def row_name(row: Row) -> str:
    """What a day of an explanation is, in words: its kind, or why it does not count."""
    plain = kind_name(row.kind, row.name)
    if row.stopped:
        said = (
            _("%(day)s; the clock stood still")
            if not row.why
            else _("%(day)s; the clock stood still: %(why)s")
        )
        return said % {"day": plain, "why": _(row.why) if row.why else ""}
    return _("%(day)s; the last day moves on") % {"day": plain} if row.moved else plain
