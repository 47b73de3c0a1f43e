"""Bad input: a clear sentence beside the field, what was typed is kept, nothing half-saved."""

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from core.models import Letter, Serial
from core.roles import Role
from requests_app import identity
from requests_app.forms.applications import ApplicationForm, TrackForm
from requests_app.models import Application
from tests.requests_app.conftest import person

NASTY = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "'; DROP TABLE requests_app_application; --",
    '=HYPERLINK("http://example.org","x")',
    "مرحبا بالعالم",
    "🏞️👩🏽‍🌾 河道",
    "%s {0} {{ form }} {% csrf_token %}",
]


@pytest.mark.parametrize(
    ("number", "possible"),
    [
        ("11010519491231002X", True),
        ("440524188001010014", True),
        ("110105194912310021", False),
        ("11010519490231002X", False),
        ("1101051949123100", False),
    ],
)
def test_identity_numbers_are_told_by_their_check_character(number, possible):
    """GB 11643: weights, check character, a real day of birth."""
    assert identity.is_possible_resident(number) is possible


@pytest.mark.parametrize(
    ("number", "possible"),
    [
        ("91350100M000100Y43", True),
        ("91350100M000100Y44", False),
        ("91350100I000100Y43", False),
        ("123", False),
    ],
)
def test_credit_codes_are_told_by_their_check_character(number, possible):
    """GB 32100: 31 characters without I, O, S, V, Z; the last one checks the others."""
    assert identity.is_possible_credit_code(number) is possible


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("subject", ""),
        ("subject", "   "),
        ("subject", "长" * 121),
        ("subject", "申请\u202e公开"),
        ("subject", "零\x00字节"),
        ("description", ""),
        ("description", "长" * 2001),
        ("description", "申请\u2066公开"),
        ("delivery_form", "pigeon"),
        ("applicant_kind", ""),
        ("applicant_kind", "king"),
        ("applicant_name", ""),
        ("applicant_name", "名" * 101),
        ("identity_number", "110105194912310021"),
        ("identity_number", "1" * 41),
        ("phone", "<b>1</b>"),
        ("phone", "12"),
        ("phone", "1" * 41),
        ("email", "nobody"),
        ("email", "a@" + "b" * 260 + ".org"),
        ("address", "路" * 201),
        ("website", "http://spam.example.org"),
    ],
)
@pytest.mark.django_db
def test_what_is_wrong_is_said_beside_its_field_and_saves_nothing(client, body, form, field, value):
    """422, the sentence is tied to the field, everything else that was typed is still there, no number is used up."""
    response = client.post(reverse("requests_app:apply_to", args=[body.slug]), {**form, field: value})
    page = response.content.decode()
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert f'id="id_{field}_error"' in page
    kept = {
        name: typed for name, typed in form.items() if name not in (field, "applicant_kind", "delivery_form")
    }
    assert all(escape(typed) in page for typed in kept.values())
    assert not Application.objects.exists() and not Letter.objects.exists()
    assert not Serial.objects.filter(series="application").exists()


@pytest.mark.django_db
def test_one_way_to_reach_the_applicant_is_enough_and_needed(client, body, form):
    """Without phone, mail and address the sentence stands at the first of them."""
    address = reverse("requests_app:apply_to", args=[body.slug])
    none = {**form, "phone": "", "email": "", "address": ""}
    assert list(client.post(address, none).context["form"].errors) == ["phone"]
    for way in ("phone", "email", "address"):
        assert ApplicationForm({**none, way: form[way]}).is_valid()


@pytest.mark.parametrize("nasty", NASTY)
@pytest.mark.django_db
def test_any_text_is_taken_as_text(client, body, form, officer, nasty):
    """Markup, script, SQL, formulas, right-to-left and emoji are stored as typed and shown escaped, everywhere."""
    typed = {**form, "subject": nasty, "description": nasty, "applicant_name": nasty, "address": nasty}
    response = client.post(reverse("requests_app:apply_to", args=[body.slug]), typed)
    assert response.status_code == 302
    application = Application.objects.get()
    assert application.subject == application.applicant_name == application.description == nasty
    client.force_login(officer)
    for page in (client.get(application.get_absolute_url()), client.get(reverse("requests_app:desk"))):
        assert page.status_code == 200
        assert escape(nasty) in page.content.decode()
    notice = application.notices.get()
    paper = client.get(reverse("requests_app:notice", args=[notice.pk]))
    assert paper.status_code == 200 and paper.content.startswith(b"%PDF")


def test_one_line_stays_one_line():
    """A line break inside a name or subject becomes a blank."""
    form = ApplicationForm({"subject": "河道\r\n清淤\t工程"})
    form.is_valid()
    assert form.cleaned_data["subject"] == "河道 清淤 工程"


@pytest.mark.django_db
def test_an_unknown_body_is_not_found(client):
    """404, no trace."""
    assert client.get("/apply/nowhere/").status_code == 404
    assert client.post("/apply/nowhere/", {}).status_code == 404


@pytest.mark.parametrize("typed", [{}, {"number": "x" * 61, "code": "a"}, {"number": "a\x00", "code": "b"}])
@pytest.mark.django_db
def test_a_broken_question_is_no_failed_guess(client, typed):
    """An empty or overlong pair is told so beside the field and does not slow anybody down."""
    for _try in range(7):
        assert client.post(reverse("requests_app:track"), typed).status_code == 422
    assert not TrackForm(typed).is_valid()


@pytest.mark.parametrize(
    ("step", "typed", "field"),
    [
        ("ask_correction", {"missing": "", "days": "5"}, "missing"),
        ("ask_correction", {"missing": "请补充", "days": "soon"}, "days"),
        ("ask_correction", {"missing": "请补充", "days": "0"}, "days"),
        ("ask_correction", {"missing": "长" * 1001, "days": "5"}, "missing"),
        ("draft?outcome=refused", {"kind": "trade", "reasons": "", "grounds": "第十五条"}, "reasons"),
        (
            "draft?outcome=refused",
            {"kind": "trade", "reasons": "长" * 2001, "grounds": "第十五条"},
            "reasons",
        ),
        ("draft?outcome=already_public", {"disclosure": "NONE/2026-00001", "way": "网站"}, "disclosure"),
    ],
)
@pytest.mark.django_db
def test_officers_forms_say_what_is_wrong_too(client, make_application, officer, step, typed, field):
    """422, the sentence beside the field, the application unchanged. Filed today: later some steps are over."""
    application = make_application(upto="registered", when=timezone.now())
    client.force_login(officer)
    name, _mark, query = step.partition("?")
    address = reverse("requests_app:take", args=[application.pk, name])
    response = client.post(f"{address}?{query}", typed)
    assert response.status_code == 422
    assert list(response.context["forms"][name].errors) == [field]
    application.refresh_from_db()
    assert application.status == Application.Status.REGISTERED


@pytest.mark.parametrize("day", ["", "yesterday", "2026-02-30", "1900-01-01", "2999-01-01"])
@pytest.mark.django_db
def test_a_wrong_day_of_delivery_is_refused(client, make_application, officer, day):
    """Neither a day that is none, nor one before the decision or ahead."""
    application = make_application(upto="decided")
    client.force_login(officer)
    response = client.post(
        reverse("requests_app:take", args=[application.pk, "deliver"]), {"on": day, "way": "web"}
    )
    assert response.status_code == 422
    assert response.context["forms"]["deliver"].errors
    application.refresh_from_db()
    assert application.status == Application.Status.DECIDED


@pytest.mark.django_db
def test_the_extension_form_knows_the_cap(client, make_application, body, now):
    """J4-298: 16 working days are one too many; the sentence stands beside the field."""
    application = make_application(upto="registered", when=timezone.now())
    client.force_login(person(body, Role.SUPERIOR_LEADER))
    address = reverse("requests_app:take", args=[application.pk, "extend"])
    response = client.post(address, {"days": "16", "reason": "需要汇总"})
    assert response.status_code == 422
    assert list(response.context["forms"]["extend"].errors) == ["days"]
