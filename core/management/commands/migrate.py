"""Django's ``migrate``, which makes the tables of an empty database straight from the models."""

from django.core.management import CommandError
from django.core.management.commands import migrate
from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from core.database import fresh

# Whoever asks for one of these wants Django's own way.
BY_HAND = ("app_label", "plan", "check_unapplied", "fake", "fake_initial", "prune")


class Command(migrate.Command):
    def handle(self, *args, **options) -> None:
        connection = connections[options["database"]]
        connection.prepare_database()
        if said := fresh.fault(connection):
            raise CommandError(said)
        if any(options.get(name) for name in BY_HAND):
            return super().handle(*args, **options)
        is_empty = fresh.is_empty(connection)
        if not is_empty and self._plan(connection):
            return super().handle(*args, **options)
        if not options["skip_checks"]:
            self.check(databases=[connection.alias])
        said = (options["verbosity"], options["interactive"], connection.alias)
        emit_pre_migrate_signal(*said, stdout=self.stdout, plan=[])
        if is_empty:
            fresh.make(connection)
        # What Django fills itself (kinds of content, rights), and the guards of the rows.
        emit_post_migrate_signal(*said, stdout=self.stdout, plan=[])
        if options["verbosity"] > 0:
            self.stdout.write("All tables were made." if is_empty else "No migrations to apply.")
        return None

    def _plan(self, connection) -> list:
        """The migrations that wait; Django itself complains of what is wrong with their order."""
        executor = MigrationExecutor(connection)
        executor.loader.check_consistent_history(connection)
        return executor.migration_plan(executor.loader.graph.leaf_nodes())
