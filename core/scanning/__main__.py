"""Scan one file in a process of its own: ``python -m core.scanning PATH SUFFIX DAY [KNOWN NUMBER ...]``.

Writes the findings as JSON. Memory and time are limited before the file is opened.
"""

import json
import sys
from datetime import date
from pathlib import Path

from core.scanning.files import in_file
from core.scanning.limits import limit


def main(path: str, suffix: str, day: str, *known: str) -> None:
    """Scan the file at ``path`` as of ``day`` and print what was found."""
    limit()
    with Path(path).open("rb") as file:
        found = in_file(file, suffix, today=date.fromisoformat(day), known=frozenset(known))
    json.dump([one.as_data() for one in found], sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
