"""A standing cast in a small agency under a real regime, for every test."""

import gc
import os
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache as remembered
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.utils import translation

from catalog.actions import catalogue, disclosures, obligations
from catalog.models import Disclosure, DisclosureItem, Obligation
from core import crypto
from core.actions import load_regime_version
from core.database import triggers
from core.models import Agency, Department, RegimeVersion, RoleAssignment, User, regimes, seals
from core.roles import Role
from tests import kept, signing
from tests.clocks import dependent_on_the_day

SHANGHAI = ZoneInfo("Asia/Shanghai")
REGIMES = Path(settings.BASE_DIR) / "regimes"
TODAY = date(2026, 3, 10)  # the day of ``now``: the cast holds its roles, whatever the machine says


if worker := os.environ.get("PYTEST_XDIST_WORKER", "").removeprefix("gw"):
    for _one in (
        settings.CACHES.values()
    ):  # each process of a run has a part of Redis of its own, as it has a database
        if _one.get("LOCATION", "").startswith("redis://"):
            _one["LOCATION"] = f"{_one['LOCATION'].rpartition('/')[0]}/{int(worker) + 1}"

if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Said by name: who gives each process of a run a file of its own knows only Django's own SQLite to have none.
    settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = ":memory:"

ON_SERVERS = {"browser", "postgres", "processes"}


SELDOM = (
    200_000,
    20,
    100,
)  # new objects before circles are looked for among them, and how often among older ones


def pytest_collection_finish():
    """Look for circles of objects seldom, and never among what every test needs: it took a seventh of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*SELDOM)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """A test that never touches the database says nothing about it: it runs in the first part only.

    Those that start processes wait more than they work: they begin first, and the others run beside them. Those that
    ask the machine what day it is are the ones that another day can break: they run on several (tools/test.py).
    """
    items.sort(key=lambda item: item.get_closest_marker("processes") is None)
    for item in items:
        marks = {mark.name for mark in item.iter_markers()}
        if not (marks & {*ON_SERVERS, "django_db"} or {"db", "transactional_db"} & set(item.fixturenames)):
            item.add_marker("once")
        if item.function.__name__ in dependent_on_the_day(item.path):
            item.add_marker("day")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings):
    """On PostgreSQL the database of the tests is a copy of one that has all tables: ``migrate`` finds nothing to do."""
    if "DATABASE_TEMPLATE" in os.environ:
        settings.DATABASES["default"]["TEST"]["TEMPLATE"] = os.environ["DATABASE_TEMPLATE"]


@pytest.fixture(autouse=True)
def _quick_and_apart(settings, tmp_path):
    """Files of a test lie in its own folder, nothing is remembered of the one before, not even its language;
    passwords are hashed quickly; static files need no manifest."""
    cache.clear()
    crypto.LOOKUP.clear()
    crypto.LOOKUP[settings.FIELD_KEY] = (
        crypto.first_lookup_key()
    )  # asking the database would count as a query
    seals.FORMS.clear()
    regimes.STOOD.clear()
    translation.activate(settings.LANGUAGE_CODE)
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.FORM_LEAST_SECONDS = 0  # tests type faster than people
    settings.STATIC_ROOT = tmp_path  # any folder that is there: WhiteNoise warns of a missing one
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture(autouse=True)
def _emptied_after_commits(request):
    """A test that commits is followed by emptying all tables, which the guards of tables that only grow would refuse.

    They step aside for it; Django says afterwards that the tables stand, and so they are made again.
    """
    commits = {"transactional_db", "live_server"} & set(request.fixturenames)
    marker = request.node.get_closest_marker("django_db")
    if not commits and not (marker and marker.kwargs.get("transaction")):
        yield
        return
    request.getfixturevalue("transactional_db")
    yield
    triggers.remove(connection)


@pytest.fixture
def now() -> datetime:
    """A Tuesday morning in Shanghai: 2026-03-10 10:00."""
    return datetime(2026, 3, 10, 10, 0, tzinfo=SHANGHAI)


@remembered
def _regime_file(code: str) -> dict:
    """The content of a regime file, read once: reading it takes longer than most tests."""
    return yaml.safe_load((REGIMES / f"{code}.yaml").read_text(encoding="utf-8"))


def load_regime(code: str) -> RegimeVersion:
    """Load the regime file ``code`` as it stands in the repository."""
    return load_regime_version(deepcopy(_regime_file(code)), at=datetime(2026, 1, 1, 8, 0, tzinfo=SHANGHAI))


@dataclass
class Cast:
    """An agency under document C's rules, with one person for each role, and a stranger from elsewhere."""

    agency: Agency
    department: Department
    other_department: Department
    people: dict[str, User]

    def __getattr__(self, name: str) -> User:
        try:
            return self.__dict__["people"][name]
        except KeyError as error:
            raise AttributeError(name) from error


def make_person(username: str, **fields) -> User:
    """A person who can sign in with the password "secret-garden"."""
    person = User(
        username=username,
        name=fields.pop("name", username),
        email=f"{username}@example.org",
        is_staff=True,
        **fields,
    )
    person.set_password("secret-garden")
    person.save()
    return person


def give_role(
    person: User, role: Role, agency: Agency, department: Department | None = None
) -> RoleAssignment:
    """Let ``person`` hold ``role`` since long ago."""
    return RoleAssignment.objects.create(
        user=person, role=role, agency=agency, department=department, since=date(2020, 1, 1)
    )


@pytest.fixture
def make_agency(db, now) -> Callable[..., Agency]:
    """Make an agency under a regime, with that regime's departments and catalogue."""

    def make(
        slug: str = "quality", *, regime: str = "quality-bureau-3", obliged_from: date = date(2026, 1, 1)
    ) -> Agency:
        return kept.again(
            ("agency", slug, regime, obliged_from, now), lambda: adopt(slug, regime, obliged_from)
        )

    def adopt(slug: str, regime: str, obliged_from: date) -> Agency:
        version = load_regime(regime)
        agency = Agency.objects.create(
            slug=slug,
            name=f"清河市{slug}局",
            name_en=f"Qinghe {slug} bureau",
            code=f"QH{slug[:6].upper()}",
            regime=version.regime,
            obliged_from=obliged_from,
            hotline="0000-12345",
            opened_at=datetime(2026, 1, 1, 8, 0, tzinfo=SHANGHAI),
        )
        catalogue.adopt_regime(agency, now=now)
        return agency

    return make


@pytest.fixture
def cast(make_agency, now) -> Cast:
    """The standing cast."""
    return kept.again(("cast", now), lambda: _cast(make_agency))


def _cast(make_agency: Callable[..., Agency]) -> Cast:
    agency = make_agency()
    item = DisclosureItem.objects.filter(agency=agency, blocked="").first()
    department = item.department
    other = next(one for one in agency.departments.all() if not department.path.startswith(one.path))
    elsewhere = make_agency("elsewhere", regime="hr-bureau")
    people = {role.value: make_person(role.value) for role in Role}
    in_department = {Role.PROPOSER, Role.DEPARTMENT_HEAD, Role.CHANNEL_KEEPER, Role.FEEDBACK_COLLECTOR}
    for role in Role:
        give_role(people[role.value], role, agency, department if role in in_department else None)
    people["clerk"] = people["proposer"]
    people["leader"] = people["leader_in_charge"]
    people["colleague"] = make_person("colleague")
    give_role(people["colleague"], Role.PROPOSER, agency, other)
    people["stranger"] = make_person("stranger")
    for role in Role:
        give_role(people["stranger"], role, elsewhere)
    people["administrator"] = make_person("administrator", is_superuser=True)
    return Cast(agency, department, other, people)


def give_every_role(person: User, agency: Agency) -> User:
    """Let ``person`` hold all roles of ``agency``: one who does everything in a small body."""
    for role in Role:
        if not person.roles.filter(role=role, agency=agency).exists():
            give_role(person, role, agency)
    return person


@pytest.fixture
def all_round(cast) -> User:
    """Somebody who holds every role: they reach every step, and still none on what is their own."""
    cast.people["all_round"] = give_every_role(make_person("all_round"), cast.agency)
    return cast.all_round


@pytest.fixture
def item(cast) -> DisclosureItem:
    """A public item of the cast's department that an event makes due, without obligatory elements."""
    rules = cast.agency.regime.version_on(date(2026, 3, 10)).rules
    immediate = [code for code, cadence in rules.cadences.items() if cadence.kind == "immediate"]
    candidates = DisclosureItem.objects.filter(
        agency=cast.agency,
        cadence__in=immediate,
        blocked="",
        elements="",
        audience="public",
        chain="ordinary",
        is_key=False,
    )
    found = candidates.first()
    DisclosureItem.objects.filter(pk=found.pk).update(department=cast.department)
    found.refresh_from_db()
    return found


@pytest.fixture
def obligation(item, cast, now) -> Obligation:
    """An obligation of ``item`` that an event of today opened."""
    occurrence = obligations.record_occurrence(
        item, title="抽查结果形成", happened_on=now.date(), by=cast.clerk, now=now
    )
    return occurrence.obligations.get()


@pytest.fixture
def period(obligation) -> Obligation:
    """The same for a quarter, which comes again: of such a one there can be nothing to report."""
    Obligation.objects.filter(pk=obligation.pk).update(key="2026-Q1", owed_for="period", occurrence=None)
    obligation.refresh_from_db()
    return obligation


@pytest.fixture
def make_disclosure(cast, now) -> Callable[..., Disclosure]:
    """Draft a disclosure that lacks nothing; ``upto`` takes it further: "proposed" or "published"."""

    def make(
        item: DisclosureItem,
        *,
        obligation: Obligation | None = None,
        upto: str = "draft",
        when: datetime = now,
        **fields,
    ) -> Disclosure:
        content = {
            "title": "一季度产品质量监督抽查结果",
            "summary": "本季度抽查了三类产品，不合格的已要求整改。",
            "body": "共抽查三十批次，合格二十八批次，不合格两批次已依法处理。",
            "channels": ["web"],
            "formed_on": when.date(),
            "attested": True,
        }
        made = disclosures.draft(
            item=item, obligation=obligation, by=cast.clerk, now=when, **{**content, **fields}
        )
        if upto in {"proposed", "published"}:
            disclosures.propose(made, by=cast.clerk, now=when)
        if upto == "published":
            signing.approve(made, by=cast.leader, now=when)
        return made

    return make


def pytest_generate_tests(metafunc) -> None:
    """A test that asks for ``regime_code`` runs under each regime of the repository."""
    if "regime_code" in metafunc.fixturenames:
        metafunc.parametrize("regime_code", sorted(path.stem for path in REGIMES.glob("*.yaml")))
