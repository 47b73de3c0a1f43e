"""A calendar change: seen before, approved by a second person, applied once, written on each case, told to people."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from catalog.actions import obligations
from catalog.models import CalendarChange, DisclosureItem, DueChange, Obligation
from core.deadlines import calendars
from core.models import CalendarDay, Letter
from core.transitions import Refused
from core.workdays import Counting
from disclosure_portal import calendar_change
from tests.conftest import make_person

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 10, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = date(2026, 3, 10)
OFF = date(2026, 3, 16)


@pytest.fixture
def drafter():
    return make_person("drafter", is_superuser=True)


@pytest.fixture
def approver():
    return make_person("approver", is_superuser=True)


@pytest.fixture
def change(drafter):
    """Monday 16 March 2026 becomes a day off."""
    drafted = CalendarChange.objects.create(
        notice_number="清政办发〔2026〕9号", reason="重大活动", drafted_by=drafter, drafted_at=NOW
    )
    drafted.days.create(day=OFF, is_working=False, name="临时放假")
    return drafted


@pytest.fixture
def owed(cast):
    """An obligation of an event of today, counted in working days over the 16th."""
    for item in DisclosureItem.objects.filter(agency=cast.agency, blocked=""):
        if item.cadence_on(TODAY).kind == "immediate" and item.cadence_on(TODAY).publish.working:
            item.department = cast.department
            item.save(update_fields=["department"])
            obligations.record_occurrence(item, title="发文", happened_on=TODAY, by=None, now=NOW)
            return Obligation.objects.get(item=item, occurrence__title="发文")
    raise AssertionError("The regime has no item with this cadence.")


def test_the_preview_says_from_when_to_when_and_changes_nothing(change, owed):
    days = calendars.calendar()
    found = calendar_change.preview(change, today=TODAY)
    moved = {one.field: one for one in found.obligations if one.pk == owed.pk}
    assert moved["publish_by"].before == owed.publish_by
    assert moved["publish_by"].after == days.add(owed.publish_by, 1)
    owed.refresh_from_db()
    assert moved["publish_by"].before == owed.publish_by
    assert not CalendarDay.objects.exists()


def test_an_applied_change_moves_writes_down_and_tells(change, owed, approver, cast):
    was = owed.publish_by
    calendar_change.apply(change, by=approver, now=NOW)
    owed.refresh_from_db()
    assert owed.publish_by > was
    written = DueChange.objects.get(obligation=owed, field="publish_by")
    assert (written.before, written.after, written.change) == (was, owed.publish_by, change)
    assert not calendars.calendar().is_working(OFF)
    assert calendars.calendar("US").is_working(OFF)
    letter = Letter.objects.addressed_to(cast.clerk.email).get(name="obligations_moved")
    assert "清政办发〔2026〕9号" in letter.body
    change.refresh_from_db()
    assert change.status == "applied"
    assert change.approved_by == approver


@pytest.mark.parametrize(("regime", "kind"), [("city-office", "permanent"), ("hr-bureau", "per_stage")])
def test_whatever_is_counted_in_working_days_moves(regime, kind, change, make_agency, approver):
    """Changes of a standing display and ended stages were counted as other events are, and stayed where they stood."""
    agency = make_agency(regime=regime)
    for item in DisclosureItem.objects.filter(agency=agency, blocked=""):
        if item.cadence_on(TODAY).kind == kind and item.cadence_on(TODAY).publish.working:
            break
    else:
        raise AssertionError("The regime has no item of this cadence.")
    obligations.record_occurrence(item, title="变更", happened_on=TODAY, by=None, now=NOW)
    changed = Obligation.objects.get(item=item, occurrence__title="变更")
    was = changed.publish_by
    calendar_change.apply(change, by=approver, now=NOW)
    changed.refresh_from_db()
    assert changed.publish_by == calendars.calendar().add(TODAY, item.cadence_on(TODAY).publish.days) > was


def test_a_change_is_applied_once(change, owed, approver):
    calendar_change.apply(change, by=approver, now=NOW)
    with pytest.raises(Refused):
        calendar_change.apply(change, by=approver, now=NOW)
    assert DueChange.objects.filter(obligation=owed, field="publish_by").count() == 1


def test_nobody_approves_their_own_days(change, drafter, owed):
    with pytest.raises(Refused) as refused, translation.override("en"):
        calendar_change.apply(change, by=drafter, now=NOW)
    assert "drafted" in str(refused.value)
    assert not CalendarDay.objects.exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        CalendarChange.objects.filter(pk=change.pk).update(approved_by=drafter)


def test_only_administrators_approve(change, cast):
    with pytest.raises(Refused):
        calendar_change.apply(change, by=cast.head, now=NOW)
    assert not CalendarDay.objects.exists()


def test_a_rejected_change_moves_nothing(change, approver, owed):
    was = owed.publish_by
    calendar_change.reject(change, by=approver, now=NOW)
    owed.refresh_from_db()
    assert owed.publish_by == was
    with pytest.raises(Refused):
        calendar_change.apply(change, by=approver, now=NOW)


def test_what_is_excused_does_not_move(change, approver, owed, cast):
    obligations.excuse(owed, reason="机关撤并", until=None, by=cast.disclosure_office, now=NOW)
    found = calendar_change.apply(change, by=approver, now=NOW)
    assert owed.pk not in {one.pk for one in found.obligations}
    assert not DueChange.objects.filter(obligation=owed).exists()


def test_another_countrys_change_moves_nothing_here(change, approver, owed):
    CalendarChange.objects.filter(pk=change.pk).update(calendar="US")
    change.refresh_from_db()
    found = calendar_change.apply(change, by=approver, now=NOW)
    assert len(found) == 0
    assert calendars.calendar().is_working(OFF)


def test_a_change_without_days_is_refused(change, approver):
    change.days.all().delete()
    with pytest.raises(Refused, match="names no day|没有"):
        calendar_change.apply(change, by=approver, now=NOW)


@pytest.fixture
def far(owed):
    """The same obligation, provisionally due in the middle of January 2027."""
    Obligation.objects.filter(pk=owed.pk).update(
        base_on=date(2027, 1, 11), propose_by=None, publish_by=date(2027, 1, 20), provisional=True
    )
    owed.refresh_from_db()
    return owed


@pytest.fixture
def notice(change):
    """The yearly notice of 2027: Monday 4 January is free too, and a Saturday in March is worked for it."""
    change.publishes = 2027
    change.save()
    change.days.all().delete()
    for month, day, is_working in ((1, 1, False), (1, 4, False), (3, 6, True)):
        change.days.create(day=date(2027, month, day), is_working=is_working, name="元旦")
    return change


def test_a_new_years_notice_ends_the_provisional(notice, approver, far):
    calendar_change.apply(notice, by=approver, now=NOW)
    far.refresh_from_db()
    assert not far.provisional
    assert calendars.calendar().published_to == date(2027, 12, 31)
    assert calendars.several({"CN"})["CN"].published_to == date(2027, 12, 31)


def test_one_correction_of_a_year_leaves_all_of_it_provisional(change, approver, far):
    """Before the notice nobody knows the Spring Festival, whatever a town decided about a day in June."""
    change.days.update(day=date(2027, 6, 8))
    calendar_change.apply(change, by=approver, now=NOW)
    far.refresh_from_db()
    assert far.provisional
    assert not calendars.calendar().is_working(date(2027, 6, 8))
    assert calendars.calendar().is_provisional(date(2027, 6, 9))


def test_a_later_correction_leaves_a_published_year_published(notice, change, drafter, approver, cast):
    calendar_change.apply(notice, by=approver, now=NOW)
    later = CalendarChange.objects.create(
        notice_number="清政办发〔2027〕1号", reason="大风", drafted_by=drafter, drafted_at=NOW
    )
    for day in CalendarDay.objects.values_list("day", flat=True):
        later.days.create(day=day, is_working=True, name="取消放假")
    calendar_change.apply(later, by=approver, now=NOW)
    assert calendars.calendar().published_to == date(2027, 12, 31)
    assert calendars.calendar().is_working(date(2027, 1, 4))


@pytest.mark.parametrize(
    ("year", "said"), [(2028, "2027"), (2026, "2026")], ids=["a-year-between", "no-day-of-it"]
)
def test_what_is_no_yearly_notice_publishes_no_year(notice, approver, year, said):
    CalendarChange.objects.filter(pk=notice.pk).update(publishes=year)
    notice.refresh_from_db()
    with pytest.raises(Refused, match=said):
        calendar_change.apply(notice, by=approver, now=NOW)
    assert calendars.calendar().published_to == date(2026, 12, 31)


def test_a_day_that_was_counted_on_plain_weeks_moves_with_the_notice(notice, approver, owed):
    """It was told before the portal knew the holidays that the law fixes, and is not taken for somebody's own day."""
    spans = {one.field: one for one in calendar_change.preview(notice, today=TODAY).obligations}
    assert not spans
    base = date(2026, 12, 30)
    rules = owed.version.rules.counting
    span = owed.item.cadence_on(TODAY).publish
    plain, known = (
        Counting(days, rules.first_day_counts, rules.last_day_moves).after(base, span)
        for days in (calendars.built("CN", by_law=False), calendars.built("CN"))
    )
    assert plain < known
    for told in (plain, known):
        Obligation.objects.filter(pk=owed.pk).update(base_on=base, propose_by=None, publish_by=told)
        (moved,) = calendar_change.preview(notice, today=TODAY).obligations
        assert moved.before == told
        assert moved.after > known


def test_an_administrator_types_a_yearly_notice(client, drafter, approver, far):
    """In the admin alone: written by one, approved by another, and the year is firm for everybody."""
    client.force_login(drafter)
    empty = {
        f"days-{part}_FORMS": number for part, number in (("INITIAL", 0), ("MIN_NUM", 0), ("MAX_NUM", 99))
    }
    typed = {
        "calendar": "CN",
        "notice_number": "国办发明电〔2026〕7号",
        "reason": "2027年放假安排",
        "publishes": "2027",
    }
    day = {"days-0-day": "2027-01-04", "days-0-name": "元旦"}
    address = reverse("admin:catalog_calendarchange_add")
    refused = client.post(address, {**typed, **empty, "days-TOTAL_FORMS": 1, **day, "publishes": "27"})
    assert refused.status_code == 200
    assert not CalendarChange.objects.exists()
    assert client.post(address, {**typed, **empty, "days-TOTAL_FORMS": 1, **day}).status_code == 302
    written = CalendarChange.objects.get()
    assert written.publishes == 2027
    client.force_login(approver)
    preview = reverse("admin:catalog_calendarchange_preview", args=[written.pk])
    assert "2027年的年度放假通知：生效后" in client.get(preview).content.decode()
    assert client.post(preview, {"apply": "1"}).status_code == 302
    far.refresh_from_db()
    assert not far.provisional


def test_the_pages_of_the_admin(client, change, drafter, approver, owed, cast):
    address = reverse("admin:catalog_calendarchange_preview", args=[change.pk])
    client.force_login(cast.head)
    assert client.get(address).status_code == 403
    client.force_login(drafter)
    assert 'name="apply"' not in client.get(address).content.decode()
    assert client.post(address, {"apply": "1"}).status_code == 422
    client.force_login(approver)
    assert 'name="apply"' in client.get(address).content.decode()
    form = reverse("admin:catalog_calendarchange_change", args=[change.pk])
    assert address in client.get(form).content.decode()
    assert client.post(address, {"apply": "1"}).status_code == 302
    assert client.get(form).status_code == 200
    assert client.get(address).status_code == 302
    change.refresh_from_db()
    assert change.status == "applied"


def test_who_writes_the_days_last_has_drafted_them(client, approver, drafter):
    client.force_login(drafter)
    rows = {
        "days-TOTAL_FORMS": "1",
        "days-INITIAL_FORMS": "0",
        "days-0-day": "2026-05-06",
        "days-0-name": "五一",
    }
    sent = {"calendar": "CN", "notice_number": "国办发明电〔2026〕1号", "reason": "调休", **rows}
    assert client.post(reverse("admin:catalog_calendarchange_add"), sent).status_code == 302
    made = CalendarChange.objects.get()
    assert (made.drafted_by, made.days.get().day) == (drafter, date(2026, 5, 6))
    sent["days-0-day"] = "1980-05-06"
    assert client.post(reverse("admin:catalog_calendarchange_add"), sent).status_code == 200
