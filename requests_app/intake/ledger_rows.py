"""A row of an old ledger of applications: what each column may hold, and what is wrong with it (docs/import.md)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from django.utils.translation import gettext as _

from core.exports.spreadsheets import Fault, day
from core.text.characters import folded
from requests_app.models import ApplicantKind, Way

# The columns by their names in a heading: English as documented, and the Chinese of most ledgers.
COLUMNS = {
    "number": ("number", "编号", "申请编号", "序号"),
    "received_on": ("received_on", "收到日期", "收到申请日期", "受理日期"),
    "channel": ("channel", "渠道", "申请渠道", "申请方式"),
    "applicant_kind": ("applicant_kind", "申请人类别", "申请人类型"),
    "subject": ("subject", "主题", "申请主题", "申请事项"),
    "outcome": ("outcome", "办理结果", "结果代码"),
    "decided_on": ("decided_on", "答复日期", "办结日期"),
    "carried_over": ("carried_over", "结转", "是否结转"),
    "due_on": ("due_on", "答复期限", "应答复日期"),
    "description": ("description", "内容描述", "申请内容"),
    "applicant_name": ("applicant_name", "申请人", "申请人姓名或者名称"),
    "phone": ("phone", "联系电话"),
    "email": ("email", "电子邮箱"),
    "address": ("address", "通信地址"),
}
OBLIGATORY = (
    "number",
    "received_on",
    "channel",
    "applicant_kind",
    "subject",
    "outcome",
    "decided_on",
    "carried_over",
)
LONGEST = {
    "number": 60,
    "description": 2000,
    "applicant_name": 100,
    "phone": 40,
    "email": 254,
    "address": 200,
}
SUBJECT = 120
OUTCOMES = range(
    3, 24
)  # the rows of the annual report, 国办公开办函〔2021〕30号 table 三, from 予以公开 to 其他
FIRST_DAY = date(2008, 5, 1)  # the first Regulation came into force
YES, NO = {"yes", "true", "1", "是", "y", "√"}, {"no", "false", "0", "否", "n", ""}
WAYS = {
    "网上": Way.WEB,
    "网络": Way.WEB,
    "当面": Way.COUNTER,
    "口头": Way.ORAL,
    "信函": Way.LETTER,
    "邮寄": Way.LETTER,
    "电报": Way.TELEGRAM,
    "传真": Way.FAX,
    "电子邮件": Way.EMAIL,
    "邮件": Way.EMAIL,
}
KINDS = {
    "自然人": ApplicantKind.PERSON,
    "公民": ApplicantKind.PERSON,
    "商业企业": ApplicantKind.COMPANY,
    "科研机构": ApplicantKind.RESEARCH,
    "社会公益组织": ApplicantKind.PUBLIC_GOOD,
    "法律服务机构": ApplicantKind.LEGAL_SERVICE,
    "其他": ApplicantKind.OTHER,
}


@dataclass
class Entry:
    """A row that was understood. Without an outcome the application is still open."""

    row: int
    number: str
    received_on: date | None
    way: str
    applicant_kind: str
    subject: str
    description: str
    outcome: int | None
    decided_on: date | None
    carried_over: bool
    due_on: date | None
    applicant: dict[str, str] = field(default_factory=dict)


class Heading:
    """Which cell holds which column."""

    def __init__(self, row: int, cells: list[str]) -> None:
        names = {name.casefold(): column for column, names in COLUMNS.items() for name in names}
        self.places: dict[str, int] = {}
        self.titles: dict[str, str] = {}
        self.faults: list[Fault] = []
        for place, cell in enumerate(cells):
            column = names.get(cell.casefold())
            if column is None and cell:
                self.faults.append(Fault(row, cell, _("No column is called so; see docs/import.md.")))
            elif column in self.places:
                self.faults.append(Fault(row, cell, _("This column is there twice.")))
            elif column:
                self.places[column], self.titles[column] = place, cell
        missing = [column for column in OBLIGATORY if column not in self.places]
        self.faults += [Fault(row, column, _("This column is missing.")) for column in missing]

    def cells(self, cells: list[str]) -> dict[str, str]:
        """The texts of a row by their columns; what is missing is empty."""
        return {column: cells[place] if place < len(cells) else "" for column, place in self.places.items()}


class Reader:
    """Reads rows under one heading and remembers the numbers that it saw."""

    def __init__(self, heading: Heading, today: date) -> None:
        self.heading, self.today = heading, today
        self.seen: dict[str, int] = {}

    def read(self, row: int, cells: list[str]) -> Entry | list[Fault]:
        """What the row says, or all that is wrong with it."""
        said = {name: "" for name in COLUMNS} | self.heading.cells(cells)
        faults: list[Fault] = []

        def taken(column: str, read: Callable):
            try:
                return read(said[column])
            except ValueError as error:
                faults.append(Fault(row, column, str(error)))
                return None

        entry = Entry(
            row=row,
            number=taken("number", self._new_number),
            received_on=taken("received_on", _needed_day),
            way=taken("channel", lambda text: _one_of(text, WAYS, Way)),
            applicant_kind=taken("applicant_kind", lambda text: _one_of(text, KINDS, ApplicantKind)),
            subject=(taken("subject", _needed) or "")[:SUBJECT],
            description=_description(said),
            outcome=taken("outcome", _outcome),
            decided_on=taken("decided_on", day),
            carried_over=taken("carried_over", _yes_or_no),
            due_on=taken("due_on", day),
            applicant={name: said[name] for name in ("applicant_name", "phone", "email", "address")},
        )
        faults += [
            Fault(row, name, _("At most %(most)s characters fit in.") % {"most": most})
            for name, most in LONGEST.items()
            if len(entry.description if name == "description" else said[name]) > most
        ]
        faults += [
            Fault(row, name, _("A character that no text has (NUL).")) for name in said if "\0" in said[name]
        ]
        faults = faults or list(self._contradictions(entry))
        if entry.number and not faults:
            self.seen[entry.number] = row
        titles = self.heading.titles  # faults are named by the columns as the ledger calls them
        return [replace(it, column=titles.get(it.column, it.column)) for it in faults] or entry

    def _new_number(self, text: str) -> str:
        number = folded(_needed(text))
        if number in self.seen:
            raise ValueError(_("Row %(row)s has the same number.") % {"row": self.seen[number]})
        return number

    def _contradictions(self, entry: Entry) -> Iterator[Fault]:
        if not FIRST_DAY <= entry.received_on <= self.today:
            yield Fault(entry.row, "received_on", _("The day lies before May 2008 or ahead."))
        if entry.outcome is None and entry.decided_on is None:
            if not entry.carried_over:
                yield Fault(
                    entry.row, "outcome", _("Without an outcome it must be carried over: it is still open.")
                )
        elif entry.outcome is None:
            yield Fault(entry.row, "outcome", _("It has a day of decision but no outcome."))
        elif entry.decided_on is None:
            yield Fault(entry.row, "decided_on", _("It has an outcome but no day of decision."))
        elif not entry.received_on <= entry.decided_on <= self.today:
            yield Fault(entry.row, "decided_on", _("The day lies before the receipt or ahead."))
        elif entry.carried_over and entry.decided_on.year == entry.received_on.year:
            yield Fault(entry.row, "carried_over", _("It was decided in the year in which it came."))
        if entry.due_on and entry.due_on < entry.received_on:
            yield Fault(entry.row, "due_on", _("The day lies before the receipt."))


def _description(said: dict[str, str]) -> str:
    """The description; a subject that does not fit into its own line stands whole before it."""
    whole = [said["subject"]] if len(said["subject"]) > SUBJECT or not said["description"] else []
    return "\n".join([*whole, *filter(None, [said["description"]])])


def _needed(text: str) -> str:
    if not text:
        raise ValueError(_("This must not be empty."))
    return text


def _needed_day(text: str) -> date:
    return day(_needed(text))


def _one_of(text: str, chinese: dict[str, str], choices) -> str:
    plain = _needed(text)
    found = chinese.get(plain) or (plain.casefold() if plain.casefold() in choices.values else None)
    found = found or next((value for value, label in choices.choices if str(label) == plain), None)
    if found is None:
        words = _("“%(text)s” is none of: %(known)s.")
        raise ValueError(words % {"text": plain[:40], "known": ", ".join(choices.values)})
    return found


def _outcome(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and int(text) in OUTCOMES):
        words = _("“%(text)s” is no row of an outcome in the annual report, %(first)s to %(last)s.")
        raise ValueError(words % {"text": text[:40], "first": OUTCOMES[0], "last": OUTCOMES[-1]})
    return int(text)


def _yes_or_no(text: str) -> bool:
    plain = text.casefold()
    if plain not in YES | NO:
        raise ValueError(_("“%(text)s” is neither yes nor no.") % {"text": text[:40]})
    return plain in YES
