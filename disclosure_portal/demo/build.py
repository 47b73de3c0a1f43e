"""Putting the demo together: agencies, people, history, applications, archive, supervision."""

import gc
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from datetime import time as clock_time
from functools import partial

from django.utils import timezone

from archive import actions as archive
from catalog.actions import catalogue
from catalog.models import Disclosure, Obligation
from core import months, together
from core.bodies import opening
from core.database import outside
from core.deadlines.calendars import calendar
from core.mail import letters
from core.models import Agency, Done, Regime
from core.transitions import Refused
from disclosure_portal import readiness
from disclosure_portal.demo import heard, prepared, progress
from disclosure_portal.demo.afterwards import Afterwards
from disclosure_portal.demo.agencies import AGENCIES, Sketch
from disclosure_portal.demo.answered import Answered
from disclosure_portal.demo.at_the_counter import AtTheCounter
from disclosure_portal.demo.cases import Cases
from disclosure_portal.demo.complaints import Complaints
from disclosure_portal.demo.consultations import Consultations
from disclosure_portal.demo.heard import Heard
from disclosure_portal.demo.history import History
from disclosure_portal.demo.kept_back import KeptBack
from disclosure_portal.demo.passwords import PUBLISHED, hashed
from disclosure_portal.demo.people import Cast, cast_of, fill_posts, hire, make_administrator
from disclosure_portal.demo.shared_work import SharedWork
from disclosure_portal.demo.timeline import Timeline
from disclosure_portal.demo.unfinished import Unfinished
from disclosure_portal.demo.urgent import Urgent
from requests_app.models import Application, KeepingRule, Notice
from requests_app.models import Status as ApplicationStatus
from supervision import actions as supervision
from supervision import order_clock
from supervision.models import CorrectionOrder

ARCHIVED_AFTER = 0.6  # of its history
KEPT_YEARS = 10
PAUSE = 0.2  # seconds
LONG = timedelta(days=36500)
KEPT_BY = "本机关决定（示范）：制度未规定期限，自办结之日起保存十年"


PARTS = 6  # of the history of an agency, so that none of its transactions is long


@dataclass
class Telling:
    """One agency in the making: who it is, who works there, and the moments up to now."""

    agency: Agency
    cast: Cast
    timeline: Timeline

    @property
    def now(self) -> datetime:
        return self.timeline.until

    def owes(self) -> None:
        """Its head opens it; month by month it owes, and events make more due."""
        _open(self.agency, self.cast)
        self._live(History, begin=History.owe)

    def fulfils(self, part: int) -> None:
        """What becomes of one part of what it owes."""
        self._live(History, begin=lambda history: history.fulfil(part, PARTS))

    def answers(self) -> None:
        """Applications, and what comes after their answers.

        The files of their notices are drawn when somebody asks for one: hundreds would keep the worker busy for long.
        """
        self._live(Cases, Answered, AtTheCounter)
        Notice.objects.filter(application__agency=self.agency).update(claimed_at=self.now + LONG)

    def hears(self) -> None:
        """Complaints, and drafts on which people were asked."""
        self._live(Complaints, Consultations)

    def works(self) -> None:
        """Everything else that several hands do."""
        self._live(Afterwards, Urgent, KeptBack, SharedWork, Unfinished, Heard)

    def archives(self) -> None:
        """What is old is sealed, what is late is ordered to be put right."""
        _archive(self.agency, self.cast, self.now)
        _supervise(self.agency, self.cast, self.timeline, self.now)
        if self.agency.slug == prepared.BESIDE:
            prepared.prepare(self.cast, now=self.now)

    def _live(self, *kinds: type, begin: Callable = lambda one: one.begin()) -> None:
        for kind in kinds:
            begin(kind(self.agency, self.cast, self.timeline))
        self.timeline.run()


# Each is lived in one transaction, in this order. Within a chapter things happen in the order of time.
CHAPTERS: dict[str, Callable[[Telling], None]] = {
    "owed": Telling.owes,
    **{f"history {part + 1}": partial(Telling.fulfils, part=part) for part in range(PARTS)},
    "applications": Telling.answers,
    "complaints and consultations": Telling.hears,
    "work": Telling.works,
    "archive and supervision": Telling.archives,
}


def _nothing() -> None:
    """What is done between chapters where nobody asks for more."""


def build(
    *,
    now: datetime,
    sketches: Iterable[Sketch] = AGENCIES,
    password: str = PUBLISHED,
    kept: str = "",
    between: Callable[[], None] = _nothing,
) -> list[Agency]:
    """Build the agencies that are not finished, with their history up to ``now``. Returns them.

    Their people sign in with ``password``, or with that of which ``kept`` is the hash. What is there already is left
    alone: letters that others are owed, people who were renamed, agencies that were.

    An agency is told in chapters, each a transaction of its own: others write between them, and who is stopped goes on
    with the next chapter; ``between`` is called after each. What happens, happens through the actions that people use,
    so that events, letters and the public log read as if it had been lived.
    """
    kept = kept or hashed(password)
    with _chapter():
        make_administrator(kept, now=now)
    return [agency for sketch in sketches if (agency := _build(sketch, kept, now, between))]


def _build(sketch: Sketch, password: str, now: datetime, between: Callable[[], None]) -> Agency | None:
    """Go on with one agency until it is finished; None when it was, or when there is none to go on with."""
    if progress.is_finished(sketch.slug):
        return None
    with _chapter():
        agency = _begun(sketch, password, now)
        if agency is None:
            progress.finish(sketch.slug, at=now)
            return None
    for name, live in CHAPTERS.items():
        with _chapter(), letters.sent_long_ago(until=now):
            if Done.objects.first_time(f"demo: {sketch.slug}: {name}", at=now):
                live(Telling(agency, cast_of(agency), Timeline(calendar(), until=now)))
        between()
    progress.finish(sketch.slug, at=now)
    return agency


@contextmanager
def _chapter() -> Iterator[None]:
    """A transaction of a second or two; then whoever waits to write comes first.

    Looking for circles of objects costs a seventh of the time and finds little: it is done once, at the end.
    """
    gc.disable()
    try:
        with outside.while_nobody_waits(), together.sealed_together():
            yield
    finally:
        gc.enable()
    time.sleep(PAUSE)


def _begun(sketch: Sketch, password: str, now: datetime) -> Agency | None:
    """The agency, founded now unless it was: None when another has its address, or it was taken away since."""
    agency = Agency.objects.filter(slug=sketch.slug).first()
    first = agency is None and Done.objects.first_time(f"demo: {sketch.slug}", at=now)
    if first:
        agency = _found(sketch, timezone.localdate(now), now)
        hire(agency, password, now=now)
        fill_posts(agency)
    return agency if Done.objects.filter(name=f"demo: {sketch.slug}").exists() else None


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
        obliged_from=months.later(months.first_day(today), -sketch.months),
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
    moment = timezone.make_aware(datetime.combine(day, clock_time(hour=7)))
    lacking = partial(readiness.missing, today=day)
    opening.open_body(agency, by=cast.head, now=moment, blockers=lacking)


def _archive(agency: Agency, cast: Cast, now: datetime) -> None:
    """Seal what was published long ago, in the order of publication, until one is not ready (H-200)."""
    begun = timezone.make_aware(datetime.combine(agency.obliged_from, clock_time()))
    until = now - (now - begun) * ARCHIVED_AFTER
    old = Disclosure.objects.ready_for("archive").filter(agency=agency, published_at__lt=until)
    for disclosure in old.order_by("published_at", "pk"):
        try:
            heard.held(disclosure, cast, now)
            archive.seal_disclosure(disclosure, by=cast.archivist, now=now)
        except Refused:
            continue
    closed = Application.objects.filter(agency=agency, status=ApplicationStatus.CLOSED)
    for application in closed.filter(decided_on__lt=until.date()):
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
