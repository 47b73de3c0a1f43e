"""The rules for applications, parsed."""

from dataclasses import dataclass, field, replace

from core.regimes import unknown
from core.regimes.parts import NOT_CITED, Cited, Clock, Words, cited, clocks, requirements, span, words
from core.regimes.unknown import Coded
from core.workdays import Span

# Where a file names neither row nor kinds: given, pointed to and published are 3, forwarded is 13, all else is 23.
ROWS = {
    "disclose": 3,
    "publish": 3,
    "point": 3,
    "transfer": 13,
    "close": 23,
    "correct": None,
    "rectify": None,
}


@dataclass(frozen=True)
class Extension:
    """How long, and how often if that is limited, an answer may be put off, and whose consent that needs."""

    at_most: Span
    approver: str
    article: Words
    requirements: tuple[str, ...]
    times: int | None = None
    cited: Cited = NOT_CITED


@dataclass(frozen=True)
class Correction:
    """Until when the applicant may be asked to correct, and whether the clock then starts again or goes on.

    ``times`` is how often one may ask; None where the source sets no number.
    """

    ask_within: Span
    then: str
    article: Words
    requirements: tuple[str, ...]
    times: int | None = None
    cited: Cited = NOT_CITED


@dataclass(frozen=True)
class Starts:
    """From which day an application counts as received, by the way it came: submitted, signed or confirmed."""

    by: dict[str, str]
    article: Words
    requirements: tuple[str, ...]


@dataclass(frozen=True)
class OutcomeKind:
    """A kind of an outcome that is counted apart, such as a ground of refusal; it may want more said.

    ``remedies`` are its own where they differ from those of the outcome: what is withheld is reconsidered first.
    """

    code: str
    name: Words
    row: int
    needs: tuple[str, ...]
    article: Words | None
    remedies: Words | None = None


@dataclass(frozen=True)
class Outcome:
    """How an application may end: what the decision must say, and what follows from it.

    ``row`` is the row of the annual report in which it is counted; an outcome without one is counted by its kind.
    """

    code: str
    name: Words
    notice: Words
    needs: tuple[str, ...]
    effect: str
    remedies: Words
    article: Words | None
    requirements: tuple[str, ...]
    row: int | None = None
    kinds: dict[str, OutcomeKind] = field(default_factory=dict)
    cited: Cited = NOT_CITED

    def needs_of(self, kind: str) -> tuple[str, ...]:
        """What the decision must say when it is of the kind of that code, or of none."""
        more = self.kinds[kind].needs if kind in self.kinds else ()
        return (*self.needs, *(need for need in more if need not in self.needs))

    def remedies_of(self, kind: str) -> Words:
        """What the applicant may do against a decision of the kind of that code, or of none."""
        own = self.kinds[kind].remedies if kind in self.kinds else None
        return own or self.remedies

    def row_of(self, kind: str) -> int | None:
        """The row of the annual report that counts a decision of that kind, or of none."""
        return self.kinds[kind].row if kind in self.kinds else self.row


@dataclass(frozen=True)
class Proof:
    """Whether an applicant is asked for a proof of identity, and which article says so.

    Where a file is silent the national Regulation holds, which asks for it (art. 29).
    """

    asked: bool
    article: Words
    requirements: tuple[str, ...]


ART_29 = Proof(True, Words("条例第二十九条", "Regulation, art. 29"), ("law-29",))


@dataclass(frozen=True)
class Delivery:
    """On which day an answer that is read on the portal counts as delivered: when it lay there, or was first opened."""

    web: str
    article: Words
    requirements: tuple[str, ...]


@dataclass(frozen=True)
class Announced:
    """After how long a notice that was announced publicly, because all else failed, counts as delivered."""

    after: Span
    article: Words
    requirements: tuple[str, ...]


# Where a file is silent: thirty days from the announcement (since 2022; before that sixty).
ART_95 = Announced(Span(30, working=False), Words("民事诉讼法第九十五条", "Civil Procedure Law, art. 95"), ())


@dataclass(frozen=True)
class Retention:
    """For how many years after its end an application's personal data are kept; a file may leave it to the body."""

    years: int
    article: Words
    requirements: tuple[str, ...]


@dataclass(frozen=True)
class Rectification:
    """How a body answers who asks it to correct its records about themselves (art. 41); its clock is ``rectify``."""

    article: Words
    requirements: tuple[str, ...]
    outcomes: dict[str, Outcome]


@dataclass(frozen=True)
class Applications:
    """The rules for applications; with ``follow`` set, those of the named regime hold and all else is empty.

    ``longer``: how much longer than its time a disclosure may take, with the reason in its decision (J3:014).
    ``registered_at_once``: what comes in is registered as it comes, by the portal itself (J3:013).
    """

    follow: str | None
    channels: tuple[str, ...]
    clocks: dict[str, Clock]
    extension: Extension | None
    correction: Correction | None
    outcomes: dict[str, Outcome]
    starts: Starts | None = None
    proof: Proof = ART_29
    retention: Retention | None = None
    delivery: Delivery | None = None
    announced: Announced = ART_95
    rectification: Rectification | None = None
    longer: Extension | None = None
    registered_at_once: Cited | None = None

    def for_rectification(self) -> "Applications":
        """These rules for requests to correct records: a clock and outcomes of their own, no third parties, no fees.

        Without a part on them there is no outcome, and no body takes what it cannot answer.
        """
        own = self.rectification
        answer = self.clocks.get("rectify", self.clocks["answer"])
        kept = {"register": self.clocks["register"], "answer": replace(answer, code="answer")}
        return replace(self, clocks=kept, outcomes=own.outcomes if own else {})


def applications(value: dict) -> Applications:
    """The rules for applications."""
    if "follow" in value:
        return Applications(value["follow"], (), {}, None, None, {})
    extension, correction = value["extension"], value["correction"]
    return Applications(
        follow=None,
        channels=tuple(value["channels"]),
        clocks=clocks(value["clocks"]),
        extension=Extension(
            span(extension["at_most"]),
            extension["approver"],
            words(extension["article"]),
            requirements(extension),
            extension.get("times"),
            cited(extension),
        ),
        correction=Correction(
            span(correction["ask_within"]),
            correction["then"],
            words(correction["article"]),
            requirements(correction),
            correction.get("times"),
            cited(correction),
        ),
        outcomes=Coded(unknown.OUTCOME, {it["code"]: _outcome(it) for it in value["outcomes"]}),
        starts=_starts(value.get("starts")),
        proof=_proof(value.get("proof")),
        retention=_retention(value.get("retention")),
        rectification=_rectification(value.get("rectification")),
        delivery=_delivery(value.get("delivery")),
        announced=_announced(value.get("announced")),
        longer=_longer(value.get("longer")),
        registered_at_once=cited(value["registered_at_once"]) if "registered_at_once" in value else None,
    )


def _longer(value: dict | None) -> Extension | None:
    """Who decides lets it take longer, once; nobody else approves it."""
    if not value:
        return None
    return Extension(
        span(value["at_most"]), "", words(value["article"]), requirements(value), 1, cited(value)
    )


def _starts(value: dict | None) -> Starts | None:
    return Starts(value["by"], words(value["article"]), requirements(value)) if value else None


def _proof(value: dict | None) -> Proof:
    return Proof(value["asked"], words(value["article"]), requirements(value)) if value else ART_29


def _delivery(value: dict | None) -> Delivery | None:
    return Delivery(value["web"], words(value["article"]), requirements(value)) if value else None


def _announced(value: dict | None) -> Announced:
    if not value:
        return ART_95
    return Announced(span(value["after"]), words(value["article"]), requirements(value))


def _retention(value: dict | None) -> Retention | None:
    return Retention(value["years"], words(value["article"]), requirements(value)) if value else None


def _rectification(value: dict | None) -> Rectification | None:
    """Its outcomes stand in no row of the annual report: these requests are no applications for disclosure."""
    if not value:
        return None
    outcomes = {it["code"]: _outcome({**it, "row": None}) for it in value["outcomes"]}
    return Rectification(words(value["article"]), requirements(value), outcomes)


def _outcome(value: dict) -> Outcome:
    kinds = {it["code"]: _kind(it) for it in value.get("kinds", ())}
    return Outcome(
        code=value["code"],
        name=words(value["name"]),
        notice=words(value["notice"]),
        needs=tuple(value["needs"]),
        effect=value["effect"],
        remedies=words(value["remedies"]),
        article=words(value.get("article")),
        requirements=requirements(value),
        row=value.get("row", None if kinds else ROWS[value["effect"]]),
        kinds=kinds,
        cited=cited(value),
    )


def _kind(value: dict) -> OutcomeKind:
    return OutcomeKind(
        code=value["code"],
        name=words(value["name"]),
        row=value["row"],
        needs=tuple(value.get("needs", ())),
        article=words(value.get("article")),
        remedies=words(value.get("remedies")),
    )
