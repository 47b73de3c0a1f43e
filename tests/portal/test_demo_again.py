"""A start of the portal touches only what the demo made itself: letters, people and passwords of others stay."""

import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth import authenticate
from django.core import mail
from django.core.management import call_command
from django.db.models import ProtectedError
from django.test import RequestFactory

from core.mail import letters
from core.models import Letter, User
from disclosure_portal.demo.agencies import AGENCIES
from disclosure_portal.demo.build import build
from disclosure_portal.demo.passwords import ADMINISTRATOR, PUBLISHED, is_reachable_by_others

ROOT = Path(__file__).resolve().parent.parent.parent
NOW = datetime(2026, 11, 20, 15, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
ONE_BODY = [sketch for sketch in AGENCIES if sketch.slug == "housing"]


def signs_in(username: str, password: str) -> bool:
    return bool(authenticate(RequestFactory().post("/login/"), username=username, password=password))


def test_what_others_are_owed_stays_owed_when_the_demo_is_built_and_built_again(db):
    """The letters of the demo's own history went out long ago, with their secrets forgotten; a citizen's did not."""
    call_command("load_regimes", verbosity=0)
    owed = Letter.objects.create(
        name="application_received", to="citizen@example.org", subject="回执", body="正文\n", secret="QH-77",
        owed_at=NOW, not_before=NOW,
    )  # fmt: skip
    build(now=NOW, sketches=ONE_BODY)
    told = Letter.objects.exclude(pk=owed.pk)
    assert told.exists()
    assert not told.filter(sent_at=None, owed_at__lte=NOW).exists()
    assert not [letter for letter in told if letter.secret]
    build(now=NOW, sketches=ONE_BODY)
    owed.refresh_from_db()
    assert owed.sent_at is None and owed.secret == "QH-77"
    assert letters.send_owed(NOW) >= 1
    assert "citizen@example.org" in [address for letter in mail.outbox for address in letter.to]


def test_an_administrator_of_the_demo_who_was_renamed_or_removed_does_not_come_back(db):
    build(now=NOW, sketches=[])
    User.objects.filter(username=ADMINISTRATOR).update(username="zhang-wei")
    build(now=NOW, sketches=[])
    assert not signs_in(ADMINISTRATOR, PUBLISHED)
    renamed = User.objects.filter(username="zhang-wei")
    with pytest.raises(
        ProtectedError
    ):  # the record of roles names them: the office is taken, the person stays
        renamed.delete()
    assert renamed.update(is_superuser=False, is_staff=False, is_active=False) == 1
    build(now=NOW, sketches=[])
    assert not User.objects.filter(is_superuser=True).exists() and not signs_in(ADMINISTRATOR, PUBLISHED)


@pytest.mark.parametrize(
    "reach",
    [
        {"BIND_ADDRESS": "192.0.2.7"},
        {"ALLOWED_HOSTS": ["open.example.gov.cn", "localhost"]},
        {"PROXY_HOPS": 1},
    ],
)
def test_where_others_reach_the_portal_nobody_signs_in_with_the_published_password(
    db, settings, capsys, reach
):
    """Also when it was built for this machine alone; the new password is told once, and it works."""
    settings.ALLOWED_HOSTS, settings.DEMO_AGENCIES = ["localhost"], ["housing"]
    assert not is_reachable_by_others()
    build(now=NOW, sketches=[])
    assert signs_in(ADMINISTRATOR, PUBLISHED)  # which hashes it anew
    for name, value in reach.items():
        setattr(settings, name, value)
    settings.DEMO_AGENCIES = ["housing"]
    User.objects.create_user("visitor", password=PUBLISHED)  # nobody of the demo
    call_command("load_regimes", verbosity=0)
    call_command("demo", verbosity=0)
    drawn = re.search(r"told this once: (\S+)", capsys.readouterr().out)[1]
    assert not signs_in(ADMINISTRATOR, PUBLISHED)
    assert signs_in(ADMINISTRATOR, drawn)
    assert signs_in("housing-archivist", drawn)
    assert not signs_in("housing-archivist", PUBLISHED)
    call_command("demo", logins=True)
    call_command("demo", verbosity=0)
    again = capsys.readouterr().out
    assert drawn not in again and PUBLISHED not in again and "told this once" not in again


@pytest.mark.once
def test_a_restart_with_letters_owed_leaves_them_owed(tmp_path):
    """The preparation of every `make run`, as the process that it is, twice over the same data."""
    own = {"DATA_DIR": str(tmp_path), "DATABASE_URL": "", "REDIS_URL": "", "DEMO_AGENCIES": "housing"}

    def prepare():
        done = subprocess.run(
            [sys.executable, "-m", "tools.prepare"], cwd=ROOT, env={**os.environ, **own}, text=True,
            capture_output=True, check=False, timeout=300,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr

    prepare()
    with closing(sqlite3.connect(tmp_path / "db.sqlite3")) as database:
        owed = database.execute(
            "UPDATE core_letter SET sent_at = NULL WHERE id IN (SELECT min(id) FROM core_letter)"
        )
        assert owed.rowcount == 1
        database.execute("UPDATE core_user SET username = 'zhang-wei' WHERE username = ?", [ADMINISTRATOR])
        database.commit()
    prepare()
    with closing(sqlite3.connect(tmp_path / "db.sqlite3")) as database:
        assert database.execute("SELECT count(*) FROM core_letter WHERE sent_at IS NULL").fetchone() == (1,)
        root = database.execute("SELECT username FROM core_user WHERE is_superuser").fetchall()
    assert root == [("zhang-wei",)]
