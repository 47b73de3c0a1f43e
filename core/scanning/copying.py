"""Write a cleaned copy to standard output, in a process of its own: ``python -m core.scanning.copying PATH SUFFIX``."""

import sys
from pathlib import Path

from core.scanning.cleaning import cleaned
from core.scanning.limits import limit


def main(path: str, suffix: str) -> None:
    """Clean the file at ``path``. Nothing comes out when it cannot be read: the process fails."""
    limit()
    sys.stdout.buffer.write(cleaned(Path(path).read_bytes(), suffix))


if __name__ == "__main__":
    main(*sys.argv[1:])
