"""The page of the rules tells whose each of them is; what personal data forbids cannot be put forward."""

from pathlib import Path

import pytest
from django.conf import settings

from catalog.actions import disclosures
from core.roles import Role
from core.transitions import Refused
from tests.conftest import give_role, make_person

FOLDER = Path(settings.BASE_DIR) / "regimes"
BODIES = sorted(path.stem for path in FOLDER.glob("*.yaml") if path.stem != "national-2019")


@pytest.mark.parametrize("code", BODIES)
def test_the_page_of_the_rules_tells_whose_each_department_channel_and_step_is(code, make_agency, client):
    """Quotations and choices of departments, channels, rhythms, chains and deadlines; the document with its basis."""
    agency = make_agency("body", regime=code)
    rules = agency.regime.versions.get().rules
    page = client.get("/agencies/body/rules/").content.decode()
    parts = [*rules.departments.values(), *rules.channels.values(), *rules.cadences.values()]
    parts += [*rules.chains.values(), *rules.clocks.values()]
    unsaid = [
        one.code
        for one in parts
        if not (f"{one.cited.quote}</q>" in page if one.cited.clause else one.cited.choice.zh in page)
    ]
    assert parts and not unsaid
    source = rules.source
    told = [rules.title.zh, source.title, source.number, *(one.title for one in source.basis)]
    assert not [words for words in told if words and words not in page]


def test_lists_of_names_that_the_law_forbids_cannot_be_put_forward(make_agency, client, now):
    """E:022, E:025, E:026: couples, fined persons, diagnoses of children; the page says why, a draft is refused."""
    agency = make_agency("town", regime="township")
    clerk = make_person("town-clerk")
    give_role(clerk, Role.PROPOSER, agency)
    names = list(agency.items.exclude(blocked=""))
    assert {item.code for item in names} == {"3.3", "4.3", "8.1.2", "8.2.2", "8.3.2"}
    for item in names:
        with pytest.raises(Refused):
            disclosures.propose(
                disclosures.draft(
                    item=item, obligation=None, by=clerk, now=now, title="名单", summary="名单。", body="略。",
                    formed_on=now.date(), attested=True, channels=["website"], elements={},
                ),
                by=clerk,
                now=now,
            )  # fmt: skip
        page = client.get(item.get_absolute_url()).content.decode()
        assert item.blocked in page
        assert "<dt>公开渠道" not in page and "日内公开" not in page and "一旦发生应当公开的情形" not in page
