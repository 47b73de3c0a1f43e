"""Time is passed in: only what talks with people or is woken by the machine asks the machine's clock (ADR 26)."""

import ast

import pytest

from tests.clocks import asks_the_clock
from tests.test_architecture import APPS, ROOT, place, python_files, room_of, tree_of

pytestmark = pytest.mark.once

# What may ask: pages and forms (by their room or the end of their name), admin, commands, tasks, template tags; what
# stands in a room for many pages and takes their request, what starts a process, and Django's checks: a command too.
ROOMS_THAT_ASK = {"views", "forms"}
ENDINGS_THAT_ASK = ("_pages", "_forms", "_admin")
FILES_THAT_ASK = {
    "core/checks.py",
    "core/guests/access.py",
    "core/guests/rates.py",
    "core/guests/form_once.py",
    "core/proof/telling.py",
    "core/startup.py",
    "core/guests/taking_once.py",
    "core/files/uploads.py",
    "core/web/refusals.py",
    "core/web/sessions.py",
    "core/web/widgets.py",
    "disclosure_portal/as_written.py",  # every answer passes it, as it passes a view
    "disclosure_portal/desk.py",
    "disclosure_portal/done.py",
    "disclosure_portal/paced_sign_in.py",
    "disclosure_portal/pages.py",
    "disclosure_portal/sign_in.py",
    "disclosure_portal/sitemaps.py",
    "disclosure_portal/staff_feed.py",
    "disclosure_portal/workplace.py",
    "requests_app/checks.py",
    "review/checks.py",
}


def may_ask(path):
    """Whether ``path`` is a page, a form, a command, a task or a check."""
    parts = path.relative_to(ROOT).with_suffix("").parts[1:]
    return (
        any(room_of((part,)) in ROOMS_THAT_ASK or part == "templatetags" for part in parts)
        or path.stem.endswith(ENDINGS_THAT_ASK)
        or path.relative_to(ROOT).as_posix() in FILES_THAT_ASK
    )


def test_no_rule_action_query_or_model_asks_the_clock_of_the_machine():
    """They take ``now``, ``today`` or ``on``: what they say of a day is the same on every day."""
    wrong = [
        place(path, getattr(node, "lineno", 1))
        for path in python_files(*APPS)
        if not may_ask(path)
        for node in ast.walk(tree_of(path))
        if asks_the_clock(node)
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("timezone.now()", True),
        ("models.DateTimeField(default=timezone.now)", True),
        ("django.utils.timezone.now()", True),
        ("from django.utils.timezone import now", True),
        ("timezone.localdate()", True),
        ("localdate()", True),
        ("timezone.localtime()", True),
        ("date.today()", True),
        ("datetime.date.today()", True),
        ("datetime.now(UTC)", True),
        ("time.time()", True),
        ("models.DateTimeField(auto_now_add=True)", True),
        ("timezone.localdate(now)", False),
        ("timezone.localtime(at)", False),
        ("time.monotonic()", False),
        ("today = now.date()", False),
    ],
)
def test_the_search_for_clocks_finds_them(source, found):
    """The test above would see each way of asking, and nothing else."""
    assert any(map(asks_the_clock, ast.walk(ast.parse(source)))) is found


@pytest.mark.parametrize(
    ("file", "asks"),
    [
        ("catalog/views/lists.py", True),
        ("catalog/admin/obligations.py", True),
        ("core/web/reach_admin.py", True),
        ("catalog/forms/withheld.py", True),
        ("core/management/commands/clock.py", True),
        ("core/tasks.py", True),
        ("core/permissions.py", False),
        ("review/actions/verdicts.py", False),
        ("catalog/models/disclosures.py", False),
        ("disclosure_portal/demo/history.py", False),
    ],
)
def test_who_may_ask_is_said_by_the_room(file, asks):
    """Pages, forms, commands and tasks may; rules, models, actions and queries may not."""
    assert may_ask(ROOT / file) is asks
