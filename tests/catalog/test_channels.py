"""Channels beside the website: tasks with a day, done with day, place and photo; corrections and withdrawals follow."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from pypdf import PdfReader

from catalog.actions import correcting, disclosures, placing
from catalog.models import DisclosureItem, Placement, PlacementPhoto
from core.transitions import Refused
from tests.conftest import TODAY
from tests.signing import approve

pytestmark = pytest.mark.django_db
WHERE = "一楼大厅公开栏"
BOARD, SCREEN = "notice_board", "screen"


@pytest.fixture
def task(item, make_disclosure):
    """A task of the notice board, published on Tuesday 10 March 2026."""
    return make_disclosure(item, upto="published", channels=["web", BOARD]).placements.get(channel=BOARD)


def picture(name: str = "照片.jpg") -> SimpleUploadedFile:
    """A photograph that tells where it was taken."""
    made, exif = io.BytesIO(), Image.Exif()
    exif.get_ifd(0x8825).update({1: "N", 2: (31.0, 0.0, 0.0), 3: "E", 4: (121.0, 0.0, 0.0)})
    exif[0x013B] = "张三"
    Image.new("RGB", (40, 30), "#8c1d18").save(made, "JPEG", exif=exif)
    return SimpleUploadedFile(name, made.getvalue(), content_type="image/jpeg")


def correct(disclosure, cast, now):
    """Correct its text, the whole way."""
    correction = correcting.begin(disclosure, reason="电话有误。", by=cast.clerk, now=now)
    body = f"新的正文：{disclosure.versions.count()}。"
    disclosures.revise(correction, by=cast.clerk, now=now, body=body, attested=True)
    disclosures.propose(correction, by=cast.clerk, now=now)
    approve(correction, by=cast.leader, now=now)


def test_a_task_is_done_with_day_place_and_a_photograph_that_tells_no_position(
    client, task, cast, now, monkeypatch
):
    """Due three working days after publication; late from the day after; the camera's words are taken out."""
    assert (task.due_on.isoformat(), task.is_late_on(task.due_on)) == ("2026-03-13", False)
    late = now + timedelta(days=4)
    monkeypatch.setattr(timezone, "now", lambda: late)
    client.force_login(cast.channel_keeper)
    listed = client.get(reverse("catalog:channel_tasks"), {"state": "late"})
    assert [row["task"].pk for row in listed.context["rows"]] == [task.pk]
    assert listed.context["rows"][0]["is_late"]
    assert task.get_absolute_url() in client.get(reverse("desk")).content.decode()
    before = {"placed_on": "2026-03-09", "place": WHERE}
    assert client.post(task.get_absolute_url(), before).status_code == 422
    program = SimpleUploadedFile("照片.jpg", b"MZ\x90\x00" * 9)
    broken = SimpleUploadedFile("照片.jpg", b"\xff\xd8\xff" + b"0" * 99)
    good = {"placed_on": "2026-03-12", "place": WHERE}
    for bad in (program, broken, SimpleUploadedFile("照片.txt", b"text")):
        assert client.post(task.get_absolute_url(), {**good, "photo": bad}).status_code == 422
    assert not PlacementPhoto.objects.exists()
    assert client.post(task.get_absolute_url(), {**good, "photo": picture()}).status_code == 302
    task.refresh_from_db()
    assert (task.place, task.confirmed_by) == (WHERE, cast.channel_keeper)
    answer = client.get(task.photo.get_absolute_url())
    with Image.open(io.BytesIO(b"".join(answer.streaming_content))) as kept:
        assert not kept.getexif()
    assert "attachment" in answer["Content-Disposition"] and answer["X-Content-Type-Options"] == "nosniff"
    assert client.post(task.get_absolute_url(), good).status_code == 422
    done = client.get(reverse("catalog:channel_tasks"), {"state": "done"})
    assert [row["task"].pk for row in done.context["rows"]] == [task.pk]
    client.force_login(cast.stranger)
    for address in (task.get_absolute_url(), task.photo.get_absolute_url()):
        assert client.get(address).status_code in (403, 404)


def test_corrections_and_withdrawals_follow_what_hangs(task, cast, now):
    """A text that was never put up needs no second task; what hangs is renewed once, and taken down in the end."""
    disclosure = task.disclosure
    correct(disclosure, cast, now)
    assert disclosure.placements.filter(task="update").count() == 0
    placing.confirm_placement(task, placed_on=now.date(), place=WHERE, by=cast.channel_keeper, now=now)
    for _again in range(2):
        correct(disclosure, cast, now)
    renewed = disclosure.placements.get(task="update")
    assert (renewed.channel, renewed.due_on.isoformat()) == (BOARD, "2026-03-13")
    disclosure.refresh_from_db()
    disclosures.withdraw(disclosure, reason="数据有误。", by=cast.leader, now=now)
    assert [one.task for one in disclosure.placements.waiting()] == ["take_down"]
    with pytest.raises(Refused):
        placing.confirm_placement(renewed, placed_on=now.date(), place=WHERE, by=cast.channel_keeper, now=now)
    down = disclosure.placements.get(task="take_down")
    placing.confirm_placement(down, placed_on=now.date(), place=WHERE, by=cast.channel_keeper, now=now)
    assert not Placement.objects.waiting().exists()


def test_what_is_forbidden_on_a_channel_is_refused_by_the_database_too(task, cast, now):
    """Forbidden later: it is not put up any more, and a correction means taking it down."""
    placing.confirm_placement(task, placed_on=now.date(), place=WHERE, by=cast.channel_keeper, now=now)
    disclosure = task.disclosure
    DisclosureItem.objects.filter(pk=disclosure.item_id).update(never_on=[BOARD, SCREEN])
    disclosure = type(disclosure).objects.get(pk=disclosure.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Placement.objects.create(disclosure=disclosure, channel=SCREEN, name="触摸屏")
    type(disclosure).objects.filter(pk=disclosure.pk).update(channels=["web"])
    correct(type(disclosure).objects.get(pk=disclosure.pk), cast, now)
    assert [one.task for one in disclosure.placements.waiting()] == ["take_down"]


def test_tasks_of_a_narrow_circle_are_seen_by_its_keepers_alone(client, item, make_disclosure, cast):
    """Whoever may not read a disclosure does not meet its title among the tasks, nor in the admin."""
    made = make_disclosure(item, upto="published", channels=[BOARD], audience="leadership")
    assert (
        not made.is_readable_by(cast.clerk, on=TODAY)
        and not made.placements.tasks_of(cast.clerk, on=TODAY).exists()
    )
    assert made.placements.tasks_of(cast.channel_keeper, on=TODAY).exists()
    client.force_login(cast.clerk)
    for name in ("catalog:channel_tasks", "admin:catalog_placement_changelist"):
        page = client.get(reverse(name))
        assert made.title not in page.content.decode(), name


def test_the_list_asks_as_often_for_three_as_for_one(
    client, task, item, make_disclosure, cast, django_assert_num_queries
):
    """No query per row."""
    client.force_login(cast.channel_keeper)
    address = reverse("catalog:channel_tasks")
    client.get(address)
    with django_assert_num_queries(10, exact=False) as first:
        client.get(address)
    for _more in range(2):
        make_disclosure(item, upto="published", channels=[BOARD])
    with django_assert_num_queries(len(first)):
        assert len(client.get(address).context["rows"]) == 3


@pytest.mark.once
def test_a_forged_text_is_not_printed(client, task, cast):
    """A sheet on a board cannot be warned of later: there is a page that says why instead."""
    client.force_login(cast.channel_keeper)
    address = reverse("catalog:channel_sheet_a4", args=[task.pk])
    with connection.cursor() as cursor:
        cursor.execute("UPDATE catalog_disclosure SET body = '伪造' WHERE id = %s", [task.disclosure_id])
    answer = client.get(address)
    assert answer.status_code == 409 and "伪造" not in answer.content.decode()


def test_the_sheets_for_a_board_carry_what_hangs_there_and_a_code(client, task, cast):
    """A4 and A3; the code leads to the public page, and who keeps no channel gets none."""
    client.force_login(cast.channel_keeper)
    for size, height in (("a4", 842), ("a3", 1191)):
        address = reverse(f"catalog:channel_sheet_{size}", args=[task.pk])
        answer = client.get(address)
        assert answer["Content-Type"] == "application/pdf"
        page = PdfReader(io.BytesIO(answer.content)).pages[0]
        assert round(page.mediabox.height) == height
        text = page.extract_text().replace("\n", "")
        for words in (task.disclosure.title, task.disclosure.index_number, str(task.disclosure.agency)):
            assert words in text
        assert task.disclosure.get_absolute_url() in text
    client.force_login(cast.stranger)
    assert client.get(address).status_code in (403, 404)
