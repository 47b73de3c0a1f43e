"""What the list of what is to be filed is narrowed by."""

from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from catalog.models import Filing
from core.web.narrowing import Narrowing


class FilingFilter(Narrowing):
    """Filings by where they stand; the page counts each state and shows one of them."""

    state = filters.ChoiceFilter(label=_("State"), method="of_every_state")

    class Meta:
        model = Filing
        fields = ["state"]

    def __init__(self, *args: Any, states: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["state"].extra["choices"] = states

    def of_every_state(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """All of them: the page counts each state before it shows one."""
        return rows
