"""A time in working days is told in working days, one in days of the calendar in days, "at once" as the same day."""

import re

import pytest
from django.urls import reverse

from core.regimes.parts import clocks_for
from core.roles import Role
from core.workdays import Span
from requests_app.models import Application
from supervision.models import Complaint, CorrectionOrder
from tests.flows.pages import Visitor
from tests.flows.world import Body, people_for
from tests.regimes.test_matters_walk import BODIES

SAID = re.compile(r"共计\s*(\d+)\s*(个工作日|日|天)")


@pytest.fixture
def body(code, make_agency, clock) -> Body:
    """The body at work under its own rules."""
    agency = make_agency("body", regime=code)
    return people_for(agency, agency.items.filter(blocked="").first().department)


def told(span: Span) -> tuple[str, str]:
    """How the days of a time are told."""
    return str(span.days), "个工作日" if span.working else "日"


@pytest.mark.parametrize("code", BODIES)
def test_a_complaint_tells_its_days_in_its_own_kind_from_the_form_to_the_desk(code, body, clock):
    """Each tier that the body has: on the form, on the receipt, on the desk and in its light."""
    rules = body.agency.regime.version_on(clock.today).rules
    tiers = clocks_for(rules.clocks, "complaint")
    assert tiers
    supervisor = body.sign_in(Role.SUPERVISOR)
    for tier in tiers:
        citizen = Visitor()
        form = citizen.open(reverse("supervision:complain", args=["body"]))
        assert not re.search(r"(?<!\d)0(日|个工作日)", form.text)
        receipt = citizen.send("text", text="办事程序没有更新。")
        longest = max(tiers, key=lambda one: one.length.days)
        assert SAID.search(receipt.text).groups() == told(longest.length)
        complaint = Complaint.objects.latest("pk")
        supervisor.open(complaint.get_absolute_url())
        desk = supervisor.send("take_up-tier", **{"take_up-tier": tier.code})
        if tier.length.days:
            assert SAID.search(desk.text).groups() == told(tier.length)
            left = re.search(r"还有(\d+)(个工作日|日)", desk.text)
            assert left and left[2] == told(tier.length)[1]
        else:
            assert f"须于当日（{clock.now.year}年{clock.now.month}月{clock.now.day}日）答复" in desk.text
            assert not SAID.search(desk.text)


@pytest.mark.parametrize("code", BODIES)
def test_an_order_to_correct_tells_its_days_in_its_own_kind(code, body, clock):
    """Typed by the supervision group, without a day of its own: the rule counts."""
    rules = body.agency.regime.version_on(clock.today).rules
    supervisor = body.sign_in(Role.SUPERVISOR)
    supervisor.open(f"{reverse('supervision:new_order')}?agency=body")
    department = body.agency.departments.first()
    page = supervisor.send("finding", finding="没有公开。", demand="补报。", department=str(department.pk))
    assert CorrectionOrder.objects.get().department == department
    assert SAID.search(page.text).groups() == told(rules.clocks["correction_order"].length)


def test_an_application_tells_the_applicant_in_working_days(make_agency, clock):
    """J3: five working days; it used to say five days, which are fewer."""
    people_for(make_agency("body", regime="bureau-on-application"))
    citizen = Visitor()
    citizen.open("/apply/body/")
    page = citizen.send(
        "subject", subject="改造资金安排", description="2025年的资金安排。", applicant_name="柳青禾",
        email="qinghe@example.org", applicant_kind="person", delivery_form="electronic",
    )  # fmt: skip
    assert Application.objects.exists()
    assert SAID.search(page.text).groups() == ("5", "个工作日")
