"""Loading regime files: versions, their days in force, and files with mistakes that change nothing."""

import shutil
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from core.actions import load_regime_version
from core.models import Regime, RegimeVersion
from core.regimes import reading
from tools import prepare

SHANGHAI = ZoneInfo("Asia/Shanghai")
REGIMES = Path(settings.BASE_DIR) / "regimes"
AT = datetime(2026, 3, 10, 9, tzinfo=SHANGHAI)

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path) -> Path:
    """A folder with two regimes, one of which follows the other."""
    for code in ("national-2019", "quality-bureau-3"):
        shutil.copy(REGIMES / f"{code}.yaml", tmp_path)
    return tmp_path


def load(path: Path) -> RegimeVersion:
    """Load a file without mistakes."""
    return load_regime_version(reading.read(path).data, at=AT)


def change(path: Path, old: str, new: str) -> None:
    """Write ``new`` for ``old`` in a file."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_all_regimes_of_the_portal_load_and_loading_again_makes_nothing(capsys):
    """What make run does at every start."""
    call_command("load_regimes")
    assert set(Regime.objects.values_list("code", flat=True)) == {it.stem for it in REGIMES.glob("*.yaml")}
    assert set(RegimeVersion.objects.values_list("number", flat=True)) == {1}
    capsys.readouterr()
    call_command("load_regimes")
    assert RegimeVersion.objects.count() == Regime.objects.count()
    assert capsys.readouterr().out == ""


def test_the_next_version_ends_the_one_before_on_the_day_before(folder):
    """A bureau halves its limit from 1 July 2026: June keeps 20 working days."""
    path = folder / "quality-bureau-3.yaml"
    first = load(path)
    change(path, "    publish: {working_days: 20}\n    note", "    publish: {working_days: 10}\n    note")
    change(path, 'from: "2016-01-01"', 'from: "2026-07-01"')
    second = load(path)
    first.refresh_from_db()
    assert (second.number, first.valid_to, second.valid_to) == (2, date(2026, 6, 30), None)
    regime = first.regime
    days = [
        regime.version_on(day).rules.cadences["timely"].publish.days
        for day in (date(2010, 1, 1), date(2026, 6, 30), date(2026, 7, 1))
    ]
    assert days == [20, 20, 10]


def test_a_slip_is_corrected_by_a_later_version_from_the_same_day(folder):
    """Of two versions from the same day the later one counts."""
    path = folder / "quality-bureau-3.yaml"
    first = load(path)
    change(path, "Website of the bureau", "Site of the bureau")
    second = load(path)
    first.refresh_from_db()
    assert (first.number, second.number, first.valid_to) == (1, 2, None)
    assert first.regime.version_on(date(2026, 1, 1)) == second


def test_going_back_to_an_earlier_text_is_a_version_too(folder):
    """Only the last version is compared: history is never reused."""
    path = folder / "quality-bureau-3.yaml"
    before = path.read_bytes()
    load(path)
    change(path, "Website of the bureau", "Site of the bureau")
    load(path)
    path.write_bytes(before)
    assert load(path).number == 3


def test_the_layout_of_a_file_makes_no_version(folder):
    """A comment or another order of lines is no other rule."""
    path = folder / "quality-bureau-3.yaml"
    load(path)
    path.write_text("# a comment\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    assert load(path).number == 1


def test_a_file_with_a_mistake_changes_nothing(folder):
    """The command tells every mistake and leaves the version that holds."""
    path = folder / "quality-bureau-3.yaml"
    load(path)
    change(path, "keeper: general_office", "keeper: nobody")
    with pytest.raises(CommandError, match=r"quality-bureau-3\.yaml:\d+: channels\.press_conference\.keeper"):
        call_command("load_regime", path)
    assert RegimeVersion.objects.count() == 1


def test_with_a_mistake_in_one_file_none_is_loaded(folder):
    """All or nothing, so that a start never runs on half of the rules."""
    change(folder / "quality-bureau-3.yaml", "class: web", "class: wed")
    with pytest.raises(CommandError, match=r"channels\.web\.class"):
        call_command("load_regimes", folder=folder)
    assert not Regime.objects.exists()


def test_check_regime_names_the_mistakes_and_loads_nothing(folder, capsys):
    """The exit code tells it too."""
    call_command("check_regime", folder / "quality-bureau-3.yaml")
    change(folder / "quality-bureau-3.yaml", "class: web", "class: wed")
    with pytest.raises(CommandError):
        call_command("check_regime", folder / "quality-bureau-3.yaml")
    assert "channels.web.class" in capsys.readouterr().err
    assert not Regime.objects.exists()


def test_load_regime_says_what_came_of_it(folder, capsys):
    """A new version with its day, or that nothing has changed."""
    call_command("load_regime", folder / "national-2019.yaml")
    call_command("load_regime", folder / "national-2019.yaml")
    first, second = capsys.readouterr().out.splitlines()
    assert "2019-05-15" in first
    assert first != second


def test_a_start_leaves_a_version_that_was_loaded_by_hand_and_says_so(folder, capsys):
    """A bureau's own limit stays through every start; the file of a regime that is unknown is loaded."""
    shipped = folder / "quality-bureau-3.yaml"
    call_command("load_regimes", folder=folder, only_new=True)
    kept = shipped.read_text(encoding="utf-8")
    change(shipped, "    publish: {working_days: 20}\n    note", "    publish: {working_days: 10}\n    note")
    own = load(shipped)
    shipped.write_text(kept, encoding="utf-8")
    capsys.readouterr()
    for _start in range(2):
        call_command("load_regimes", folder=folder, only_new=True, verbosity=0)
        said = capsys.readouterr().out
        assert "quality-bureau-3.yaml" in said and "national-2019" not in said
        assert own.regime.versions.order_by("number").last() == own
        assert own.regime.version_on(date(2026, 3, 10)) == own
    shutil.copy(REGIMES / "hr-bureau.yaml", folder)
    call_command("load_regimes", folder=folder, only_new=True, verbosity=0)
    assert Regime.objects.filter(code="hr-bureau").exists()


def test_what_the_start_says_is_said_at_every_start(settings, tmp_path, capsys):
    """Also when the files were looked at before and are not read again."""
    settings.DATA_DIR = tmp_path
    prepare.load_regimes()
    assert capsys.readouterr().out == ""
    RegimeVersion.objects.filter(regime__code="hr-bureau").update(digest="own")
    for _start in range(2):
        prepare.load_regimes()
        assert "hr-bureau.yaml" in capsys.readouterr().out
    assert RegimeVersion.objects.filter(regime__code="hr-bureau").count() == 1
