"""The kinds of notices, read from files: what each says, in which parts, and what the law demands of it (law-2019 §6).

A form stands in ``templates/requests_app/notices/<code>.yaml``. Its sentences are templates: one with a hole, a
``{{ value }}`` that is empty, is left out altogether; the element that it was to carry is then missing, and the notice
cannot be sent. What people typed is put into finished sentences only, so it can never become a heading or a template.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

import yaml
from django.conf import settings
from django.template import Context, Engine
from django.template.base import Template, VariableNode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.regimes.parsed import Outcome

FOLDER = settings.BASE_DIR / "templates" / "requests_app" / "notices"
SHARED = "_shared"
OTHER = "decision_other"
ELEMENTS = {
    "title": gettext_lazy("the title"),
    "to": gettext_lazy("the addressee"),
    "sender": gettext_lazy("the body that answers"),
    "signed_on": gettext_lazy("the day"),
    "facts": gettext_lazy("what was applied for"),
    "basis": gettext_lazy("the legal basis"),
    "decision": gettext_lazy("the decision"),
    "reasons": gettext_lazy("the reasons"),
    "remedies": gettext_lazy("the remedies and their time limits"),
    "receipt": gettext_lazy("the receipt"),
    "counting": gettext_lazy("how the day of answer is counted"),
    "next": gettext_lazy("what happens next"),
    "asked": gettext_lazy("what is asked for"),
    "effect": gettext_lazy("what follows from it"),
    "until": gettext_lazy("until when"),
    "information": gettext_lazy("the information it is about"),
    "fee": gettext_lazy("the amount"),
    "tariff": gettext_lazy("the tariff and its working"),
    "how_to_pay": gettext_lazy("how it is paid"),
    "access": gettext_lazy("how and where it can be had"),
    "time": gettext_lazy("when it can be had"),
    "grounds": gettext_lazy("the legal grounds"),
    "search": gettext_lazy("what was searched"),
    "other_body": gettext_lazy("the body that is responsible"),
    "contact": gettext_lazy("how to reach that body"),
    "applicant": gettext_lazy("who applied"),
    "papers": gettext_lazy("which papers are delivered"),
    "way": gettext_lazy("the way of delivery"),
}
FRAME = ("title", "to", "sender", "signed_on")  # the number and the place of the seal stand in every notice
DAYS = ("until", "delivered")
ASKED = {
    "reasons": gettext_lazy("Reasons"),
    "until": gettext_lazy("Until"),
    "delivered": gettext_lazy("Delivered or handed to the post on"),
    "decision": gettext_lazy("Decision"),
    "way": gettext_lazy("Way and time"),
    "materials": gettext_lazy("What was made together, and how"),
    "opinion": gettext_lazy("Our own opinion"),
    "papers": gettext_lazy("Papers and their numbers"),
}
_ENGINE = Engine(autoescape=False)


@dataclass
class Part:
    """A part of a notice: which element of the law it carries, its heading, paragraphs, and pairs of a table."""

    heading: str
    paragraphs: list[str] = field(default_factory=list)
    facts: list[list[str]] = field(default_factory=list)
    element: str = ""


@dataclass
class Text:
    """What a notice says: 标题、申请人、申请事实、法律依据、处理决定、理由、救济权利和期限、答复主体、日期."""

    title: str
    sender: str
    to: str
    parts: list[Part]
    signed_on: str
    days: list[list[str]] = field(default_factory=list)
    contact: str = ""
    replaces: str = ""


@dataclass(frozen=True)
class Sentence:
    """A sentence of a form; without one of its values it is not written."""

    template: Template
    holes: tuple[VariableNode, ...]

    def write(self, context: Context) -> str:
        """The sentence with its values, or nothing when one of them is empty."""
        if any(
            not str(hole.filter_expression.resolve(context, ignore_failures=True) or "").strip()
            for hole in self.holes
        ):
            return ""
        return self.template.render(context).strip()


@dataclass(frozen=True)
class Section:
    """A part of a form. ``rows`` is the name of a table that the application gives, ``pairs`` are rows of its own."""

    element: str
    heading: str
    text: tuple[Sentence, ...] = ()
    pairs: tuple[tuple[str, Sentence], ...] = ()
    rows: str = ""
    each: str = ""
    blanks: tuple[str, ...] = ()

    def write(self, context: Context) -> Part:
        """The part that this section makes of ``context``."""
        said = [sentence.write(context) for sentence in self.text]
        facts = [[label, value.write(context)] for label, value in self.pairs]
        facts = [*facts, *(context.get(self.rows) or [])]
        return Part(
            heading=self.heading,
            paragraphs=[line for line in [*said, *(context.get(self.each) or [])] if line],
            facts=[[label, value] for label, value in facts if value]
            + [[label, ""] for label in self.blanks],
            element=self.element,
        )


@dataclass(frozen=True)
class Form:
    """One form of notice. ``needs`` are the elements it must have, ``filled`` those that a typed field carries."""

    code: str
    kind: str
    series: str
    title: Sentence
    sections: tuple[Section, ...]
    needs: tuple[str, ...]
    filled: dict[str, str]
    to_applicant: bool
    by_hand: bool
    asks: tuple[str, ...]
    shows_days: bool
    outcomes: tuple[str, ...]
    effect: str
    name: str

    def faults(self, text: Text, said: dict) -> Iterator[str]:
        """One sentence that names every element which ``text`` lacks; none when it can be sent."""
        there = {part.element for part in text.parts if part.paragraphs or part.facts}
        lacking = [element for element in FRAME if not getattr(text, element).strip()]
        lacking += [element for element in self.needs if element not in there]
        lacking += [element for element, name in self.filled.items() if not str(said.get(name, "")).strip()]
        if lacking:
            named = _(", ").join(str(ELEMENTS[element]) for element in dict.fromkeys(lacking))
            yield _("“%(notice)s” cannot be sent. It lacks: %(elements)s.") % {
                "notice": text.title or self.name,
                "elements": named,
            }


@lru_cache(maxsize=1)
def forms() -> dict[str, Form]:
    """Every form by its code, read once in a process."""
    files = {path.stem: _read(path) for path in sorted(FOLDER.glob("*.yaml"))}
    shared = {name: _section(value) for name, value in files.pop(SHARED).items()}
    return {code: _form(code, value, shared) for code, value in files.items()}


def form(code: str) -> Form:
    """The form named ``code``. Raises ``KeyError``."""
    return forms()[code]


def by_hand() -> list[Form]:
    """Those that an officer may issue beside the steps."""
    return [found for found in forms().values() if found.by_hand]


def of_outcome(outcome: Outcome) -> Form:
    """The form of the decision with ``outcome``: named by its code, else by its effect, else the general one."""
    decisions = [found for found in forms().values() if found.kind == "decision"]
    named = [found for found in decisions if outcome.code in found.outcomes]
    alike = [found for found in decisions if found.effect and found.effect == outcome.effect]
    return [*named, *alike, form(OTHER)][0]


def write(chosen: Form, values: dict, *, to: str, sender: str, signed_on: str) -> Text:
    """The text that ``chosen`` makes of ``values``."""
    context = Context(values, autoescape=False)
    parts = [section.write(context) for section in chosen.sections]
    return Text(
        title=chosen.title.write(context),
        sender=sender,
        to=to,
        parts=[part for part in parts if part.paragraphs or part.facts],
        signed_on=signed_on,
        days=values.get("days", []) if chosen.shows_days else [],
        contact=values.get("contact", ""),
    )


def _read(path) -> dict:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def _sentence(text: str) -> Sentence:
    template = _ENGINE.from_string(text)
    return Sentence(template, tuple(node for node in template.nodelist if isinstance(node, VariableNode)))


def _section(value: dict) -> Section:
    rows = value.get("rows", "")
    pairs: Iterable = () if isinstance(rows, str) else rows
    return Section(
        element=value["is"],
        heading=value.get("heading", ""),
        text=tuple(_sentence(line) for line in value.get("text", ())),
        pairs=tuple((label, _sentence(line)) for label, line in pairs),
        rows=rows if isinstance(rows, str) else "",
        each=value.get("each", ""),
        blanks=tuple(value.get("blanks", ())),
    )


def _form(code: str, value: dict, shared: dict[str, Section]) -> Form:
    return Form(
        code=code,
        kind=value["kind"],
        series=value["series"],
        title=_sentence(value["title"]),
        sections=tuple(shared[part] if isinstance(part, str) else _section(part) for part in value["parts"]),
        needs=tuple(value["needs"]),
        filled=value.get("filled", {}),
        to_applicant=value.get("to", "applicant") == "applicant",
        by_hand=value.get("by_hand", False),
        asks=tuple(value.get("asks", ())),
        shows_days=value.get("days", False),
        outcomes=tuple(value.get("outcomes", ())),
        effect=value.get("effect", ""),
        name=value["title"],
    )
