"""Triggers that stand on a table, or ask it, are there again after a migration has made the table anew.

SQLite can change little of a table that stands, so Django makes it anew, copies the rows and drops the old one. The
triggers on it would go with it, without a word; those on other tables that ask it would stop the migration.
"""

import re

from django.db.backends.sqlite3 import base, schema


class SchemaEditor(schema.DatabaseSchemaEditor):
    """Django's own, but for the triggers."""

    def _remake_table(self, model, *args, **kwargs) -> None:
        table = re.compile(rf"\b{re.escape(model._meta.db_table)}\b")
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY rowid")
            concerned = [(name, made) for name, made in cursor.fetchall() if table.search(made)]
        for name, _made in concerned:
            self.execute(f"DROP TRIGGER {self.quote_name(name)}", params=None)
        super()._remake_table(model, *args, **kwargs)
        for _name, made in concerned:
            self.execute(made, params=None)


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own, with this schema editor."""

    SchemaEditorClass = SchemaEditor
