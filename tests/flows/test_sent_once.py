"""A form is taken once, however often it is sent: by a double click, by Back, after a lost connection.

A test walks the addresses: whatever anybody may send without an account is either sent twice here, or named below with
the reason why sending it twice changes nothing.
"""

import inspect
from dataclasses import replace
from datetime import timedelta
from http.cookies import SimpleCookie

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone

from catalog.models import Subscription
from core.guests import attempts
from core.models import Receipt, Sent, Try
from core.web import form_stamps, resubmission
from requests_app.actions import drafts
from requests_app.models import Application, FilingDraft
from tests.flows.case_places import ALL_PLACES
from tests.flows.pages import REDIRECTS, Visitor
from tests.flows.places import Place, followed
from tests.flows.wrong import difference, everything

pytestmark = pytest.mark.django_db
OURS = {"core.Sent", "core.Receipt", "core.Try", "core.EndedLinks"}
PUBLIC = {
    "opinion": ALL_PLACES["opinion"],
    "requests_app:apply_to": ALL_PLACES["application"],
    "requests_app:rectify": ALL_PLACES["request to correct a record"],
    "requests_app:correct": ALL_PLACES["correction"],
    "requests_app:withdraw": ALL_PLACES["taking back"],
    "requests_app:reply": ALL_PLACES["message of an applicant"],
    "requests_app:rate": ALL_PLACES["rating of an answer"],
    "requests_app:object_to": Place(
        None, lambda stage: followed(stage, "received"), {"text": "办理太慢，也没有说明理由。"}, to="object"
    ),
    "requests_app:suggest": ALL_PLACES["suggestion to publish"],
    "requests_app:reasons": ALL_PLACES["reasons of the applicant"],
    "requests_app:add_identity_paper": Place(
        None, lambda stage: followed(stage, "registered"), {"paper": None}, to="identity"
    ),
    "supervision:complain": Place(
        None,
        lambda stage: reverse("supervision:complain", args=[stage.body.agency.slug]),
        {"text": "应公开的预算至今没有公开。", "email": "a@example.org"},
    ),
    "catalog:consultation_opinion": Place(
        None, lambda stage: stage.consultation().get_absolute_url(), {"text": "建议增加夜间服务点。"}
    ),
    "catalog:subscribe": Place(None, lambda stage: reverse("catalog:subscribe"), {"email": "a@example.org"}),
}
STAFF = {
    name: ALL_PLACES[name]
    for name in (
        "entry of an application",
        "note on a case",
        "message to an applicant",
        "opinion entered on a disclosure",
        "correction order",
    )
}
# What may be sent twice without this: the reason why the second time changes nothing.
HARMLESS = {
    "done": "what was ended is ended",
    "log": "a file is compared and forgotten",
    "requests_app:track": "reads; only wrong pairs are counted",
    "requests_app:continue_draft": "opens or deletes the one draft of a code",
    "requests_app:own_data": "reads",
    "requests_app:form_pdf": "prints what was typed and keeps nothing",
    "requests_app:public_already": "reads; a cookie says who was counted today",
    "requests_app:answered": "a cookie says who was counted",
    "supervision:follow_complaint": "reads; only wrong pairs are counted",
    "requests_app:forgotten": "at most one letter an hour",
    "supervision:forgotten": "at most one letter an hour",
    "requests_app:party_object": "takes its stamp; sent again it makes no second (test_third_party_objects)",
    "requests_app:new_code": "takes its stamp; its link ends with the first time (test_renewing)",
    "supervision:new_code": "takes its stamp; its link ends with the first time (test_renewing)",
    "catalog:concerned": "reads; only wrong pairs are counted, each reading is a row of its own",
    "catalog:confirm_subscription": "a conditional update of one row",
    "catalog:end_subscription": "deletes one row",
}


def values_of(place: Place, page) -> tuple[str, dict]:
    """The address of the form of ``place`` on its page and all that a careful person would send."""
    place = place.named_on(page)
    form = page.form(*place.good, to=place.to)
    values = {**form.values}
    for name, value in place.good.items():
        if name in form.files:
            values[name] = paper()
        elif name in place.choices and value == "":
            values[name] = form.choices[name][-1]
        elif value is not None:
            values[name] = value
    press = place.press if isinstance(place.press, tuple) else (place.press, "1")
    return form.action, values | ({press[0]: press[1]} if place.press else {})


def paper() -> SimpleUploadedFile:
    """A proof of identity."""
    return SimpleUploadedFile("身份证.pdf", b"%PDF-1.4 proof", content_type="application/pdf")


def stored() -> dict:
    """All that is kept, but what the mechanism itself keeps."""
    return {name: rows for name, rows in everything().items() if name not in OURS}


def sent_twice(place: Place, stage, settings, *, meanwhile=lambda: None, **pressed):
    """Send the form of ``place`` twice and compare what is kept, and where both are led."""
    settings.FORM_LEAST_SECONDS = 0
    address = place.address(stage)
    visitor = stage.body.sign_in(place.role) if place.role else Visitor()
    visitor.open(address)
    action, values = values_of(place, visitor.page)
    values |= pressed
    url = visitor._absolute(action)
    before = stored()
    first = visitor.client.post(url, values)
    after = stored()
    assert difference(before, after), (
        f"nothing was taken: {first.status_code} {first.content.decode()[-1500:]}"
    )
    meanwhile()
    for value in values.values():
        if hasattr(value, "seek"):
            value.seek(0)
    second = visitor.client.post(url, values)
    assert difference(after, stored()) == {}
    assert second.status_code == first.status_code
    if first.status_code in REDIRECTS:
        assert second.url == first.url
    return visitor, first, second, values, url


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_form_is_taken_once(name, stage, settings):
    """Sent twice as it is, it is kept once, and the second answer is the first one's."""
    sent_twice(PUBLIC[name], stage, settings)
    assert (
        len({row.to for row in Sent.objects.all()}) == 1
    )  # the page and what was said on it lead to one place


@pytest.mark.parametrize("name", PUBLIC)
def test_an_answer_that_was_lost_makes_no_second_matter(name, stage, settings):
    """The browser got nothing: no receipt, no cookie. It fetches the page anew, with another stamp, and sends the same
    words; the page that stood open beside it too."""
    settings.FORM_LEAST_SECONDS = 0
    place = PUBLIC[name]
    address = place.address(stage)
    visitor = Visitor()
    visitor.open(address)
    cookies = SimpleCookie(visitor.client.cookies.output(header="", sep=";"))
    pages = []
    for _each in range(3):
        visitor.open(address)
        pages.append(values_of(place, visitor.page))
    before = stored()
    url = visitor._absolute(pages[0][0])
    first = visitor.client.post(url, pages[0][1])
    after = stored()
    assert difference(before, after)
    for _action, values in pages[1:]:
        visitor.client.cookies = SimpleCookie(cookies.output(header="", sep=";"))
        second = visitor.client.post(url, values)
        assert difference(after, stored()) == {}
        assert (second.status_code, second.get("Location")) == (first.status_code, first.get("Location"))


@pytest.mark.parametrize("name", PUBLIC)
def test_what_was_taken_is_answered_again_when_the_limit_was_reached_with_it(name, stage, settings):
    """The last one that a connection may send, sent again by a double click, shows its receipt and no "too many"."""
    sent_twice(PUBLIC[name], stage, settings, meanwhile=lambda: Try.objects.update(count=10_000))


def test_a_draft_that_is_kept_twice_by_one_page_is_one_draft(stage, settings):
    """A double click on "Keep as a draft" makes one draft, and both answers show the same code."""
    place = PUBLIC["requests_app:apply_to"]
    limit = {"meanwhile": lambda: Try.objects.update(count=10_000)}
    visitor, first, _second, values, url = sent_twice(place, stage, settings, keep="1", **limit)
    draft = FilingDraft.objects.get()
    shown = visitor.client.get(first.url).content.decode()
    code = next(iter(Receipt.objects.values_list("code", flat=True)))
    assert code in shown and drafts.draft_of(code, now=timezone.now()) == draft
    filed = visitor.client.post(url, {name: value for name, value in values.items() if name != "keep"})
    assert filed.status_code == 302 and Application.objects.count() == 1  # the same page still files


def test_many_drafts_from_one_connection_are_slowed_down(stage, settings):
    """The sixth draft in a quarter of an hour is refused with a sentence, and what was typed stays on the page."""
    place, answers = PUBLIC["requests_app:apply_to"], []
    settings.FORM_LEAST_SECONDS = 0
    address = place.address(stage)
    for _time in range(attempts.FREE + 1):
        visitor = Visitor()
        visitor.open(address)
        action, values = values_of(place, visitor.page)
        answers.append(visitor.client.post(visitor._absolute(action), {**values, "keep": "1"}))
    assert [answer.status_code for answer in answers] == [302] * attempts.FREE + [429]
    assert FilingDraft.objects.count() == attempts.FREE
    assert values["subject"] in answers[-1].content.decode()


@pytest.mark.parametrize("name", STAFF)
def test_a_form_of_the_staff_that_makes_something_is_taken_once(name, stage, settings):
    """So it is where the staff enter what came by other ways."""
    sent_twice(STAFF[name], stage, settings)
    assert Sent.objects.count() == 1


# Held as all others are, but not walked here, and why.
BY_ANOTHER_WAY = {
    "sign-in": "opens a session and makes no row",
    "several drafts": "shows what it made; sent again it is refused, because the drafts are there",
    **dict.fromkeys(
        ("another tier", "day of an order", "leading case", "link between applications", "self-check"),
        "wants something beside it that this stage does not hold: filled in so, it is refused",
    ),
    "table of proposals": "wants a table of the body's own items (tests/catalog/bulk/test_bulk_table.py)",
}
OF_THE_HOUSE = sorted(
    name for name, place in ALL_PLACES.items() if place.role and name not in {*STAFF, *BY_ANOTHER_WAY}
)


@pytest.mark.parametrize("name", OF_THE_HOUSE)
def test_every_form_of_the_house_is_taken_once(name, stage, settings):
    """Desk, queue, supervision, archive, admin: sent twice as it is, the second is led where the first was led; so is
    who goes back, where the browser puts the words into a page that was fetched anew."""
    place = ALL_PLACES[name]
    visitor, first, second, values, url = sent_twice(place, stage, settings)
    assert first.status_code not in REDIRECTS or second.url == first.url
    marked = "once" in values
    assert marked, "the page of who is signed in has its mark"
    if first.status_code in REDIRECTS and any(resubmission.is_typed(*one) for one in texts(values)):
        kept = stored()
        again = visitor.client.post(url, {**rewound(values), "once": form_stamps.stamp(timezone.now())})
        assert difference(kept, stored()) == {} and again.url == first.url


def texts(values: dict):
    """The fields of a form with one value each."""
    return [(name, value) for name, value in values.items() if isinstance(value, str)]


def rewound(values: dict) -> dict:
    """The same once more: files are read from their beginning."""
    for value in values.values():
        if hasattr(value, "seek"):
            value.seek(0)
    return values


def test_what_is_sent_again_with_other_words_or_after_something_else_is_taken(stage, settings):
    """Only the same twice in a row is held: a second note with other words, and the first words again after them."""
    place = STAFF["note on a case"]
    visitor, _first, _second, values, url = sent_twice(place, stage, settings)
    case = Application.objects.get()
    count = case.events.count()
    for text in ("另一条记录的内容。", values["text"]):
        fresh = form_stamps.stamp(timezone.now())
        marks = {name: fresh for name in ("once", "stamp") if name in values}
        assert visitor.client.post(url, {**values, **marks, "text": text}).status_code == 302
    assert case.events.count() == count + 2


def test_the_second_answer_holds_the_receipt_also_when_the_first_was_lost(stage, settings):
    """Number and code are shown to whoever sends the page again, until the hour is over or "I am done" was said."""
    place = replace(PUBLIC["requests_app:apply_to"])
    visitor, first, _second, values, url = sent_twice(place, stage, settings)
    visitor.client.cookies.pop(next(name for name in visitor.client.cookies if name.startswith("receipt-")))
    for name in [name for name in visitor.client.cookies if name.startswith("receipt-")]:
        visitor.client.cookies.pop(name)  # nothing of the first answers arrived
    assert visitor.client.get(first.url).status_code == 302
    again = visitor.client.post(url, values)
    shown = visitor.client.get(again.url)
    assert shown.status_code == 200 and Application.objects.get().number in shown.content.decode()
    Receipt.objects.all().delete()
    late = visitor.client.post(url, values)
    assert late.url == first.url and Application.objects.count() == 1
    assert visitor.client.get(late.url).url == reverse("requests_app:track")


def test_going_back_and_sending_the_same_words_shows_the_first_receipt(stage, settings):
    """The page is fetched anew, with a stamp that nobody used; the browser puts back what had been typed."""
    place = PUBLIC["requests_app:apply_to"]
    visitor, first, _second, values, url = sent_twice(place, stage, settings)
    visitor.open(place.address(stage))
    _action, fresh = values_of(place, visitor.page)
    assert fresh["began"] != values["began"]
    assert visitor.client.post(url, fresh).url == first.url
    assert Application.objects.count() == 1
    somebody_else = Visitor()
    somebody_else.open(place.address(stage))
    _action, theirs = values_of(place, somebody_else.page)
    assert somebody_else.client.post(url, theirs).status_code == 302
    assert Application.objects.count() == 2


def test_other_words_on_a_page_that_was_sent_are_asked_about(stage, settings):
    """Back, another text, sent: a sentence, everything kept, and the next press of the button takes it."""
    place = PUBLIC["requests_app:apply_to"]
    visitor, _first, _second, values, url = sent_twice(place, stage, settings)
    changed = {**values, "subject": "另一件事", "description": "申请公开另一件事的材料。"}
    asked = visitor.client.post(url, changed)
    assert asked.status_code == 422 and "另一件事" in asked.content.decode()
    assert Application.objects.count() == 1
    visitor._arrived(asked, url, 422)
    _action, values = values_of(replace(place, good={}), visitor.page)
    assert visitor.client.post(url, visitor.page.form("subject").values).status_code == 302
    assert Application.objects.count() == 2


def test_a_refused_form_leaves_its_page_unused(stage, settings):
    """Only what was taken uses the stamp up: corrected, the same page is sent once more."""
    place = PUBLIC["catalog:subscribe"]
    visitor = Visitor()
    visitor.open(place.address(stage))
    action, values = values_of(place, visitor.page)
    for _time in range(6):
        Subscription.objects.all().delete()
        visitor.client.post(reverse("catalog:subscribe"), {**values, "email": "no address"})
    assert not Sent.objects.exists()


def test_a_page_that_was_open_for_more_than_a_day_is_sent_once_more(stage, clock):
    """A clear sentence, everything kept; the fresh page is taken. So nobody needs to remember pages for ever."""
    now, yesterday = clock.now, clock.now - form_stamps.STAMP_LASTS - timedelta(minutes=1)
    for name in ("requests_app:apply_to", "supervision:complain", "requests_app:reply", "opinion"):
        place, visitor = PUBLIC[name], Visitor()
        clock.now = yesterday
        visitor.open(place.address(stage))
        clock.now = now
        action, values = values_of(place, visitor.page)
        before = stored()
        url = visitor._absolute(action)
        old = visitor._arrived(visitor.client.post(url, values), url, 422)
        assert str(form_stamps.TOO_OLD) in old.text and difference(before, stored()) == {}
        typed = next(value for value in place.good.values() if value)
        assert typed in old.html
        action, values = values_of(place, old)
        assert visitor.client.post(visitor._absolute(action), values).status_code == 302, name


def addresses(patterns, before: str = "", house: str = ""):
    """All named addresses of the portal, but the admin and the interface for programs."""
    for one in patterns:
        if isinstance(one, URLPattern):
            if one.name:
                yield (f"{house}:{one.name}" if house else one.name), one
        elif one.namespace != "admin":
            yield from addresses(one.url_patterns, house=one.namespace or house)


def test_every_form_that_anybody_may_send_is_known(stage, settings):
    """An address that takes a form without an account is sent twice above, or says why that is harmless."""
    slug, found = stage.body.agency.slug, set()
    values = {
        "slug": slug,
        "pk": 1,
        "number": 1,
        "signed": "x",
        "link": "x",
        "code": "1.8",
        "secret": "x" * 20,
    }
    values |= {"department": "x", "collection": "x", "form": "x", "step": "x", "kind": "x", "place": 1}
    values |= {"position": 1, "section": "x"}
    for name, one in addresses(get_resolver().url_patterns):
        view = inspect.unwrap(one.callback)
        view = view if inspect.isroutine(view) else type(view)
        if not hasattr(view, "view_class") and "POST" not in inspect.getsource(view):
            continue  # it looks at no form
        given = {key: values[key] for key in one.pattern.converters}
        answer = Client().post(reverse(name, kwargs=given))
        is_staff = answer.status_code == 403 and b'name="carried"' in answer.content
        reads = answer.status_code == 405 or name in ("robots", "sitemaps", "sitemap", "logout")
        if not (is_staff or reads):
            found.add(name)
    api = {name for name in found if name.startswith(("api", "open_data", "schema"))}
    machines = {"healthz", "healthz_clock", "large_type", "ordinary_type"}
    assert found - api - machines == {*PUBLIC, *HARMLESS}
