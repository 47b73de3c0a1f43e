"""The life of a disclosure as its people live it, page by page: owed, proposed, returned, approved, public, answered,
archived, reported; and what becomes of one that is withdrawn."""

from datetime import date

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from archive.models import ArchiveFile
from archive.reports.rows import KINDS, NUMERALS
from catalog.actions import obligations, screening
from catalog.models import Disclosure, DisclosureItem, Obligation
from core.exports.pdf import FONTS
from core.mail import letters
from core.models import LogEntry
from core.roles import Role
from review.models import Opinion
from tests.flows.pages import Visitor, pdf_text
from tests.flows.world import people_for

pytestmark = pytest.mark.django_db

OWED = "admin:catalog_obligation_changelist"
TITLE = "河东片区道路工程一季度进展"
ANSWER = "附件每季度更新一次，下次在七月。"
needs_fonts = pytest.mark.skipif(not any(FONTS.glob("*.ttf")), reason="The fonts of the reports are missing.")


def quarterly_item(agency) -> DisclosureItem:
    """A public item that one leader approves, owed each quarter."""
    rules = agency.regime.version_on(date(2026, 3, 10)).rules
    quarterly = [code for code, cadence in rules.cadences.items() if cadence.kind == "quarterly"]
    chosen = DisclosureItem.objects.filter(
        agency=agency, cadence__in=quarterly, audience="public", blocked="", chain="ordinary", elements=""
    ).first()
    assert chosen, "The regime has no such item; choose another regime for this story."
    return chosen


@pytest.fixture
def zone(make_agency, clock):
    """The economic zone: its regime has all six cadences (A-038 to A-043)."""
    agency = make_agency("zone", regime="economic-zone")
    return people_for(agency, quarterly_item(agency).department)


def propose(proposer: Visitor, owed: Obligation, **changes) -> Disclosure:
    """Find what is owed in the list of the admin, propose it there with a file."""
    page = proposer.open(reverse(OWED))
    assert owed.item.name in page.text
    proposer.follow(f"?obligation={owed.pk}")
    upload = SimpleUploadedFile("工程进展表.csv", "标段,进度\n一,六成\n".encode(), content_type="text/csv")
    content = {
        "title": TITLE,
        "summary": "三个标段按计划推进，一个标段因管线迁改推迟。",
        "body": "<p>一标段完成六成。</p><h2>下一步</h2><p>二标段四月复工。</p>",
        "channels": ["web", "board"],
        "formed_on": "2026-04-02",
        "attested": "on",
        "uploads": upload,
    }
    proposer.send("csrfmiddlewaretoken", press="_propose", **{**content, **changes})
    return Disclosure.objects.get(obligation=owed)


def approve(leader: Visitor, matter: Disclosure) -> None:
    """Find the matter in the queue and approve it, once its files are looked through."""
    screening.scan_due(now=matter.created_at)
    leader.open(reverse("review:queue"))
    leader.follow(matter.get_absolute_url().replace("disclosures", "review"))
    leader.send("says", "opinion", press=("says", "approve"))


@needs_fonts
def test_a_disclosure_lives_from_the_schedule_to_the_archive(zone, clock):
    """Each person does their part on their own pages; the public sees exactly what was approved, when it was."""
    owed = opened_by_the_schedule(zone, clock)
    matter = returned_and_proposed_again(zone, owed, clock)
    public_everywhere(matter)
    opinion_and_answer(zone, matter, clock)
    sealed_and_reported(zone, matter, clock)


def opened_by_the_schedule(zone, clock) -> Obligation:
    """The quarter is over; the scheduler was down until today, and runs twice."""
    clock.move_to(2026, 4, 3)
    assert obligations.open_obligations(now=clock.now) > 0
    assert obligations.open_obligations(now=clock.now) == 0
    item = quarterly_item(zone.agency)
    owed = Obligation.objects.get(item=item, key="2026-Q1")
    assert owed.publish_by == date(2026, 4, 15)  # ten working days; 4 to 6 April is the Qingming holiday
    page = Visitor().open(item.get_absolute_url())
    assert owed.label in page.text
    return owed


def returned_and_proposed_again(zone, owed, clock) -> Disclosure:
    """Proposed, returned with an opinion by letter, corrected, approved: by the leader, never by the proposer."""
    proposer, leader = zone.sign_in(Role.PROPOSER), zone.sign_in(Role.LEADER_IN_CHARGE)
    matter = propose(proposer, owed)
    assert matter.status == Disclosure.Status.IN_REVIEW
    Visitor().open(matter.get_absolute_url(), status=404)

    leader.open(reverse("review:queue"))
    leader.follow(f"/review/{matter.pk}/")
    assert "一标段完成六成" in leader.page.text
    leader.send("return-opinion", press=("says", "send_back"), **{"return-opinion": "请补充推迟的原因。"})
    assert letters.send_owed(clock.now) == 1
    assert mail.outbox[-1].to == [zone.people[Role.PROPOSER].email]
    assert "请补充推迟的原因" in mail.outbox[-1].body

    clock.wait(hours=2)
    proposer.open(reverse(OWED))
    proposer.follow(f"/admin/catalog/disclosure/{matter.pk}/change/")
    assert "请补充推迟的原因" in proposer.page.text
    proposer.send("title", press="_propose", body="<p>一标段完成六成；二标段因燃气管线迁改推迟。</p>")
    assert not proposer.open(f"/review/{matter.pk}/").has_form("return-opinion")
    proposer.client.post(f"/review/{matter.pk}/", {"says": "approve"})
    matter.refresh_from_db()
    assert matter.status == Disclosure.Status.IN_REVIEW

    approve(leader, matter)
    matter.refresh_from_db()
    assert matter.status == Disclosure.Status.PUBLISHED
    assert matter.approved_by == zone.people[Role.LEADER_IN_CHARGE]
    assert [event.action for event in matter.events.order_by("pk")] == [
        "draft", "propose", "send_back", "propose", "approve", "publish",
    ]  # fmt: skip
    return matter


def public_everywhere(matter) -> None:
    """It stands in the catalogue, on its own page, on the first page, in search, in the sitemap, in English too."""
    reader, item, here = Visitor(), matter.item, matter.get_absolute_url()
    assert item.get_absolute_url() in reader.open(reverse("catalog:catalogue", args=["zone"])).links
    assert here in reader.open(item.get_absolute_url()).links
    for listing in ("home", "catalog:latest"):
        assert here in reader.open(reverse(listing)).links
    for words in ("燃气", "工程", matter.index_number):
        assert here in reader.open(f"{reverse('search')}?q={words}").links
    assert here not in reader.open(f"{reverse('search')}?q=水库").links

    page = reader.open(here)
    for shown in (
        TITLE,
        matter.index_number,
        item.department.name,
        "二标段因燃气管线迁改推迟",
        "工程进展表.csv",
    ):
        assert shown in page.text
    attachment = matter.attachments.get()
    assert attachment.sha256 in page.html
    file = reader.client.get(attachment.get_absolute_url())
    assert b"".join(file.streaming_content) == "标段,进度\n一,六成\n".encode()
    assert "attachment" in file["Content-Disposition"]
    assert file["X-Content-Type-Options"] == "nosniff"

    english = reader.open(f"/en{here}")
    assert TITLE in english.text
    assert english.link(here)  # the way back to Chinese
    assert 'lang="en"' in english.html
    assert here in sitemap()
    assert LogEntry.objects.get(subject=matter.index_number).kind == "published"


def sitemap() -> str:
    """All addresses that the sitemap gives."""
    client = Visitor().client
    index = client.get("/sitemap.xml").content.decode()
    parts = [part.split("</loc>")[0] for part in index.split("<loc>")[1:]]
    return "".join(client.get(part.split("testserver")[-1]).content.decode() for part in parts)


def opinion_and_answer(zone, matter, clock) -> None:
    """Said without an account, seen by nobody before it is answered, then public with its answer."""
    clock.wait(days=3)
    citizen = Visitor()
    citizen.open(matter.get_absolute_url())
    citizen.send("text", "rating", text="附件多久更新一次？", rating="4", contact="passer@example.org")
    opinion = Opinion.objects.get()
    assert "附件多久更新一次" not in Visitor().open(matter.get_absolute_url()).text

    letters.send_owed(clock.now)
    assert [letter.to for letter in mail.outbox[-1:]] == [[zone.people[Role.FEEDBACK_COLLECTOR].email]]
    collector = zone.sign_in(Role.FEEDBACK_COLLECTOR)
    collector.open(reverse("review:opinions"))
    collector.follow(f"/review/opinions/{opinion.pk}/")
    collector.send("answer", answer=ANSWER)
    page = citizen.open(matter.get_absolute_url())
    assert "附件多久更新一次" in page.text
    assert ANSWER in page.text
    assert "passer@example.org" not in page.html
    letters.send_owed(clock.now)
    assert mail.outbox[-1].to == ["passer@example.org"]


def sealed_and_reported(zone, matter, clock) -> None:
    """The board is confirmed, the file sealed; the supervisor reads eleven sections of one matter and of a period."""
    clock.wait(days=30)
    archivist = zone.sign_in(Role.ARCHIVIST)
    seal = reverse("archive:seal_disclosure", args=[matter.pk])
    archivist.open(reverse("archive:shelf"))
    archivist.send(to=seal)
    assert not ArchiveFile.objects.exists()  # nobody has said yet when and where it hung on the board

    keeper = zone.sign_in(Role.DISCLOSURE_OFFICE)
    placement = matter.placements.get(channel="board")
    keeper.open(reverse("admin:catalog_placement_confirm", args=[placement.pk]))
    keeper.send("place", placed_on="2026-04-04", place="办事大厅一楼公开栏")
    early = reverse("archive:end_display", args=[matter.pk])
    archivist.open(reverse("archive:shelf"))
    archivist.send(to=seal)
    assert (
        not ArchiveFile.objects.exists()
    )  # it is still on display: that ends early for a reason that two give
    archivist.open(early)
    archivist.send(to=early, reason="已由新版规程取代。")
    keeper.open(early)
    keeper.send(to=early)
    archivist.open(reverse("archive:shelf"))
    archivist.send(to=seal)
    file = ArchiveFile.objects.get()
    matter.refresh_from_db()
    assert matter.status == Disclosure.Status.ARCHIVED
    assert TITLE in Visitor().open(matter.get_absolute_url()).text  # archived is not hidden

    supervisor = zone.sign_in(Role.SUPERVISOR)
    supervisor.open(reverse("supervision:overview"))
    one = supervisor.client.get(reverse("archive:matter_report", args=[file.pk]))
    period = supervisor.client.get(
        reverse("archive:period_report", args=["zone"]),
        {"department": matter.department.slug, "from": "2026-01-01", "to": "2026-06-30"},
    )
    for report in (one, period):
        assert report["Content-Type"] == "application/pdf"
        words = pdf_text(report.content)
        for place, (_code, title, _empty) in enumerate(KINDS):
            assert f"{NUMERALS[place]}、{title}".replace(" ", "") in words
        for written in (TITLE, "办事大厅一楼公开栏", ANSWER, "附件多久更新一次"):
            assert written in words
    stranger = Visitor().client.get(reverse("archive:matter_report", args=[file.pk]))
    assert stranger.status_code == 302


def test_a_withdrawn_disclosure_leaves_a_tombstone(zone, clock):
    """The page says that it was withdrawn, when and why; text, files, search and lists no longer have it."""
    clock.move_to(2026, 4, 3)
    obligations.open_obligations(now=clock.now)
    owed = Obligation.objects.get(item=quarterly_item(zone.agency), key="2026-Q1")
    matter = propose(zone.sign_in(Role.PROPOSER), owed, channels=["web"])
    approve(zone.sign_in(Role.LEADER_IN_CHARGE), matter)
    address = matter.attachments.get().get_absolute_url()
    office = zone.sign_in(Role.DISCLOSURE_OFFICE)
    office.open(reverse("admin:catalog_disclosure_withdraw", args=[matter.pk]))
    office.send("reason", reason="进度数据有误，更正后重新公开。")

    reader, here = Visitor(), matter.get_absolute_url()
    page = reader.open(here)
    assert "进度数据有误，更正后重新公开" in page.text
    assert "一标段完成六成" not in page.text
    reader.open(address, status=404)
    for listing in (reverse("home"), reverse("catalog:latest"), f"{reverse('search')}?q=工程"):
        assert here not in reader.open(listing).links
    assert here not in sitemap()
    said = LogEntry.objects.filter(subject=matter.index_number).order_by("number")
    assert [entry.kind for entry in said] == ["published", "withdrawn"]


@pytest.mark.parametrize(
    ("regime", "kind", "keys"),
    [
        ("economic-zone", "monthly", {"2026-M3"}),
        ("economic-zone", "quarterly", {"2026-Q1"}),
        ("economic-zone", "annual", {"2026"}),
        ("economic-zone", "permanent", {"standing"}),
        ("quality-bureau-3", "half_year_window", {"window-2026-06-30"}),
    ],
)
def test_the_schedule_opens_what_each_cadence_owes(make_agency, clock, regime, kind, keys):
    """On 10 March each standing item owes exactly its running period, with days that can be explained (C-095)."""
    agency = make_agency("body", regime=regime)
    obligations.open_obligations(now=clock.now)
    rules = agency.regime.version_on(clock.today).rules
    codes = [code for code, cadence in rules.cadences.items() if cadence.kind == kind]
    items = DisclosureItem.objects.filter(agency=agency, cadence__in=codes, blocked="")
    assert items
    for item in items:
        found = item.obligations.order_by("base_on")
        assert found.last().key in keys
        assert all(one.propose_by or one.publish_by for one in found)


@pytest.mark.parametrize("kind", ["immediate", "per_batch"])
def test_an_event_recorded_in_the_admin_makes_its_item_owed(make_agency, clock, kind):
    """What the calendar cannot know is owed once staff record that it happened (A-037, A-042)."""
    agency = make_agency("body", regime="economic-zone")
    rules = agency.regime.version_on(clock.today).rules
    codes = [code for code, cadence in rules.cadences.items() if cadence.kind == kind]
    item = DisclosureItem.objects.filter(agency=agency, cadence__in=codes, blocked="").first()
    proposer = people_for(agency, item.department).sign_in(Role.PROPOSER)
    assert obligations.open_obligations(now=clock.now) > 0
    assert not item.obligations.exists()
    proposer.open(reverse("admin:catalog_occurrence_add"))
    proposer.send("item", item=item.pk, title="第三批采购结果确定", happened_on="2026-03-10")
    owed = item.obligations.get()
    assert "第三批采购结果确定" in owed.label
    assert owed.publish_by > clock.today
    assert f"?obligation={owed.pk}" in proposer.open(reverse(OWED)).html
