"""The database itself refuses to put something on a channel that is forbidden for its item (不张贴)."""

from django.db import migrations

SQLITE = """
CREATE TRIGGER catalog_placement_is_allowed BEFORE INSERT ON catalog_placement
WHEN NEW.task <> 'take_down' AND EXISTS (
  SELECT 1 FROM catalog_disclosure d JOIN catalog_disclosureitem i ON i.id = d.item_id, json_each(i.never_on) f
  WHERE d.id = NEW.disclosure_id AND f.value = NEW.channel)
BEGIN SELECT RAISE(ABORT, 'this item is never published on this channel'); END;
"""
POSTGRESQL = """
CREATE OR REPLACE FUNCTION refuse_forbidden_channel() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.task <> 'take_down' AND EXISTS (
    SELECT 1 FROM catalog_disclosure d JOIN catalog_disclosureitem i ON i.id = d.item_id
    WHERE d.id = NEW.disclosure_id AND i.never_on @> to_jsonb(NEW.channel::text))
  THEN
    RAISE EXCEPTION 'this item is never published on this channel' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER catalog_placement_is_allowed BEFORE INSERT ON catalog_placement
FOR EACH ROW EXECUTE FUNCTION refuse_forbidden_channel();
"""


def install(apps, schema_editor):
    """By the words of each database."""
    words = SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL
    schema_editor.execute(words.strip(), params=None)


def remove(apps, schema_editor):
    """Only the applications look after it again."""
    on = "" if schema_editor.connection.vendor == "sqlite" else " ON catalog_placement"
    schema_editor.execute(f"DROP TRIGGER IF EXISTS catalog_placement_is_allowed{on}", params=None)


class Migration(migrations.Migration):
    dependencies = [("catalog", "0029_tasks_of_channels")]
    operations = [migrations.RunPython(install, remove)]
