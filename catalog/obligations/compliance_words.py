"""An obligation in the words of a calendar: for feeds, tables and pages alike."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from catalog.models import Consultation, State
from catalog.obligations import record
from catalog.obligations.compliance import Outcome
from catalog.public.lists import Addresses
from core.exports.icalendar import Entry


def outcome_words(outcome: Outcome, state: str) -> str:
    """The outcome; of what is still due, whether it is being prepared."""
    if outcome == Outcome.DUE and state == State.IN_PREPARATION:
        return str(State.IN_PREPARATION.label)
    return str(outcome.label)


def entry_of(row: dict, addresses: Addresses, *, site: str) -> Entry:
    """A row of ``compliance.listed`` as a day of a feed, in the language of the page; ``site`` begins its address."""
    shown = record.shown(row, addresses)
    words = outcome_words(Outcome(row["outcome"]), row["state"])
    return Entry(
        uid=f"obligation-{row['pk']}@{site.partition('://')[2]}",
        day=row["last_day"],
        summary=_("[%(state)s] %(item)s · %(label)s")
        % {"state": words, "item": shown["item"], "label": shown["label"]},
        description="\n".join(_sentences(row, shown, words)),
        url=site + (shown["href"] or shown["item_href"]),
        stamped_at=row["opened_at"],
        category=words,
        provisional=row["provisional"],
    )


def last_day_of(consultation: Consultation, *, site: str, differs: bool = False) -> Entry:
    """The last day on which opinions on a draft are taken, as a day of a feed. Where the draft ``differs`` from what
    was put out, its title is not told: a calendar shows it without any page around it."""
    lines = [
        _("Responsible: %(department)s, %(agency)s")
        % {"department": consultation.department, "agency": consultation.agency},
        _("Opinions are taken from %(first)s to %(last)s.")
        % {"first": date_format(consultation.opens_on), "last": date_format(consultation.closes_on)},
    ]
    return Entry(
        uid=f"consultation-{consultation.pk}@{site.partition('://')[2]}",
        day=consultation.closes_on,
        summary=_("[Consultation] %(title)s: last day for opinions")
        % {"title": _("Not as it was published") if differs else consultation.title},
        description="\n".join(lines),
        url=site + consultation.get_absolute_url(),
        stamped_at=consultation.opened_at,
        category=_("Consultation"),
    )


def _sentences(row: dict, shown: dict, words: str) -> list[str]:
    """What the note of an entry says, line by line."""
    lines = [
        _("State: %(state)s") % {"state": words},
        _("Responsible: %(department)s, %(agency)s")
        % {"department": shown["department"], "agency": shown["agency"]},
        _("To be published: %(days)s") % {"days": shown["days"]},
    ]
    if row["propose_by"]:
        lines.append(_("To be proposed by %(day)s") % {"day": date_format(row["propose_by"])})
    if row["proposal_late"]:
        lines.append(_("Proposed late"))
    if shown["differs"]:
        lines.append(shown["came"])
    elif shown["came"]:
        lines.append(_("Published on %(day)s") % {"day": shown["came"]})
    elif shown["excuse"]:
        lines.append(_("Excused: %(reason)s") % {"reason": shown["excuse"]})
    if row["provisional"]:
        lines.append(_("Provisional: the calendar of that year is not published yet."))
    return lines
