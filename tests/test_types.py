"""A type checker believes the hints, of more and more files (tools/types.py)."""

import pytest

from tests.test_architecture import ROOT
from tools import types

pytestmark = pytest.mark.once
MOST = 348  # files that are not clean yet; this number only goes down


def test_the_list_of_what_is_not_clean_only_shrinks():
    """Whoever cleans a file lowers the number; who adds one to the list is told to mend the file instead."""
    listed = types.LIST.read_text(encoding="utf-8").split()
    assert len(listed) <= MOST
    assert listed == sorted(set(listed)), "in order, each once"
    assert not [name for name in listed if not (ROOT / name).exists()], "gone"


def test_who_may_what_is_believed():
    """The rules of every app are clean: what they hand out decides who reads and who acts."""
    assert not [name for name in types.untyped() if name.endswith(("/rules.py", "core/roles.py"))]


def test_hints_say_what_is_so(capsys):
    """Outside the list nothing contradicts its hints, and the list names nothing that has become clean."""
    assert types.main() == 0, capsys.readouterr().out
