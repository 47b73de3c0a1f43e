"""``{% translate %}`` says its words in the language of the page, each time anew where they may change."""

import pytest
from django.template import Context, Template
from django.utils import translation

pytestmark = pytest.mark.once


def said(template: Template, language: str, **values) -> str:
    """What the template says in a language."""
    with translation.override(language):
        return template.render(Context(values))


@pytest.mark.parametrize("source", ["{% translate 'Files' %}", "{% translate 'Files' as it %}{{ it }}"])
def test_words_follow_the_language_of_the_page(source):
    """One template serves both languages, in turn."""
    template = Template(source)
    chinese = said(template, "zh-hans")
    assert [said(template, language) for language in ("en", "zh-hans", "en")] == ["Files", chinese, "Files"]
    assert chinese != "Files"


def test_words_that_may_change_are_looked_up_each_time():
    """A variable, a filter, a context."""
    template = Template("{% translate word %} {% translate 'Files'|upper %} {% translate word|upper %}")
    assert said(template, "en", word="Files") == "Files FILES FILES"
    assert said(template, "en", word="Item") == "Item FILES ITEM"
    by_context = Template("{% translate 'May' context 'no such context' %}")
    assert said(by_context, "en") == "May"


def test_a_percent_sign_and_markup_stay_as_they_are_written():
    """As in Django's own tag: words of a template are the template's own markup; a variable is not."""
    template = Template("{% translate '<b>100% of it</b>' %}{% translate word %}")
    assert said(template, "en", word="<i>") == "<b>100% of it</b>&lt;i&gt;"
