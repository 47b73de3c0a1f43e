"""The tags that every page uses."""

from datetime import date

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from catalog.models.disclosures import Disclosure, Status
from review.models import Verdict


def rendered(source, path="/", **context):
    """What a template says to a visitor of ``path``."""
    request = RequestFactory().get(path)
    request.COOKIES = context.pop("cookies", {})
    return Template("{% load portal %}" + source).render(Context({"request": request, **context}))


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("/", "/en/"),
        ("/agencies/water/?page=2&q=%E6%B0%B4", "/en/agencies/water/?page=2&amp;q=%E6%B0%B4"),
        ("/en/", "/"),
        ("/en/search/?q=a", "/search/?q=a"),
        ("/entries/", "/en/entries/"),
    ],
)
def test_the_other_language_of_a_page_is_the_same_page(here, there):
    """Chinese stands at the root and English below /en/; filters and page numbers go along."""
    assert rendered("{% other_language_url %}", here) == there


def test_a_status_is_said_in_words_and_escaped():
    """Colour is never the only sign, and a label cannot bring markup."""
    tag = rendered("{% status_tag status label %}", status=Status.RETURNED, label="<b>late</b>")
    assert tag == '<span class="tag tag-bad">&lt;b&gt;late&lt;/b&gt;</span>'
    assert (
        rendered("{% status_tag status %}", status="unheard of")
        == '<span class="tag tag-quiet">unheard of</span>'
    )
    assert rendered("{% toned 'warn' words %}", words="<i>") == '<span class="tag tag-warn">&lt;i&gt;</span>'


def test_a_row_says_how_it_stands_as_its_class_declares_it():
    """What the database hands out is a bare word; tone and label are those of the choice, in the page's language."""
    with translation.override("en"):
        tag = rendered("{% status_of thing %}", thing=Disclosure(status="returned"))
        says = rendered("{% status_of thing 'says' %}", thing=Verdict(says="approve"))
    assert tag == '<span class="tag tag-bad">Returned</span>'
    assert says == '<span class="tag tag-good">Approved</span>'


def test_only_the_known_wish_of_a_cookie_reaches_the_page():
    """The cookie comes from the visitor's browser, so anything but "large" is dropped."""
    assert rendered("{% display_attributes %}", cookies={"size": "large"}) == ' data-size="large"'
    assert rendered("{% display_attributes %}", cookies={"size": '"><script>'}) == ""
    assert rendered("{% display_attributes %}") == ""


def test_the_sections_of_a_page_stand_in_its_language():
    """A part rendered once is kept for each language and each open section apart."""
    nav = '{% fixed "components/nav.html" here="home" %}'
    with translation.override("en"):
        english = rendered(nav)
    with translation.override("zh-hans"):
        chinese = rendered(nav)
    assert "Main sections" in english
    assert "Main sections" not in chinese
    assert "aria-current" in english
    assert "aria-current" not in rendered('{% fixed "components/nav.html" %}')


def test_a_weekday_is_short():
    """2026-03-10 is a Tuesday."""
    with translation.override("en"):
        assert rendered("{{ day|weekday }}", day=date(2026, 3, 10)) == "Tue"


class Form(forms.Form):
    title = forms.CharField(label="Title", max_length=3, help_text="Three letters.")
    way = forms.ChoiceField(label="Way", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    note = forms.CharField(label="Note", required=False)


def test_an_error_stands_beside_its_field_and_in_the_summary():
    """What was typed is kept, escaped; the summary leads to the field; the field names its hint and its error."""
    with translation.override("en"):
        page = rendered("{{ form }}", form=Form({"title": "<i>four</i>"}))
    assert 'value="&lt;i&gt;four&lt;/i&gt;"' in page
    assert '<a href="#id_title">Title: ' in page
    assert '<a href="#id_way_0">Way: This field is required.</a>' in page
    assert 'aria-describedby="id_title_helptext id_title_error"' in page
    assert 'id="id_title_error"' in page
    assert "Note <span" in page
    assert page.count("(optional)") == 1


def test_a_form_without_errors_has_no_summary():
    """Nothing to correct, nothing to say."""
    assert "error-summary" not in rendered("{{ form }}", form=Form())
