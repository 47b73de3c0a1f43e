"""The pages of supervision: whose numbers they show, where each number leads, and the steps of an order."""

import io
import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from pypdf import PdfReader

from review.actions import receive_opinion
from supervision import actions
from supervision.forms import OBLIGATIONS, OPINIONS, OTHERS
from supervision.models import CorrectionOrder

WATCHERS = {
    "head",
    "disclosure_office",
    "supervisor",
    "invited_supervisor",
    "superior_office",
    "superior_leader",
}
WATCHERS |= {"observer", "stranger"}  # the stranger watches over the agency elsewhere


@pytest.fixture(autouse=True)
def _in_chinese():
    """An English page of another test leaves its language behind."""
    with translation.override("zh-hans"):
        yield


@pytest.fixture
def order(cast, obligation, now):
    """An order to the cast's department about what it owes."""
    return actions.issue_order(
        agency=cast.agency,
        department=cast.department,
        obligation=obligation,
        finding="公开栏未更新",
        demand="请更新公开栏",
        due_on=date(2026, 3, 31),
        by=cast.supervisor,
        now=now,
    )


def test_only_watchers_see_the_overview(client, cast):
    """Strangers to the room are kept out; who is not signed in is asked to."""
    address = reverse("supervision:overview")
    assert client.get(address).status_code == 302
    statuses = {}
    for name, user in cast.people.items():
        client.force_login(user)
        statuses[name] = client.get(address).status_code
    assert {name for name, status in statuses.items() if status == 200} == WATCHERS
    assert set(statuses.values()) == {200, 403}


def test_a_watcher_sees_their_own_agency_only(client, cast):
    """Another agency is no choice, neither in the list nor in the address."""
    client.force_login(cast.supervisor)
    page = client.get(reverse("supervision:overview")).content.decode()
    assert cast.agency.name in page
    assert "清河市elsewhere局" not in page
    for name in ("overview", "records"):
        response = client.get(reverse(f"supervision:{name}"), {"agency": "elsewhere", "of": "owed"})
        assert response.status_code == 422
        assert "没有这个机关" in response.content.decode()


def test_a_watcher_of_a_department_sees_that_department_only(client, cast):
    """A role in one department opens no other one (reach)."""
    role = cast.observer.roles.get()
    role.department = cast.department
    role.save()
    client.force_login(cast.observer)
    response = client.get(reverse("supervision:overview"))
    shown = {row.department for row in response.context["overview"].rows}
    assert shown == set(cast.agency.departments.filter(path__startswith=cast.department.path))
    beyond = cast.agency.departments.exclude(path__startswith=cast.department.path).first()
    asked = {"agency": cast.agency.slug, "department": beyond.slug, "of": "owed"}
    response = client.get(reverse("supervision:records"), asked)
    assert response.status_code == 422
    assert "没有这个部门" in response.content.decode()


@pytest.mark.parametrize("of", [*OBLIGATIONS, *OPINIONS, *OTHERS])
def test_every_number_opens(client, cast, item, order, make_disclosure, now, of):
    """Each kind of record has its page, empty or not."""
    matter = make_disclosure(item, upto="published")
    receive_opinion(matter, text="很清楚", rating=5, now=now)
    client.force_login(cast.supervisor)
    response = client.get(
        reverse("supervision:records"), {"of": of, "agency": cast.agency.slug, "from": "2026-01-01"}
    )
    assert response.status_code == 200


def test_the_overview_leads_to_its_rows(client, cast, item, obligation, make_disclosure, now):
    """The link behind a number shows just those rows."""
    make_disclosure(item, obligation=obligation, upto="published", title="抽查结果一季度")
    client.force_login(cast.supervisor)
    page = client.get(reverse("supervision:overview"), {"from": "2026-01-01", "to": "2026-12-31"})
    link = re.search(
        rf'href="([^"]+of=came[^"]+department={cast.department.slug}[^"]+)"', page.content.decode()
    )
    rows = client.get(link[1].replace("&amp;", "&"))
    assert [row["obligation"] for row in rows.context["rows"]] == [obligation]


@pytest.mark.parametrize(
    "query",
    [
        "from=2026-05-01&to=2026-01-01",
        "from=x",
        "to=9999-12-31",
        "from=0001-01-01",
        "from=2020-01-01&to=2026-01-01",
    ],
)
def test_wrong_days_get_a_sentence(client, cast, query):
    """The page says what is wrong and shows no numbers."""
    client.force_login(cast.supervisor)
    response = client.get(f"{reverse('supervision:overview')}?{query}")
    assert response.status_code == 422
    assert "overview" not in response.context
    assert "error" in response.content.decode()


def test_the_leaderships_matters_are_not_named_to_others(client, cast, item, obligation):
    """An invited supervisor sees that something is owed, not what (I-230)."""
    item.audience = "leadership"
    item.save()
    for name, is_named in (("supervisor", True), ("invited_supervisor", False)):
        client.force_login(cast.people[name])
        response = client.get(reverse("supervision:records"), {"of": "owed", "to": "2026-12-31"})
        page = response.content.decode()
        rows = response.context["rows"]
        assert all(row["is_named"] is is_named for row in rows if row["obligation"] == obligation)
        assert (item.name in page) is (is_named and bool(rows))


def test_issuing_an_order_on_the_page(client, cast, obligation):
    """The form keeps what was typed, the department is told, the page of the order opens."""
    client.force_login(cast.supervisor)
    address = f"{reverse('supervision:new_order')}?obligation={obligation.pk}"
    assert obligation.item.name in client.get(address).content.decode()
    typed = {"department": cast.department.pk, "finding": "未公开", "demand": "", "due_on": ""}
    response = client.post(address, typed)
    assert response.status_code == 422
    assert "未公开" in response.content.decode()
    response = client.post(address, typed | {"demand": "请公开", "due_on": "2099-01-05"})
    order = CorrectionOrder.objects.get()
    assert response["Location"] == order.get_absolute_url()
    assert order.obligation == obligation


@pytest.mark.parametrize("number", ["0", "x", "99999999999999999999", "１"])
def test_a_wrong_obligation_is_not_found(client, cast, number):
    """Nothing is guessed from a broken address."""
    client.force_login(cast.supervisor)
    assert client.get(f"{reverse('supervision:new_order')}?obligation={number}").status_code == 404


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "=cmd|' /C calc'!A0", "'; DROP TABLE x; --", "شكر 😀"]
)
def test_strange_words_are_shown_as_words(client, cast, order, text):
    """Markup, formulas, SQL, right-to-left and emoji stay plain text, on the page and in the PDF."""
    client.force_login(cast.clerk)
    client.post(reverse("supervision:report", args=[order.pk]), {"report-report": text})
    order.refresh_from_db()
    assert order.report == text
    page = client.get(order.get_absolute_url()).content.decode()
    assert "<script>alert" not in page
    assert client.get(reverse("supervision:order_pdf", args=[order.pk])).content.startswith(b"%PDF")


def test_an_order_goes_its_way_on_the_page(client, cast, order):
    """The page offers each side its own step and no other."""
    address = order.get_absolute_url()
    client.force_login(cast.clerk)
    assert set(client.get(address).context["forms"]) == {"report"}
    assert (
        client.post(reverse("supervision:report", args=[order.pk]), {"report-report": ""}).status_code == 422
    )
    client.post(reverse("supervision:report", args=[order.pk]), {"report-report": "已更新"})
    assert client.get(address).context["forms"] == {}
    client.force_login(cast.supervisor)
    assert set(client.get(address).context["forms"]) == {"close", "reopen"}
    client.post(reverse("supervision:close", args=[order.pk]), {"close-note": ""})
    order.refresh_from_db()
    assert order.status == CorrectionOrder.Status.CLOSED
    response = client.post(reverse("supervision:reopen", args=[order.pk]), {"reopen-reason": "再看看"})
    assert response.status_code == 422
    order.refresh_from_db()
    assert order.status == CorrectionOrder.Status.CLOSED


@pytest.mark.parametrize("name", ["stranger", "colleague", "archivist"])
def test_an_order_does_not_exist_for_those_whom_it_does_not_concern(client, cast, order, name):
    """Page, PDF and steps alike."""
    client.force_login(cast.people[name])
    assert client.get(order.get_absolute_url()).status_code == 404
    assert client.get(reverse("supervision:order_pdf", args=[order.pk])).status_code == 404
    assert (
        client.post(reverse("supervision:report", args=[order.pk]), {"report-report": "x"}).status_code == 404
    )
    listed = client.get(reverse("supervision:orders"))
    assert listed.status_code == 403 or order.number not in listed.content.decode()


def test_the_written_order_is_a_letter(client, cast, order):
    """The PDF is the 限期整改通知书: number, department, finding, demand and day."""
    client.force_login(cast.supervisor)
    content = client.get(reverse("supervision:order_pdf", args=[order.pk])).content
    words = re.sub(r"\s", "", PdfReader(io.BytesIO(content)).pages[0].extract_text())
    for piece in (
        "限期整改通知书",
        order.number,
        cast.department.name,
        "公开栏未更新",
        "请更新公开栏",
        "2026年3月31日",
    ):
        assert piece in words, piece


@pytest.mark.parametrize("name", ["overview", "records", "orders"])
def test_pages_ask_as_often_for_three_rows_as_for_one(client, cast, item, make_disclosure, now, name):
    """The number of queries of each list is a constant."""
    client.force_login(cast.supervisor)
    counts = []
    for number in (1, 2, 3):
        matter = make_disclosure(item, upto="published")
        receive_opinion(matter, text=f"意见{number}", rating=4, now=now)
        actions.issue_order(
            agency=cast.agency, department=cast.department, finding="x", demand="y",
            due_on=date(2026, 4, 1), by=cast.supervisor, now=now,
        )  # fmt: skip
        query = {"of": "published", "from": "2026-01-01", "to": "2026-12-31"}
        client.get(reverse(f"supervision:{name}"), query)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse(f"supervision:{name}"), query)
        counts.append(len(queries))
    assert len(set(counts[:1] + counts[1:])) == 1, counts
    assert counts[0] <= 25


def test_the_page_of_records_without_a_number_lists_the_numbers(client, cast):
    """Who comes by hand chooses there, and each choice opens."""
    client.force_login(cast.supervisor)
    response = client.get(reverse("supervision:records"))
    assert response.status_code == 200
    numbers = response.context["numbers"]
    assert len(numbers) == 18
    for number in numbers:
        assert str(number["label"]) in response.content.decode()
        assert client.get(reverse("supervision:records") + number["address"]).status_code == 200
