"""Whatever stands in an address: a page, or a plain "not found", never a failure; and the administrator's own forms."""

from urllib.parse import urlencode

import pytest
from django.db import transaction

from tests.conftest import give_every_role
from tests.flows.pages import Page, Visitor
from tests.flows.places import Stage
from tests.flows.wrong import EVIL, TEXTS, difference, everything, undone, writing

pytestmark = [pytest.mark.django_db, pytest.mark.once]

VALUES = (
    "", "0", "-1", "1", "²", "٣", "1e9", "9" * 30, "9" * 5000, "abc", "\x00", "2026-13-45", "0001-01-01", "9999-12-31",
    EVIL, "水" * 300, '"', "%", "*", "'水", "🎉", "\u202e", "(", "a AND OR NOT NEAR(", "\\", "_",
)  # fmt: skip
MANY = "9" * 300
# Each parameter is asked for by itself with the values that break most; with all others together.
SHARP = ("9" * 30, "²", "\x00", "9999-12-31", EVIL)
LISTS = {
    "search": (None, "/search/", ("q", "agency", "year", "before")),
    "latest": (None, "/disclosures/", ("agency", "department", "year", "subject", "before", "after", "page")),
    "feed": (None, "/disclosures/feed.atom", ("agency", "department", "item", "year", "subject")),
    "feed of a search": (None, "/search/feed.atom?q=%E6%B0%B4", ("q", "agency", "year")),
    "feed of consultations": (None, "/consultations/feed.atom", ("agency",)),
    "disclosures as data": (
        None, "/api/v1/disclosures/",
        ("agency", "department", "item", "index_number", "since", "until", "subject", "cursor", "size"),
    ),
    "log as data": (None, "/api/v1/log/", ("after", "subject", "cursor")),
    "owed": (None, "/owed/", ("agency", "department", "item", "state", "before", "after")),
    "agency": (None, "/agencies/district/", ("year", "page")),
    "calendar": (None, "/calendar/", ("month", "day", "state", "view", "before", "after")),
    "calendar of an agency": (
        None, "/agencies/district/calendar/",
        ("month", "day", "state", "department", "cadence", "view", "before", "after"),
    ),
    "calendar feed": (None, "/agencies/district/calendar.ics", ("month", "state", "department", "cadence")),
    "calendar table": (None, "/agencies/district/calendar.csv", ("month", "state", "department", "cadence")),
    "catalogue": (None, "/agencies/district/catalogue/", ("page", "department", "q")),
    "item": (None, "/agencies/district/catalogue/1.8/", ("before", "after", "page")),
    "department": (None, "/agencies/district/departments/{department}/", ("before", "after")),
    "subscribing": (None, "/subscribe/", ("agency",)),
    "consultations": (None, "/consultations/", ("agency", "before", "after")),
    "log": (None, "/log/", ("page", "before", "after", "q", "hash", "number")),
    "disclosure": (None, "/disclosures/{disclosure}/", ("opinions",)),
    "queue": ("leader_in_charge", "/review/", ("page",)),
    "opinions": ("feedback_collector", "/review/opinions/", ("page",)),
    "desk": ("intake_officer", "/desk/", ("status", "page")),
    "oversight": ("supervisor", "/desk/oversight/", ("page",)),
    "case": ("intake_officer", "/desk/{application}/", ("outcome",)),
    "supervision": ("supervisor", "/supervision/", ("agency", "from", "to")),
    "records": ("supervisor", "/supervision/records/?of=owed", ("of", "agency", "department", "from", "to", "page")),
    "orders": ("supervisor", "/supervision/orders/", ("status", "page")),
    "new order": ("supervisor", "/supervision/orders/new/", ("obligation",)),
    "shelf": ("archivist", "/archive/", ("year", "page")),
    "reports": ("supervisor", "/archive/reports/district/", ("department", "from", "to")),
    "owed in the admin": ("proposer", "/admin/catalog/obligation/", ("state", "item", "department", "q", "p", "o")),
    "disclosures in the admin": ("proposer", "/admin/catalog/disclosure/", ("status__exact", "q", "p", "all")),
    "adding in the admin": ("proposer", "/admin/catalog/disclosure/add/", ("obligation", "item")),
    "consultations in the admin": ("proposer", "/admin/catalog/consultation/", ("status__exact", "q", "p")),
    "opinions on drafts": ("feedback_collector", "/admin/catalog/consultationopinion/", ("way__exact", "q", "p")),
    "planning": ("proposer", "/admin/catalog/consultation/add/", ("disclosure",)),
    "letters in the admin": ("administrator", "/admin/core/letter/", ("q", "p")),
}  # fmt: skip


@pytest.mark.parametrize("name", LISTS)
def test_no_address_breaks_a_list_whatever_it_asks_for(name, stage, make_administrator):
    """Pages out of range, days that do not exist, words that mean something to a database: a page, never a failure."""
    role, path, parameters = LISTS[name]
    published, case = stage.disclosure("published"), stage.application("registered")
    address = path.format(disclosure=published.pk, application=case.pk, department=published.department.slug)
    visitor = visitor_for(role, stage, make_administrator)
    assert visitor.client.get(address).status_code in (200, 302)
    joined = f"{address}&" if "?" in address else f"{address}?"
    asked = [{parameter: value} for parameter in parameters for value in SHARP]
    for turn in range(len(VALUES)):
        turned = VALUES[turn:] + VALUES[:turn]
        asked.append(dict(zip(parameters, turned, strict=False)))
    for one in asked:
        response = visitor.client.get(joined + urlencode(one))
        assert response.status_code in (200, 302, 400, 404, 422), one
        if not response.streaming and response["Content-Type"] != "application/json":
            assert b"<script>alert" not in response.content
    for parameter in parameters:
        raw = visitor.client.get(f"{joined}{parameter}=%FF%FE&{parameter}=%")
        assert raw.status_code < 500, parameter


def visitor_for(role: str | None, stage: Stage, make_administrator) -> Visitor:
    """Who looks: nobody in particular, somebody with a role, or the system administrator."""
    if role is None:
        return Visitor()
    if role == "administrator":
        visitor = Visitor()
        visitor.client.force_login(make_administrator())
        return visitor
    return stage.body.sign_in(role)


UNKNOWN = (
    "/disclosures/{id}/", "/files/{id}/", "/consultations/{id}/", "/consultations/files/{id}/",
    "/consultations/{id}/comparison/", "/subscribe/{word}/",
    "/admin/catalog/consultation/{id}/release/", "/admin/catalog/consultationopinion/{id}/answer/",
    "/log/{id}/", "/agencies/{word}/", "/agencies/{word}/rules/",
    "/agencies/{word}/calendar/", "/agencies/{word}/calendar.ics", "/agencies/{word}/calendar.csv",
    "/agencies/district/departments/{word}/", "/agencies/district/catalogue/{word}/", "/apply/{word}/",
    "/apply/received/{word}/", "/apply/received/{word}/receipt.pdf", "/track/{word}/", "/track/notices/{word}.pdf",
    "/review/{id}/", "/review/applications/{id}/", "/review/opinions/{id}/", "/desk/{id}/", "/desk/notices/{id}.pdf",
    "/desk/notices/{id}/", "/desk/notices/{id}.docx", "/desk/{id}/notices/", "/desk/{id}/answer/", "/answers/{id}/",
    "/desk/proposals/{id}/", "/desk/answers/{id}/", "/desk/{id}/afterwards/", "/track/notices/{word}.docx",
    "/desk/files/{id}/", "/desk/mails/{id}/", "/desk/assigned/{id}/",
    "/desk/mails/{id}/original/", "/desk/mails/{id}/files/0/",
    "/supervision/orders/{id}/", "/supervision/orders/{id}/order.pdf", "/archive/{id}/", "/archive/{id}/report.pdf",
    "/archive/{id}/manifest.json", "/archive/reports/{word}/", "/archive/reports/{word}/report.pdf",
    "/admin/catalog/obligation/{id}/nil/", "/admin/catalog/obligation/{id}/excuse/",
    "/admin/catalog/disclosure/{id}/withdraw/", "/admin/catalog/disclosure/{word}/change/",
    "/admin/catalog/placement/{id}/confirm/", "/admin/core/user/{word}/change/", "/sitemap-{word}.xml",
)  # fmt: skip


@pytest.mark.parametrize("path", UNKNOWN)
def test_unknown_things_are_not_found(path, stage, make_administrator):
    """Numbers without a thing, numbers no database can hold, words that are none: not found, for everybody."""
    stage.disclosure("published")
    give_every_role(make_administrator(), stage.body.agency)  # who may open every kind of page
    everybody = [Visitor(), visitor_for("administrator", stage, make_administrator)]
    numbers = ("0", "999999", "9" * 19, "9" * 60)
    words = ("nothing", "%00", "%FF", "..%2F", "%E2%80%AE", "9" * 40, "%3Cscript%3Ealert(1)")
    addresses = {path.format(id=number, word=word) for number in numbers for word in words}
    assert everybody
    for visitor in everybody:
        for address in sorted(addresses):
            response = visitor.client.get(address)
            assert response.status_code in (302, 400, 404), address
            assert b"<script>alert" not in response.content


@pytest.mark.once
@pytest.mark.parametrize(
    "path",
    [
        "core/user/add",
        "core/agency/add",
        "catalog/calendarchange/add",
        "core/user/{user}/change",
        "core/agency/{agency}/change",
        "core/department/{department}/change",
    ],
)
def test_no_form_of_the_administrator_breaks(path, stage, make_administrator):
    """Django's own forms over our models: every field with every kind of bad text, never a failure."""
    root = visitor_for("administrator", stage, make_administrator)
    agency = stage.body.agency
    address = "/admin/" + path.format(
        user=make_administrator().pk, agency=agency.pk, department=agency.departments.first().pk
    )
    before = everything()
    form = root.open(f"{address}/").form("_save")
    names = sorted(form.names - {"csrfmiddlewaretoken"})
    bads = (TEXTS["evil"], TEXTS["zero byte"], MANY)
    tries = [
        ([name], bads[place % 2 if name.endswith("_FORMS") else place % 3])
        for place, name in enumerate(names)
    ]
    tries += [([name for name in names if bad != MANY or not name.endswith("_FORMS")], bad) for bad in bads]
    if (
        path == "catalog/calendarchange/add"
    ):  # of rows beyond all number, two thousand are shown: once is enough
        tries.append((["days-TOTAL_FORMS"], MANY))
    while tries:
        together, bad = tries.pop()
        with undone(), writing() as written:
            response = root.client.post(f"{address}/", {**form.values, **dict.fromkeys(together, bad)})
            assert response.status_code in (200, 302), (together, bad)
            if response.status_code == 200 and written:
                assert not difference(before, everything())
            transaction.set_rollback(True)
        if (
            response.status_code == 200 and len(together) > 1
        ):  # what is not refused may yet break what saves it
            told = Page(response, address).wrong & set(together)
            tries.append(([name for name in together if name not in told] if told else [], bad))
        tries = [one for one in tries if one[0]]
