"""A cache that may be lost: without it pages are slower, never absent.

What stands in it can be made anew. Whoever counts in it asks ``is_away`` and counts in the database meanwhile
(``core/guests/rates.py``).
"""

import time
from collections.abc import Callable

import redis
from django.core.cache.backends.redis import RedisCache

AWAY = (redis.exceptions.RedisError, OSError)


class SurvivingRedisCache(RedisCache):
    """Redis; while it is away each look is a miss and nothing is kept.

    After a failure nobody asks for ``PAUSE`` seconds, so that a page waits for a dead server once, not for each look.
    """

    PAUSE = 2.0  # seconds

    def __init__(self, server, params) -> None:
        super().__init__(server, params)
        self._silent_until = 0.0

    @property
    def is_away(self) -> bool:
        """Whether the server was lost a moment ago."""
        return time.monotonic() < self._silent_until

    def answers(self) -> bool:
        """Ask the server itself, for the health check."""
        return self._ask(lambda: bool(self._cache.get_client(write=True).ping()), instead=False)

    def _ask(self, question: Callable[[], object], *, instead):
        if self.is_away:
            return instead
        try:
            return question()
        except AWAY:
            self._silent_until = time.monotonic() + self.PAUSE
            return instead

    def add(self, key, value, *args, **options) -> bool:
        """False, as if somebody else had been first."""
        asked = super().add
        return self._ask(lambda: asked(key, value, *args, **options), instead=False)

    def get(self, key, default=None, version=None):
        """The default."""
        asked = super().get
        return self._ask(lambda: asked(key, default, version), instead=default)

    def set(self, key, value, *args, **options) -> None:
        """Nothing is kept."""
        asked = super().set
        self._ask(lambda: asked(key, value, *args, **options), instead=None)

    def touch(self, key, *args, **options) -> bool:
        """Nothing is there."""
        asked = super().touch
        return self._ask(lambda: asked(key, *args, **options), instead=False)

    def delete(self, key, version=None) -> bool:
        """Nothing is there. What a lost server forgets is gone, too: it keeps nothing on disk."""
        asked = super().delete
        return self._ask(lambda: asked(key, version), instead=False)

    def get_many(self, keys, version=None) -> dict:
        """None of them."""
        asked = super().get_many
        return self._ask(lambda: asked(keys, version), instead={})

    def has_key(self, key, version=None) -> bool:
        """Nothing is there."""
        asked = super().has_key
        return self._ask(lambda: asked(key, version), instead=False)

    def incr(self, key, delta=1, version=None) -> int:
        """Raises ``ValueError``, as for any key that is not there."""
        asked = super().incr
        found = self._ask(lambda: asked(key, delta, version), instead=None)
        if found is None:
            raise ValueError(f"Key {key!r} not found.")
        return found

    def set_many(self, data, *args, **options) -> list:
        """All of them could not be kept."""
        asked = super().set_many
        return self._ask(lambda: asked(data, *args, **options), instead=list(data))

    def delete_many(self, keys, version=None) -> None:
        """Nothing is there."""
        asked = super().delete_many
        self._ask(lambda: asked(keys, version), instead=None)

    def clear(self) -> bool:
        """Nothing is there."""
        asked = super().clear
        return self._ask(asked, instead=False)
