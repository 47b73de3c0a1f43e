"""Lists that narrow: what an address asks that makes no sense is said, and the rest of it stays as it was chosen."""

import pytest
from django.urls import reverse

from core.web import narrowing

PUBLIC = ["catalog:latest", "catalog:owed", "catalog:consultations", "search", "requests_app:answers"]
OFFICER = [
    "requests_app:desk",
    "requests_app:disputes",
    "requests_app:reports_upward",
    "requests_app:proposals",
    "requests_app:answers_waiting",
]
OTHERS = [
    ("review:queue", "leader"),
    ("review:opinions", "feedback_collector"),
    ("catalog:channel_tasks", "channel_keeper"),
    ("catalog:self_checks", "proposer"),
    ("archive:shelf", "archivist"),
    ("evidence", "supervisor"),
    ("supervision:complaints", "supervisor"),
    ("supervision:orders", "supervisor"),
    ("supervision:overview", "supervisor"),
    ("supervision:applications", "supervisor"),
    ("supervision:records", "supervisor"),
]
WRONG = [
    ("catalog:channel_tasks", "channel_keeper", "state"),
    ("catalog:channel_tasks", "channel_keeper", "channel"),
    ("archive:shelf", "archivist", "year"),
    ("supervision:orders", "supervisor", "status"),
]


def said(page):
    """The sentences of the page on what was not understood."""
    return " ".join(map(str, page.context["errors"]))


def lists():
    """Each list with who looks at it; nobody for those that are public."""
    return [*((name, "") for name in PUBLIC), *((name, "officer") for name in OFFICER), *OTHERS]


def opened(client, cast, officer, name, who, asked):
    """The page of a list for somebody."""
    if who:
        client.force_login(officer if who == "officer" else getattr(cast, who))
    return client.get(reverse(name), asked)


@pytest.mark.parametrize(("name", "who"), lists())
def test_what_no_list_has_heard_of_is_said(client, cast, officer, name, who):
    """A misspelt parameter was passed over without a word: one read the whole list as the part one had asked for."""
    page = opened(client, cast, officer, name, who, {"stauts": "late"})
    assert page.status_code == 200
    [sentence] = page.context["errors"]
    assert "stauts" in sentence and f"<li>{sentence}</li>" in page.content.decode()
    assert not opened(client, cast, officer, name, who, {"page": "1"}).context["errors"]


@pytest.mark.parametrize(("name", "who"), [one for one in lists() if one[1] == "officer"])
def test_a_value_that_is_no_choice_is_said_and_markup_in_it_is_shown(client, cast, officer, name, who):
    """The list is shown as without it."""
    page = opened(client, cast, officer, name, who, {"status": "<b>lost</b>"})
    assert page.status_code == 200 and "<b>lost</b>" in said(page)
    assert "&lt;b&gt;lost" in page.content.decode() and "<b>lost" not in page.content.decode()


@pytest.mark.parametrize(("name", "who", "word"), WRONG)
def test_a_value_that_no_list_of_other_rooms_offers_is_said(client, cast, officer, name, who, word):
    """A tab that there is not, a year without files, a channel that nothing hangs on."""
    page = opened(client, cast, officer, name, who, {word: "<b>lost</b>"})
    assert page.status_code == 200 and "<b>lost</b>" in said(page)
    assert "&lt;b&gt;lost" in page.content.decode() and "<b>lost" not in page.content.decode()


def test_one_wrong_value_leaves_the_others_chosen(client, cast, officer, make_application):
    """The tab stays where it was when the light makes no sense."""
    application = make_application(upto="registered")
    page = opened(
        client, cast, officer, "requests_app:desk", "officer", {"status": "registered", "light": "violet"}
    )
    assert page.context["chosen"] == "registered" and page.context["light"] == ""
    assert "violet" in said(page)
    assert [row.pk for row, _light in page.context["rows"]] == [application.pk]
    page = opened(
        client, cast, officer, "requests_app:desk", "officer", {"status": "received", "light": "violet"}
    )
    assert not page.context["rows"]


def test_only_some_of_many_unknown_names_are_said(rf):
    """An address of a thousand names makes no page of a thousand sentences."""
    query = rf.get("/", {f"name{number:04}" * 30: "x" for number in range(1000)}).GET
    told = narrowing.unknown(query, ())
    assert len(told) == 5 and all(len(one) < 200 for one in told)
