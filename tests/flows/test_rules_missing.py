"""A body whose rules follow a regime that was never loaded: a sentence for everybody, an error for nobody."""

from copy import deepcopy

import pytest
from django.core import checks
from django.urls import reverse

from core.actions import load_regime_version
from core.models import Agency, RegimeVersion, RulesMissing
from disclosure_portal import readiness
from requests_app import actions
from requests_app.models import Application
from tests.conftest import load_regime
from tests.flows.pages import Visitor

pytestmark = pytest.mark.django_db
NEVER = "never-loaded"


@pytest.fixture
def orphan(make_agency, now) -> Agency:
    """A body, open to the public, whose newest rules follow a regime that nobody loaded."""
    agency = make_agency("economic", regime="economic-zone")
    content = deepcopy(RegimeVersion.objects.values_list("content", flat=True).get(regime=agency.regime))
    content["applications"] = {"follow": NEVER}
    load_regime_version(content, at=now)
    return Agency.objects.get(pk=agency.pk)


@pytest.mark.parametrize("page", ["requests_app:apply_to", "requests_app:rectify", "requests_app:form_pdf"])
def test_who_applies_reads_why_it_cannot_be_and_how_else_the_body_is_reached(client, orphan, page):
    """Once AttributeError or KeyError: a page with the sentence; the list of bodies still opens without it."""
    answer = client.get(reverse(page, args=[orphan.slug]))
    assert answer.status_code == 503 and NEVER in answer.content.decode()
    listed = client.get(reverse("requests_app:apply"))
    assert listed.status_code == 200
    assert reverse("requests_app:apply_to", args=[orphan.slug]) not in listed.content.decode()


def test_the_rules_of_a_case_name_what_is_missing(orphan, now):
    """By whichever way one comes in: an exception with its own name and a sentence."""
    version = orphan.regime.version_on(now.date())
    with pytest.raises(RulesMissing, match=NEVER):
        _ = Application(agency=orphan, version=version, received_on=now.date()).rules
    with pytest.raises(RulesMissing, match=NEVER):
        actions.receive(
            agency=orphan, now=now, subject="资金", description="资金安排", applicant_name="柳青禾"
        )


def test_the_check_and_the_list_before_opening_say_it(orphan, now):
    """For the administrator: by command, when a file is loaded, on the page of the body; until the file is there."""
    found = checks.run_checks(tags=["rules"], databases=["default"])
    assert [(it.id, it.obj) for it in found] == [("portal.W021", orphan)] and NEVER in found[0].msg
    assert any(NEVER in reason for reason in readiness.missing(orphan, now.date()))


def test_the_form_for_a_new_body_refuses_such_a_regime_beside_the_field(orphan, make_administrator):
    """With everything typed kept; loaded rules are taken."""
    root = Visitor()
    root.client.force_login(make_administrator())
    root.open(reverse("admin:core_agency_add"))
    typed = {
        "slug": "new-body", "name": "新设局", "code": "QHNEW", "calendar": "CN", "obliged_from": "2026-01-01",
        "opinions_an_hour": "50",
    }  # fmt: skip
    page = root.send("_save", press="_save", regime=orphan.regime.pk, **typed)
    assert "regime" in page.wrong and NEVER in page.text
    assert (
        page.form("_save").values["name"] == ["新设局"]
        and not Agency.objects.filter(slug="new-body").exists()
    )
    root.send("_save", press="_save", regime=load_regime("national-2019").regime.pk)
    assert Agency.objects.filter(slug="new-body").exists()
