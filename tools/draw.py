"""Ten requirements of each body, drawn by lot, to be tried on a running portal: python -m tools.draw --seed 2026

Who knows beforehand which sentences are tried, mends those. The seed is printed, so that anybody draws the same ones;
each body is drawn for itself, so that a line added to one leaves the others as they were. ``--texts FILE`` prints what
a line says beside it, from a table in Markdown (``| A-001 | kind | quotation | what the software must |``).
"""

import argparse
import csv
import random
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from tools.environment import ROOT

TABLE = ROOT / "docs" / "traceability.csv"
EACH = 10


def lines() -> dict[str, dict[str, str]]:
    """The numbered lines with kind and status, as docs/traceability.csv has them."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


def drawn(ids: list[str], *, seed: int, each: int = EACH) -> dict[str, list[str]]:
    """``each`` of the lines of every body, in the order of their numbers; all of a body that has fewer."""
    bodies = defaultdict(list)
    for one in ids:
        bodies[one.rpartition("-")[0]].append(one)
    return {
        body: sorted(random.Random(f"{seed}/{body}").sample(of_body, min(each, len(of_body))))  # noqa: S311 a lot, no secret
        for body, of_body in bodies.items()
    }


def texts(path: Path) -> dict[str, str]:
    """What each line says, from a table in Markdown: quotation and duty."""
    said = {}
    for row in path.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in row.strip().strip("|").split("|")]
        if row.startswith("| ") and len(cells) >= 4:
            said[cells[0]] = f"{cells[2]}\n      {' | '.join(cells[3:])}"
    return said


def report(seed: int, each: int, said: dict[str, str]) -> Iterator[str]:
    """The lot, a line or three for each requirement."""
    known = lines()
    yield f"Seed {seed}, {each} of each body, of {len(known)} lines."
    for body, ids in drawn(list(known), seed=seed, each=each).items():
        yield f"\n{body}"
        for one in ids:
            yield f"  {one} {known[one]['kind']}: {known[one]['status']}"
            if one in said:
                yield f"      {said[one]}"


def main(argv: list[str] | None = None) -> int:
    """Draw and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--seed", type=int, required=True, help="any number; the same one draws the same lines"
    )
    parser.add_argument("--each", type=int, default=EACH, help=f"how many of each body ({EACH})")
    parser.add_argument("--texts", type=Path, help="a table in Markdown with the words of the lines")
    options = parser.parse_args(argv)
    for line in report(options.seed, options.each, texts(options.texts) if options.texts else {}):
        print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main())
