"""Reading the environment: a wrong value stops the start with one sentence."""

import os
import re
import secrets
import sqlite3
import warnings
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import environ
import psycopg2
import psycopg2.errors
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured


class Environment:
    """The variables of .env.example, typed. Every reader ends the process with a sentence on a bad value."""

    def __init__(self, root: Path) -> None:
        environ.Env.read_env(root / ".env")
        self.env = environ.Env()
        # A variable that is there but empty is as good as none: compose files and shells set such.
        self.env.ENVIRON = {name: value for name, value in os.environ.items() if value.strip()}

    def _read(self, name: str, reader: Callable, expected: str, *, holds_password: bool = False):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # the library warns where we refuse
                return reader()
        except (ValueError, KeyError, TypeError, ImproperlyConfigured) as error:
            given = "" if holds_password else f"={self.env.ENVIRON.get(name, '')!r}"
            raise SystemExit(f"{name}{given} cannot be used: {expected}.") from error

    def flag(self, name: str, *, default: bool, must_say: bool = False) -> bool:
        """A yes or no. With ``must_say`` a variable that is there says one of the two."""
        given = self.env.str(name, default="").strip().lower()
        if given in {"1", "true", "yes", "on"}:
            return True
        if given in {"0", "false", "no", "off"}:
            return False
        if given:
            raise SystemExit(f"{name}={given!r} cannot be used: say true or false.")
        if must_say and name in os.environ:  # there and empty: what somebody meant to say cannot be guessed
            raise SystemExit(f"{name} is empty: say true or false, or leave it out.")
        return default

    def words(self, name: str, *, default: list[str]) -> list[str]:
        """A list with commas between its words."""
        return [word for word in self.env.list(name, default=default) if word]

    def text(self, name: str, *, default: str = "") -> str:
        """A text as it stands."""
        return self.env.str(name, default=default).strip()

    def choice(self, name: str, *, default: str, allowed: tuple[str, ...]) -> str:
        """One word out of ``allowed``, in capitals or not."""
        given = self.text(name, default=default).upper()
        if given not in allowed:
            raise SystemExit(f"{name}={given!r} cannot be used: say one of {', '.join(allowed)}.")
        return given

    def number(self, name: str, *, default: int, at_least: int = 0, at_most: int | None = None) -> int:
        """A whole number, not under ``at_least`` and not over ``at_most``."""
        upwards = "upwards" if at_most is None else f"to {at_most}"
        expected = f"a whole number from {at_least} {upwards} is expected"
        value = self._read(name, lambda: self.env.int(name, default=default), expected)
        if value < at_least or (at_most is not None and value > at_most):
            raise SystemExit(f"{name}={value!r} cannot be used: {expected}.")
        return value

    def database(self, name: str, *, default: str) -> dict:
        """Django's database settings out of a sqlite:/// or postgres:// address."""
        expected = "sqlite:////srv/portal.sqlite3 or postgres://user:password@host:5432/name is expected"
        settings = self._read(
            name, lambda: self.env.db_url(name, default=default), expected, holds_password=True
        )
        if settings.get("ENGINE") not in {"django.db.backends.sqlite3", "django.db.backends.postgresql"}:
            raise SystemExit(f"{name} cannot be used: {expected}.")
        return settings

    def address(self, name: str, *, schemes: tuple[str, ...], default: str = "") -> str:
        """An address with one of ``schemes``, or nothing."""
        given = self.text(name, default=default)
        if given and not given.startswith(tuple(f"{scheme}://" for scheme in schemes)):
            expected = " or ".join(f"{scheme}://" for scheme in schemes)
            raise SystemExit(f"{name} cannot be used: it must begin with {expected}.")
        return given

    def mail(self, name: str, *, embedded: bool) -> dict:
        """Django's mail settings out of smtp://user:password@host:port.

        Nothing is ever printed: what stands in letters is nobody's but the reader's. An embedded portal without a mail
        server keeps its letters, and the administrator reads them on a page.
        """
        expected = "smtp://user:password@host:25 or smtp+tls://user:password@host:587 is expected"
        given = self.text(name)
        if embedded and given in ("", "consolemail://"):
            return {"EMAIL_BACKEND": "core.mail.kept_mail.KeptMail"}
        if not given:
            raise SystemExit(f"{name} is missing: {expected}, so that letters leave the portal.")
        found = self._read(name, lambda: self.env.email_url(name), expected, holds_password=True)
        if found.get("EMAIL_BACKEND") != "django.core.mail.backends.smtp.EmailBackend":
            raise SystemExit(
                f"{name} cannot be used: {expected}; a portal neither prints nor drops its letters."
            )
        if not found.get("EMAIL_HOST"):
            raise SystemExit(f"{name} cannot be used: {expected}; it names no host.")
        return {key: value for key, value in found.items() if key.startswith("EMAIL_")}

    def mail_addresses(self, name: str) -> list[str]:
        """Mail addresses with commas between."""
        given = [address.strip() for address in self.words(name, default=[])]
        for address in given:
            if not re.fullmatch(r"[^@\s,<>]+@[^@\s,<>]+", address):
                raise SystemExit(f"{name} cannot be used: mail addresses with commas between are expected.")
        return given

    def secret(
        self,
        name: str,
        *,
        kept_in: Path,
        embedded: bool,
        make: Callable[[], str],
        lost_when: Path | None = None,
        database: dict | None = None,
    ) -> str:
        """A secret from the environment; an embedded portal makes one at first and keeps it in ``kept_in``.

        Where ``lost_when`` is there already, or ``database`` was in use, it was made before and is lost: nothing is
        made in its place.
        """
        if given := self.text(name):
            return given
        if not embedded:
            raise SystemExit(f"{name} is missing: a portal that is not embedded needs it in its environment.")
        if not kept_in.exists():
            used = was_in_use(database) if database else False
            if used is None:
                raise SystemExit(
                    f"DATABASE_URL cannot be reached, and {kept_in} is not there: whether {name} is lost or was never "
                    "made is known by the database alone. Nothing was changed; start the database first."
                )
            if used or (lost_when is not None and lost_when.exists()):
                raise SystemExit(
                    f"{name} is lost: the file {kept_in} is gone, and this portal was made with it. Copy it back from "
                    f"the folder that `manage.py backup … --keys FOLDER` wrote, or say {name} in the environment; no "
                    "other key was made."
                )
            kept_in.parent.mkdir(parents=True, exist_ok=True)
            kept_in.touch(mode=0o600)
            kept_in.write_text(make())
        return kept_in.read_text().strip()

    def field_key(
        self,
        name: str,
        *,
        kept_in: Path,
        embedded: bool,
        lost_when: Path | None = None,
        database: dict | None = None,
    ) -> str:
        """A key of 32 bytes in URL-safe base64, as personal data are encrypted and seals are marked with; several with
        commas, the newest first."""
        key = self.secret(
            name,
            kept_in=kept_in,
            embedded=embedded,
            make=lambda: Fernet.generate_key().decode(),
            lost_when=lost_when,
            database=database,
        )
        given = [one.strip() for one in key.split(",") if one.strip()]
        try:
            if not given:
                raise ValueError("only commas")
            for one in given:
                Fernet(one.encode())
        except ValueError as error:
            raise SystemExit(f"{name} cannot be used: 32 bytes in URL-safe base64 are expected.") from error
        return key


def new_secret() -> str:
    """A fresh secret for signing."""
    return secrets.token_urlsafe(50)


def was_in_use(database: dict) -> bool | None:
    """Whether a portal wrote with its keys into ``database`` before; None when that cannot be asked now.

    Asked only when a key is missing, and without Django, which has no settings yet.
    """
    asked = "SELECT count(*) FROM core_fieldkey"
    if database["ENGINE"].endswith("sqlite3"):
        if database["NAME"] == ":memory:" or not Path(database["NAME"]).exists():
            return False
        try:
            with closing(sqlite3.connect(f"file:{database['NAME']}?mode=ro", uri=True)) as connection:
                return bool(connection.execute(asked).fetchone()[0])
        except sqlite3.Error as error:
            return False if "no such table" in str(error) else None
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    given = {name: database[key] for name, key in names.items() if database.get(key)}
    try:
        with (
            closing(psycopg2.connect(connect_timeout=5, **given)) as connection,
            connection.cursor() as cursor,
        ):
            cursor.execute(asked)
            return bool(cursor.fetchone()[0])
    except psycopg2.errors.UndefinedTable:
        return False
    except psycopg2.Error:
        return None
