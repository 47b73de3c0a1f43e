"""How an empty database gets its tables at once, and how one of an earlier development is told from both.

Migrating an empty database through all migrations draws the state of all models anew at every step, which takes most of
a minute. So its tables are made straight from the models, and the migrations are written down as done. A migration
therefore never fills a table of its own accord: what has to be there is made by ``python -m tools.prepare``.
"""

from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import router
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from core.database import triggers

OF_ANOTHER_LINE = (
    "This database was made by an earlier development version of the portal (it knows %(one)s), which this version "
    "does not continue. Nothing in it was changed or deleted. Start with an empty one: choose another DATA_DIR or "
    "DATABASE_URL, or move the old data folder away."
)


def is_empty(connection) -> bool:
    """Whether there is not one table yet."""
    return not connection.introspection.table_names()


def make(connection) -> None:
    """Make the tables of all models and note every migration as done: all or nothing."""
    recorder = MigrationRecorder(connection)
    done = sorted(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)
    with connection.schema_editor() as editor:
        for config in apps.get_app_configs():
            for model in router.get_migratable_models(config, connection.alias, include_auto_created=False):
                if model._meta.can_migrate(connection) and not model._meta.swapped:
                    editor.create_model(model)
        editor.create_model(recorder.Migration)
        notes = [recorder.Migration(app=app, name=name) for app, name in done]
        recorder.Migration.objects.using(connection.alias).bulk_create(notes)
    triggers.install(connection)


def fault(connection) -> str:
    """Why this portal cannot go on with the database, in one sentence; empty when it can.

    It has taken a migration of ours that is not here, so it was made by a version of another line.
    """
    ours = {one.label for one in apps.get_app_configs() if Path(one.path).is_relative_to(settings.BASE_DIR)}
    applied = MigrationRecorder(connection).applied_migrations()
    here = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    others = sorted(f"{app}.{name}" for app, name in applied if app in ours and (app, name) not in here)
    return OF_ANOTHER_LINE % {"one": others[0]} if others else ""
