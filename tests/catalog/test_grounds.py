"""On which grounds a body keeps things back, on which laws an item rests, and that the website comes first."""

from datetime import date

import pytest
from django.urls import reverse

from catalog.actions import withholding
from catalog.disclosures import website_first
from catalog.forms.disclosures import DisclosureForm
from catalog.models import Disclosure, DisclosureItem
from catalog.public import regime_words
from catalog.sources import Ground, Source
from core.regimes import schema
from tests.catalog.test_admin import typed
from tests.conftest import load_regime

DAY = date(2026, 3, 10)
FOUR = ["state_secret", "forbidden", "trade_secret", "privacy"]


def rules_of(code: str):
    return load_regime(code).rules


def test_a_body_that_knows_four_grounds_offers_and_takes_no_other(cast, item, make_disclosure):
    """H-192. Where the regime is silent all of articles 14 to 16 are there; an older ground stays to be seen."""
    known = schema.schema()["properties"]["withheld"]["properties"]["grounds"]["items"]["enum"]
    assert set(known) == set(Ground.values)
    four, all_of_law = rules_of("hr-bureau"), rules_of("national-2019")
    blank = Disclosure(item=item, agency=item.agency, department=item.department)

    def offered(rules, one=blank):
        return [
            code for code, _name in DisclosureForm(instance=one, rules=rules).fields["ground"].choices if code
        ]

    assert offered(four) == FOUR and offered(all_of_law) == Ground.values
    kept = make_disclosure(item)
    kept.source, kept.ground, kept.channels = Source.WITHHELD, Ground.INTERNAL, []
    assert set(offered(four, kept)) == {*FOUR, Ground.INTERNAL}
    item.agency.regime = load_regime("hr-bureau").regime
    kept.agency = item.agency
    assert any(str(Ground.INTERNAL.label) in reason for reason in withholding.blockers(kept))
    kept.ground = Ground.PRIVACY
    assert not list(withholding.blockers(kept))


def test_each_item_says_on_which_law_or_document_it_rests(client, make_agency):
    """A-002: title and document number, its own or those of the whole source; the source with its number."""
    credit = regime_words.basis_words("3.5.1", rules_of("quality-bureau-3"))
    assert credit == ["《企业信息公示暂行条例》（国务院令第654号）", "《泰州市质量信用红黑名单制度（试行）》"]
    bureau = make_agency("bureau")
    rests = client.get(reverse("catalog:rules", args=[bureau.slug])).content.decode()
    assert "《市政府办公室关于贯彻落实国务院办公厅2016年政务公开工作要点的通知》" in rests  # C-316
    zone = make_agency("zone", regime="economic-zone")
    whole = "《关于贯彻落实中办[20*]12号文件精神,进一步推行政务公开制度的实施意见》（浙委办[20*]47号）"
    for address in (reverse("catalog:item", args=["zone", "1.1"]), reverse("catalog:rules", args=["zone"])):
        assert whole in client.get(address).content.decode()
    rules = zone.regime.version_on(DAY).rules
    national = regime_words.source_words(["law-20"], rules.source)
    assert "711" in national[0] and "20" in national[0]
    hr = rules_of("hr-bureau")
    assert "阿市人劳社字〔2011〕28号" in regime_words.source_words(["H-192"], hr.source)[0]


@pytest.mark.parametrize("channels,warns", [(["press"], True), (["web", "press"], False), ([], False)])
def test_what_is_published_elsewhere_only_raises_a_warning(
    client, cast, item, make_disclosure, channels, warns
):
    """I-234: told to who proposes and to who reviews; it stops nobody, and nothing is asked of what is kept inside."""
    DisclosureItem.objects.filter(pk=item.pk).update(channels=["web", "press"])
    item.refresh_from_db()
    made = make_disclosure(item, channels=channels)
    rules = cast.agency.regime.version_on(made.formed_on).rules
    assert bool(website_first.warning(made, rules)) is warns
    if not warns:
        return
    said = website_first.warning(made, rules)
    client.force_login(cast.clerk)
    address = reverse("admin:catalog_disclosure_change", args=[made.pk])
    assert said in client.get(address).content.decode()
    form = client.get(address).context["form"]
    kept = typed(
        channels=channels, formed_on=made.formed_on.isoformat(), seen=form["seen"].value(), _propose="1"
    )
    answer = client.post(address, kept, follow=True)
    assert said in answer.content.decode() and "form" not in (answer.context or {}), answer.context[
        "form"
    ].errors
    made.refresh_from_db()
    assert made.status == "in_review"
    client.force_login(cast.leader)
    assert said in client.get(reverse("review:matter", args=[made.pk])).content.decode()
    made.audience = "staff"
    assert not website_first.warning(made, rules)
