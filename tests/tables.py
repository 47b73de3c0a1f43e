"""The tables that only grow, as their models declare it."""

from django.apps import apps

from core.database.guards import OnlyGrows

APPEND_ONLY = sorted(
    model._meta.db_table
    for model in apps.get_models()
    if any(isinstance(guard, OnlyGrows) for guard in getattr(model, "guards", ()))
)
