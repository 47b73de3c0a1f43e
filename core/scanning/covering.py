"""Text of a PDF page that no eye sees: covered, not removed; white on white; too small.

The content of a page is a list of drawing orders. A run of text is covered when a later order fills a rectangle, or
draws a picture, over a good part of it without any transparency. The length of a run is estimated from its signs.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from core.scanning.findings import Found

PAINTS = {b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*"}
ENDS_PATH = {*PAINTS, b"S", b"s", b"n"}
SHOWS = {b"Tj", b"TJ", b"'", b'"'}
INVISIBLE = 3
COLOURS = {b"g", b"rg", b"k", b"sc", b"scn"}  # of what is filled, letters among it
PALE = 0.94
LEAST_POINTS = 2.5
IDENTITY = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
Matrix = tuple[float, ...]


@dataclass(frozen=True)
class Box:
    """An upright rectangle on the page, in points."""

    left: float
    bottom: float
    right: float
    top: float


EVERYWHERE = Box(-1e6, -1e6, 1e6, 1e6)


@dataclass(frozen=True)
class Run:
    """A piece of text: where it stands, how high it is, whether it is drawn at all."""

    box: Box
    size: float
    is_drawn: bool


@dataclass(frozen=True)
class Pen:
    """The part of the graphics state that matters here."""

    is_opaque: bool = True
    is_white: bool = False
    font_size: float = 0.0
    is_wide: bool = False
    mode: int = 0


@dataclass
class Page:
    """Follows the drawing orders of one page, those of forms inside it included."""

    resources: dict
    runs: list[Run] = field(default_factory=list)
    covered: list[Box] = field(default_factory=list)
    unseen: list[Box] = field(default_factory=list)
    grounds: list[Box] = field(default_factory=list)
    points: list[tuple[float, float]] = field(default_factory=list)
    pictures: int = 0
    pen: Pen = Pen()
    saved: list[Pen] = field(default_factory=list)
    path: list[Box] = field(default_factory=list)
    line: list[tuple[float, float]] = field(default_factory=list)
    outer: list[tuple[Matrix, dict, list]] = field(default_factory=list)
    last: tuple = ()
    advance: float = 0.0

    def before(self, operator: bytes, operands: list, cm: list[float], tm: list[float]) -> None:
        """An order is about to be carried out under the matrices ``cm`` and ``tm``."""
        try:
            self._order(operator, operands, tuple(cm), tuple(tm))
        except (TypeError, ValueError, IndexError, KeyError, AttributeError):
            return  # an order that makes no sense draws nothing

    def after(self, operator: bytes, operands: list, cm: list[float], tm: list[float]) -> None:
        """An order was carried out; behind a form its surroundings hold again."""
        if operator == b"Do" and self.outer and self.outer[-1][2] is operands:
            self.resources = self.outer.pop()[1]

    def _order(self, operator: bytes, operands: list, cm: Matrix, tm: Matrix) -> None:
        if operator == b"q":
            self.saved.append(self.pen)
        elif operator == b"Q" and self.saved:
            self.pen = self.saved.pop()
        elif operator == b"gs":
            self._state(operands[0])
        elif operator in COLOURS:
            self.pen = replace(self.pen, is_white=_is_white(operands))
        elif operator == b"sh":
            self.grounds.append(EVERYWHERE)
        elif operator == b"Tf":
            self.pen = replace(self.pen, font_size=float(operands[1]), is_wide=self._is_wide(operands[0]))
        elif operator == b"Tr":
            self.pen = replace(self.pen, mode=int(operands[0]))
        elif operator in SHOWS:
            self._text(operands, self._whole(cm), tm)
        elif operator == b"Do":
            self._object(operands, cm)
        else:
            self._draw(operator, operands, self._whole(cm))

    def _draw(self, operator: bytes, operands: list, cm: Matrix) -> None:
        if operator in (b"m", b"l", b"c", b"v", b"y"):
            said = [float(one) for one in operands]
            self.points += zip(said[::2], said[1::2], strict=True)
        if operator == b"re":
            x, y, width, height = (float(one) for one in operands)
            self.path.append(_around([(x, y), (x + width, y), (x, y + height), (x + width, y + height)], cm))
        elif operator == b"m":
            self.line = [(float(operands[0]), float(operands[1]))]
        elif operator == b"l":
            self.line.append((float(operands[0]), float(operands[1])))
            if len(self.line) == 4 and len({x for x, _y in self.line}) == 2 == len(
                {y for _x, y in self.line}
            ):
                self.path.append(_around(self.line, cm))
        elif operator in ENDS_PATH:
            if operator in PAINTS and not self.pen.is_white:
                self.grounds += self.path + ([_around(self.points, cm)] if self.points else [])
            if operator in PAINTS and self.pen.is_opaque:
                self.cover(self.path)
            self.path, self.line, self.points = [], [], []

    def _whole(self, cm: Matrix) -> Matrix:
        return _times(cm, self.outer[-1][0]) if self.outer else cm

    def _state(self, name: str) -> None:
        state = self.resources.get("/ExtGState", {})[name].get_object()
        alpha, blend = float(state.get("/ca", 1)), state.get("/BM", "/Normal")
        if "/ca" in state or "/BM" in state:
            self.pen = replace(self.pen, is_opaque=alpha > 0.95 and str(blend) in ("/Normal", "/Compatible"))

    def _is_wide(self, name: str) -> bool:
        return self.resources.get("/Font", {})[name].get_object().get("/Subtype") == "/Type0"

    def _text(self, operands: list, cm: Matrix, tm: Matrix) -> None:
        parts = operands[-1] if isinstance(operands[-1], list) else [operands[-1]]
        signs, shift = 0, 0.0
        for part in parts:
            if isinstance(part, (str, bytes)):
                signs += len(getattr(part, "original_bytes", part))
            else:
                shift += float(part)
        em = self.pen.font_size
        width = em * (signs / 2 if self.pen.is_wide else signs * 0.5) - shift / 1000 * em
        if (cm, tm) != self.last:
            self.last, self.advance = (cm, tm), 0.0
        left, self.advance = self.advance, self.advance + width
        box = _around([(left, 0), (left + width, 0), (left, em), (left + width, em)], _times(tm, cm))
        if signs:
            run = Run(box, min(box.top - box.bottom, box.right - box.left), self.pen.mode != INVISIBLE)
            self.runs.append(run)
            is_pale = self.pen.is_white and not any(_lies_under(run, ground) for ground in self.grounds)
            if run.is_drawn and (is_pale or (signs > 2 and run.size < LEAST_POINTS)):
                self.unseen.append(box)

    def _object(self, operands: list, cm: Matrix) -> None:
        thing = self.resources.get("/XObject", {})[operands[0]].get_object()
        if thing.get("/Subtype") == "/Form":
            inner = tuple(float(one) for one in thing.get("/Matrix", IDENTITY))
            self.outer.append((_times(inner, self._whole(cm)), self.resources, operands))
            if "/Resources" in thing:
                self.resources = thing["/Resources"].get_object()
        elif thing.get("/Subtype") == "/Image":
            self.pictures += 1
            self.grounds.append(_around([(0, 0), (1, 0), (0, 1), (1, 1)], self._whole(cm)))
            is_opaque = not any(key in thing for key in ("/SMask", "/Mask")) and not thing.get("/ImageMask")
            if is_opaque and self.pen.is_opaque:
                corners = _around([(0, 0), (1, 0), (0, 1), (1, 1)], self._whole(cm))
                self.cover([corners], by_picture=True)

    def cover(self, boxes: list[Box], *, by_picture: bool = False) -> None:
        """Note the runs drawn so far that lie under ``boxes``. Text for search under a scanned page is no secret."""
        for box in boxes:
            for run in self.runs:
                if (run.is_drawn or not by_picture) and _lies_under(run, box):
                    self.covered.append(run.box)


def found(page: Page, number: int) -> Iterator[Found]:
    """What ``page`` covers or does not draw at all."""
    for box in dict.fromkeys(page.covered):
        place = {"page": number, "x": round(box.left), "y": round(box.bottom)}
        yield Found("covered_text", place)
    for box in dict.fromkeys(page.unseen):
        yield Found("hidden_text", {"page": number, "x": round(box.left), "y": round(box.bottom)})
    invisible = [run for run in page.runs if not run.is_drawn]
    if invisible and not page.pictures:
        place = {"page": number, "x": round(invisible[0].box.left), "y": round(invisible[0].box.bottom)}
        yield Found("hidden_text", place)


def _is_white(colour: list) -> bool:
    """Whether the numbers of a colour, in grey, light or ink, are white or nearly so. A pattern is not."""
    try:
        said = [float(one) for one in colour]
    except (TypeError, ValueError):
        return False
    if len(said) == 4:
        return max(said) <= 1 - PALE
    return len(said) in (1, 3) and min(said) >= PALE


def _lies_under(run: Run, box: Box) -> bool:
    """Whether the middle line of a run passes under a box for two signs or half its length."""
    text = run.box
    if text.right - text.left >= text.top - text.bottom:
        middle = (text.bottom + text.top) / 2
        across = box.bottom <= middle <= box.top
        under, length = min(text.right, box.right) - max(text.left, box.left), text.right - text.left
    else:
        middle = (text.left + text.right) / 2
        across = box.left <= middle <= box.right
        under, length = min(text.top, box.top) - max(text.bottom, box.bottom), text.top - text.bottom
    return across and under >= min(1.5 * run.size, length / 2) > 0


def _times(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (
        a * g + b * i,
        a * h + b * j,
        c * g + d * i,
        c * h + d * j,
        e * g + f * i + k,
        e * h + f * j + m,
    )


def _around(points: list[tuple[float, float]], by: Matrix) -> Box:
    """The upright box around ``points`` after the matrix ``by``."""
    a, b, c, d, e, f = by
    xs = [a * x + c * y + e for x, y in points]
    ys = [b * x + d * y + f for x, y in points]
    return Box(min(xs), min(ys), max(xs), max(ys))
