"""The corrected rules of a body are loaded over its running portal.

``before/`` holds the files as they were when they said things that their documents do not say.
"""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from catalog.actions import catalogue, disclosures, obligations
from catalog.models import Disclosure, DisclosureItem, Obligation, State
from core.actions import load_regime_version
from core.models import Agency
from core.regimes import reading
from core.roles import Role
from review import actions as review
from tests.conftest import SHANGHAI, give_role, load_regime, make_person
from tests.scanned import scanned

BEFORE = Path(__file__).parent / "before"
AFTER = Path(settings.BASE_DIR) / "regimes"
BEGAN = datetime(2026, 1, 5, 9, 0, tzinfo=SHANGHAI)
LOADED = datetime(2026, 3, 10, 9, 0, tzinfo=SHANGHAI)
LATER = LOADED + timedelta(hours=3)


class Running:
    """A body that worked under the earlier file since January, and took the corrected one up in March."""

    def __init__(self, stem: str, clock) -> None:
        self.clock, self.stem = clock, stem
        load_regime("national-2019")
        data = yaml.safe_load((BEFORE / f"{stem}.yaml").read_text(encoding="utf-8"))
        version = load_regime_version(data, at=BEGAN)
        self.agency = Agency.objects.create(
            slug="body", code="BODY", name="某机关", regime=version.regime,
            obliged_from=BEGAN.date(), opened_at=BEGAN,
        )  # fmt: skip
        catalogue.adopt_regime(self.agency, now=BEGAN)
        self.clerk, self.leader = make_person("clerk"), make_person("leader")
        give_role(self.clerk, Role.PROPOSER, self.agency)
        give_role(self.leader, Role.LEADER_IN_CHARGE, self.agency)

    def open(self, now: datetime) -> None:
        obligations.open_obligations(now=now)

    def correct(self) -> None:
        """Load the corrected file and let the night's work bring the body to it."""
        checked = reading.read(AFTER / f"{self.stem}.yaml")
        assert not checked.problems, checked.problems[:3]
        load_regime_version(checked.data, at=LOADED)
        assert catalogue.adopt_new_versions(now=LOADED) == 1
        self.agency.refresh_from_db()
        self.open(LOADED)

    def item(self, code: str) -> DisclosureItem:
        return self.agency.items.get(code=code)

    def publish(self, code: str, now: datetime, *, obligation: Obligation | None = None) -> Disclosure:
        """Put forward, review and publish something of the item, by the people of its department."""
        item = self.item(code)
        made = disclosures.draft(
            item=item, obligation=obligation, by=self.clerk, now=now,
            title=f"{item.name}之一", summary="要点。", body="情况如下。", formed_on=now.date(), attested=True,
            channels=item.channels[:1],
        )  # fmt: skip
        disclosures.propose(made, by=self.clerk, now=now)
        scanned(now=now)
        review.give_verdict(made, by=self.leader, now=now, says="approve")
        return Disclosure.objects.get(pk=made.pk)


@pytest.fixture
def clock(monkeypatch):
    """What the pages take for the present: the afternoon after the loading."""
    monkeypatch.setattr(timezone, "now", lambda: LATER)


def test_what_was_invented_is_retired_with_a_public_note_and_keeps_what_it_has(db, clock, client):
    """Its number, its publications and their index numbers stay; nobody owes it any more; the public reads why."""
    body = Running("economic-zone", clock)
    body.open(BEGAN)
    old = body.publish("4.6", BEGAN)
    body.open(LOADED - timedelta(days=1))
    waiting = Obligation.objects.filter(item__code="4.6").with_state(LOADED.date())
    assert {one.state for one in waiting} <= {State.DUE, State.LATE}
    numbers = dict(Disclosure.objects.values_list("pk", "index_number"))
    rows = set(Obligation.objects.values_list("pk", "key", "publish_by", "propose_by", "version"))
    body.correct()

    gone = body.item("4.6")
    assert (
        gone.active_to == LOADED.date() - timedelta(days=1)
        and not gone.obligations.open(LOADED.date()).exists()
    )
    assert dict(Disclosure.objects.values_list("pk", "index_number")) == numbers
    assert rows <= set(Obligation.objects.values_list("pk", "key", "publish_by", "propose_by", "version"))
    english = client.get(f"/en/agencies/body/catalogue/{gone.code}/").content.decode()
    assert "Removed: the document orders it to be done, not to be disclosed" in english
    chinese = client.get("/agencies/body/catalogue/1.13.4/").content.decode()
    assert "予以移除：原文没有这一公开事项" in chinese
    assert "原文第⑵至⑹项摘录中省略" not in chinese  # what the earlier file said of the document was not true
    listed = client.get("/agencies/body/catalogue/").content.decode()
    standing, _heading, ended = listed.partition('id="ended"')
    assert "村集体资产、资源的承包和租赁" in ended and "村集体资产、资源的承包和租赁" not in standing
    assert client.get(old.get_absolute_url()).status_code == 200
    with pytest.raises(Exception, match="原文"):
        disclosures.draft(item=gone, by=body.clerk, now=LATER, title="再来", body="。")


def test_what_was_missing_is_owed_from_the_day_of_loading_and_published(db, clock, client):
    """Nothing is owed for the time before; what is published under it stands in public beside its clause."""
    body = Running("economic-zone", clock)
    body.open(BEGAN)
    body.correct()
    for code, name, clause in (
        ("1.12.6", "社会治安状况", "二(一)12"),
        ("1.12.5", "影响公众人身和财产安全的灾情", "二(一)12"),
        ("1.6.4", "行政管理、经济管理活动的事项", "二(一)6"),
        ("1.13.8", "文化教育情况", "二(一)13⑵"),
    ):
        item = body.item(code)
        assert item.active_from == LOADED.date()
        assert all(one.base_on >= LOADED.date() for one in item.obligations.all())
        body.publish(code, LATER)
        page = client.get(reverse("catalog:item", args=["body", code])).content.decode()
        assert name in page and clause in page and f"{item.name}之一" in page
    order = body.item("1.12.6").obligations
    assert not order.exists()  # the running quarter began before: the first whole one is owed
    body.open(datetime(2026, 4, 1, 9, 0, tzinfo=SHANGHAI))
    assert order.get().base_on == date(2026, 6, 30) and order.get().version.number == 2


def test_what_stays_keeps_its_number_its_days_and_its_history(db, clock, client):
    """A name that was shortened is said in full; what was opened before keeps its days and its version."""
    body = Running("economic-zone", clock)
    body.open(BEGAN)
    land = body.publish("1.13.2", BEGAN)
    before = {
        (one.pk, one.publish_by, one.version_id)
        for one in Obligation.objects.filter(item__code__in=["1.13.1", "1.9.1", "2.1", "3.2.1"])
    }
    body.correct()
    kept = Obligation.objects.filter(item__code__in=["1.13.1", "1.9.1", "2.1", "3.2.1"])
    assert before and before <= {(one.pk, one.publish_by, one.version_id) for one in kept}
    item = body.item("1.13.2")
    assert item.name == "征用土地及土地补偿费、安置补助费的发放、使用情况" and item.active_to is None
    page = client.get(reverse("catalog:item", args=["body", "1.13.2"])).content.decode()
    assert land.title in page and "二(一)13⑸" in page and "土地补偿费、安置补助费" in page


def test_the_second_body_is_corrected_likewise(db, clock, client):
    """B: projects, new staff, laws and what is told at meetings; two loads of the same file are one."""
    body = Running("quality-bureau-2", clock)
    body.open(BEGAN)
    body.correct()
    assert catalogue.adopt_new_versions(now=LATER) == 0
    told = body.publish("5.5", LATER)
    page = client.get(reverse("catalog:item", args=["body", "5.5"])).content.decode()
    assert told.title in page and "(三)3" in page and "有关法规政策" in page
    for code in ("6.1.4", "6.1.5", "6.3.2", "6.5.1", "6.5.3"):
        assert body.publish(code, LATER).status == "published"
        assert (
            client.get(reverse("catalog:item", args=["body", code])).status_code == 404
        )  # for the staff only
    assert body.item("6.2.7").blocked and body.item("5.1").blocked
