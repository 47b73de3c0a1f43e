"""For whom a disclosure is, holds everywhere: one table of people and surfaces for the four circles (I-230)."""

from collections.abc import Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from catalog.actions import collecting, correcting, disclosures, screening
from catalog.models import Audience, Collection, Disclosure
from core.actions import make_feed_address
from core.exports.icalendar import CONTENT_TYPE
from core.proof import log
from core.scanning.files import in_file
from supervision.forms import OTHERS
from tests.conftest import TODAY
from tests.signing import approve

pytestmark = pytest.mark.django_db
CHANNELS = ["web", "notice_board"]
CIRCLES = {"public": "街道路灯", "counterparty": "许可批件", "staff": "食堂收支", "leadership": "干部考察"}
EVERYBODY = {"anonymous", "stranger"}
LEADERS = {"leader", "head", "supervisor", "archivist"}
UNIT = LEADERS | {"clerk", "colleague", "channel_keeper", "intake_officer", "observer"}
MAY_READ = {
    "public": EVERYBODY | UNIT,
    "counterparty": UNIT
    - {"colleague"},  # as far as the role reaches; staff of the whole body read what is for staff
    "staff": UNIT,
    "leadership": LEADERS,
}


@pytest.fixture
def circles(item, make_disclosure, cast, now, monkeypatch) -> dict[str, Disclosure]:
    """One disclosure for each circle: with a file, corrected once, all in one collection, related to the public one."""
    monkeypatch.setattr(timezone, "now", lambda: now)
    topic = Collection.objects.create(agency=cast.agency, slug="all", name="全部")
    made = {}
    for audience, word in CIRCLES.items():
        one = make_disclosure(
            item,
            title=f"{word}情况",
            body=f"<p>{word}的正文。</p>",
            audience=audience,
            channels=["web", "notice_board"],
        )
        upload = SimpleUploadedFile(f"{word}.txt", f"{word}的附件".encode())
        disclosures.attach(one, upload=upload, by=cast.clerk, now=now)
        if made:
            correcting.relate(one, kind="supersedes", earlier=made["public"], by=cast.clerk, now=now)
        publish(one, cast, now)
        correction = correcting.begin(one, reason=f"{word}的更正。", by=cast.clerk, now=now)
        fields = {"body": f"<p>{word}的新正文。</p>", "attested": True}
        disclosures.revise(correction, by=cast.clerk, now=now, **fields)
        publish(correction, cast, now)
        made[audience] = Disclosure.objects.get(pk=one.pk)
    collecting.gather(topic, disclosures=made.values(), by=cast.disclosure_office, now=now)
    return made


def scan(path, suffix: str, **known) -> list:
    """Files of our own making need no process of their own."""
    with path.open("rb") as file:
        return in_file(file, suffix, **known)


def publish(one: Disclosure, cast, now) -> None:
    """Through the gate and the chain; files are looked through at once."""
    disclosures.propose(one, by=cast.clerk, now=now)
    screening.scan_due(now=now, scan=scan)
    approve(one, by=cast.leader, now=now)


def visitors(cast) -> Iterator[tuple[str, Client]]:
    """Each kind of person, signed in."""
    for name in sorted(MAY_READ["public"]):
        client = Client()
        if name != "anonymous":
            client.force_login(cast.people[name])
        yield name, client


def text_of(client: Client, address: str) -> str:
    """What the visitor gets there, files and redirections included."""
    answer = client.get(address, follow=True)
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode() if answer.status_code == 200 else ""


def own_pages(one: Disclosure) -> dict[str, str]:
    """What belongs to one disclosure and to nobody else."""
    return {
        "page": reverse("disclosure", args=[one.pk]),
        "history": reverse("history", args=[one.pk]),
        "comparison": reverse("history", args=[one.pk]) + "?from=1&to=2",
        "file": one.attachments.get().get_absolute_url(),
    }


def public_pages(made: dict[str, Disclosure], cast) -> list[str]:
    """Lists, figures, feeds and the log: the same for everybody."""
    agency, item = cast.agency.slug, made["public"].item.code
    named = [
        *("home", "catalog:latest", "catalog:owed", "catalog:compliance", "catalog:compliance_csv"),
        *("catalog:compliance_ics", "catalog:agencies", "catalog:consultations", "log", "sitemaps"),
    ]
    return [
        *map(reverse, named),
        *(f"{reverse('search')}?q={word}" for word in CIRCLES.values()),
        *(reverse(f"catalog:{name}", args=[agency]) for name in ("agency", "catalogue", "collections")),
        reverse("catalog:collection", args=[agency, "all"]),
        reverse("catalog:department", args=[agency, made["public"].department.slug]),
        reverse("catalog:item", args=[agency, item]),
        reverse("sitemap", args=["disclosures"]),
        reverse("disclosure", args=[made["public"].pk]),
        reverse("history", args=[made["public"].pk]),
        *(f"{reverse('catalog:latest')}?agency={agency}&year=2026" for _once in range(1)),
        *(
            f"{reverse('supervision:complain', args=[agency])}?about=disclosure-{one.pk}"
            for one in made.values()
        ),
        *(reverse("log_entry", args=[number]) for number in range(1, 9)),
        *map(reverse, ("catalog:latest_feed", "catalog:consultations_feed", "catalog:open_data")),
        f"{reverse('catalog:latest_feed')}?agency={agency}&item={item}",
        *(f"{reverse('catalog:search_feed')}?q={word}" for word in CIRCLES.values()),
        *(reverse(f"open_data:{name}") for name in ("agencies", "items", "disclosures", "log")),
        reverse("open_data:disclosure", args=[made["public"].pk]),
    ]


def work_pages(made: dict[str, Disclosure]) -> list[str]:
    """Pages behind the sign-in, which show each person another part."""
    of = [f"{reverse('supervision:records')}?of={name}" for name in OTHERS]
    named = (
        *("workplace", "desk", "review:queue", "review:opinions", "archive:shelf", "supervision:overview"),
        *("withheld", "on_application", "admin:catalog_disclosure_changelist"),
        *("admin:catalog_placement_changelist", "admin:catalog_obligation_changelist", "admin:index"),
    )
    gates = [reverse("catalog:gate", args=[one.pk]) for one in made.values()]
    changes = [reverse("admin:catalog_disclosure_change", args=[one.pk]) for one in made.values()]
    return [*map(reverse, named), *of, *gates, *changes]


def test_each_circle_reads_its_own_and_nobody_elses(circles, cast):
    """Page, history, comparison and file: whoever may read one of them may read all, and nobody else any."""
    looked_at = list(visitors(cast))
    assert looked_at
    for name, client in looked_at:
        for audience, one in circles.items():
            may = name in MAY_READ[audience]
            for surface, address in own_pages(one).items():
                shown = CIRCLES[audience] in text_of(client, address)
                assert shown == may, (name, audience, surface)
            asked = (
                Disclosure.objects.readable_by(cast.people[name], on=TODAY) if name != "anonymous" else None
            )
            assert asked is None or asked.filter(pk=one.pk).exists() == may, (name, audience)


def test_what_everybody_sees_holds_nothing_of_a_narrower_circle(circles, cast):
    """Nor does it for those who may read it: lists, search, figures, feeds, collections and the log are public."""
    inner = {audience: word for audience, word in CIRCLES.items() if audience != Audience.PUBLIC}
    addresses = public_pages(circles, cast)
    for name, client in visitors(cast):
        if name not in ("anonymous", "stranger", "head"):
            continue
        for address in addresses:
            shown = text_of(client, address).replace(f"?q={address.partition('?q=')[2]}", "")
            for audience, word in inner.items():
                leaks = f"{word}情况" in shown or f"/disclosures/{circles[audience].pk}/" in shown
                assert not leaks, (name, audience, address)
    page = Client().get(reverse("search"), {"q": "情况"})
    assert page.context["found"].total == 1
    assert CIRCLES["public"] in text_of(
        Client(), reverse("catalog:collection", args=[cast.agency.slug, "all"])
    )
    subjects = {entry.subject for entry in log.LogEntry.objects.all()}
    assert not subjects & {one.index_number for audience, one in circles.items() if audience in inner}


def test_the_pages_of_staff_name_nothing_that_one_may_not_read(circles, cast, now):
    """Workplace, desk, queue, admin, gate, archive, supervision, feed; a keeper sees what is to hang on the board."""
    looked_at = list(visitors(cast))
    assert looked_at
    for name, client in looked_at:
        addresses = work_pages(circles)
        if name != "anonymous":
            secret = make_feed_address(cast.people[name], now=now)
            addresses.append(reverse("staff_feed", args=[secret]))
            assert client.get(addresses[-1])["Content-Type"] == CONTENT_TYPE
        tasks = text_of(client, reverse("catalog:channel_tasks"))
        for audience, word in CIRCLES.items():
            if name in MAY_READ[audience] or audience == Audience.PUBLIC:
                continue
            for address in addresses:
                if name == "channel_keeper" and ("placement" in address or address == reverse("desk")):
                    continue
                assert f"{word}情况" not in text_of(client, address), (name, audience, address)
            assert (f"{word}情况" in tasks) == (name == "channel_keeper"), (name, audience)
