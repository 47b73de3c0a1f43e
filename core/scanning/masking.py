"""A text with what points at people masked, as a suggestion: a person reads it before it is public."""

import re
from collections.abc import Iterable, Iterator

from core.scanning.names import at_beginnings
from core.scanning.numbers import HAN, PERSON, hits

MASK = "×××"
MAIL = re.compile(r"[A-Za-z0-9._%+\-]{1,64}@[A-Za-z0-9\-]{1,63}(?:\.[A-Za-z0-9\-]{1,63}){1,4}")
SAYS_NAME = re.compile(
    r"(?:我叫|本人姓名|姓名|联系人)[ 　]?[:：为是]?[ 　]?"
    rf"({HAN}{{1,10}}[·•‧・]{HAN}{{1,10}}|{HAN}{{4}}(?![\w])|{HAN}{{2,3}})"
)
LEAST_NAME = 2


def suggestion(text: str, *, known: frozenset[str] = frozenset(), names: Iterable[str] = ()) -> str:
    """``text`` with numbers, mail and home addresses, plates and names masked.

    ``known`` are telephone numbers that are meant to be public; ``names`` are names that were declared, those of who
    wrote it among them. What only looks like a name, at the beginning of a sentence, is suggested too.
    """
    said = ((start, end) for _kind, start, end in _spans(text, known, names))
    cuts = sorted([*said, *at_beginnings(text)])
    pieces, here = [], 0
    for start, end in cuts:
        if start >= here:
            pieces += [text[here:start], MASK]
        here = max(here, end)
    return "".join([*pieces, text[here:]])


def left_in(text: str, *, known: frozenset[str] = frozenset(), names: Iterable[str] = ()) -> list[str]:
    """The kinds of what still points at people in ``text``, each once: those of a scan, and "name" and "mail"."""
    return list(dict.fromkeys(kind for kind, _start, _end in _spans(text, known, names)))


def _spans(text: str, known: frozenset[str], names: Iterable[str]) -> Iterator[tuple[str, int, int]]:
    for hit in hits(text, known=known):
        yield hit.kind, hit.start, hit.end
    for match in MAIL.finditer(text):
        yield "mail", match.start(), match.end()
    for match in SAYS_NAME.finditer(text):
        yield "name", match.start(1), match.end(1)
    for match in PERSON.finditer(text):
        yield "name", match.start(1), match.end(1)
    for name in names:
        if len(name.strip()) >= LEAST_NAME:
            for match in re.finditer(re.escape(name.strip()), text):
                yield "name", match.start(), match.end()
