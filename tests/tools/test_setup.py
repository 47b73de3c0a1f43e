"""The virtual environment follows the pinned requirements."""

import re
from pathlib import Path

import pytest

from tools import setup

pytestmark = pytest.mark.once
ROOT = Path(__file__).resolve().parent.parent.parent
PIN = re.compile(r"^[A-Za-z0-9._-]+==[0-9][0-9A-Za-z.]*$")


def lines(name):
    """The requirements of a file, without comments."""
    text = (ROOT / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def test_every_package_is_pinned():
    """The same clone gives the same packages next year."""
    assert all(PIN.match(line) for line in lines("requirements.txt"))
    assert all(PIN.match(line) for line in lines("requirements-dev.txt") if line != "-r requirements.txt")


def test_a_changed_requirement_is_noticed(tmp_path, monkeypatch):
    """The stamp is a digest of the files, so any change of a pin installs again."""
    monkeypatch.setattr(setup, "ROOT", tmp_path)
    (tmp_path / "requirements.txt").write_text("Django==5.2.18\n")
    before = setup.fingerprint(["requirements.txt"])
    (tmp_path / "requirements.txt").write_text("Django==5.2.19\n")
    assert setup.fingerprint(["requirements.txt"]) != before


def test_a_lost_stamp_installs_again(tmp_path, monkeypatch):
    """Half an installation is none: without its stamp nothing counts as installed."""
    monkeypatch.setattr(setup, "STAMP", tmp_path / "nothing.json")
    assert setup.read_stamp() == {}
    assert not setup.is_current("run")


def test_the_development_packages_include_those_of_the_portal():
    """What is tested is what runs."""
    assert lines("requirements-dev.txt")[0] == "-r requirements.txt"
    assert set(setup.FILES["run"]) < set(setup.FILES["dev"])
