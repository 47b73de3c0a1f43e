"""A body that is being prepared: it stands in the admin with its catalogue and its head; the public sees nothing."""

from datetime import datetime

from django.utils import timezone

from catalog.actions import catalogue
from core.models import Agency, Regime, RoleAssignment, User
from core.people import role_changes
from core.roles import Role
from disclosure_portal.demo.agencies import Sketch
from disclosure_portal.demo.people import FAMILY, GIVEN, POSTS, Cast

BESIDE = "fulin"  # the agency under the same rules with which it comes
SKETCH = Sketch(
    "liuyin",
    "community",
    "QHLY15",
    "柳荫社区居民委员会",
    "Liuyin Community",
    "组织居民自治，办理社区公共事务。",
    "清河市城南区柳荫街9号",
    6250,
)


def prepare(cast: Cast, *, now: datetime) -> None:
    """Add it with its head, who signs in as the others do: most of what it needs before it opens is missing."""
    agency = Agency.objects.create(
        slug=SKETCH.slug,
        name=SKETCH.name,
        name_en=SKETCH.name_en,
        code=SKETCH.code,
        regime=Regime.objects.get(code=SKETCH.regime),
        about=SKETCH.about,
        address=SKETCH.address,
        obliged_from=timezone.localdate(now).replace(day=1),
    )
    catalogue.adopt_regime(agency, now=now)
    username = f"{SKETCH.slug}-{Role.HEAD}"
    head = User.objects.create(
        username=username,
        name=FAMILY[3] + GIVEN[3],
        post=POSTS[Role.HEAD],
        email=f"{username}@example.org",
        password=cast.head.password,
        is_staff=True,
    )
    RoleAssignment.objects.create(user=head, role=Role.HEAD, agency=agency, since=agency.obliged_from)
    role_changes.write_down(now=now, of=head, tell=False)  # there from the beginning
