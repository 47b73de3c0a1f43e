"""What a report is made of."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext_lazy as _

from catalog import content
from catalog.models import Placement
from core.workdays import Calendar
from review.models import Opinion
from supervision.models import CorrectionOrder
from supervision.reports import Overview

NUMERALS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一")
WITH_POST = _("%(name)s (%(post)s)")
# The eleven kinds of material in the order of A-050, each with what is said when there is none.
KINDS = (
    (
        "superior_documents",
        _("Documents of superior bodies"),
        _("No document of a superior body is on file."),
    ),
    ("own_rules", _("Own rules on disclosure"), _("No rule of the body's own is on file.")),
    ("published", _("What was published, when and where"), _("Nothing was published.")),
    ("opinions", _("Opinions of the public"), _("No opinion was received.")),
    (
        "replies",
        _("Replies to the opinions"),
        _("There was no opinion to reply to, or none is answered yet."),
    ),
    ("handling", _("Results of handling"), _("No opinion and no correction order called for handling.")),
    ("news", _("News of disclosure work"), _("No news item is on file.")),
    ("coverage", _("Coverage in the media"), _("No publication in the media is on file.")),
    ("pictures", _("Pictures"), _("No picture is on file.")),
    ("summaries", _("Summaries of work"), _("No summary of work is on file.")),
    ("model_cases", _("Model cases"), _("No model case is on file.")),
)


@dataclass(frozen=True)
class Document:
    """A document named in a list: what it is, its number, its day and where it was published or what it is for."""

    title: str
    number: str
    day: date | None
    note: str


@dataclass(frozen=True)
class Placed:
    """One publication on one channel, or its taking down: when, where, and who vouches for it (A-051)."""

    channel: str
    day: date | None
    place: str
    by: str
    is_down: bool = False

    @property
    def is_address(self) -> bool:
        """Whether the place is an address of the web."""
        return self.place.startswith(("http://", "https://"))

    @classmethod
    def of(cls, row: dict) -> "Placed":
        """The placement in a manifest. Without a person it was confirmed by the portal, which published it."""
        by = row["confirmed_by"]["name"] if row["confirmed_by"] else str(_("The portal"))
        # Pages are kept by their path; on paper a place needs its whole address.
        place = f"{settings.SITE_URL}{row['place']}" if row["place"].startswith("/") else row["place"]
        is_down = row.get("task") == Placement.Task.TAKE_DOWN
        return cls(row["name"], day_of(row["placed_on"]), place, by if row["confirmed_at"] else "", is_down)


@dataclass(frozen=True)
class Published:
    """One disclosure in a list or a register (F-161: content, form, date, place, person)."""

    index_number: str
    title: str
    item: str
    department: str
    day: date
    audience: str
    is_nil: bool
    placed: list[Placed]
    proposed_by: str
    approved_by: str
    file_number: str

    @property
    def shown(self) -> list[Placed]:
        """Where it was published."""
        return [one for one in self.placed if not one.is_down]

    @property
    def taken_down(self) -> list[Placed]:
        """Where it was taken down again."""
        return [one for one in self.placed if one.is_down]


@dataclass(frozen=True)
class Said:
    """One opinion with its answer. ``number`` is its place in the report, so that reply and result can name it."""

    number: int
    about: str
    text: str
    rating: int | None
    received_on: date
    answer_by: date | None
    status: str
    answer: str
    answered_on: date | None
    answered_by: str
    working_days: int | None
    after_sealing: bool = False

    @property
    def in_time(self) -> bool | None:
        """Whether it was answered by its day; None while it is not answered."""
        return (
            None if self.answered_on is None or self.answer_by is None else self.answered_on <= self.answer_by
        )

    @classmethod
    def of(cls, number: int, about: str, row: dict, days: Calendar, *, after_sealing: bool = False) -> "Said":
        """The opinion in a manifest, or one that was written down in the same form."""
        received, answered = day_of(row["received_at"]), day_of(row["answered_at"])
        return cls(
            number=number,
            about=about,
            text=row["text"],
            rating=row["rating"],
            received_on=received,
            answer_by=day_of(row["answer_by"]),
            status=str(Opinion.Status(row["status"]).label),
            answer=row["answer"],
            answered_on=answered,
            answered_by=who(row["answered_by"]),
            working_days=days.between(received, answered) if answered else None,
            after_sealing=after_sealing,
        )


@dataclass(frozen=True)
class Ordered:
    """One correction order."""

    number: str
    department: str
    finding: str
    demand: str
    issued_on: date
    due_on: date
    status: str
    report: str

    @classmethod
    def of(cls, order: CorrectionOrder) -> "Ordered":
        """The order as it stands now."""
        return cls(
            number=order.number,
            department=str(order.department),
            finding=order.finding,
            demand=order.demand,
            issued_on=order.issued_on,
            due_on=order.due_on,
            status=str(order.get_status_display()),
            report=order.report,
        )


@dataclass(frozen=True)
class Happened:
    """One step of a matter. ``took`` is the number of working days since the step before."""

    at: datetime
    what: str
    who: str
    note: str
    took: int | None


@dataclass(frozen=True)
class Picture:
    """An image file: shown when ``source`` holds it, else only named."""

    name: str
    about: str
    day: date
    sha256: str
    source: str


@dataclass(frozen=True)
class Section:
    """One of the eleven sections. ``parts`` are (template, rows) in order; without rows ``empty`` is said."""

    number: int
    code: str
    title: str
    empty: str
    parts: list[tuple[str, object]] = field(default_factory=list)

    @property
    def heading(self) -> str:
        """The title behind its numeral, in the way of the language."""
        if (get_language() or "").startswith("en"):
            return f"{self.number}. {self.title}"
        return f"{NUMERALS[self.number - 1]}、{self.title}"


@dataclass(frozen=True)
class Report:
    """A whole report, ready to be laid out."""

    title: str
    subject: str
    agency: str
    running: str
    facts: list[tuple[str, str]]
    made: str
    sections: list[Section]
    annexes: list[tuple[str, str, str, object]]
    overview: Overview | None = None
    charts: list = field(default_factory=list)


def sections(parts: dict[str, list[tuple[str, object]]]) -> list[Section]:
    """The eleven sections, each present; ``parts`` has the templates and rows of those with something on file."""
    return [
        Section(
            place, code, str(title), str(empty), [(name, rows) for name, rows in parts.get(code, ()) if rows]
        )
        for place, (code, title, empty) in enumerate(KINDS, start=1)
    ]


CHANGED = {**{field.name: field.label for field in content.FIELDS if field.versioned}, "files": _("files")}


def changed_words(names: list[str]) -> str:
    """What a correction changed, in words."""
    between = pgettext("between the items of a list", ", ")
    return between.join(str(CHANGED[name]) for name in names if name in CHANGED)


def day_of(text: str | None) -> date | None:
    """The day of a date or of a time in a manifest, by the clock of the portal's time zone."""
    if not text:
        return None
    return timezone.localdate(moment_of(text)) if "T" in text else date.fromisoformat(text)


def moment_of(text: str) -> datetime:
    """The time in a manifest, in the portal's time zone."""
    return timezone.localtime(datetime.fromisoformat(text))


def who(person: dict | None) -> str:
    """An official's name and post as a manifest has them."""
    if person is None:
        return ""
    return str(WITH_POST) % person if person["post"] else person["name"]
