"""PDF files that anybody may ask for are drawn once and kept: a drawing takes half a second of a whole processor.

What is kept is public, is found by the digest of what it was drawn from, and can go at any time. The folder is bounded.
"""

import hashlib
import tempfile
from collections.abc import Callable
from pathlib import Path

from django.conf import settings

MOST = 1000  # files; the oldest go


def folder() -> Path:
    """Where they lie: beside the data, not among the files that are kept for good."""
    return Path(settings.DATA_DIR) / "drawn"


def once(source: str, draw: Callable[[], bytes]) -> bytes:
    """The file that was drawn from ``source`` before, else the one that ``draw`` gives now, kept for the next.

    A folder that cannot be written is no reason to draw nothing.
    """
    place = folder() / f"{hashlib.sha256(source.encode()).hexdigest()}.pdf"
    try:
        return place.read_bytes()
    except OSError:
        content = draw()
    try:
        folder().mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder(), suffix=".part", delete=False) as file:
            file.write(content)
        Path(file.name).replace(place)
        _forget_oldest()
    except OSError:
        pass
    return content


def _forget_oldest() -> None:
    kept = list(folder().glob("*.pdf"))
    if len(kept) > MOST:
        kept.sort(key=lambda one: one.stat().st_mtime)
        for one in kept[: len(kept) - MOST]:
            one.unlink(missing_ok=True)
