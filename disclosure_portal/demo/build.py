"""Putting the demo together: agencies, people, history, applications, archive, supervision."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from functools import partial

from django.db import transaction
from django.utils import timezone

from archive import actions as archive
from catalog.actions import catalogue
from catalog.models import Disclosure, Obligation
from core import letters, opening, outside, role_changes
from core.calendars import calendar
from core.models import Agency, Done, Regime
from core.transitions import Refused
from disclosure_portal import readiness
from disclosure_portal.demo.afterwards import Afterwards
from disclosure_portal.demo.agencies import AGENCIES, Sketch
from disclosure_portal.demo.answered import Answered
from disclosure_portal.demo.cases import Cases
from disclosure_portal.demo.complaints import Complaints
from disclosure_portal.demo.consultations import Consultations
from disclosure_portal.demo.heard import Heard
from disclosure_portal.demo.history import History
from disclosure_portal.demo.kept_back import KeptBack
from disclosure_portal.demo.passwords import PUBLISHED, hashed
from disclosure_portal.demo.people import Cast, fill_posts, hire, make_administrator
from disclosure_portal.demo.shared_work import SharedWork
from disclosure_portal.demo.timeline import Timeline, months_before
from disclosure_portal.demo.unfinished import Unfinished
from disclosure_portal.demo.urgent import Urgent
from requests_app.models import Application, KeepingRule
from requests_app.models import Status as ApplicationStatus
from supervision import actions as supervision
from supervision import order_clock
from supervision.models import CorrectionOrder

MONTHS = 18
ARCHIVED_AFTER = timedelta(days=330)
KEPT_YEARS = 10
KEPT_BY = "本机关决定（示范）：制度未规定期限，自办结之日起保存十年"


@outside.while_nobody_waits()
@transaction.atomic
def build(*, now: datetime, sketches: Iterable[Sketch] = AGENCIES, password: str = PUBLISHED) -> list[Agency]:
    """Build the agencies that never were, with eighteen months of history up to ``now``. Returns them.

    Their people sign in with ``password``. What is there already is left alone: letters that others are owed, people
    who were renamed, agencies that were.

    One transaction: a demo is there wholly or not at all. What happens, happens through the actions that people use,
    in the order of time, so that events, letters and the public log read as if it had been lived.
    """
    kept = hashed(password)
    make_administrator(kept, now=now)
    # The letters of this history went out long ago; what others are owed stays owed.
    with letters.sent_long_ago(until=now):
        return _live_through(sketches, password=kept, now=now)


def _live_through(sketches: Iterable[Sketch], *, password: str, now: datetime) -> list[Agency]:
    today, timeline = timezone.localdate(now), Timeline(calendar(), until=now)
    made: list[tuple[Agency, Cast]] = []
    for sketch in sketches:
        if Agency.objects.filter(slug=sketch.slug).exists():
            continue
        if not Done.objects.first_time(f"demo: {sketch.slug}", at=now):
            continue
        agency = _found(sketch, today, now)
        cast = hire(agency, password)
        fill_posts(agency)
        _open(agency, cast)
        History(agency, cast, timeline).begin()
        Cases(agency, cast, timeline).begin()
        Complaints(agency, cast, timeline).begin()
        Consultations(agency, cast, timeline).begin()
        Afterwards(agency, cast, timeline).begin()
        Answered(agency, cast, timeline).begin()
        Urgent(agency, cast, timeline).begin()
        KeptBack(agency, cast, timeline).begin()
        SharedWork(agency, cast, timeline).begin()
        Unfinished(agency, cast, timeline).begin()
        Heard(agency, cast, timeline).begin()
        made.append((agency, cast))
    timeline.run()
    for agency, cast in made:
        _archive(agency, cast, now)
        _supervise(agency, cast, timeline, now)
    role_changes.write_down(now=now, tell=False)  # the people of the demo were there from its beginning
    return [agency for agency, _cast in made]


def _found(sketch: Sketch, today, now: datetime) -> Agency:
    agency = Agency.objects.create(
        slug=sketch.slug,
        name=sketch.name,
        name_en=sketch.name_en,
        code=sketch.code,
        regime=Regime.objects.get(code=sketch.regime),
        about=sketch.about,
        address=sketch.address,
        hours="工作日 9:00—12:00，13:30—17:00",
        phone=sketch.phone,
        fax=f"0000-{sketch.exchange}01",
        email=f"{sketch.slug}@example.org",
        hotline=sketch.hotline,
        obliged_from=months_before(today, MONTHS),
    )
    catalogue.adopt_regime(agency, now=now)
    KeepingRule.objects.create(agency=agency, years=KEPT_YEARS, source=KEPT_BY)
    for number, department in enumerate(agency.departments.all(), start=1):
        department.phone = f"0000-{sketch.exchange}{number + 20}"
        department.duties = f"负责{department.name}职责范围内的公开事项，受理群众咨询。"
        department.save(update_fields=["phone", "duties"])
    return agency


def _open(agency: Agency, cast: Cast) -> None:
    """Its head opens it to the public, on the day from which it owes anything."""
    day = agency.obliged_from
    moment = timezone.make_aware(datetime.combine(day, time(hour=7)))
    lacking = partial(readiness.missing, today=day)
    opening.open_body(agency, by=cast.head, now=moment, blockers=lacking)


def _archive(agency: Agency, cast: Cast, now: datetime) -> None:
    """Seal what was published long ago, in the order of publication, until one is not ready (H-200)."""
    old = Disclosure.objects.ready_for("archive").filter(agency=agency, published_at__lt=now - ARCHIVED_AFTER)
    for disclosure in old.order_by("published_at", "pk"):
        try:
            archive.seal_disclosure(disclosure, by=cast.archivist, now=now)
        except Refused:
            continue
    closed = Application.objects.filter(agency=agency, status=ApplicationStatus.CLOSED)
    for application in closed.filter(decided_on__lt=(now - ARCHIVED_AFTER).date()):
        archive.seal_application(application, by=cast.archivist, now=now)


def _supervise(agency: Agency, cast: Cast, timeline: Timeline, now: datetime) -> None:
    """Order the correction of what is longest late; one order is reported, one closed, as far as there are so many."""
    late = Obligation.objects.with_state(timeline.today).filter(item__agency=agency, state="late")
    for number, obligation in enumerate(late.select_related("item__department").order_by("publish_by")[:3]):
        order = supervision.issue_order(
            agency=agency,
            department=obligation.item.department,
            finding=f"检查发现，{obligation.item.name}（{obligation.label}）到期未公开。",
            demand="请在期限内补充公开，并书面说明原因和防止再次发生的措施。",
            obligation=obligation,
            due_on=timeline.calendar.add(timeline.today, 10) if number else None,
            by=cast.supervisor,
            now=now,
        )
        if not number and (most := order_clock.days_to_extend(order)):
            words = "所需材料在档案馆，调取尚需时日。"
            supervision.extend(order, days=min(5, most), reason=words, by=cast.supervisor, now=now)
        if number:
            supervision.report(order, report="已组织补报，材料正在审核。", by=cast.proposer, now=now)
        if number == 2:
            supervision.close(order, by=cast.supervisor, now=now)
    _explain(agency, cast, timeline, now)


def _explain(agency: Agency, cast: Cast, timeline: Timeline, now: datetime) -> None:
    """Where the rules ask for it (I-227): a change of the list of powers that its department has yet to explain."""
    rules = agency.regime.version_on(timeline.today).rules
    kind = CorrectionOrder.Kind.EXPLANATION
    if order_clock.clock_of(kind, rules):
        supervision.issue_order(
            agency=agency,
            department=agency.departments.order_by("path").first(),
            kind=kind,
            finding="权力目录和流程图已经调整并公布。",
            demand="请书面说明调整的内容、依据和理由。",
            counts_from=timeline.calendar.add(timeline.today, -6),
            by=cast.supervisor,
            now=now,
        )
