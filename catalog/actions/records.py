"""What the public log keeps of a disclosure."""

import hashlib
import json

from catalog.models import Disclosure


def public_record(disclosure: Disclosure) -> dict:
    """What it is, and hashes of text and files, no personal data."""
    content = {"title": disclosure.title, "body": disclosure.body, "elements": disclosure.elements}
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return {
        "title": disclosure.title,
        "agency": disclosure.agency.slug,
        "content_sha256": hashlib.sha256(canonical.encode()).hexdigest(),
        "files": [{"name": file.name, "sha256": file.sha256} for file in disclosure.attachments.all()],
    }
