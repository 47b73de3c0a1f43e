"""What a reviewer compares a text with: what it was when it was last proposed, or what was published before."""

from django.utils.translation import gettext as _

from catalog.models import Disclosure, ProposedText
from core.text import diff, richtext

Text = Disclosure | ProposedText


def text(disclosure: Disclosure) -> dict | None:
    """The comparison for the page of a matter: after a return with the round before, of a correction with what it
    corrects, else with the last disclosure of the same item; None when there is nothing before it."""
    before, title = _before(disclosure)
    if before is None:
        return None
    parts = []
    for name in ("title", "summary", "body"):
        rows = diff.compare(_plain(before, name), _plain(disclosure, name))
        if rows:
            parts.append((_name(name), rows, diff.is_changed(rows)))
    for element in disclosure.item.elements_on(disclosure.formed_on):
        old, new = (_paragraphs(one.elements.get(element.code, "")) for one in (before, disclosure))
        if rows := diff.compare(old, new):
            parts.append((element.name, rows, diff.is_changed(rows)))
    return {
        "title": title,
        "before": _("Before"),
        "parts": parts,
        "is_open": isinstance(before, ProposedText) or disclosure.corrects is not None,
    }


def _before(disclosure: Disclosure) -> tuple[Text | None, str]:
    if disclosure.round > 1:
        former = disclosure.proposed_texts.filter(round=disclosure.round - 1).first()
        if former:
            return former, _("What was changed since it was returned")
    if disclosure.corrects:
        return disclosure.corrects, _("Compared with what it corrects")
    last = Disclosure.objects.public().filter(item=disclosure.item_id).exclude(pk=disclosure.pk)
    found = last.order_by("-published_on", "-pk").first()
    return found, _("Compared with the last disclosure of this item: %(title)s") % {"title": found or ""}


def _name(part: str) -> str:
    return {"title": _("Title"), "summary": _("Summary in plain words"), "body": _("Text")}[part]


def _plain(text: Text, part: str) -> str:
    value = getattr(text, part)
    return _paragraphs(value) if part == "body" else value


def _paragraphs(html: object) -> str:
    return richtext.paragraphs(str(html))
