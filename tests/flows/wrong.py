"""What is typed by mistake or in bad faith, and what the portal has stored before and after."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.db import connection, transaction

EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>'; DROP TABLE core_user;-- =1+1 مرحبا 𠮷😀"
LONG = "长" * 100_001
TEXTS = {
    "blank": " \t ",
    "long": LONG,
    "evil": EVIL,
    "turned": "文件\u202efdp.exe",
    "zero byte": "零\x00字节",
}
# What may change although a form was refused: guesses are counted, tries slowed down, sessions begun, files kept.
BESIDE = {"core.Try", "core.KeptUpload", "core.RegimeVersion"}
WRITES = re.compile(r"(?!SELECT|SAVEPOINT|RELEASE|ROLLBACK|BEGIN|EXECUTE kept_)", re.IGNORECASE)
BESIDE_IN_SQL = re.compile(r'"(core_try|core_keptupload|core_regimeversion|django_session)"')
OURS = ("core", "catalog", "requests_app", "review", "supervision", "archive")


def everything() -> dict[str, list]:
    """All that the portal has stored, table by table."""
    models = [model for app in OURS for model in apps.get_app_config(app).get_models()]
    return {
        model._meta.label: sorted(map(repr, model._base_manager.values_list()))
        for model in models
        if model._meta.label not in BESIDE
    }


def difference(before: dict, after: dict) -> dict:
    """The tables that changed."""
    return {name: after[name] for name in before if before[name] != after[name]}


def undone() -> transaction.Atomic:
    """A transaction of the test itself, that it takes back: to the guard of slow work it is none, as those in which
    Django wraps a test are none (``core/database/outside``)."""
    block = transaction.atomic()
    block._from_testcase = True
    return block


@contextmanager
def writing() -> Iterator[list[str]]:
    """The statements that may have changed something stored. Where there are none, nothing need be compared."""
    seen: list[str] = []

    def look(execute, sql, parameters, many, context):
        if WRITES.match(sql.lstrip()) and not BESIDE_IN_SQL.search(sql):
            seen.append(sql)
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(look):
        yield seen
