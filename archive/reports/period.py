"""The report of a department, or of a whole agency, over a period."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from archive import charts
from archive.manifest import of_opinion, of_placement
from archive.models import ArchiveFile
from archive.reports import related
from archive.reports.rows import Document, Ordered, Placed, Published, Report, Said, sections
from archive.shelf import readable_by
from catalog.models import Attachment, Disclosure
from core.bodies.renaming import called
from core.deadlines import calendars
from core.models import Department, LogEntry, LogHead, RegimeVersion, User
from core.transitions import Refused
from supervision import reports as supervision
from supervision.reports import Scope

LONGEST = timedelta(days=3 * 366)
MOST = 800


@dataclass(frozen=True)
class Chained:
    """The entries of the public log about the matters of the report, and the files that were sealed."""

    entries: list[LogEntry]
    files: list[ArchiveFile]
    head: LogHead | None


def period_report(scope: Scope, *, department: Department | None, user: User, today: date) -> Report:
    """What ``user`` may read of the scope, with its numbers as they stand on ``today``.

    Raises ``Refused`` when the period is longer, or holds more, than one file can carry.
    """
    if scope.until - scope.since > LONGEST:
        raise Refused(_("A report covers three years at most. Choose a shorter period."))
    published = supervision.publications(scope)
    readable = published.filter(pk__in=Disclosure.objects.readable_by(user, on=today).values("pk"))
    count, hidden = readable.count(), published.count()
    if count > MOST:
        raise Refused(
            _("The period holds %(count)s disclosures, and a report carries %(most)s. Choose a shorter one.")
            % {"count": count, "most": MOST}
        )
    overview = supervision.overview(scope, today)
    rows = list(
        readable.select_related("item", "department", "proposed_by", "approved_by", "archive_file")
        .prefetch_related("placements__keeper", "placements__confirmed_by", "placements__photo")
        .order_by("published_at", "pk")
    )
    register = [_published(row) for row in rows]
    target = overview.coverage_target
    made = [charts.months_chart(overview.months)]
    if department is None:
        made.append(charts.departments_chart(overview.rows, target.wanted if target else None))
    return Report(
        title=_("Archive report of open government"),
        subject=_("%(since)s to %(until)s") % {"since": scope.since, "until": scope.until},
        agency=called(scope.agency, _end_of(scope.until)),
        running=f"{scope.since} – {scope.until}",
        facts=_facts(scope, department, len(rows), hidden - count),
        made=_("As it stood on %(day)s") % {"day": today},
        sections=sections(_parts(scope, rows, register, user, on=today)),
        annexes=[
            ("register", _("Register of disclosure"), "register", register),
            ("proof", _("Proof"), "chained", _chained(rows, user, on=today)),
        ],
        overview=overview,
        charts=[chart for chart in made if chart],
    )


def _end_of(day: date) -> datetime:
    """The last moment of ``day``: a body is called in a report as it was called when the period ended."""
    return timezone.make_aware(datetime.combine(day, time.max))


def _facts(scope: Scope, department: Department | None, count: int, hidden: int) -> list[tuple[str, str]]:
    facts = [
        (_("Scope"), called(department, _end_of(scope.until)) if department else _("The whole agency")),
        (pgettext("period", "From"), str(scope.since)),
        (pgettext("period", "To"), str(scope.until)),
        (_("Rules"), scope.agency.regime.version_on(scope.until).rules.title),
        (_("Disclosures"), str(count)),
    ]
    if hidden:
        facts.append((_("Left out"), _("%(count)s matters for a narrower audience") % {"count": hidden}))
    if timed := _sealed_by_a_day(scope):
        late = sum(file.is_late for file in timed)
        facts.append((_("Files with a day for the archive"), str(len(timed))))
        facts.append((_("Of these closed late"), str(late)))
    return [(str(label), str(value)) for label, value in facts]


def _sealed_by_a_day(scope: Scope) -> list[ArchiveFile]:
    """The files of the scope that were closed in the period and had a day by the rules (A-049)."""
    first, after = scope.moments
    inside = scope.q("agency", "department__path")
    found = ArchiveFile.objects.filter(
        inside, due_on__isnull=False, sealed_at__gte=first, sealed_at__lt=after
    )
    return list(found.only("due_on", "sealed_at"))


def _parts(scope: Scope, rows: list[Disclosure], register: list[Published], user: User, *, on: date) -> dict:
    version = scope.agency.regime.version_on(scope.until)
    days, rules = calendars.of(scope.agency), version.rules
    documents = related.documents(rows, rules)
    seen_in = related.placements_by_section(_placements(rows, register), rules)
    heard = supervision.opinions(scope).filter(disclosure__in=Disclosure.objects.readable_by(user, on=on))
    heard = heard.select_related("disclosure__agency", "answered_by").order_by("received_at", "pk")
    said = [
        Said.of(number, opinion.disclosure.title, of_opinion(opinion), days)
        for number, opinion in enumerate(heard, start=1)
    ]
    orders = supervision.orders(scope).select_related("department").order_by("issued_on", "pk")
    return {
        **{
            section: [("documents", [*_ruling(version, section), *documents[section]])]
            for section in ("superior_documents", "own_rules")
        },
        "published": [("published", register)],
        "opinions": [("opinions", said)],
        "replies": [("replies", [row for row in said if row.answer])],
        "handling": [("handling", said), ("orders", [Ordered.of(order) for order in orders])],
        "news": [("documents", documents["news"]), ("placements", seen_in["news"])],
        "coverage": [("documents", documents["coverage"]), ("placements", seen_in["coverage"])],
        "pictures": [("pictures", related.pictures(_images(rows)))],
        "summaries": [("documents", documents["summaries"])],
        "model_cases": [("documents", documents["model_cases"])],
    }


def _ruling(version: RegimeVersion, section: str) -> list[Document]:
    """The rules in force; the regulation that the body follows for applications is a superior document."""
    followed = related.followed_rules(version) if section == "superior_documents" else []
    return [*related.rules_in_force(version, section), *followed]


def _images(rows: list[Disclosure]) -> QuerySet[Attachment]:
    images = Attachment.objects.filter(
        disclosure__in=[row.pk for row in rows], media_type__startswith="image/"
    )
    return images.select_related("disclosure").order_by("disclosure__published_at", "pk")


def _placements(rows: list[Disclosure], register: list[Published]):
    for row, shown in zip(rows, register, strict=True):
        for placement, placed in zip(row.placements.all(), shown.placed, strict=True):
            yield row.title, placement.channel, placed


def _published(row: Disclosure) -> Published:
    file = getattr(row, "archive_file", None)
    return Published(
        index_number=row.index_number,
        title=row.title,
        item=str(row.item),
        department=row.department_then,
        day=row.published_on,
        audience=str(row.get_audience_display()),
        is_nil=row.is_nil,
        placed=[Placed.of(of_placement(placement)) for placement in row.placements.all()],
        proposed_by=str(row.proposed_by or ""),
        approved_by=str(row.approved_by or ""),
        file_number=file.number if file else "",
    )


def _chained(rows: list[Disclosure], user: User, *, on: date) -> Chained:
    entries = LogEntry.objects.filter(subject__in=[row.index_number for row in rows]).order_by("number")
    files = (
        readable_by(user, on=on).filter(disclosure__in=[row.pk for row in rows]).order_by("year", "position")
    )
    return Chained(list(entries), list(files), LogHead.objects.first())
