"""Who keeps the file of a disclosure, as its regime says (B-083, C-103, H-200, X11)."""

from copy import deepcopy

import pytest

from archive import actions
from core.actions import load_regime_version
from tests.displayed import display_ended

pytestmark = pytest.mark.django_db


def under(cast, holder: str, now) -> None:
    """Let the rules of the cast's agency name another holder."""
    content = deepcopy(cast.agency.regime.version_on(now.date()).content)
    content["archive"]["holder"] = holder
    load_regime_version(content, at=now)


def kept_by(matter, cast, now) -> str:
    """The holder that the sealed file names."""
    return actions.seal_disclosure(display_ended(matter, cast, now), by=cast.archivist, now=now).manifest[
        "holder"
    ]


def test_the_department_or_the_office_keeps_the_file(item, make_disclosure, cast, now):
    """Document B leaves it with the unit, document H files it with the disclosure office."""
    under(cast, "department", now)
    assert kept_by(make_disclosure(item, upto="published"), cast, now) == str(cast.department)
    under(cast, "disclosure_office", now)
    office = cast.agency.departments.get(is_disclosure_office=True)
    assert kept_by(make_disclosure(item, upto="published"), cast, now) == str(office)


def test_the_keeper_of_the_channel_keeps_the_file(item, make_disclosure, cast, now):
    """Document C: the unit that manages the channel, and the department itself where no channel has a keeper."""
    rules = cast.agency.regime.version_on(now.date()).rules
    assert rules.archive.holder == "channel_keeper"
    keeper = cast.agency.departments.get(slug=rules.channels["web"].keeper)
    assert keeper != cast.department
    assert kept_by(make_disclosure(item, upto="published", channels=["web"]), cast, now) == str(keeper)
    placed = make_disclosure(item, upto="published", channels=["web"])
    placed.placements.update(keeper=None)
    assert kept_by(placed, cast, now) == str(cast.department)
