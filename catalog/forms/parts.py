"""How the obligatory parts are typed: each type has an input of its own, and none needs a script."""

from pathlib import PurePath

from django import forms
from django.utils.translation import gettext as _

from catalog import parts
from core.regimes.elements import Element
from core.web.widgets import DayInput, no_direction_marks

LONGEST_PART = 5000


class Listed(forms.TextInput):
    """A line with suggestions beside it: what is not in the list can be typed too."""

    template_name = "catalog/widgets/listed.html"

    def __init__(self, suggestions: list[str], attrs: dict | None = None) -> None:
        super().__init__({"class": "vTextField", **(attrs or {})})
        self.suggestions = suggestions

    def get_context(self, name: str, value: object, attrs: dict | None) -> dict:
        context = super().get_context(name, value, attrs)
        of = f"{context['widget']['attrs'].get('id', name)}_list"
        context["widget"]["attrs"]["list"] = of
        context["widget"] |= {"suggestions": self.suggestions, "list_id": of}
        return context


def field(part: Element, known: parts.Known, value: str) -> forms.CharField:
    """The field of ``part``; it takes any text, so that a draft keeps what was typed. Its type is asked by ``kept``."""
    return forms.CharField(
        label=str(part.name),
        required=False,
        max_length=LONGEST_PART,
        validators=[no_direction_marks],
        widget=_widget(part, known),
        help_text=_help(part),
        initial=parts.shown_to_type(part, value) if part.type != "text" else value,
    )


def _widget(part: Element, known: parts.Known) -> forms.Widget:
    nothing = ("", "---------")
    match part.type:
        case "amount":
            return forms.TextInput({"class": "vTextField", "inputmode": "decimal"})
        case "day":
            return DayInput()
        case "basis":
            return Listed([f"《{law}》" for law in sorted(known.laws)])
        case "file":
            new = (parts.NEW_FILE, _("The file that I add here"))
            return forms.Select(choices=[nothing, *((name, name) for name in sorted(known.files)), new])
        case "item":
            rows = [(code, f"{code} {name}") for code, (name, _address) in known.items.items()]
            return forms.Select(choices=[nothing, *rows])
        case "choice":
            rows = [(one.code, str(one.name)) for one in part.options]
            return forms.RadioSelect({"class": "radiolist"}, choices=rows)
        case "rows":
            columns = " | ".join(str(one.name) for one in part.columns)
            return forms.Textarea({"rows": 6, "class": "vLargeTextField", "placeholder": columns})
    return forms.Textarea({"rows": 3, "class": "vLargeTextField"})


def _help(part: Element) -> str:
    said = {
        "amount": _("A sum of money in yuan, for example 12000.50 or 1.2万元."),
        "basis": _("The law or document in 《》 with its article; another document with its number."),
        "file": _("One of the files that are published with it."),
        "rows": _("One line for each: %(columns)s")
        % {"columns": " | ".join(str(one.name) for one in part.columns)},
    }.get(part.type, "")
    if part.type == "text" and part.least > 1:
        said = _("At least %(least)d characters.") % {"least": part.least}
    if part.cited.clause:
        source = _("%(clause)s: “%(quote)s”") % {"clause": part.cited.clause, "quote": part.cited.quote}
        said = f"{said} {source}".strip()
    return said


def chosen_file(typed: str, uploads: list) -> str:
    """The name of the file that a part of type “file” means: with “the file that I add here” the only one added."""
    if typed != parts.NEW_FILE:
        return typed
    return PurePath(uploads[0].name).name[-200:] if len(uploads) == 1 else ""


def names_of(uploads: list) -> frozenset[str]:
    """What added files will be called."""
    return frozenset(PurePath(one.name).name[-200:] for one in uploads)
