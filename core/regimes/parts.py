"""What the parts of a parsed regime are made of: texts, lengths of time, clocks, and rules that stand by themselves."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language

from core.workdays import Span


@dataclass(frozen=True)
class Words:
    """A text in Chinese and English; as a string it speaks the language of the page."""

    zh: str
    en: str

    def __str__(self) -> str:
        return self.en if (get_language() or "").startswith("en") else self.zh


@dataclass(frozen=True)
class Cited:
    """Whose a rule is. ``clause``: its place in the document, with ``quote`` from it; ``choice``: what the body chose.

    Both together: the document says that something is done, and the body chose how. Empty in files that say neither.
    """

    clause: str = ""
    quote: str = ""
    choice: Words | None = None

    def __bool__(self) -> bool:
        return bool(self.clause or self.choice)


NOT_CITED = Cited()


@dataclass(frozen=True)
class Removed:
    """Numbers that stood in the catalogue of an earlier version by mistake, and why they were taken out."""

    codes: tuple[str, ...]
    why: Words


@dataclass(frozen=True)
class Clock:
    """A promise measured in days, and the moment it is counted from. ``stops`` is the clock that waits for this one.

    ``purpose`` says what the portal uses it for: a tier of complaints, orders to correct, explanations of a change,
    the shortest time for opinions on a draft. ``extend_at_most`` says how far an order may be put off, once.
    """

    code: str
    name: Words
    length: Span
    start: str | None
    article: Words | None
    requirements: tuple[str, ...]
    stops: str | None = None
    purpose: str | None = None
    extend_at_most: Span | None = None
    cited: Cited = NOT_CITED


@dataclass(frozen=True)
class Basis:
    """A law or document on which a duty rests: its title, and its document number if it has one."""

    title: str
    number: str

    def __str__(self) -> str:
        return f"《{self.title}》（{self.number}）" if self.number else f"《{self.title}》"


@dataclass(frozen=True)
class Source:
    """The document that the rules come from, and the documents on which it rests itself (A-002)."""

    document: str
    title: str
    number: str | None
    issued_on: date | None
    basis: tuple[Basis, ...] = ()


def words(value: dict | None) -> Words | None:
    """A text in both languages, if there is one."""
    return Words(value["zh"], value["en"]) if value else None


def day(value: str | None) -> date | None:
    """A day written as year-month-day, if there is one."""
    return date.fromisoformat(value) if value else None


def span(value: dict | None) -> Span | None:
    """A length of time, if there is one."""
    if value is None:
        return None
    working = "working_days" in value
    return Span(value["working_days" if working else "calendar_days"], working)


def requirements(value: dict) -> tuple[str, ...]:
    """The numbers of the requirements that a part of the file answers."""
    return tuple(value.get("requirements", ()))


def cited(value: dict | None) -> Cited:
    """The clause and the words on which a part of the file rests, and what the body chose (see ``settle``)."""
    value = value or {}
    return Cited(value.get("clause", ""), value.get("quote", ""), words(value.get("choice")))


def settle(value: object, choices: dict) -> object:
    """``value`` with the text of each choice that is named by its code."""
    if isinstance(value, list):
        return [settle(one, choices) for one in value]
    if not isinstance(value, dict):
        return value
    settled = {name: settle(below, choices) for name, below in value.items()}
    if isinstance(settled.get("choice"), str):
        settled["choice"] = choices[settled["choice"]]
    return settled


def clocks(values: dict) -> dict[str, Clock]:
    """The clocks of a part of the file, by their codes."""
    return {
        code: Clock(
            code=code,
            name=words(value["name"]),
            length=span(value["length"]),
            start=value.get("from"),
            article=words(value.get("article")),
            requirements=requirements(value),
            stops=value.get("stops"),
            purpose=value.get("for"),
            extend_at_most=span(value.get("extend_at_most")),
            cited=cited(value),
        )
        for code, value in values.items()
    }


def clocks_for(clocks: dict[str, Clock], purpose: str) -> list[Clock]:
    """The clocks for ``purpose``, the shortest first: the tiers of complaints, the term of an order."""
    return sorted(
        (clock for clock in clocks.values() if clock.purpose == purpose),
        key=lambda clock: (clock.length.days, clock.code),
    )


def basis(value: dict) -> tuple[Basis, ...]:
    """The laws and documents on which a part of the file rests."""
    return tuple(Basis(one["title"], one.get("number", "")) for one in value.get("basis", ()))


def source(value: dict) -> Source:
    """The head of the file."""
    return Source(
        value["document"], value["title"], value.get("number"), day(value.get("issued_on")), basis(value)
    )
