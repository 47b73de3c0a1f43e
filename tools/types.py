"""Let a type checker believe the hints: ``python -m tools.types``.

mypy with django-stubs, because it alone knows what managers, querysets and fields of our models give back; pyright
takes them for ``Any`` or for the fields themselves. What is not clean yet is listed in ``tools/untyped.txt``; the list
only shrinks: a module that has become clean must leave it, and no other may come in.
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LIST = ROOT / "tools" / "untyped.txt"
APPS = ("core", "catalog", "requests_app", "review", "supervision", "archive", "disclosure_portal", "tools")
FOUND = re.compile(r"^([\w/]+\.py):\d+: error: ")


def untyped() -> set[str]:
    """The files that are not clean yet."""
    return set(LIST.read_text(encoding="utf-8").split())


def faults() -> tuple[int, dict[str, list[str]], str]:
    """How the checker ended, what it found by file, and all it said."""
    done = subprocess.run(
        [sys.executable, "-m", "mypy", *APPS],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    found: dict[str, list[str]] = {}
    for line in done.stdout.splitlines():
        if match := FOUND.match(line):
            found.setdefault(match[1], []).append(line)
    return done.returncode, found, done.stdout


def main() -> int:
    """Say what is wrong outside the list, and what need not stand in it any more; 1 when there is something to do."""
    ended, found, said = faults()
    if ended not in (0, 1) or (ended and not found):  # it did not look at all
        print(said)
        return 1
    listed = untyped()
    wrong = [line for file, lines in sorted(found.items()) if file not in listed for line in lines]
    clean = sorted(listed - set(found))
    print(*wrong, sep="\n", end="\n" if wrong else "")
    if clean:
        print("These are clean now; take them out of tools/untyped.txt:", *clean, sep="\n  ")
    if not wrong and not clean:
        print(f"Types fit. {len(listed)} files are still looked at without being believed.")
    return 1 if wrong or clean else 0


if __name__ == "__main__":
    sys.exit(main())
