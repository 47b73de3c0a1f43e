"""Handle one file in a process of its own: ``python -m core.redaction ORDER PATH SUFFIX [FIRST LAST]``.

The boxes come as JSON on standard input. ``pages`` and ``burn`` write a ZIP with ``meta.json``, ``prove`` writes
JSON. Memory and time are limited before the file is opened.
"""

import io
import json
import sys
import zipfile

from core.redaction import copying, pictures, proving
from core.redaction.boxes import Box
from core.scanning.limits import limit

NO_TYPEFACE = 3  # the code with which it ends when a typeface is missing, whose name it then says


def main(order: str, path: str, suffix: str, first: str = "1", last: str = "1") -> None:
    """Carry ``order`` out for the file at ``path``; what cannot be read ends the process with an error."""
    limit()
    said = json.loads(sys.stdin.read() or "{}")
    boxes = [Box(**one) for one in said.get("boxes", ())]
    if order == "prove":
        sys.stdout.write(json.dumps(proving.proof(path, suffix, boxes, said["words"])))
        return
    try:
        file = pictures.File(path, suffix)
    except pictures.NoTypeface as missing:
        sys.stderr.write(f"{missing}\n")
        sys.exit(NO_TYPEFACE)
    if order == "burn":
        made = _burnt(file, boxes)
    else:
        made = _pages(file, range(int(first), min(int(last), len(file)) + 1))
    sys.stdout.buffer.write(made)


def _pages(file: pictures.File, numbers: range) -> bytes:
    """Small pictures of the pages, for the screen."""
    parts, sizes = {}, {}
    for number in numbers:
        picture = file.preview(number)
        sizes[number] = picture.size
        parts[str(number)] = pictures.saved(picture, "JPEG", quality=75)
    return _packed(parts, {"count": len(file), "sizes": sizes})


def _burnt(file: pictures.File, boxes: list[Box]) -> bytes:
    """The copy with the boxes burnt in, and what lay under them."""
    words = proving.words_of(file.text_under(box) for box in boxes)
    return _packed({"copy": copying.copy(file, boxes)}, {"words": words})


def _packed(parts: dict[str, bytes], meta: dict) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
        archive.writestr("meta.json", json.dumps(meta))
    return out.getvalue()


if __name__ == "__main__":
    main(*sys.argv[1:])
