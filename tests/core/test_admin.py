"""The desk of the system administrator: people get roles there, records can only be looked at."""

import pytest
from django.urls import reverse
from django.utils import timezone

from catalog.rules import PROPOSE
from core.models import Letter, Regime, RoleAssignment, User
from core.permissions import may


@pytest.fixture
def administrator(client, cast):
    """A client signed in as system administrator."""
    client.force_login(cast.administrator)
    return client


def test_a_new_person_can_enter_the_workplace_and_is_given_roles(administrator, cast):
    """Added with a name and a password, then given a role for one department from a day on."""
    password = {"password1": "river-and-mountain", "password2": "river-and-mountain"}
    fields = {"username": "newcomer", "name": "新同事", "post": "科员", "email": "new@example.org"}
    no_roles = {"roles-TOTAL_FORMS": 0, "roles-INITIAL_FORMS": 0}
    answer = administrator.post(
        reverse("admin:core_user_add"), {**fields, **password, **no_roles, "usable_password": "true"}
    )
    newcomer = User.objects.get(username="newcomer")
    assert answer["Location"] == reverse("admin:core_user_change", args=[newcomer.pk])
    assert (newcomer.name, newcomer.is_staff, newcomer.is_superuser) == ("新同事", True, False)
    role = {
        "roles-TOTAL_FORMS": 1,
        "roles-INITIAL_FORMS": 0,
        "roles-0-role": "proposer",
        "roles-0-agency": cast.agency.pk,
        "roles-0-department": cast.department.pk,
        "roles-0-since": "2026-01-01",
        "roles-0-user": newcomer.pk,
    }
    changed = {**fields, "is_active": "on", "is_staff": "on", **role}
    assert (
        administrator.post(reverse("admin:core_user_change", args=[newcomer.pk]), changed).status_code == 302
    )
    assert may(newcomer, PROPOSE, cast.department, on=timezone.localdate())
    assert not may(newcomer, PROPOSE, cast.other_department, on=timezone.localdate())


def test_a_role_that_ends_stays_in_the_record(administrator, cast):
    """A role is ended by its last day; the form offers no deletion."""
    page = administrator.get(reverse("admin:core_user_change", args=[cast.clerk.pk])).content.decode()
    assert "roles-0-until" in page
    assert "roles-0-DELETE" not in page
    assert RoleAssignment.objects.filter(user=cast.clerk).exists()


def test_what_other_things_stand_on_cannot_be_changed(administrator, cast):
    """Code, address name and regime of an agency are set once."""
    address = reverse("admin:core_agency_change", args=[cast.agency.pk])
    fields = administrator.get(address).context["adminform"].form.fields
    assert not {"slug", "code", "regime", "obliged_from", "adopted"} & set(fields)


def test_records_of_the_machine_can_only_be_looked_at(administrator, cast, now):
    """Letters and regimes have pages; nothing on them can be sent."""
    letter = Letter.objects.create(
        name="x",
        to="a@example.org",
        subject="题",
        body="文",
        owed_at=now,
        not_before=now,
        error="SMTPException: no",
    )
    regime = Regime.objects.first()
    for model, pk in (("letter", letter.pk), ("regime", regime.pk)):
        address = reverse(f"admin:core_{model}_change", args=[pk])
        assert administrator.get(address).status_code == 200
        assert administrator.post(address, {"subject": "anders"}).status_code == 403
        assert administrator.get(reverse(f"admin:core_{model}_add")).status_code == 403
    assert (
        "SMTPException"
        in administrator.get(reverse("admin:core_letter_change", args=[letter.pk])).content.decode()
    )


def test_corrected_days_are_not_typed_here(administrator, cast):
    """They enter by a calendar change, which a second person approves."""
    assert administrator.get(reverse("admin:core_calendarday_changelist")).status_code == 200
    assert administrator.get(reverse("admin:core_calendarday_add")).status_code == 403


def test_every_cell_of_a_list_names_its_column(administrator):
    """On a phone a row is a card: the heading stands before each value, and only the row's own link goes without."""
    page = administrator.get(reverse("admin:core_user_changelist")).content.decode()
    assert '<th data-label="用户名" class="field-username"><a href=' in page
    assert '<td data-label="职务" class="field-post">' in page
    assert '<td class="field-' not in page
