"""The guide of an agency names whom to turn to (art. 12, A-022, D-111, D-121, I-241)."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency(cast):
    """The cast's agency with everything that a guide can say."""
    said = {
        "about": "负责全市质量监督。",
        "address": "清河市人民路1号",
        "hours": "工作日9时至17时",
        "phone": "010-0000001",
        "email": "office@example.org",
    }
    for name, value in said.items():
        setattr(cast.agency, name, value)
    cast.agency.save()
    return cast.agency


def test_the_guide_names_office_address_hours_hotline_and_mailbox(client, agency):
    page = client.get(agency.get_absolute_url()).content.decode()
    office = agency.departments.get(is_disclosure_office=True)
    told = [
        agency.about,
        agency.address,
        agency.hours,
        agency.phone,
        agency.email,
        agency.hotline,
        office.name,
    ]
    assert [words for words in told if words not in page] == []
    assert all(department.name in page for department in agency.departments.all())


def test_a_department_shows_its_duties_telephone_and_key_post(client, agency, cast):
    department = cast.department
    department.duties, department.phone, department.is_key_post = "起草规范性文件。", "010-0000002", True
    department.save()
    page = client.get(department.get_absolute_url()).content.decode()
    assert department.duties in page and department.phone in page and "重点岗位" in page


def test_the_rules_name_departments_by_their_full_names(client, make_agency):
    """J2-264: whoever interprets the rules says so in its name."""
    agency = make_agency("proactive", regime="bureau-proactive")
    page = client.get(reverse("catalog:rules", args=[agency.slug])).content.decode()
    assert "信息公开工作领导小组（负责解释本制度）" in page
