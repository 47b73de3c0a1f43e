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
        )
        for code, value in values.items()
    }


def clocks_for(clocks: dict[str, Clock], purpose: str) -> list[Clock]:
    """The clocks for ``purpose``, the shortest first: the tiers of complaints, the term of an order."""
    return sorted(
        (clock for clock in clocks.values() if clock.purpose == purpose),
        key=lambda clock: (clock.length.days, clock.code),
    )


@dataclass(frozen=True)
class EmergencyRule:
    """Who may publish at once in an emergency, and within how long somebody else must have reviewed it.

    ``missed_in_public``: the page of the disclosure says so when the review did not come in time.
    """

    role: str
    review: Span
    missed_in_public: bool
    note: Words | None
    requirements: tuple[str, ...]


@dataclass(frozen=True)
class Feedback:
    """How soon an opinion is answered, and whether its handling is published again.

    ``hear_key`` is how long opinions are heard after each publication of a key matter (E-129): then it is told in
    public how they were handled, or that none came, before its file is closed.
    """

    answer: Span
    republish: bool
    hear_key: Span | None
    note: Words | None
    requirements: tuple[str, ...]


@dataclass(frozen=True)
class ArchiveRule:
    """Who keeps the archive files, in which order they are numbered, and how long a disclosure is on display before."""

    holder: str
    order: str
    display_months: int
    requirements: tuple[str, ...]


def basis(value: dict) -> tuple[Basis, ...]:
    """The laws and documents on which a part of the file rests."""
    return tuple(Basis(one["title"], one.get("number", "")) for one in value.get("basis", ()))


def source(value: dict) -> Source:
    """The head of the file."""
    return Source(
        value["document"], value["title"], value.get("number"), day(value.get("issued_on")), basis(value)
    )
