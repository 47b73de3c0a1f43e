"""A kept connection is looked at, not asked: the question before each request cost as much as a small query."""

from select import POLLIN, poll

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own, but for ``is_usable``."""

    def is_usable(self) -> bool:
        """Whether the connection still stands. A server that went away has left its good-bye to be read."""
        if self.connection is None or self.connection.closed:
            return False
        look = poll()
        look.register(self.connection.fileno(), POLLIN)
        return not look.poll(0) or super().is_usable()
