"""Simple charts as geometry: plain numbers that a template draws as SVG, and a table says again."""

import unicodedata
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from supervision.reports import DepartmentScore, Score

WIDTH, LEFT, TOP = 640, 40, 10
PLOT_HEIGHT, BAR_HEIGHT, NAME_WIDTH = 170, 22, 190
MONTH_LABELS = 12
NAME_LETTERS, RIGHT_END = 32, 80


IN_TIME, BEHIND, MISSING, TRACK = "#2f5d62", "#c9a227", "#8c1d18", "#ecedea"


@dataclass(frozen=True)
class Bar:
    """One coloured rectangle."""

    x: float
    y: float
    width: float
    height: float
    colour: str


@dataclass(frozen=True)
class Line:
    """One straight line; a target is dashed, a line of the scale is not."""

    x1: float
    y1: float
    x2: float
    y2: float
    is_target: bool = False


@dataclass(frozen=True)
class Label:
    """A word at a place; ``anchor`` is SVG's start, middle or end."""

    x: float
    y: float
    text: str
    anchor: str = "middle"


@dataclass(frozen=True)
class Chart:
    """A drawing of ``width`` by ``height``, with what it says in words for those who do not see it."""

    title: str
    description: str
    height: float
    bars: list[Bar]
    lines: list[Line]
    labels: list[Label]
    width: int = WIDTH


def months_chart(months: dict[date, Score]) -> Chart | None:
    """What fell due in each month: came in time, came late, never came. None when nothing fell due."""
    highest = max((score.owed for score in months.values()), default=0)
    if not highest:
        return None
    top, step, floor = _round_up(highest), (WIDTH - LEFT) / len(months), TOP + PLOT_HEIGHT
    bars, labels, lines = [], [], []
    for place, (month, score) in enumerate(months.items()):
        base = floor
        for colour, count in _stack(score):
            height = count / top * PLOT_HEIGHT
            base -= height
            bars.append(Bar(*_rounded(LEFT + (place + 0.18) * step, base, step * 0.64, height), colour))
        if place % -(-len(months) // MONTH_LABELS) == 0:
            labels.append(Label(*_rounded(LEFT + (place + 0.5) * step, floor + 15), f"{month:%Y-%m}"))
    for share in (0, 0.5, 1):
        y = floor - PLOT_HEIGHT * share
        lines.append(Line(LEFT, y, WIDTH, y))
        labels.append(Label(LEFT - 6, y + 3, f"{top * share:g}", "end"))
    for x, colour, name in (
        (LEFT, IN_TIME, _("In time")),
        (190, BEHIND, _("After its day")),
        (340, MISSING, _("Overdue")),
    ):
        bars.append(Bar(x, floor + 26, 10, 10, colour))
        labels.append(Label(x + 16, floor + 35, name, "start"))
    came, owed = sum(row.came for row in months.values()), sum(row.owed for row in months.values())
    description = _("%(came)s of %(owed)s that fell due in these months came.") % {"came": came, "owed": owed}
    return Chart(_("What fell due, by month"), description, floor + 44, bars, lines, labels)


def departments_chart(rows: list[DepartmentScore], target: int | None) -> Chart | None:
    """Coverage of each department that owed something, with the target of the regime as a line."""
    owing = [row for row in rows if row.score.owed]
    if not owing:
        return None
    scale = (WIDTH - NAME_WIDTH - 50) / 100
    bars, labels, lines = [], [], []
    for place, row in enumerate(owing):
        y, reached = TOP + place * BAR_HEIGHT, row.score.coverage
        bars.append(Bar(*_rounded(NAME_WIDTH, y + 4, 100 * scale, BAR_HEIGHT - 9), TRACK))
        bars.append(Bar(*_rounded(NAME_WIDTH, y + 4, reached * scale, BAR_HEIGHT - 9), IN_TIME))
        labels.append(Label(NAME_WIDTH - 8, y + 15, _shortened(str(row.department)), "end"))
        labels.append(Label(*_rounded(NAME_WIDTH + 100 * scale + 8, y + 15), f"{reached}%", "start"))
    height = TOP + len(owing) * BAR_HEIGHT + 8
    if target is not None:
        [x] = _rounded(NAME_WIDTH + target * scale)
        lines.append(Line(x, TOP, x, height - 8, is_target=True))
        text = _("Target %(percent)s%%") % {"percent": target}
        labels.append(Label(x, height + 6, text, "end" if target > RIGHT_END else "middle"))
        height += 14
    description = _("%(count)s departments owed something in the period.") % {"count": len(owing)}
    return Chart(_("Coverage by department"), description, height, bars, lines, labels)


def _stack(score: Score) -> list[tuple[str, int]]:
    return [(IN_TIME, score.in_time), (BEHIND, score.came - score.in_time), (MISSING, score.late)]


def _rounded(*numbers: float) -> list[float]:
    return [round(number, 2) for number in numbers]


def _round_up(highest: int) -> int:
    """An even number at the top of the scale, so that its half is whole."""
    step = 2
    while highest > step * 5:
        step *= 2
    return -(-highest // step) * step


def _shortened(name: str) -> str:
    """As much of a name as the left margin holds; a Chinese sign is as wide as two Latin letters."""
    width = 0
    for place, sign in enumerate(name):
        width += 2 if unicodedata.east_asian_width(sign) in "WF" else 1
        if width > NAME_LETTERS:
            return name[: place - 1] + "…"
    return name
