"""The forms on the page of a case that have records of their own; all forms of the portal together."""

from core.roles import Role
from tests.flows.places import PLACES, Place, case

CASE_PLACES = {
    "record of a search": Place(
        Role.INTAKE_OFFICER, case("search", "registered"),
        {"on": "2026-03-10", "people": "秦守信", "places": "档案室", "words": "验收", "result": "nothing", "note": ""},
        to="search", days=("on",), choices=("result",), optional=frozenset({"note"}),
    ),
}  # fmt: skip
ALL_PLACES = PLACES | CASE_PLACES
