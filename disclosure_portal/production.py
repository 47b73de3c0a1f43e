"""A portal that is not embedded starts only when it can be a real one: every setting is there and can be right.

Web server, worker, scheduler, commands and ``check --deploy`` all read the settings, so all of them end here.
"""

import base64
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from urllib.parse import parse_qs, urlsplit

from django.http.request import validate_host

NEEDED = ("DATABASE_URL", "REDIS_URL", "EMAIL_URL", "SITE_URL", "ALLOWED_HOSTS", "MAIL_FROM")
LEAST_SECRET = 50  # characters, as Django's own check asks
LEAST_KINDS = 5  # different characters among them
LEAST_BYTES = 10  # different bytes in a key of 32; a random one has about thirty
HERE = ("localhost", "127.0.0.1", "::1", "0.0.0.0")  # noqa: S104 - compared, not bound
ADDRESS = re.compile(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>.]+")
REPEATED = re.compile(r"(.{1,20}?)\1{2,}.{0,20}")  # a word said again and again until it is long enough
WITH_NAME = re.compile(r"[^<>]*<([^<>]+)>")


def refuse(given: Mapping[str, str], settings: Mapping[str, object]) -> None:
    """End the process with one sentence when a setting is missing or cannot be right.

    ``given`` is the environment, ``settings`` what was read of it. No secret stands in the sentence.
    """
    for name in NEEDED:
        if not given.get(name, "").strip():
            raise SystemExit(f"{name} is missing: a portal that is not embedded needs it in its environment.")
    for fault in faults(settings):
        raise SystemExit(fault)


def faults(settings: Mapping[str, object]) -> Iterator[str]:
    """One sentence for each setting that cannot be right."""
    if settings.get("DEBUG"):
        yield "DEBUG=true cannot be used: it shows visitors the inside of the portal."
    yield from _stores(dict(settings.get("DATABASES", {})), str(settings.get("REDIS_URL", "")))
    yield from _secrets(str(settings["SECRET_KEY"]))
    for name in ("FIELD_KEY", "SEAL_KEY"):
        yield from _keys(name, str(settings[name]))
    if set(_each(str(settings["FIELD_KEY"]))) & set(_each(str(settings["SEAL_KEY"]))):
        yield "SEAL_KEY cannot be used: it is FIELD_KEY; it needs a key of its own."
    yield from _place(str(settings["SITE_URL"]), list(settings["ALLOWED_HOSTS"]))
    sender = str(settings["DEFAULT_FROM_EMAIL"])
    named = WITH_NAME.fullmatch(sender)
    if not ADDRESS.fullmatch((named[1] if named else sender).strip()):
        yield f"MAIL_FROM={sender!r} cannot be used: the whole address that letters come from is expected."
    clamav = str(settings["CLAMAV_ADDRESS"])
    if clamav and not clamav.startswith("/") and not _is_host_and_port(clamav):
        yield f"CLAMAV_ADDRESS={clamav!r} cannot be used: HOST:PORT or the path of a socket is expected."
    for mailbox in str(settings["MAILBOX_URL"]).split():
        if not _is_mailbox(mailbox):
            yield "MAILBOX_URL cannot be used: imaps://user:password@host/INBOX?agency=name is expected."


def _stores(databases: dict, redis: str) -> Iterator[str]:
    database = databases.get("default", {})
    is_one_file = "sqlite" in str(database.get("ENGINE"))
    if database and (is_one_file or not all(database.get(name) for name in ("NAME", "HOST"))):
        # SQLite has one writer: web server, worker and scheduler of a real portal would wait for each other.
        yield "DATABASE_URL cannot be used: postgres://user:password@host:5432/name is expected."
    if redis and not _is_redis(redis):
        yield "REDIS_URL cannot be used: redis://host:6379/0 or the path of a socket, unix:///…, is expected."


def _is_redis(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return (
            bool(parts.path.strip("/"))
            if parts.scheme == "unix"
            else bool(parts.hostname and (parts.port or 1))
        )
    except ValueError:
        return False


def _secrets(secret: str) -> Iterator[str]:
    if (
        len(secret) < LEAST_SECRET
        or len(set(secret)) < LEAST_KINDS
        or REPEATED.fullmatch(secret)
        or secret.startswith("django-insecure-")
    ):
        yield f"SECRET_KEY cannot be used: {LEAST_SECRET} random characters are expected."


def _each(keys: str) -> list[str]:
    return [key.strip() for key in keys.split(",") if key.strip()]


def _keys(name: str, keys: str) -> Iterator[str]:
    if any(len(set(base64.urlsafe_b64decode(key))) < LEAST_BYTES for key in _each(keys)):
        yield f"{name} cannot be used: 32 random bytes in URL-safe base64 are expected."


def _place(site: str, hosts: list[str]) -> Iterator[str]:
    parts, host = urlsplit(site), ""
    with suppress(ValueError):  # a port that is no number
        host = (parts.hostname or "") if parts.port is None or parts.port else ""
    is_bare = not (parts.path.strip("/") or parts.query or parts.fragment or parts.username)
    if parts.scheme != "https" or not host or not is_bare or host in HERE or host.startswith("127."):
        yield f"SITE_URL={site!r} cannot be used: the https:// address that people type is expected."
    elif any(one.startswith(".") and "." not in one[1:] for one in hosts):
        yield "ALLOWED_HOSTS cannot be used: a whole country is none of the portal's hosts."
    elif "*" in hosts:
        yield "ALLOWED_HOSTS cannot be used: * lets anybody name the portal; say its host names."
    elif not validate_host(f"[{host}]" if ":" in host else host, hosts):
        yield f"ALLOWED_HOSTS cannot be used: it does not name {host}, the host of SITE_URL."


def _is_host_and_port(address: str) -> bool:
    host, _colon, port = address.rpartition(":")
    return bool(host) and port.isdecimal() and 0 < int(port) < 65536


def _is_mailbox(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return bool(
            parts.scheme in ("imap", "imaps")
            and parts.hostname
            and parts.username
            and (parts.port is None or parts.port)
            and parse_qs(parts.query).get("agency")
        )
    except ValueError:
        return False
