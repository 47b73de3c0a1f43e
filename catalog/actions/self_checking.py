"""A self-check from its beginning over the marks of the departments to its close and the draft of its result."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog import rules
from catalog.actions import disclosures
from catalog.models import Disclosure, DisclosureItem, SelfCheck, SelfCheckMark
from core.models import Agency, User
from core.permissions import may, reach
from core.transitions import Refused

Mark = SelfCheckMark.Mark
MOST_NAMED = 200


@transaction.atomic
def begin(
    agency: Agency, *, name: str, published_until: date, due_on: date, by: User, now: datetime
) -> SelfCheck:
    """Begin a self-check of all that ``agency`` had published by a day (Shanghai's). One is open at a time.

    Raises ``Refused``.
    """
    Agency.objects.select_for_update(of=("self",)).get(pk=agency.pk)
    today, reasons = timezone.localdate(now), []
    if not may(by, rules.KEEP_CATALOGUE, SelfCheck(agency=agency), on=today):
        reasons.append(_("Only the disclosure office begins and closes a self-check."))
    if not name.strip():
        reasons.append(_("Give the self-check a name."))
    if published_until > today:
        reasons.append(_("It covers what is published already: choose today or an earlier day."))
    if due_on < today:
        reasons.append(_("The day by which it is done has passed; choose today or a later day."))
    if agency.self_checks.filter(closed_at__isnull=True).exists():
        reasons.append(_("A self-check of this agency is under way already."))
    if reasons:
        raise Refused(*reasons)
    return SelfCheck.objects.create(
        agency=agency,
        name=name.strip(),
        published_until=published_until,
        due_on=due_on,
        begun_by=by,
        begun_at=now,
    )


def unmarked(check: SelfCheck) -> QuerySet[Disclosure]:
    """What ``check`` covers and nobody has marked."""
    return check.covered.exclude(pk__in=check.marks.values("disclosure"))


@transaction.atomic
def mark(
    check: SelfCheck, *, chosen: QuerySet[Disclosure], mark: str, reason: str, by: User, now: datetime
) -> int:
    """Mark ``chosen``, as far as they are ``by``'s department's and not marked yet, with one reason. Returns how many.

    A mark changes nothing by itself: what is to be updated or withdrawn goes its usual way, with its review.
    Raises ``Refused``.
    """
    check = SelfCheck.objects.select_for_update(of=("self",)).get(pk=check.pk)
    reasons = []
    if check.closed_at:
        reasons.append(_("The self-check is closed."))
    if mark not in Mark.values:
        reasons.append(_("Say whether it is kept, updated or withdrawn."))
    if not reason.strip():
        reasons.append(_("Give the reason."))
    if reasons:
        raise Refused(*reasons)
    mine = unmarked(check).filter(
        reach(by, rules.PROPOSE, on=timezone.localdate(now)).q(), pk__in=chosen.values("pk")
    )
    made = SelfCheckMark.objects.bulk_create(
        [
            SelfCheckMark(check_of=check, disclosure_id=pk, mark=mark, reason=reason.strip(), by=by, at=now)
            for pk in mine.order_by("pk").values_list("pk", flat=True)
        ],
        batch_size=500,
    )
    return len(made)


@transaction.atomic
def close(check: SelfCheck, *, by: User, now: datetime) -> SelfCheck:
    """Close it, once everything that it covers is marked. Raises ``Refused``."""
    check = SelfCheck.objects.select_for_update(of=("self",)).get(pk=check.pk)
    reasons = []
    if not may(by, rules.KEEP_CATALOGUE, check, on=timezone.localdate(now)):
        reasons.append(_("Only the disclosure office begins and closes a self-check."))
    if check.closed_at:
        reasons.append(_("The self-check is closed."))
    elif left := unmarked(check).count():
        reasons.append(too_early(left))
    if reasons:
        raise Refused(*reasons)
    check.closed_by, check.closed_at = by, now
    check.save(update_fields=["closed_by", "closed_at"])
    return check


def too_early(left: int) -> str:
    """What stands against closing a self-check while ``left`` disclosures have no mark; empty for none."""
    if not left:
        return ""
    words = ngettext(
        "%(number)d disclosure has no mark yet.", "%(number)d disclosures have no mark yet.", left
    )
    return words % {"number": left}


def counts(check: SelfCheck) -> list[dict]:
    """For each department that has something in it: how many there are, and how many of each mark."""
    marks = {
        value: Count(
            "pk", filter=Q(self_check_marks__check_of=check, self_check_marks__mark=value), distinct=True
        )
        for value in Mark.values
    }
    rows = check.covered.order_by().values("department", "department__name", "department__name_en")
    rows = rows.annotate(all=Count("pk", distinct=True), **marks).order_by("department__path")
    return [{**row, "left": row["all"] - sum(row[value] for value in Mark.values)} for row in rows]


@transaction.atomic
def tell(check: SelfCheck, *, item: DisclosureItem, by: User, now: datetime) -> Disclosure:
    """Begin the disclosure of the result: a draft of ``item`` with the figures and what is updated or withdrawn.

    Raises ``Refused``, also while the self-check is open.
    """
    if not check.closed_at:
        raise Refused(_("The result is told when the self-check is closed."))
    return disclosures.draft(
        item=item,
        by=by,
        now=now,
        title=_("Result of the self-check: %(name)s") % {"name": check.name},
        body=_result(check),
        channels=item.channels,
        audience=item.audience,
        formed_on=timezone.localdate(now),
    )


def _result(check: SelfCheck) -> str:
    """The result as two tables, in the small HTML of the portal; matters that are not for everybody are not named."""
    heads = [_("Department"), _("Checked"), *(str(one.label) for one in Mark)]
    figures = [
        [row["department__name"], row["all"], *(row[value] for value in Mark.values)] for row in counts(check)
    ]
    changed = check.marks.exclude(mark=Mark.KEEP).filter(disclosure__audience="public")
    named = [
        [one.disclosure.index_number, one.disclosure.title, one.get_mark_display(), one.reason]
        for one in changed.select_related("disclosure")[:MOST_NAMED]
    ]
    parts = [_table(heads, figures)]
    if named:
        parts.append(_table([_("Index number"), _("Title"), _("Result"), _("Reason")], named))
    return "".join(parts)


def _table(heads: list[str], rows: list[list]) -> str:
    top = "".join(f"<th>{escape(head)}</th>" for head in heads)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><tr>{top}</tr>{body}</table>"
