"""Two colleagues have the same form before them: who comes second keeps every word, whatever became of the matter."""

import pytest

from core.web import form_stamps
from tests.flows.case_places import ALL_PLACES
from tests.flows.pages import Page
from tests.flows.test_bad_input import Attempt

pytestmark = [pytest.mark.django_db, pytest.mark.once]
WORDS = "第二人所写的意见不应丢失"
REFUSED = {400, 403, 404, 405, 409, 422}
OF_STAFF = {name: place for name, place in ALL_PLACES.items() if place.role and place.texts}


def sent(attempt: Attempt, page: Page, **changed) -> Page:
    """The form of ``page``, opened earlier, sent without its one-time token: as from another window."""
    attempt.visitor.page = page
    form = page.form(*attempt.place.good, to=attempt.place.to)
    values = {
        name: value for name, value in {**form.values, **attempt.good, **changed}.items() if value is not None
    }
    values.pop("stamp", None)
    if attempt.place.press:
        press = attempt.place.press
        values[press if isinstance(press, str) else press[0]] = "1" if isinstance(press, str) else press[1]
    url = attempt.visitor._absolute(form.action)
    response = attempt.visitor.client.post(url, values)
    if response.status_code in (301, 302):
        return attempt.visitor.open(response["Location"])
    return Page(response, url)


@pytest.mark.parametrize("name", OF_STAFF)
def test_who_comes_second_keeps_the_words(stage, name):
    """The first hand does it; the second sends what stood on its page, and reads its words when they are not taken."""
    attempt = Attempt(OF_STAFF[name], stage)
    first = attempt.open()
    sent(attempt, first)
    texts = [one for one in attempt.place.texts if one != "seen"]  # what the page had before it is no word
    text = max(texts, key=lambda one: len(str(attempt.good[one])))
    second = sent(attempt, first, **{text: WORDS})
    is_refused = (
        second.status in REFUSED or 'class="errorlist' in second.html or "notice-error" in second.html
    )
    assert not is_refused or WORDS in second.html, second.text[:800]
    marks = [
        values[0]
        for name, values in first.form(*attempt.place.good, to=attempt.place.to).values.items()
        if name in form_stamps.MARKS
    ]
    assert marks
    assert not [mark for mark in marks if mark in second.text], (
        "a mark of the page is no word that somebody typed"
    )
