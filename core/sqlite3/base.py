"""Triggers step aside while a migration changes tables, and are there again before it is committed.

SQLite can change little of a table that stands, so Django makes it anew, copies the rows and drops the old one. The
triggers on it would go with it, without a word; those on other tables that ask it would stop the migration, and so does
one that names a column which goes. After all migrations ``core/database/triggers`` brings them to what the models say.
"""

from django.db.backends.sqlite3 import base, schema


class SchemaEditor(schema.DatabaseSchemaEditor):
    """Django's own, but for the triggers."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self._aside: list[str] | None = None  # the triggers that stood when a table was first changed

    def __exit__(self, exc_type, exc_value, traceback) -> None:
        if exc_type is None:
            for made in self._aside or []:
                self.execute(made, params=None)
        super().__exit__(exc_type, exc_value, traceback)

    def _step_aside(self) -> None:
        if self._aside is not None:
            return
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY rowid")
            standing = cursor.fetchall()
        for name, _made in standing:
            self.execute(f"DROP TRIGGER {self.quote_name(name)}", params=None)
        self._aside = [made for _name, made in standing]

    def _remake_table(self, model, *args, **kwargs) -> None:
        self._step_aside()
        super()._remake_table(model, *args, **kwargs)

    def add_field(self, model, field) -> None:
        self._step_aside()
        super().add_field(model, field)

    def remove_field(self, model, field) -> None:
        self._step_aside()
        super().remove_field(model, field)

    def alter_field(self, model, old_field, new_field, strict=False) -> None:
        self._step_aside()
        super().alter_field(model, old_field, new_field, strict=strict)

    def alter_db_table(self, model, old_db_table, new_db_table) -> None:
        self._step_aside()
        super().alter_db_table(model, old_db_table, new_db_table)

    def delete_model(self, model, handle_autom2m=True) -> None:
        self._step_aside()
        if handle_autom2m:  # else the table is made anew, and its triggers are to come back
            self._aside = [made for made in self._aside if f'"{model._meta.db_table}"' not in made]
        super().delete_model(model, handle_autom2m=handle_autom2m)


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own, with this schema editor."""

    SchemaEditorClass = SchemaEditor
