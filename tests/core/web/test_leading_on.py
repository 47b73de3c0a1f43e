"""Links of every page to the other language and to large type lead back to where they stand."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from core.web import methods

pytestmark = pytest.mark.django_db
PAGES = ["home", "catalog:latest", "requests_app:track", "requests_app:apply", "supervision:follow_complaint"]


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("spoken", ["zh-hans", "en"])
def test_an_address_is_read_in_its_own_language(name, language, spoken):
    """Whatever language is spoken where the question is asked."""
    with translation.override(language):
        address = reverse(name)
    with translation.override(spoken):
        assert methods.answers_get(address) and methods.leading_on(address) == address
        assert methods.leading_on(f"{address}?page=2") == f"{address}?page=2"
    with translation.override(spoken):
        assert not methods.answers_get(f"{address}no/such/page/at/all/")


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("size", ["large", "ordinary"])
def test_large_type_leads_back_to_the_page_in_its_language(name, language, size):
    """An English reader is not sent to the Chinese home page."""
    with translation.override(language):
        address = reverse(name)
    visitor = Client()
    visitor.get(address)
    answer = visitor.get(f"/display/{size}/", {"next": f"{address}?a=b"})
    assert (answer.status_code, answer.url) == (302, f"{address}?a=b")
    assert visitor.get(answer.url).status_code == 200
