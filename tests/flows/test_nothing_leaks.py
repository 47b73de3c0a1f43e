"""What may not be seen is seen nowhere: every address, method, language and format, over every status and audience.

A marker stands in every text, name and file of every disclosure. The walk opens all that the resolver knows, sends
forms that are refused, and reads what comes back for markers. What somebody may see is written down here once more,
by hand: it does not ask the code that it tests.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from urllib.parse import unquote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Max
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from catalog.actions import collecting, correcting, disclosures, obligations, scheduling, screening
from catalog.models import Attachment, Collection, Consultation, ConsultationFile, Disclosure, Occurrence
from core.files import laying
from core.files.types import sha256
from core.models import LogEntry
from review import actions as review
from tests.conftest import load_regime
from tests.flows.addresses import Route, routes
from tests.flows.test_audiences import scan
from tests.signing import approve

pytestmark = [pytest.mark.django_db, pytest.mark.once]
MARK = re.compile(r"canary(\d\d)([a-z]+)")
AUDIENCES = ("public", "counterparty", "staff", "leadership")
STATUSES = (
    *("draft", "in_review", "returned", "approved", "published", "corrected", "hiding"),
    *("withdrawn", "archived", "correcting"),
)
TOMBSTONE = {"title", "why"}
EARLIER = {"oldtitle", "oldbody", "oldname", "oldfile", "olddigest"}
REFUSED = {"text": "", "rating": "99", "name": "x" * 500, "code": "nothing", "sha256": "", "subject": ""}


CONNECTIONS = (f"10.{n // 62500 % 250}.{n // 250 % 250}.{n % 250}" for n in count(1))


def mark(number: int, what: str) -> str:
    """A word that nothing else holds."""
    return f"canary{number:02d}{what}"


@dataclass
class World:
    """The disclosures by their numbers, and the digests of their files."""

    made: dict[int, tuple[str, str, Disclosure]] = field(default_factory=dict)
    digests: dict[str, tuple[int, str]] = field(default_factory=dict)

    def open_to_all(self, number: int) -> set[str] | None:
        """What everybody may read of a disclosure; None is all."""
        status, audience, _one = self.made[number]
        if audience != "public":
            return set()
        if status == "withdrawn":
            return TOMBSTONE
        return None if status in {"published", "corrected", "hiding", "archived", "correcting"} else set()


@pytest.fixture
def world(item, make_disclosure, cast, now, monkeypatch) -> World:
    """One disclosure of each status for each audience, all in one collection, with files, opinions, corrections."""
    monkeypatch.setattr(timezone, "now", lambda: now)
    load_regime("national-2019")  # bodies without rules of their own for applications follow it
    made = World()
    topic = Collection.objects.create(agency=cast.agency, slug="all", name="全部")
    for audience in AUDIENCES:
        for status in STATUSES:
            number = len(made.made) + 1
            one = _make(made, number, status, audience, item, make_disclosure, cast, now)
            made.made[number] = (status, audience, Disclosure.objects.get(pk=one.pk))
    out = [
        one
        for _status, _audience, one in made.made.values()
        if one.published_at and one.status != "withdrawn"
    ]
    collecting.gather(topic, disclosures=out, by=cast.disclosure_office, now=now)
    return made


def _make(world, number, status, audience, item, make_disclosure, cast, now) -> Disclosure:
    old = status in {"corrected", "hiding"}
    words = {name: mark(number, f"old{name}" if old else name) for name in ("title", "body")}
    event = obligations.record_occurrence(
        item, title=f"事{number}", happened_on=now.date(), by=cast.clerk, now=now
    )
    one = make_disclosure(
        item, obligation=event.obligations.get() if audience == "public" else None, audience=audience,
        channels=["web", "notice_board"], **words, summary=mark(number, "summary"),
        elements={"part": mark(number, "element")}, document_number=mark(number, "document"),
        issued_by=mark(number, "issued"),
    )  # fmt: skip
    _attach(world, one, number, "old" if old else "", cast, now)
    if status == "draft":
        return one
    disclosures.propose(one, by=cast.clerk, now=now)
    screening.scan_due(now=now, scan=scan)
    if status == "in_review":
        return one
    if status == "returned":
        return disclosures.send_back(one, by=cast.leader, now=now, opinion=mark(number, "verdict"))
    if status == "approved":
        scheduling.set_time(one, at=now + timedelta(days=3), by=cast.clerk, now=now)
    approve(one, by=cast.leader, now=now)
    if status == "approved":
        return one
    return _afterwards(world, one, number, status, cast, now)


def _afterwards(world, one, number, status, cast, now) -> Disclosure:
    """What becomes of a disclosure after it was published."""
    if one.audience == "public":
        said = review.receive_opinion(one, text=mark(number, "opinion"), now=now, source=str(number))
        review.answer_opinion(said, answer=mark(number, "answer"), by=cast.feedback_collector, now=now)
    if status in {"corrected", "hiding", "correcting"}:
        reason = mark(number, "reason" if status != "correcting" else "draftreason")
        fix = correcting.begin(one, reason=reason, by=cast.clerk, now=now)
        new = "draft" if status == "correcting" else ""
        fields = {name: mark(number, new + name) for name in ("title", "body")}
        disclosures.revise(
            fix, by=cast.clerk, now=now, attested=True, hides_earlier=status == "hiding", **fields
        )
        if status != "correcting":
            disclosures.detach(fix.attachments.get(), by=cast.clerk, now=now)
            _attach(world, fix, number, "", cast, now)
        disclosures.propose(fix, by=cast.clerk, now=now)
        screening.scan_due(now=now, scan=scan)
        if status != "correcting":
            approve(fix, by=cast.leader, now=now)
    if status == "withdrawn":
        disclosures.withdraw(one, reason=mark(number, "why"), by=cast.disclosure_office, now=now)
    if status == "archived":
        disclosures.archive(one, by=cast.archivist, now=now)
    return one


def _attach(world, one, number, old, cast, now) -> None:
    content = mark(number, f"{old}file").encode()
    upload = SimpleUploadedFile(f"{mark(number, f'{old}name')}.txt", content)
    disclosures.attach(one, upload=upload, by=cast.clerk, now=now)
    world.digests[sha256(SimpleUploadedFile("x", content))] = (number, f"{old}digest")


@pytest.fixture
def consulted(world, cast, now) -> Consultation:
    """The withdrawn public disclosure was consulted on before, as a copy that keeps its own text."""
    number = next(
        n
        for n, (status, audience, _one) in world.made.items()
        if (status, audience) == ("withdrawn", "public")
    )
    one = world.made[number][2]
    made = Consultation.objects.create(
        agency=one.agency, department=one.department, disclosure=one, status="concluded",
        title=one.title, about=mark(number, "about"), body=mark(number, "consulted"),
        elements={"part": mark(number, "element")}, opens_on=now.date(), closes_on=now.date(), least_days=1,
        least_working=True, least_source="—", least_source_en="—", planned_by=cast.clerk, planned_at=now,
        released_by=cast.leader, released_at=now, opened_at=now, closed_at=now, concluded_at=now,
        concluded_by=cast.leader, conclusion=mark(number, "conclusion"),
    )  # fmt: skip
    content = mark(number, "consultedfile").encode()
    digest = sha256(SimpleUploadedFile("x", content))
    made.files.create(
        file=laying.lay(ConsultationFile(), "file", content, name="a.txt").path,
        name=f"{mark(number, 'consultedname')}.txt",
        media_type="text/plain", size=len(content), sha256=digest,
    )  # fmt: skip
    world.digests[digest] = (number, "consulteddigest")
    made.opinions.create(
        text=mark(number, "saidondraft"), public_text=mark(number, "saidondraft"),
        status="answered", verdict="adopted", reason=mark(number, "draftanswer"), received_at=now,
        received_on=now.date(), answered_by=cast.clerk, answered_at=now,
    )  # fmt: skip
    return made


def everything_in(answer) -> str:
    """The answer with its head, as it leaves the portal."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return unquote(str(answer.headers)) + content.decode(errors="replace")


def leaks(world: World, said: str) -> set[tuple[int, str]]:
    """The markers in ``said`` that not everybody may read."""
    found = {(int(number), what) for number, what in MARK.findall(said)}
    found |= {whose for digest, whose in world.digests.items() if digest in said}
    wrong = set()
    for number, what in found:
        allowed = world.open_to_all(number)
        if allowed is None:  # drafts of a correction are nobody's, whatever they correct
            hidden = what.startswith("draft") or what in EARLIER and world.made[number][0] == "hiding"
            allowed = set() if hidden else {what}
        wrong |= {(number, what)} if what not in allowed else set()
    return wrong


def arguments(cast) -> dict[str, list]:
    """What stands in the changing parts of addresses. A part that is not named here fails the walk: name it."""
    most = max(
        model.objects.aggregate(most=Max("pk"))["most"] or 0
        for model in (Disclosure, Attachment, Consultation, Occurrence)
    )
    numbers = list(range(1, most + 1))
    secret = ["nobody"]  # signed parts lead to one person's own matter: nobody else has them
    return {
        "pk": numbers,
        "number": [*range(1, LogEntry.objects.count() + 1), "X-2026-0001"],
        "position": [0, 1],
        "place": [0, 1],
        "slug": [cast.agency.slug],
        "department": [cast.department.slug],
        "code": list(cast.agency.items.values_list("code", flat=True)[:3]),
        "collection": ["all"],
        "section": ["disclosures", "consultations", "collections", "items"],
        "form": ["sheets-a4"],
        "kind": ["disclosure"],
        "step": ["withdraw"],
        "object_id": [1, 2],
        "id": [1, 2],
        "relation": [1],
        "content_type_id": [1],
        "app_label": ["catalog"],
        "path": ["x"],
        "url": ["x"],
        **dict.fromkeys(("signed", "link", "secret"), secret),
    }


def walked(client: Client, route: Route, values: dict[str, list]) -> Iterator[tuple[str, str, object]]:
    """Each answer of ``route`` as (method, address, answer), in both languages.

    What asks for a sign-in at its first number asks for it at every one; what is not found in Chinese, by getting and
    by sending, is not looked for in English.
    """
    with translation.override("zh-hans"):
        addresses = list(route.addresses(values))
    assert addresses, f"Nothing fits into {route}"
    for address in addresses:
        (get, post) = answers = [_asked(client, method, address) for method in ("get", "post")]
        yield from zip(("get", "post"), (address, address), answers, strict=True)
        if "/login/" in get.headers.get("Location", "") or get.status_code == 403:
            return
        if {get.status_code, post.status_code} <= {404, 405}:
            continue
        for method in ("head", "options"):
            yield method, address, _asked(client, method, address)
        if not address.startswith("/api/"):
            for method in ("get", "post"):
                yield method, f"/en{address}", _asked(client, method, f"/en{address}")


def _asked(client: Client, method: str, address: str):
    """The answer; from another connection each time, so that nothing is slowed down."""
    sent = REFUSED if method == "post" else {}
    return getattr(client, method)(address, sent, REMOTE_ADDR=next(CONNECTIONS))


ENDS = {"logout", "admin:logout"}  # they end the session of who walks


def walk(world: World, client: Client, cast, *, numbers: list[int] | None = None, skipped: str = "-") -> dict:
    """What leaked where, over all that the resolver knows but what begins with ``skipped``."""
    found, values = defaultdict(set), arguments(cast)
    unknown = {name for route in routes() for name in route.arguments} - set(values)
    assert not unknown, f"Teach the walk what stands in {unknown}"
    values["pk"] = numbers or values["pk"]
    for route in routes():
        if route.name in ENDS or route.name.startswith(skipped):
            continue
        for method, address, answer in walked(client, route, values):
            assert answer.status_code < 500, (method, address)
            if wrong := leaks(world, everything_in(answer)):
                found[method, address] |= wrong
    return dict(found)


def test_no_address_shows_a_visitor_what_may_not_be_seen(world, consulted, cast):
    """Every number in every address, got and sent, in both languages."""
    assert walk(world, Client(), cast) == {}


def test_nor_to_staff_of_another_body(world, consulted, cast):
    """They may sign in, and that is all: their roles do not reach here. Each status once, and the files of it."""
    client = Client()
    client.force_login(cast.stranger)
    inner = [
        one
        for status, audience, one in world.made.values()
        if audience == "leadership" or status == "withdrawn"
    ]
    files = Attachment.objects.filter(disclosure__in=inner).values_list("pk", flat=True)
    numbers = sorted({one.pk for one in inner[:6]} | set(files[:4]))
    assert walk(world, client, cast, numbers=numbers, skipped="admin:") == {}


def test_no_question_finds_what_may_not_be_seen(world, consulted, cast):
    """Words typed into search, feeds, suggestions, filters and complaints; digests and files brought to the log."""
    client, wrong = Client(), {}
    agency = cast.agency.slug
    asked = ["disclosure", "history"]
    for number, (_status, _audience, one) in world.made.items():
        typed = [
            mark(number, what) for what in ("title", "body", "oldtitle", "summary", "name", "element", "why")
        ]
        gets = [f"{reverse('search')}?q={word}" for word in typed]
        gets += [f"{reverse('catalog:search_feed')}?q={word}" for word in typed[:2]]
        gets += [f"{reverse('open_data:disclosures')}?index_number={one.index_number}"]
        gets += [f"{reverse('open_data:log')}?subject={one.index_number}"]
        gets += [f"{reverse('supervision:complain', args=[agency])}?about=disclosure-{one.pk}"]
        gets += [reverse(name, args=[one.pk]) + "?from=1&to=2&opinions=1&format=api" for name in asked]
        posts = [(reverse("requests_app:public_already", args=[agency]), {"about": word}) for word in typed]
        posts += [(reverse("requests_app:answered", args=[agency]), {"disclosure": str(one.pk)})]
        posts += [
            (reverse("requests_app:apply_to", args=[agency]), {"subject": typed[1], "description": typed[0]})
        ]
        posts += [
            (reverse("log"), {"sha256": digest})
            for digest, whose in world.digests.items()
            if whose[0] == number
        ]
        answers = [(where, _asked(client, "get", where)) for where in gets]
        answers += [(where, client.post(where, sent, REMOTE_ADDR=next(CONNECTIONS))) for where, sent in posts]
        for where, answer in answers:
            said = everything_in(answer)
            for word in (*typed, *(digest for digest, whose in world.digests.items() if whose[0] == number)):
                said = said.replace(word, "") if f"q={word}" in where or where in dict(posts) else said
            if found := leaks(world, said):
                wrong[where] = found
    assert wrong == {}
