"""The small world in which whole lives are lived: a body, its people, and a clock that the story moves."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse

from core.models import Agency, Department, User
from core.roles import Role
from tests.conftest import SHANGHAI, give_role, make_person
from tests.flows.pages import Visitor

PASSWORD = "secret-garden"
IN_DEPARTMENT = {Role.PROPOSER, Role.DEPARTMENT_HEAD, Role.CHANNEL_KEEPER, Role.FEEDBACK_COLLECTOR}


class Clock:
    """The time of the story, in Shanghai. Views ask it; actions are handed ``clock.now``."""

    def __init__(self, year: int, month: int, day: int, hour: int = 10) -> None:
        self.now = datetime(year, month, day, hour, tzinfo=SHANGHAI)

    @property
    def today(self):
        """The day of the story."""
        return self.now.date()

    def move_to(self, year: int, month: int, day: int, hour: int = 10) -> datetime:
        """Go on to a later moment."""
        self.now = datetime(year, month, day, hour, tzinfo=SHANGHAI)
        return self.now

    def wait(self, **span: int) -> datetime:
        """Let ``days``, ``hours`` or ``minutes`` pass."""
        self.now += timedelta(**span)
        return self.now


@dataclass
class Body:
    """An agency with one person for each role."""

    agency: Agency
    people: dict[Role, User]

    def sign_in(self, role: Role) -> Visitor:
        """The person with ``role``, signed in at the sign-in page."""
        visitor = Visitor()
        visitor.open(reverse("login"))
        visitor.send(username=self.people[role].username, password=PASSWORD)
        return visitor


def people_for(agency: Agency, department: Department | None = None) -> Body:
    """Give ``agency`` a person for each role; those who work in a department work in ``department``."""
    people = {}
    for role in Role:
        people[role] = make_person(f"{agency.slug}-{role.value}", name=f"{agency.name}{role.label}")
        give_role(people[role], role, agency, department if role in IN_DEPARTMENT else None)
    return Body(agency, people)
