"""The days of a count in a notice stand as weeks, so that the notice takes one page, two at most."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.test import RequestFactory
from pypdf import PdfReader

from core.roles import Role
from requests_app import actions
from requests_app.actions import clocks, consulting, notices
from requests_app.models import Notice
from requests_app.notices.day_grid import grid
from requests_app.views.public import notice_pdf
from tests.requests_app.conftest import handed_over, person

pytestmark = pytest.mark.django_db


def test_each_day_stands_once_under_its_weekday():
    """The weeks begin on Monday; days that are no plain working days are said below, in ranges."""
    days = [["2026-03-12 周四", "工作日", "1"], ["2026-03-13 周五", "工作日", "2"]]
    days += [[f"2026-03-{day} 周", "周末", ""] for day in (14, 15)]
    sheet = grid([*days, ["2026-03-16 周一", "工作日", "3"]], plain="工作日")
    assert [[cell and cell.day.day for cell in week] for week in sheet.weeks] == [
        [None, None, None, 12, 13, 14, 15],
        [16, None, None, None, None, None, None],
    ]
    assert sheet.notes == [("周末", "3/14–3/15")]
    assert grid([], plain="工作日") is None


def test_an_extension_notice_with_every_day_takes_two_pages_at_most(make_application, officer, now):
    """Even after a third party kept silent to the end of its time and the longest extension of document J4."""
    application = make_application(upto="registered")
    actions.consult_third_party(application, party="清河水务公司", by=officer, now=now + timedelta(days=2))
    handed_over(application, officer, now + timedelta(days=2))
    assert consulting.go_on_without(now=now + timedelta(days=24)) == 1
    application = type(application).objects.get(pk=application.pk)
    leader = person(application.agency, Role.SUPERIOR_LEADER)
    moment = now + timedelta(days=25)
    actions.extend(application, days=15, reason="需要汇总多个科室的材料", by=leader, now=moment)
    notice = application.notices.get(kind=Notice.Kind.EXTENSION)
    answer = notice_pdf(RequestFactory().get("/"), notice)
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    pages = PdfReader(BytesIO(content)).pages
    assert len(pages) <= 2
    text = "".join(page.extract_text() for page in pages)
    counted = [row[2] for row in notices.content_of(notice)["days"] if row[2]]
    assert counted[-1] in text
    last = clocks.answer_due(application).day
    assert f"{last.month}/{last.day}" in text
    assert last > date(2026, 4, 22)
