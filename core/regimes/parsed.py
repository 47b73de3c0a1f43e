"""A regime, parsed: one body's rules on disclosure as plain, frozen values. No database, no clock."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from core.regimes import ladders, standing, unknown
from core.regimes.applications import (  # noqa: F401 one door
    Announced,
    Applications,
    Correction,
    Delivery,
    Extension,
    Outcome,
    Proof,
    Retention,
    Starts,
)
from core.regimes.applications import applications as _applications
from core.regimes.elements import Element, element
from core.regimes.parts import (
    NOT_CITED,
    Basis,
    Cited,
    Clock,
    Removed,
    Source,
    Words,
    settle,
)
from core.regimes.parts import basis as _basis
from core.regimes.parts import cited as _cited
from core.regimes.parts import clocks as _clocks
from core.regimes.parts import day as _day
from core.regimes.parts import requirements as _requirements
from core.regimes.parts import source as _source
from core.regimes.parts import span as _span
from core.regimes.parts import words as _words
from core.regimes.standing import (
    ArchiveRule,
    EmergencyRule,
    Feedback,
    SecrecyRule,
    Targets,
    WithheldRule,
)
from core.regimes.unknown import Coded
from core.workdays import Span


@dataclass(frozen=True)
class Window:
    """A half-year window; each day is (month, day)."""

    propose_by: tuple[int, int]
    opens: tuple[int, int] | None
    closes: tuple[int, int] | None


@dataclass(frozen=True)
class Phase:
    """Before, during or after a decision. ``consultation`` is the clock of the consultation that comes before it."""

    code: str
    name: Words
    publish: Span
    consultation: str | None = None


@dataclass(frozen=True)
class Milestone:
    """A dated step of a campaign."""

    on: date
    name: Words


@dataclass(frozen=True)
class Cadence:
    """How often, and by when, something is owed."""

    code: str
    kind: str
    name: Words
    propose: Span | None
    publish: Span | None
    review_months: int | None
    windows: tuple[Window, ...]
    phases: tuple[Phase, ...]
    milestones: tuple[Milestone, ...]
    note: Words | None
    requirements: tuple[str, ...]
    cited: Cited = NOT_CITED


@dataclass(frozen=True)
class Channel:
    """A way of publishing. ``kind`` is its class; ``keeper`` the department that operates it, if one does.

    Off the web its keeper has ``within`` from the day of publication to put something there.
    """

    code: str
    name: Words
    kind: str
    keeper: str | None
    requirements: tuple[str, ...]
    within: Span
    cited: Cited = NOT_CITED


@dataclass(frozen=True)
class Unit:
    """A department as the regulation names it."""

    code: str
    name: Words
    kind: str
    under: str | None
    disclosure_office: bool
    key_post: bool
    requirements: tuple[str, ...]
    cited: Cited = NOT_CITED


@dataclass(frozen=True)
class Category:
    """A branch of the catalogue; audience and domain hold for what lies under it."""

    code: str
    name: Words
    audience: str
    domain: str
    parent: str | None
    cited: Cited = NOT_CITED


@dataclass(frozen=True)
class Item:
    """A standing duty. ``elements`` names a set of the regime's elements; audience and domain are resolved.

    ``files_under`` is the section of the archive for its disclosures, beside that of published content (A-050).
    ``consultation`` is the clock that says how long the public is consulted on a draft before the final text (F-169).
    """

    code: str
    name: Words
    about: Words | None
    cadence: str
    department: str
    audience: str
    domain: str
    channels: tuple[str, ...]
    never_on: tuple[str, ...]
    chain: str
    elements: str | None
    key: bool
    blocked: Words | None
    requirements: tuple[str, ...]
    category: str
    files_under: str | None
    consultation: str | None = None
    basis: tuple[Basis, ...] = ()
    cited: Cited = NOT_CITED
    rhythm: Cited = NOT_CITED


@dataclass(frozen=True)
class Votes:
    """How the members of a meeting decide: ``majority`` is half or two_thirds of the votes, of at least ``quorum``."""

    majority: str
    quorum: int | None


@dataclass(frozen=True)
class Step:
    """A step of a chain: one person's, a meeting's, another body's opinion, or a report upward.

    With ``secrecy`` consent at the step is the signature of the secrecy review. ``signed`` says that the person signs
    with an opinion of their own; ``votes`` that a meeting counts its votes.
    """

    code: str
    name: Words
    role: str
    kind: str
    secrecy: bool = False
    signed: bool = False
    votes: Votes | None = None
    cited: Cited = NOT_CITED


@dataclass(frozen=True)
class Chain:
    """Who approves, in order. A ``sensitive`` one is for matters marked so, whatever their item says."""

    code: str
    name: Words
    steps: tuple[Step, ...]
    requirements: tuple[str, ...]
    sensitive: bool = False
    cited: Cited = NOT_CITED


@dataclass(frozen=True)
class Counting:
    """Whether the first day of a period counts, whether a last day of rest moves on, and which articles say so."""

    first_day_counts: bool
    article: Words
    last_day_moves: bool
    last_day_article: Words


@dataclass(frozen=True)
class Regime:
    """One body's rules. ``soon``: so many working days before a day its light turns amber."""

    code: str
    title: Words
    summary: Words
    source: Source
    valid_from: date
    valid_to: date | None
    counting: Counting
    departments: dict[str, Unit]
    channels: dict[str, Channel]
    cadences: dict[str, Cadence]
    elements: dict[str, tuple[Element, ...]]
    categories: tuple[Category, ...]
    items: dict[str, Item]
    chains: dict[str, Chain]
    applications: Applications
    secrecy_review: SecrecyRule | None
    emergency: EmergencyRule
    withheld: WithheldRule
    feedback: Feedback
    archive: ArchiveRule
    clocks: dict[str, Clock]
    targets: Targets
    reminders: ladders.Reminders | None
    soon: int
    removed: tuple[Removed, ...] = ()
    laws: tuple[Basis, ...] = ()

    def why_removed(self, code: str) -> Words | None:
        """Why the item ``code`` of an earlier version was taken out; None where no reason stands in the file."""
        return next((one.why for one in self.removed if code in one.codes), None)

    @property
    def sensitive_chain(self) -> Chain | None:
        """The chain for matters marked as sensitive, where there is one."""
        return next((chain for chain in self.chains.values() if chain.sensitive), None)

    def chain_for(self, code: str, *, is_sensitive: bool) -> Chain:
        """The chain ``code``, or that for sensitive matters unless all its roles stand in the former (B-079)."""
        own, stricter = self.chains[code], self.sensitive_chain
        if not is_sensitive or stricter is None:
            return own
        return own if {one.role for one in stricter.steps} <= {one.role for one in own.steps} else stricter


def parse(data: dict) -> Regime:
    """The regime in ``data``, which the checker has found valid (``core.regimes.reading``)."""
    data = settle(data, data.get("choices", {}))
    branches = tuple(_categories(data["catalogue"], parent=None))
    items = [item for _category, items in branches for item in items]
    return Regime(
        code=data["regime"],
        title=_words(data["title"]),
        summary=_words(data["summary"]),
        source=_source(data["source"]),
        valid_from=date.fromisoformat(data["in_force"]["from"]),
        valid_to=_day(data["in_force"].get("to")),
        counting=_counting(data["counting"]),
        departments=Coded(
            unknown.DEPARTMENT, {code: _unit(code, unit) for code, unit in data["departments"].items()}
        ),
        channels=Coded(
            unknown.CHANNEL, {code: _channel(code, channel) for code, channel in data["channels"].items()}
        ),
        cadences=Coded(
            unknown.CADENCE, {code: _cadence(code, cadence) for code, cadence in data["cadences"].items()}
        ),
        elements=Coded(
            unknown.ELEMENTS,
            {code: tuple(map(element, elements)) for code, elements in data["elements"].items()},
        ),
        categories=tuple(category for category, _items in branches),
        items={item.code: item for item in sorted(items, key=_place)},
        chains=Coded(unknown.CHAIN, {code: _chain(code, chain) for code, chain in data["chains"].items()}),
        applications=_applications(data["applications"]),
        secrecy_review=standing.secrecy_rule(data.get("secrecy_review")),
        emergency=standing.emergency(data.get("emergency", {})),
        withheld=standing.withheld(data.get("withheld", {})),
        feedback=standing.feedback(data["feedback"]),
        archive=standing.archive(data["archive"]),
        clocks=_clocks(data["clocks"]),
        targets=standing.targets(data["targets"]),
        reminders=ladders.parse(data.get("reminders")),
        soon=data["soon"]["working_days"] if "soon" in data else ladders.SOON,
        removed=tuple(Removed(tuple(one["codes"]), _words(one["why"])) for one in data.get("removed", ())),
        laws=_basis({"basis": data.get("laws", [])}),
    )


def _month_day(value: str | None) -> tuple[int, int] | None:
    if value is None:
        return None
    month, day = value.split("-")
    return int(month), int(day)


def _counting(counting: dict) -> Counting:
    """Versions loaded before their files had to speak of the last day let it move on, as art. 203 does."""
    return Counting(
        counting["first_day_counts"],
        _words(counting["article"]),
        counting.get("last_day_moves", True),
        _words(counting.get("last_day_article", counting["article"])),
    )


def _unit(code: str, value: dict) -> Unit:
    return Unit(
        code=code,
        name=_words(value["name"]),
        kind=value.get("kind", "section"),
        under=value.get("under"),
        disclosure_office=value.get("disclosure_office", False),
        key_post=value.get("key_post", False),
        requirements=_requirements(value),
        cited=_cited(value),
    )


def _channel(code: str, value: dict) -> Channel:
    return Channel(
        code=code,
        name=_words(value["name"]),
        kind=value["class"],
        keeper=value.get("keeper"),
        requirements=_requirements(value),
        within=_span(value.get("within", {"working_days": 3})),
        cited=_cited(value),
    )


def _cadence(code: str, value: dict) -> Cadence:
    return Cadence(
        code=code,
        kind=value["kind"],
        name=_words(value["name"]),
        propose=_span(value.get("propose")),
        publish=_span(value.get("publish")),
        review_months=value.get("review_months"),
        windows=tuple(
            Window(_month_day(it["propose_by"]), _month_day(it.get("opens")), _month_day(it.get("closes")))
            for it in value.get("windows", ())
        ),
        phases=tuple(
            Phase(it["code"], _words(it["name"]), _span(it["publish"]), it.get("consultation"))
            for it in value.get("phases", ())
        ),
        milestones=tuple(
            Milestone(date.fromisoformat(it["on"]), _words(it["name"])) for it in value.get("milestones", ())
        ),
        note=_words(value.get("note")),
        requirements=_requirements(value),
        cited=_cited(value),
    )


def _categories(
    values: list[dict], *, parent: str | None, audience: str = "public", domain: str = "government"
) -> Iterator[tuple[Category, list[Item]]]:
    """Each category before those under it, with its own items."""
    for value in values:
        inherited = {"audience": value.get("audience", audience), "domain": value.get("domain", domain)}
        named = {"code": value["code"], "name": _words(value["name"]), "cited": _cited(value)}
        category = Category(parent=parent, **named, **inherited)
        yield category, [_item(item, category) for item in value.get("items", ())]
        yield from _categories(value.get("categories", []), parent=category.code, **inherited)


def _place(item: Item) -> tuple[int, ...]:
    """Where an item stands in the catalogue: 1.9 before 1.10, whatever part of the file it is written in."""
    return tuple(map(int, item.code.split(".")))


def _item(value: dict, category: Category) -> Item:
    return Item(
        code=value["code"],
        name=_words(value["name"]),
        about=_words(value.get("about")),
        cadence=value["cadence"],
        department=value["department"],
        audience=value.get("audience", category.audience),
        domain=category.domain,
        channels=tuple(value.get("channels", ())),
        never_on=tuple(value.get("never_on", ())),
        chain=value.get("chain", "ordinary"),
        elements=value.get("elements"),
        key=value.get("key", False),
        blocked=_words(value.get("blocked")),
        requirements=_requirements(value),
        category=category.code,
        files_under=value.get("files_under"),
        consultation=value.get("consultation"),
        basis=_basis(value),
        cited=_cited(value),
        rhythm=_cited(value.get("rhythm")),
    )


def _chain(code: str, value: dict) -> Chain:
    return Chain(
        code,
        _words(value["name"]),
        tuple(map(_step, value["steps"])),
        _requirements(value),
        sensitive=value.get("sensitive", False),
        cited=_cited(value),
    )


def _step(value: dict) -> Step:
    votes = value.get("votes")
    return Step(
        code=value["code"],
        name=_words(value["name"]),
        role=value["role"],
        kind=value["kind"],
        secrecy=value.get("secrecy", False),
        signed=value.get("signed", False),
        votes=Votes(votes["majority"], votes.get("quorum")) if votes else None,
        cited=_cited(value),
    )
