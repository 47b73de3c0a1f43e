"""Narrowing a list by its address: what is asked that makes no sense is said in a sentence, the rest of it stays.

``Narrowing`` is the FilterSet of a list of rows. Lists that are cut by prepared statements check their address with a
form; ``unknown`` says for both what no list has ever heard of.
"""

from collections.abc import Iterable
from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

EVERYWHERE = frozenset({"page", "before", "after"})  # the leaves of a list
LONGEST = 40  # characters of what was typed that are said again
INVALID = ("invalid_choice", "invalid")


class Narrowing(filters.FilterSet):
    """What the rows of a list are narrowed by. A value that is no choice narrows nothing, and is said."""

    ALSO: tuple[str, ...] = ()  # what the page reads of its address beside the filters

    @cached_property
    def chosen(self) -> dict[str, Any]:
        """What was asked and makes sense, by its name."""
        self.form.is_valid()
        return {
            name: value for name, value in self.form.cleaned_data.items() if value not in (None, "", [], ())
        }

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """``queryset`` narrowed by all that makes sense."""
        for name, value in self.chosen.items():
            queryset = self.filters[name].filter(queryset, value)
        return queryset

    @property
    def said(self) -> list[str]:
        """What was not understood of the address, in sentences."""
        return [*wrong(self.form), *unknown(self.data, [*self.filters, *self.ALSO])]


class ByState(Narrowing):
    """A list in parts, of which the page counts each and shows one: which of ``states`` is asked for, or none."""

    state = filters.ChoiceFilter(label=gettext_lazy("State"), method="of_every_state")

    def __init__(self, *args: Any, states: Iterable[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["state"].extra["choices"] = list(states)

    def of_every_state(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """All of them, for the page to count."""
        return rows


def wrong(form: BaseForm) -> list[str]:
    """What ``form`` did not understand of an address."""
    found = []
    for name, errors in form.errors.as_data().items():
        field = form.fields[name]
        for error in errors:
            if error.code in INVALID:
                typed = str(form[name].data)[:LONGEST]
                words = {"value": typed, "label": field.label or name}
                found.append(
                    _("“%(value)s” is no choice for “%(label)s”; the list is shown without it.") % words
                )
            else:
                found.extend(map(str, error.messages))
    return found


def said_of(form: BaseForm, query: QueryDict) -> list[str]:
    """What was not understood of an address that ``form`` has looked at: its own sentences, and what it knows not."""
    own = [sentence for sentences in form.errors.values() for sentence in sentences]
    return [*own, *unknown(query, form.fields)]


def unknown(query: QueryDict, known: Iterable[str]) -> list[str]:
    """The names in an address that its list does not know, each in a sentence."""
    names = sorted(set(query) - set(known) - EVERYWHERE)
    return [
        _("This list cannot be narrowed by “%(name)s”; it is left out.") % {"name": name[:LONGEST]}
        for name in names[:5]
    ]
