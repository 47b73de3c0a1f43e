"""The parts that a disclosure must contain, each with what may be said in it."""

from dataclasses import dataclass

from core.regimes.parts import NOT_CITED, Cited, Words, cited

TYPES = ("text", "amount", "day", "basis", "file", "item", "choice", "rows")


@dataclass(frozen=True)
class Option:
    """One of the answers to a part of type “choice”."""

    code: str
    name: Words


@dataclass(frozen=True)
class Column:
    """A column of a part of type “rows”; ``amount``: each of its cells is a sum of money."""

    name: Words
    amount: bool


@dataclass(frozen=True)
class Element:
    """A part that a disclosure must contain.

    ``type``: a text (of at least ``least`` signs), a sum of money in yuan, a day, the law or document on which it rests
    with its article, one of the files that are published with it, an item of the body's catalogue, one of ``options``,
    or a table with ``columns``. ``none``: that there is nothing ("无") may be said here; elsewhere it is refused.
    """

    code: str
    name: Words
    type: str = "text"
    least: int = 1
    options: tuple[Option, ...] = ()
    columns: tuple[Column, ...] = ()
    none: bool = False
    cited: Cited = NOT_CITED


def element(value: dict) -> Element:
    """One part of a set, as the file says it."""
    return Element(
        code=value["code"],
        name=Words(**value["name"]),
        type=value.get("type", "text"),
        least=value.get("least", 1),
        options=tuple(Option(one["code"], Words(**one["name"])) for one in value.get("options", ())),
        columns=tuple(
            Column(Words(**one["name"]), one.get("amount", False)) for one in value.get("columns", ())
        ),
        none=value.get("none", False),
        cited=cited(value),
    )
