"""Every address of the portal, read from the resolver itself, so that a new one cannot be forgotten."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import product

from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse


@dataclass(frozen=True)
class Route:
    """One address: its full name, and what stands in its changing parts."""

    name: str
    arguments: tuple[str, ...]
    view: Callable

    def addresses(self, values: dict[str, list]) -> Iterator[str]:
        """The address with each of ``values`` in its places that may stand there; KeyError names an unknown place."""
        for chosen in product(*(values[name] for name in self.arguments)):
            with suppress(NoReverseMatch):  # a word where the address wants a number
                yield reverse(self.name, kwargs=dict(zip(self.arguments, chosen, strict=True)))


def routes(resolver: URLResolver | None = None, space: str = "") -> Iterator[Route]:
    """All addresses that have a name; those without one are catch-alls of the admin."""
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLResolver):
            inner = f"{space}{one.namespace}:" if one.namespace else space
            yield from routes(one, inner)
        elif isinstance(one, URLPattern) and one.name:
            arguments = tuple(sorted(set(one.pattern.regex.groupindex) - set(one.default_args)))
            if not arguments and one.pattern.regex.groups:
                continue
            yield Route(f"{space}{one.name}", arguments, one.callback)
