"""What a backup is for: an empty folder becomes the portal again, by the command that the documents name."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

from tools import template

pytestmark = pytest.mark.once
KNOWN = "from core import keys; from django.utils import timezone; keys.ensure(timezone.now())"


def manage(folder, *command, **keys):
    """Run a command of the portal whose data lie in ``folder``."""
    env = {**os.environ, "DATA_DIR": str(folder), "DATABASE_URL": "", **keys}
    done = subprocess.run(
        [sys.executable, "manage.py", *map(str, command)],
        cwd=settings.BASE_DIR, env=env, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0 and "Traceback" not in done.stderr, done.stdout + done.stderr
    return done.stdout


def test_a_backup_is_restored_into_an_empty_folder(tmp_path):
    """Without ``--replace``, and with the keys that were kept apart: nothing has to be there before."""
    old, new = tmp_path / "old", tmp_path / "new"
    old.mkdir()
    template.in_file(old / "db.sqlite3")
    manage(old, "shell", "-v0", "-c", KNOWN)
    manage(old, "backup", tmp_path / "backup", "--keys", tmp_path / "safe")
    new.mkdir()
    for key in (tmp_path / "safe").iterdir():
        (new / key.name).write_text(key.read_text())
    manage(new, "restore", tmp_path / "backup")
    known = "from core.models import FieldKey; print('keys', FieldKey.objects.count())"
    assert "keys 1" in manage(new, "shell", "-v0", "-c", known)
