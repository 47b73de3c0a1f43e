"""The index of a document's clauses (``regimes/clauses/A.csv``), made from its text. The text itself stays outside.

    python -m tools.clauses FOLDER [A B …]           # writes the indexes
    python -m tools.clauses FOLDER --show A          # prints the places with the first words of each

    python -m tools.clauses FOLDER --to OTHER A      # … into another folder, such as ``clauses`` beside one's own file

FOLDER holds one file a document, named ``A-anything.txt``, each line with its number and a paragraph: ``020 13、…``.
A clause is a paragraph, or a part of one that has its own number; its place is the numbers above it: 二(一)13⑵.
A paragraph without a number is called by its place under its heading: 三第3段.
"""

import argparse
import csv
import re
import sys
from dataclasses import dataclass
from pathlib import Path

from core.regimes import documents

HAN = "一二三四五六七八九十"
REMARK = re.compile(r"〔原文[^〕]*〕")  # somebody's note on a misprint, no words of the document
HEADS = (  # rank, what a paragraph begins with, how the number is written in a place
    (0, re.compile(rf"(第[{HAN}]+条)"), "{}"),
    (0, re.compile(rf"([{HAN}]{{1,3}})、"), "{}"),
    (1, re.compile(rf"[(（]([{HAN}]{{1,3}})[)）]、?"), "({})"),
    (2, re.compile(r"(\d{1,2})(?:[、.．]|(?![年月日个])(?=[一-鿿]))"), "{}"),
    (3, re.compile(r"[(（](\d{1,2})[)）]"), "({})"),
    (3, re.compile(r"([⑴-⒇])"), "{}"),
    (4, re.compile(r"([①-⑳])"), "{}"),
    (4, re.compile(r"([A-Z])、"), "{}"),
    (5, re.compile(rf"([{HAN}]是)"), "·{}"),
)
WITHIN = (
    (3, re.compile(r"([⑴-⒇])"), "{}"),
    (3, re.compile(r"(?<=[;；:：,，。])[(（](\d{1,2})[)）]"), "({})"),
    (4, re.compile(r"([①-⑳])"), "{}"),
    (5, re.compile(rf"(?<=[;；:：,，。、])([{HAN}]是)"), "·{}"),
)


@dataclass(frozen=True)
class Clause:
    place: str
    line: int
    text: str


class Places:
    """The numbers above the paragraph that is read, and how many paragraphs without one stood there."""

    def __init__(self):
        self.stack = []
        self.plain = 0

    def enter(self, rank, number):
        self.stack = [*(one for one in self.stack if one[0] < rank), (rank, number)]
        self.plain = 0
        return self.here()

    def paragraph(self):
        self.plain += 1
        return f"{self.here() or '前言'}第{self.plain}段"

    def here(self):
        return "".join(number for _rank, number in self.stack)


def head(text):
    """The rank and number with which a paragraph begins, as a place writes them; None without a number."""
    for rank, pattern, form in HEADS:
        match = pattern.match(text)
        if match:
            return rank, form.format(match[1])
    return None


def clauses(lines):
    """The clauses of a document, whole paragraphs and the numbered parts in them, in order."""
    places = Places()
    for number, line in enumerate(lines, 1):
        text = REMARK.sub("", line)[4:].strip()
        began = head(text)
        place = "标题" if number == 1 and not began else places.enter(*began) if began else places.paragraph()
        yield Clause(place, number, text)
        yield from parts(place, number, text, began[0] if began else -1)


def parts(place, line, text, rank_of_line):
    """The numbered parts within a paragraph, each with the parts under it."""
    marks = sorted(
        (match.start(), match.start(1) + len(match[1]), rank, form.format(match[1]))
        for rank, pattern, form in WITHIN
        for match in pattern.finditer(text)
        if rank > rank_of_line or match.start() > 0
    )
    above = Places()
    for at, (start, _end, rank, number) in enumerate(marks):
        here = above.enter(rank, number)
        last = next((one[0] for one in marks[at + 1 :] if one[2] <= rank), len(text))
        if start == 0 and rank == rank_of_line:
            continue
        yield Clause(place + here, line, text[start:last])


def read(folder, document):
    (path,) = folder.glob(f"{document}-*.txt")
    found, seen = [], set()
    for clause in clauses(path.read_text(encoding="utf-8").splitlines()):
        place, again = clause.place, 2
        while documents.key_of(place) in seen:
            place, again = f"{clause.place}之{again}", again + 1
        seen.add(documents.key_of(place))
        found.append(Clause(place, clause.line, clause.text))
    return found


def write(found, document, folder):
    folder.mkdir(exist_ok=True)
    with (folder / f"{document}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["place", "line", "marks"])
        for clause in found:
            marks = documents.all_marks(clause.text, document, clause.place)
            writer.writerow([clause.place, clause.line, "".join(marks)])


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("documents", nargs="*", help="such as A or J2; left out: all")
    parser.add_argument("--to", type=Path, default=documents.FOLDER, help="folder of the indexes")
    parser.add_argument("--show", action="store_true", help="print the places, write nothing")
    options = parser.parse_intermixed_args(argv)
    wanted = options.documents or sorted(path.name.split("-")[0] for path in options.folder.glob("*-*.txt"))
    for document in wanted:
        found = read(options.folder, document)
        if options.show:
            print("\n".join(f"{clause.line:03d} {clause.place:24} {clause.text[:30]}" for clause in found))
        else:
            write(found, document, options.to)
            print(f"{document}: {len(found)} clauses")
    return 0


if __name__ == "__main__":
    sys.exit(main())
