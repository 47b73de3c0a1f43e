"""Nothing of one body leads into another: the database refuses it, whoever writes."""

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from core.database.guards import StaysInBody, Within
from core.models import Agency
from tests.flows.test_admin_forms import furnished  # noqa: F401 a thing of every kind

pytestmark = pytest.mark.django_db
OURS = {"core", "catalog", "requests_app", "review", "supervision", "archive"}
# The ways that may lead from one body into another, and why.
MAY_CROSS = {
    ("Link", "other"): "An applicant may have asked two bodies for the same.",
    ("Application", "points_to"): "An answer may point to what another body has published.",
    ("Relation", "earlier"): "A text may repeal one of another body.",
    ("RoleChange", "department"): "The record says what stood in the table, also what was wrong.",
    ("Verdict", "application"): "A verdict is about an application or about a disclosure, never about both.",
    ("Dispute", "after"): "A lawsuit follows a reconsideration of the same application.",
}


def rules() -> dict[type, list]:
    """The rules that models declare, by kind, each with its model."""
    found: dict[type, list] = {Within: [], StaysInBody: []}
    for model in apps.get_models():
        for guard in getattr(model, "guards", ()):
            found.get(type(guard), []).append((model, guard))
    return found


def ways(model, depth: int = 1) -> set[str]:
    """The foreign keys of ``model`` that lead to a body, at once or by what they name."""
    found = set()
    for field in model._meta.fields:
        above = field.related_model
        if not field.is_relation or above._meta.app_label not in OURS:
            continue
        if above is Agency or (depth and ways(above, depth - 1)):
            found.add(field.name)
    return found


def test_each_way_into_a_body_is_held_together_or_named():
    """A model with two ways to a body has a rule for each further one, or a reason why it may cross."""
    held = {(model.__name__, guard.other.split(".")[0]) for model, guard in rules()[Within]}
    forgotten = []
    for model in apps.get_models():
        if model._meta.app_label not in OURS:
            continue
        found = ways(model)
        if len(found) < 2:
            continue
        loose = {way for way in found if (model.__name__, way) not in {*held, *MAY_CROSS}}
        if len(loose) > 1:  # one is the way by which the row lies in its body
            forgotten.append((model.__name__, sorted(loose)))
    assert not forgotten


def stranger_to(above, agency: Agency):
    """Something of the kind ``above`` that lies in another body, or None."""
    for one in above._default_manager.all():
        holder = one
        for name in ("agency", "item", "disclosure", "application"):
            if hasattr(type(one), name) and name != "agency" and not hasattr(type(one), "agency"):
                holder = getattr(one, name)
        if holder.agency_id != agency.pk:
            return one
    return None


def test_the_database_refuses_what_crosses(furnished, make_agency):  # noqa: F811
    """Each row there is, pointed to something of another body, by a plain update past all forms."""
    make_agency("elsewhere", regime="hr-bureau")
    own, tried = furnished.body.agency, set()
    for model, rule in rules()[Within]:
        field = model._meta.get_field(rule.other.split(".")[0])
        stranger = stranger_to(field.related_model, own)
        row = model._default_manager.filter(**{rule.own.replace(".", "__"): own}).first()
        if row is None or stranger is None:
            continue
        with pytest.raises(IntegrityError), transaction.atomic():
            model._base_manager.filter(pk=row.pk).update(**{field.name: stranger})
        tried.add((model.__name__, field.name))
    assert tried >= {
        ("RoleAssignment", "department"),
        ("Department", "parent"),
        ("DisclosureItem", "department"),
        ("Disclosure", "item"),
        ("Disclosure", "department"),
        ("Application", "department"),
        ("CorrectionOrder", "department"),
    }
    other = Agency.objects.get(slug="elsewhere")
    for model, _rule in rules()[StaysInBody]:
        if row := model._default_manager.filter(agency=own).first():
            with pytest.raises(IntegrityError), transaction.atomic():
                model._base_manager.filter(pk=row.pk).update(agency=other)


def test_a_role_for_a_department_of_another_body_cannot_be_written(furnished, make_agency):  # noqa: F811
    """A new one is refused too; one of its own is taken."""
    foreign = make_agency("elsewhere", regime="hr-bureau").departments.first()
    clerk, agency = furnished.people["proposer"], furnished.body.agency
    held = {"role": "observer", "agency": agency, "since": "2026-01-01"}
    with pytest.raises(IntegrityError), transaction.atomic():
        clerk.roles.create(department=foreign, **held)
    clerk.roles.create(department=agency.departments.first(), **held)
