"""``{% translate %}`` for words that stand in the template itself: looked up once for each language in a process.

What was tried instead: Django's own tag, which resolves, translates and escapes the same words on each page, at four
times the cost of this one; a page has dozens. And keeping parts of a page (``{% fixed %}``), which holds what is
the same for everybody; most words stand beside values. What you may forget: everything here. Templates say
``{% translate "…" %}`` as in any project, and words with a variable, a filter or a context take Django's way.
"""

from typing import Any

from django import template
from django.conf import settings
from django.template.base import Node, Parser, Token
from django.template.context import Context
from django.template.defaulttags import CsrfTokenNode
from django.templatetags.i18n import TranslateNode, do_translate
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import get_language

from core.web import form_stamps

register = template.Library()


class Said(Node):
    """Words that a language says in one way, whatever page they stand on."""

    child_nodelists = ()

    def __init__(self, words: TranslateNode) -> None:
        self._words, self._said = words, dict[str | None, Any]()

    def render(self, context: Context) -> str:
        """The words in the language of the page; or nothing, when they are kept under a name (``as``)."""
        language = get_language()
        if language not in self._said:
            shown, name = self._words.render(context), self._words.asvar
            self._said[language] = context[name] if name else shown
        if self._words.asvar:
            context[self._words.asvar] = self._said[language]
            return ""
        return self._said[language]


@register.tag("translate")
def translate(parser: Parser, token: Token) -> Node:
    """Django's own tag, whose literal words are remembered; with a variable, a filter or a context it is untouched."""
    node = do_translate(parser, token)
    words = node.filter_expression
    is_literal = not words.filters and isinstance(getattr(words.var, "literal", None), str)
    return Said(node) if is_literal and not node.noop and node.message_context is None else node


class FormMarks(CsrfTokenNode):
    """Django's mark against forgery, and on the pages of who is signed in the mark by which a form is taken once."""

    def render(self, context: Context) -> str:
        """Both as hidden fields."""
        marks, request = super().render(context), context.get("request")
        if request is None or settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return marks
        field = '<input type="hidden" name="{}" value="{}">'
        return marks + format_html(field, form_stamps.ONCE, form_stamps.stamp(timezone.now()))


@register.tag("csrf_token")
def csrf_token(parser: Parser, token: Token) -> Node:
    """In the place of Django's own, so that no form can forget it: also those of the admin."""
    return FormMarks()
