"""Invented people: one for each role of each agency, with names drawn from syllables."""

import random
from datetime import datetime

from catalog.models import Post
from core.models import Agency, Done, RoleAssignment, User
from core.people import role_changes
from core.roles import Role
from disclosure_portal.demo.passwords import ADMINISTRATOR

FAMILY = "邵龚庞樊柏卞殷虞俞郝毕时傅皮齐康伍余卜顾孟平黄穆萧尹姚湛汪祁毛禹狄米贝明臧"
GIVEN = (
    "望舒",
    "一川",
    "书砚",
    "知秋",
    "雨泽",
    "青禾",
    "怀瑾",
    "清越",
    "松年",
    "景行",
    "若谷",
    "云帆",
    "南星",
    "淮安",
    "修竹",
    "令仪",
    "思远",
    "亦舟",
    "晚晴",
    "嘉木",
    "子衿",
    "砚秋",
    "和光",
    "听澜",
    "采薇",
    "千寻",
    "言蹊",
    "既白",
)
POSTS = {
    Role.HEAD: "主要负责人",
    Role.LEADING_GROUP: "政务公开领导小组副组长",
    Role.DISCLOSURE_OFFICE: "政务公开办公室主任",
    Role.LEADER_IN_CHARGE: "分管领导",
    Role.PARTY_GROUP: "党组副书记",
    Role.PROPOSER: "科室信息员",
    Role.DEPARTMENT_HEAD: "科室负责人",
    Role.CHANNEL_KEEPER: "公开载体管理员",
    Role.FEEDBACK_COLLECTOR: "意见收集员",
    Role.INTAKE_OFFICER: "依申请公开受理员",
    Role.ARCHIVIST: "档案员",
    Role.SUPERVISOR: "政务公开监督小组成员",
    Role.INVITED_SUPERVISOR: "特邀监督员",
    Role.COMPILING_DIVISION: "行政处汇总人",
    Role.SUPERIOR_OFFICE: "上级主管部门联络员",
    Role.SUPERIOR_LEADER: "上级政府分管领导",
    Role.OBSERVER: "列席观察员",
}


DEPARTMENT_POSTS = (
    ("负责人", "主持{department}工作，审核本部门拟公开的信息。", Post.Leads.DEPARTMENT),
    ("工作人员", "办理{department}日常事务，接待来访群众，收集、整理拟公开的信息。", Post.Leads.NOBODY),
)


class Cast(dict):
    """The people of an agency by role."""

    def __getattr__(self, name: str) -> User:
        return self[Role(name)]


def cast_of(agency: Agency) -> Cast:
    """The people of ``agency`` as ``hire`` made them."""
    held = RoleAssignment.objects.filter(agency=agency, user__username__startswith=f"{agency.slug}-")
    by_name = {one.user.username: one.user for one in held.select_related("user")}
    cast = Cast({role: by_name[_username(agency, role)] for role in Role})
    for person in cast.values():
        person.remembers_roles = True  # nobody is given another while the demo is built
    return cast


def _username(agency: Agency, role: Role) -> str:
    return f"{agency.slug}-{role.value.replace('_', '-')}"


def second(agency: Agency, role: Role, cast: Cast, *, now: datetime) -> User:
    """A second holder of ``role`` beside the one in ``cast``, with the same password."""
    username = f"{_username(agency, role)}-2"
    person = User.objects.create(
        username=username,
        name="翟" + GIVEN[len(username) % len(GIVEN)],
        post=POSTS.get(role, str(role.label)),
        email=f"{username}@example.org",
        password=cast[role].password,
        is_staff=True,
    )
    RoleAssignment.objects.create(user=person, role=role, agency=agency, since=agency.obliged_from)
    role_changes.write_down(now=now, of=person, tell=False)  # there from the beginning
    return person


def hire(agency: Agency, password: str, *, now: datetime) -> Cast:
    """Give ``agency`` a person for each role. They share one ``password``, which comes hashed."""
    chance = random.Random(agency.slug)
    given = chance.sample(GIVEN, len(Role))
    cast = Cast()
    for role, name in zip(Role, given, strict=True):
        username = _username(agency, role)
        cast[role], _created = User.objects.get_or_create(
            username=username,
            defaults={
                "name": chance.choice(FAMILY) + name,
                "post": POSTS.get(role, str(role.label)),
                "email": f"{username}@example.org",
                "password": password,
                "is_staff": True,
            },
        )
        RoleAssignment.objects.get_or_create(
            user=cast[role],
            role=role,
            agency=agency,
            department=None,
            defaults={"since": agency.obliged_from},
        )
        role_changes.write_down(now=now, of=cast[role], tell=False)  # there from the beginning
    return cast


def fill_posts(agency: Agency) -> None:
    """Give each department a head and a clerk with their duties, and the agency one who answers first."""
    chance = random.Random(f"posts-{agency.slug}")
    departments = list(agency.departments.order_by("path"))
    if not departments or agency.posts.exists():
        return
    made = [
        Post(
            agency=agency,
            department=department,
            name=name,
            holder=chance.choice(FAMILY) + chance.choice(GIVEN),
            duties=duties.format(department=department.name),
            leads=leads,
            is_key=department.is_key_post,
            position=place,
        )
        for department in departments
        for place, (name, duties, leads) in enumerate(DEPARTMENT_POSTS, start=1)
    ]
    office = next((one for one in departments if one.is_disclosure_office), departments[0])
    head = Post(agency=agency, department=office, name="主要负责人", leads=Post.Leads.AGENCY)
    head.holder, head.duties = (
        chance.choice(FAMILY) + chance.choice(GIVEN),
        "主持全面工作，对政务公开负总责。",
    )
    made.append(head)
    Post.objects.bulk_create(made)


def make_administrator(password: str, *, now: datetime) -> None:
    """The person who keeps agencies, people and regimes: made once. Renamed or removed, nobody brings them back."""
    if not Done.objects.first_time("demo: administrator", at=now):
        return
    if User.objects.filter(username=ADMINISTRATOR).exists():
        return
    made = User.objects.create(
        username=ADMINISTRATOR,
        name="系统管理员",
        email=f"{ADMINISTRATOR}@example.org",
        password=password,
        is_staff=True,
        is_superuser=True,
    )
    role_changes.write_down(now=now, of=made, tell=False)
