"""The few tags that every page uses. They run on each page, so what does not change between pages is made once."""

from datetime import date
from functools import lru_cache
from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.db.models import Model, TextChoices
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, pgettext_lazy

from core.deadlines.words import span_words
from core.statuses import Tone, standing
from core.web import form_stamps, methods
from core.workdays import Span

register = template.Library()

WEEKDAYS = (
    pgettext_lazy("short weekday", "Mon"),
    pgettext_lazy("short weekday", "Tue"),
    pgettext_lazy("short weekday", "Wed"),
    pgettext_lazy("short weekday", "Thu"),
    pgettext_lazy("short weekday", "Fri"),
    pgettext_lazy("short weekday", "Sat"),
    pgettext_lazy("short weekday", "Sun"),
)


@register.simple_tag
def toned(tone: str, words: str) -> SafeString:
    """Words in a tone (``core.statuses.Tone``), where no status says both: ``{% toned "bad" word %}``."""
    return format_html('<span class="tag tag-{}">{}</span>', tone, words)


@register.simple_tag
def status_tag(status: TextChoices | str, label: str = "") -> SafeString:
    """A status in its tone and its words: ``{% status_tag row.state %}``. What is no ``Toned`` choice is quiet."""
    return toned(getattr(status, "tone", Tone.QUIET), label or getattr(status, "label", status))


@register.simple_tag
def status_of(thing: Model, field: str = "status") -> SafeString:
    """How a row stands, in tone and words: ``{% status_of application %}``, ``{% status_of verdict "says" %}``."""
    return status_tag(standing(thing, field))


@register.filter
def in_words(span: Span) -> str:
    """A length of time: 7 working days, 30 days, the same day."""
    return span_words(span)


@register.filter
def weekday(day: date) -> str:
    """The weekday in as few letters as the language allows: 周四, Thu."""
    return str(WEEKDAYS[day.weekday()])


@register.simple_tag
def icon(name: str) -> SafeString:
    """A picture of the sprite ``icons/icons.svg``; it says nothing that the words beside it do not say."""
    return _icon(name)


@lru_cache(maxsize=64)
def _icon(name: str) -> SafeString:
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static("icons/icons.svg"),
        name,
    )


@register.simple_tag
def fixed(template_name: str, here: str = "") -> SafeString:
    """A part that is the same on all pages of a language, rendered once in a process.

    ``here`` names the open section; it is the only value that such a part may show.
    """
    make = _fixed.__wrapped__ if settings.DEBUG else _fixed
    return make(template_name, here, get_language(), get_script_prefix(), get_urlconf())


@lru_cache(maxsize=128)
def _fixed(template_name: str, here: str, language: str, prefix: str, urlconf: str | None) -> SafeString:
    return render_to_string(template_name, {"here": here, "LANGUAGE_CODE": language})


@register.simple_tag(takes_context=True)
def other_language_url(context: template.Context) -> str:
    """The address of this page in the other language: Chinese stands at the root, English below ``en/``."""
    request = context.get("request")
    prefix = get_script_prefix()
    if request is None:
        return prefix
    path = methods.showing(request)[len(prefix) :]
    return prefix + path[3:] if path.startswith("en/") else f"{prefix}en/{path}"


@register.simple_tag(takes_context=True)
def display_attributes(context: template.Context) -> SafeString:
    """Attributes of ``<html>``: large type for a visitor whose cookie ``size`` says ``large`` (适老化), else none."""
    request = context.get("request")
    large = request is not None and request.COOKIES.get("size") == "large"
    return mark_safe(' data-size="large"' if large else "")  # both are our own words


@register.simple_tag(takes_context=True)
def size_link(context: template.Context) -> SafeString:
    """A link that changes to large type and back, and returns to this page (适老化)."""
    request = context.get("request")
    if request is None:
        return mark_safe("")
    large = request.COOKIES.get("size") == "large"
    address = reverse("ordinary_type" if large else "large_type")
    words = gettext("Ordinary type") if large else gettext("Large type")
    here = urlencode({"next": methods.showing(request)})
    return format_html('<a href="{}?{}" rel="nofollow">{}</a>', address, here, words)


@register.simple_tag
def form_stamp() -> SafeString:
    """When the form was handed out, signed: what comes back at once was typed by no person (``core.forms``)."""
    return format_html('<input type="hidden" name="stamp" value="{}">', form_stamps.stamp(timezone.now()))
