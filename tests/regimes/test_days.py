"""A table of dates: every clock of the thirteen bodies' rules and of the national Regulation, over real holidays."""

from datetime import date
from pathlib import Path

import pytest
import yaml
from django.conf import settings

from core.deadlines import calendars
from core.regimes import parsed
from core.workdays import Counting, Span

REGIMES = Path(settings.BASE_DIR) / "regimes"
# A Thursday. After it come the Mid-Autumn holiday (25 to 27 September), the National Day holiday (1 to 7 October) and
# a Saturday of work (10 October); counted by hand from the published calendar of 2026.
START = date(2026, 9, 24)
SAME, ONE, FIVE, TEN = date(2026, 9, 24), date(2026, 9, 28), date(2026, 10, 9), date(2026, 10, 15)
FIFTEEN, TWENTY, FORTY = date(2026, 10, 22), date(2026, 10, 29), date(2026, 11, 26)
USUAL = {"complaint": FIFTEEN, "correction_order": FIFTEEN}
OTHERS = {"third_party": FIFTEEN, "agencies": FIFTEEN}
# Articles 32 to 34, 41 and 42 of the Regulation, for a body whose own rules are silent on applications.
REGULATION = {
    "register": SAME,
    "answer": TWENTY,
    "extended": FORTY,
    "reasons": FIFTEEN,
    "rectify": TWENTY,
    "fee": TWENTY,
    **OTHERS,
}
TABLE = {
    "national-2019": (
        {
            **USUAL,
            "consultation": date(2026, 10, 26),  # 30 calendar days end on a Saturday
        },
        REGULATION,
    ),
    "economic-zone": ({**USUAL, "archive_in_time": TWENTY}, REGULATION),
    "quality-bureau-2": (USUAL, REGULATION),
    "quality-bureau-3": (USUAL, REGULATION),
    "county-planning": (USUAL, REGULATION),
    "township": ({"complaint": TEN, "correction_order": FIFTEEN}, REGULATION),
    "water-bureau": ({**USUAL, "pre_disclosure": TEN}, REGULATION),
    "shanshan-town": ({**USUAL, "participation": TEN}, REGULATION),
    "hr-bureau": ({**USUAL, "file_with_office": FIVE}, REGULATION),
    "city-office": ({**USUAL, "explain_change": TWENTY}, REGULATION),
    "community": (
        {  # calendar days, as neighbours count
            "complaint_at_once": SAME,
            "complaint_three_days": date(2026, 9, 28),  # Sunday the 27th moves
            "complaint_one_week": date(2026, 10, 8),  # 1 October moves beyond the holiday
            "correction_order": FIVE,
        },
        REGULATION,
    ),
    "bureau-proactive": ({**USUAL, "circular_criticism": FIVE}, REGULATION),
    "bureau-on-application": (
        USUAL,
        {
            "register": SAME,
            "answer": FIVE,
            "extended": date(2026, 11, 19),
            "deliver": FIFTEEN,
            "rectify": TWENTY,
            **OTHERS,
        },
    ),
    "district": (
        {**USUAL, "department_answer": TEN, "report_application": FIVE},
        {
            "register": ONE,
            "answer": FIFTEEN,
            "extended": date(2026, 11, 12),
            "reasons": FIFTEEN,
            "rectify": FIFTEEN,
            **OTHERS,
        },
    ),
}


def read(code: str) -> parsed.Regime:
    """The rules in the file ``code``."""
    return parsed.parse(yaml.safe_load((REGIMES / f"{code}.yaml").read_text(encoding="utf-8")))


@pytest.mark.once
def test_every_clock_of_every_regime_ends_on_its_day():
    """Own clocks and those of applications, with the longest extension; no clock of a file is left out of the table."""
    assert set(TABLE) == {path.stem for path in REGIMES.glob("*.yaml")}
    days = calendars.built("CN")
    for code, (own, applied) in TABLE.items():
        rules = read(code)
        counting = Counting(days, rules.counting.first_day_counts, rules.counting.last_day_moves)
        assert {name: counting.after(START, clock.length) for name, clock in rules.clocks.items()} == own, (
            code
        )
        given = rules.applications
        given = read(given.follow).applications if given.follow else given
        ends = {name: counting.after(START, clock.length) for name, clock in given.clocks.items()}
        most = given.clocks["answer"].length.days + given.extension.at_most.days
        ends["extended"] = counting.after(START, Span(most, working=True))
        assert ends == applied, code
