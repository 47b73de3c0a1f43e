"""Words that are sealed without being shown: the archive file holds salted hashes, the words lie apart and can go.

A salted hash binds the body to what was said, as the text itself would. When the years of keeping are over, words and
salts are purged: what was sealed stays provable as a whole, and nobody can guess a text from its hash.
"""

import hashlib
import json
import secrets
from collections.abc import Iterator

from django.utils.translation import gettext as _

from core import crypto
from requests_app.desk import decisions
from requests_app.models import Application, SealedText

# Words of or about people in the contents of an application's file, by their names there.
WORDS = frozenset({"subject", "description", "correction_text", "reason", "note", "opinion", "content"})
SEALED = "sealed"


def close(contents: dict) -> tuple[dict, dict[str, list[str]]]:
    """``contents`` with a salted hash in the place of each word of people, and the words with their salts."""
    words: dict[str, list[str]] = {}
    return _closed(contents, words), words


def keep(application: Application, words: dict[str, list[str]]) -> SealedText:
    """Keep the words of a sealed file apart from it, encrypted; those of an earlier volume stay beside them."""
    kept = SealedText.objects.filter(application=application).first()
    if kept:
        crypto.refuse_unreadable(kept, "content")
    every = json.dumps({**words_of(application), **words}, ensure_ascii=False)
    return SealedText.objects.update_or_create(application=application, defaults={"content": every})[0]


def words_of(application: Application) -> dict[str, list[str]]:
    """The words with their salts, by their hashes; none once they were purged."""
    kept = SealedText.objects.filter(application=application).first()
    if kept is None or not kept.content or isinstance(kept.content, crypto.Unreadable):
        return {}
    return json.loads(kept.content)


def opened(contents: dict, words: dict[str, list[str]]) -> dict:
    """``contents`` with the words in their places again; in the place of what was purged stands that it was."""

    def open_one(value: object) -> object:
        if isinstance(value, list):
            return [open_one(one) for one in value]
        if not isinstance(value, dict):
            return value
        if set(value) == {SEALED}:
            return words[value[SEALED]][1] if value[SEALED] in words else _("(purged)")
        return {name: open_one(one) for name, one in value.items()}

    return open_one(contents)


def faults(contents: dict, application: Application) -> Iterator[str]:
    """A sentence where the kept words are not those that were sealed, or are gone without a purge."""
    sealed, words = set(_hashes(contents)), words_of(application)
    if any(_hash(*pair) != found for found, pair in words.items()):
        yield _("The kept words are not those that were sealed.")
    elif not application.purged_on and sealed - set(words):
        yield _("Words that were sealed are missing, and no purge tells of it.")


def _closed(value: object, words: dict[str, list[str]], name: str = "", inside: str = "") -> object:
    if isinstance(value, dict):
        return {key: _closed(one, words, key, name) for key, one in value.items()}
    if isinstance(value, list):
        return [_closed(one, words, name, inside) for one in value]
    said = inside == "decision" and name not in (decisions.KIND, decisions.ITEM)
    if isinstance(value, crypto.Unreadable):
        raise crypto.CannotBeRead(
            _("Words of this matter cannot be read with the key of the portal; nothing was sealed.")
        )
    if not isinstance(value, str) or not value or not (name in WORDS or said):
        return value
    salt = secrets.token_hex(16)
    found = _hash(salt, value)
    words[found] = [salt, value]
    return {SEALED: found}


def _hash(salt: str, text: str) -> str:
    return hashlib.sha256(f"{salt}{text}".encode()).hexdigest()


def _hashes(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        if set(value) == {SEALED}:
            yield value[SEALED]
        else:
            for one in value.values():
                yield from _hashes(one)
    elif isinstance(value, list):
        for one in value:
            yield from _hashes(one)
