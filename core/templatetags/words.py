"""``{% translate %}`` for words that stand in the template itself: looked up once for each language in a process."""

from typing import Any

from django import template
from django.template.base import Node, Parser, Token
from django.template.context import Context
from django.templatetags.i18n import TranslateNode, do_translate
from django.utils.translation import get_language

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
