"""Atom feeds that every reader can read, whatever somebody once typed."""

from typing import IO

from django.utils.feedgenerator import Atom1Feed

from core.text.characters import keepable


class CleanAtom(Atom1Feed):
    """Atom without the signs that XML forbids: one of them in one title would make the whole feed unreadable."""

    def write(self, outfile: IO, encoding: str) -> None:
        """Write the feed to ``outfile``."""
        self.feed = _cleaned(self.feed)
        self.items = _cleaned(self.items)
        super().write(outfile, encoding)


def _cleaned(told: object) -> object:
    if isinstance(told, str):
        return keepable(told)
    if isinstance(told, dict):
        return {name: _cleaned(value) for name, value in told.items()}
    if isinstance(told, (list, tuple)):
        return type(told)(_cleaned(one) for one in told)
    return told
