"""Cells of a workbook that no eye reads: written in the colour of their ground, or with a format that shows nothing."""

import colorsys
import re
import zipfile
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from core.scanning.packages import attribute, local, part

WHITE, BLACK = (255, 255, 255), (0, 0, 0)
NEAR = 15  # of 255 in each of red, green and blue: two colours that no eye tells apart
THEME = "xl/theme/theme1.xml"
AS_NUMBERED = (1, 0, 3, 2)  # a theme lists dark before light, a cell numbers light before dark
INDEXED = {0: BLACK, 1: WHITE, 8: BLACK, 9: WHITE, 64: BLACK, 65: WHITE}
LEAST_POINTS = 3  # what is written smaller is read by no eye
SHOWS_NOTHING = re.compile(r"\s*;\s*;\s*;\s*")

Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Shades:
    """The styles of cells, by their number, that show nothing, and the grounds on which white words are read."""

    unseen: frozenset[int]
    grounds: dict[int, Colour | None]

    def hides(self, style: str) -> bool:
        """Whether a cell of this style shows nothing of what stands in it."""
        return (int(style) if style.isdigit() else 0) in self.unseen

    def is_white(self, style: str) -> bool:
        """Whether a cell of this style has a white ground."""
        return _alike(self.grounds.get(int(style) if style.isdigit() else 0, WHITE), WHITE)


def shades(package: zipfile.ZipFile) -> Shades:
    """What the styles of a workbook say. A ground with a pattern or in a colour that is not said is not judged."""
    tree = part(package, "xl/styles.xml")
    if tree is None:
        return Shades(frozenset(), {})
    theme = _theme(package)
    fonts = [_ink(one, theme) for one in _group(tree, "fonts")]
    small = [_is_small(one) for one in _group(tree, "fonts")]
    fills = [_ground(one, theme) for one in _group(tree, "fills")]
    blank = {
        attribute(one, "numFmtId")
        for one in _group(tree, "numFmts")
        if SHOWS_NOTHING.fullmatch(attribute(one, "formatCode"))
    }
    unseen, grounds = set(), {}
    for number, style in enumerate(_group(tree, "cellXfs")):
        font, fill = _number(style, "fontId"), _number(style, "fillId")
        grounds[number] = fills[fill] if fill < len(fills) else WHITE
        ink = fonts[font] if font < len(fonts) else BLACK
        is_small = font < len(small) and small[font]
        if is_small or attribute(style, "numFmtId") in blank or _alike(ink, grounds[number]):
            unseen.add(number)
    return Shades(frozenset(unseen), grounds)


def is_white_run(run: Element) -> bool:
    """Whether a part of a cell's words is written in white. Themes begin with it, so that their first colour counts."""
    style = next((one for one in run if local(one.tag) == "rPr"), ())
    colour = next((one for one in style if local(one.tag) == "color"), None)
    return colour is not None and _alike(_colour(colour, [WHITE]), WHITE)


def _group(tree: Element, name: str) -> list[Element]:
    return [child for one in tree if local(one.tag) == name for child in one]


def _number(element: Element, name: str) -> int:
    value = attribute(element, name, "0")
    return int(value) if value.isdigit() else 0


def _alike(one: Colour | None, other: Colour | None) -> bool:
    if one is None or other is None:
        return False
    return all(abs(mine - theirs) <= NEAR for mine, theirs in zip(one, other, strict=True))


def _ink(font: Element, theme: list[Colour | None]) -> Colour | None:
    """The colour of a font; black where it names none."""
    colour = next((one for one in font if local(one.tag) == "color"), None)
    return BLACK if colour is None else _colour(colour, theme, auto=BLACK)


def _is_small(font: Element) -> bool:
    size = next((attribute(one, "val") for one in font if local(one.tag) == "sz"), "")
    return bool(re.fullmatch(r"\d+(?:\.\d+)?", size)) and float(size) < LEAST_POINTS


def _ground(fill: Element, theme: list[Colour | None]) -> Colour | None:
    """The colour of a ground; white where there is none, None where it cannot be said."""
    pattern = next((one for one in fill if local(one.tag) == "patternFill"), None)
    if pattern is None:
        return None if len(fill) else WHITE
    kind = attribute(pattern, "patternType", "none")
    if kind == "none":
        return WHITE
    if kind != "solid":
        return None
    colour = next((one for one in pattern if local(one.tag) == "fgColor"), None)
    return BLACK if colour is None else _colour(colour, theme, auto=BLACK)


def _colour(element: Element, theme: list[Colour | None], auto: Colour | None = None) -> Colour | None:
    """Red, green and blue; None for a colour that is not known."""
    rgb, number = attribute(element, "rgb"), attribute(element, "theme")
    if re.fullmatch(r"(?:[0-9A-Fa-f]{2})?[0-9A-Fa-f]{6}", rgb):
        found = _of(rgb[-6:])
    elif number.isdigit():
        found = theme[int(number)] if int(number) < len(theme) else None
    elif attribute(element, "indexed"):
        found = INDEXED.get(_number(element, "indexed"))
    else:
        return auto
    tint = attribute(element, "tint")
    return (
        _tinted(found, float(tint)) if found and re.fullmatch(r"-?\d*\.?\d+(?:[eE]-?\d+)?", tint) else found
    )


def _of(digits: str) -> Colour:
    return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)


def _tinted(colour: Colour, tint: float) -> Colour:
    """``colour`` made darker (below 0) or lighter, as the format says: its lightness is moved, its hue stays."""
    hue, light, strength = colorsys.rgb_to_hls(*(one / 255 for one in colour))
    light = light * (1 + tint) if tint < 0 else light * (1 - tint) + tint
    red, green, blue = colorsys.hls_to_rgb(hue, min(max(light, 0), 1), strength)
    return round(red * 255), round(green * 255), round(blue * 255)


def _theme(package: zipfile.ZipFile) -> list[Colour | None]:
    """The colours of the theme as cells number them."""
    tree = part(package, THEME)
    scheme = (
        next((one for one in tree.iter() if local(one.tag) == "clrScheme"), ()) if tree is not None else ()
    )
    said = [next(iter(one), one) for one in scheme]
    colours = [attribute(one, "lastClr") or attribute(one, "val") for one in said]
    named = {"window": WHITE, "windowText": BLACK}
    found = [_of(one) if re.fullmatch(r"[0-9A-Fa-f]{6}", one) else named.get(one) for one in colours]
    if len(found) < len(AS_NUMBERED):
        return [WHITE, BLACK]
    return [*(found[place] for place in AS_NUMBERED), *found[len(AS_NUMBERED) :]]
