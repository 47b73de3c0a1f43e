"""Nothing forged is served without a word: each published column changed past the portal, every public address opened.

Somebody with the password of the database writes a marker into one column after the other. Whatever answers with the
marker, in whatever format, says in the same answer that this is not what was published; programs and feeds get a field
or a sentence that says so, and no forged text at all.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import translation

from catalog.actions import collecting, correcting, disclosures
from catalog.models import Attachment, Collection, Consultation, Disclosure, Relation, Version
from core.models import Agency, Department, Discrepancy
from core.proof import findings
from core.roles import Role
from requests_app.actions import logging_answers
from requests_app.models import Application, LoggedAnswer
from review import actions as review
from review.models import Opinion
from tests.flows.addresses import routes
from tests.flows.evidence_world import sql, unlocked, world  # noqa: F401 fixtures
from tests.flows.test_nothing_leaks import CONNECTIONS, everything_in

pytestmark = [pytest.mark.django_db, pytest.mark.once]

MARK = "伪造canary"
DAY = date(1987, 6, 5)
DAYS = ("1987-06-05", "1987年6月5日", "June 5, 1987")
PRIVATE = (
    *("admin:", "archive:", "review:", "supervision:", "login", "logout", "work", "desk", "healthz", "done"),
    *("evidence", "staff_feed", "feed_address", "withheld", "reassess", "on_application", "known_browser"),
    *("requests_app:form_pdf", "requests_app:form_docx"),  # empty forms
)
WARNINGS = ("与公开时不同", '"differs":true')
# Programs and readers of feeds show no page around a text: there nothing forged is passed on.
FOR_MACHINES = ("/api/", ".atom", "/feed/", ".ics", ".csv", "sitemap")


@pytest.fixture
def forge(unlocked, world):  # noqa: F811
    """A corrected, archived matter with a file, in a collection, related to another, prompted by an opinion."""
    people, now = world.people, world.now
    matter = Disclosure.objects.get(status="archived", audience="public")
    topic = Collection.objects.create(agency=matter.agency, slug="all", name="全部")
    by = people[Role.DISCLOSURE_OFFICE]
    collecting.gather(topic, disclosures=[matter], by=by, now=now)
    later = world.disclosure("draft")
    clerk = people[Role.PROPOSER]
    correcting.relate(later, kind=Relation.Kind.SUPERSEDES, earlier=matter, by=clerk, now=now)
    disclosures.propose(later, by=clerk, now=now)
    world.consent(later)
    opinion = review.receive_opinion(matter, text="为何？", now=now)
    review.answer_opinion(opinion, answer="见另文。", by=people[Role.FEEDBACK_COLLECTOR], now=now)
    Opinion.objects.filter(pk=opinion.pk).update(response=later)
    application = Application.objects.get(decided_on__isnull=False)
    Application.objects.filter(pk=application.pk).update(points_to=matter)
    words = {"title": "旧改资金", "question": "资金如何安排？", "answer": "见公开。"}
    officer = people[Role.INTAKE_OFFICER]
    logged = logging_answers.propose(application, **words, confirmed=True, by=officer, now=now)
    logging_answers.publish(logged, confirmed=True, secrecy=True, by=people[Role.LEADER_IN_CHARGE], now=now)
    world.matter, world.later, world.logged = matter, later, LoggedAnswer.objects.get()
    return world


@contextmanager
def forged(table: str, column: str, value, key: int) -> Iterator[None]:
    """A column changed past the portal, and put right afterwards. No transaction is open meanwhile: files are read."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table} WHERE id = %s", [key])  # noqa: S608
        [was] = cursor.fetchone()
    sql(f"UPDATE {table} SET {column} = %s WHERE id = %s", value, key)  # noqa: S608
    yield
    sql(f"UPDATE {table} SET {column} = %s WHERE id = %s", was, key)  # noqa: S608


def addresses(stage) -> list[str]:
    """All public addresses that have something to do with the matters of the stage, once each."""
    agency = stage.matter.agency
    numbers = {
        "disclosure": Disclosure.objects.filter(published_at__isnull=False).values_list("pk", flat=True),
        "attachment": Attachment.objects.values_list("pk", flat=True),
        "consultation": Consultation.objects.values_list("pk", flat=True),
    }
    values = {
        "pk": sorted({pk for some in numbers.values() for pk in some}),
        "number": list(range(1, 30)),
        "slug": [agency.slug],
        "department": [stage.matter.department.slug],
        "code": [stage.matter.item.code],
        "collection": ["all"],
        "section": ["disclosures", "consultations", "collections", "items"],
    }
    found = []
    for route in routes():
        if not route.name.startswith(PRIVATE) and set(route.arguments) <= set(values):
            found += route.addresses(values)
    found = [one for one in found if not one.startswith(("/admin", "/work", "/desk", "/review", "/archive"))]
    number = Disclosure.objects.get(pk=stage.matter.pk).index_number
    found += [f"{reverse('search')}?q={words}" for words in ("服务点", "调整")]
    found += [f"{reverse('catalog:search_feed')}?q=服务点"]
    found += [f"{reverse('open_data:disclosures')}?index_number={number}"]
    found += [f"{reverse('history', args=[stage.matter.pk])}?from={a}&to={b}" for a, b in ((1, 2), (2, 3))]
    found += [f"{reverse('record', args=[stage.matter.pk])}?version={one}" for one in (1, 2, 3)]
    found += [f"{reverse('supervision:complain', args=[agency.slug])}?about=disclosure-{stage.matter.pk}"]
    return list(dict.fromkeys(found))


def asked(stage, before: dict[str, str] | None = None) -> dict[str, str]:
    """What every address answers to somebody who is not signed in; and the two questions of the form to apply.

    What there was nothing at ``before`` is not asked for again.
    """
    cache.clear()
    client, answers = Client(), {}
    with translation.override("zh-hans"):
        for address in addresses(stage) if before is None else before:
            if address.startswith("/"):
                answer = client.get(address, REMOTE_ADDR=next(CONNECTIONS))
                if answer.status_code not in (404, 405):
                    answers[address] = _text(answer)
        slug = stage.matter.agency.slug
        for name in ("public_already", "apply_to"):
            address = reverse(f"requests_app:{name}", args=[slug])
            typed = {
                "about": "便民服务点调整",
                "subject": "便民服务点调整",
                "description": "便民服务点调整三处",
            }
            answers[f"POST {address}"] = _text(client.post(address, typed, REMOTE_ADDR=next(CONNECTIONS)))
    return answers


def _text(answer) -> str:
    assert answer.status_code < 500, answer
    text = everything_in(answer)
    return text.replace(": true", ":true") if "json" in answer.headers.get("Content-Type", "") else text


def unwarned(before: dict[str, str], after: dict[str, str], words: tuple[str, ...]) -> list[str]:
    """The addresses that serve a forged word that they did not serve before, and say nothing of it."""
    found = []
    for address, text in after.items():
        new = [word for word in words if text.count(word) > before.get(address, "").count(word)]
        is_for_machines = any(part in address for part in FOR_MACHINES)
        if new and (is_for_machines or not any(word in text for word in WARNINGS)):
            found.append(f"{address}: {new}")
    return found


def other_body(stage) -> tuple[Agency, Department]:
    """A body and a department with the marker in their names."""
    agency = Agency.objects.get(pk=stage.matter.agency_id)
    agency.pk, agency.slug, agency.code, agency.name, agency._state.adding = None, "x", "QHX", MARK, True
    agency.save()
    values = {"agency": stage.matter.agency, "parent": None, "slug": "x-forged", "name": MARK}
    made = Department(**{**values, "name_en": MARK})
    made.save()
    return agency, made


TEXTS = {
    "title": MARK,
    "summary": MARK,
    "body": f"<p>{MARK}</p>",
    "elements": json.dumps({"x": MARK}),
    "document_number": f"{MARK}〔2026〕3号",
    "issued_by": MARK,
    "index_number": MARK,
    "agency_called": MARK,
    "department_called": MARK,
}
DATES = ("formed_on", "published_on", "valid_from", "valid_to")


def test_no_address_serves_a_forged_text_without_a_word(forge):
    """Text, numbers, days, class and bodies of a published matter, one column after the other."""
    agency, department = other_body(forge)
    pk, before = forge.matter.pk, asked(forge)
    subject = next(one for one in Disclosure._meta.get_field("subject_class").choices if one[0] == 16)
    changes = {name: (value, (MARK,)) for name, value in TEXTS.items()}
    changes |= {name: (DAY, DAYS) for name in DATES}
    changes |= {
        "subject_class": (subject[0], (str(subject[1]),)),
        "agency_id": (agency.pk, (MARK,)),
        "department_id": (department.pk, (MARK,)),
    }
    silent, served = {}, 0
    for column, (value, words) in changes.items():
        with forged("catalog_disclosure", column, value, pk):
            after = asked(forge, before)
        served += sum(any(word in text for word in words) for text in after.values())
        if found := unwarned(before, after, words):
            silent[column] = found
        page = after[reverse("disclosure", args=[pk])]
        assert any(word in page for word in WARNINGS), column
        assert '"differs":true' in after[reverse("open_data:disclosure", args=[pk])], column
    sys.stdout.write(
        f"\n{len(changes)} columns, {len(before)} addresses each, {served} answers with the marker\n"
    )
    assert silent == {}, json.dumps(silent, ensure_ascii=False, indent=1)
    assert served > len(changes)


def test_nor_a_forged_file(forge):
    """The row of a file, and the file itself: its name, its digest, its content."""
    file, before = forge.matter.attachments.get(), asked(forge)
    address = reverse("attachment", args=[file.pk])
    assert before[address].endswith("甲,四月\n")
    for column, value in {"name": f"{MARK}.csv", "sha256": "f" * 64}.items():
        with forged("catalog_attachment", column, value, file.pk):
            after = asked(forge, before)
        assert unwarned(before, after, (value,)) == []
        assert "与公开时不同" in after[address] or "不作为原件" in after[address]
        page = after[reverse("disclosure", args=[forge.matter.pk])]
        assert (
            "正文与公开时一致" in page
            and '"differs":true' in after[reverse("open_data:disclosure", args=[forge.matter.pk])]
        )


def test_a_changed_file_is_told_of_and_well_again_when_it_is_put_right(forge):
    """Its bytes alone: given out to nobody, the page tells of the file and not of the text; the finding stays."""
    matter, file, client = forge.matter, forge.matter.attachments.get(), Client()
    with open(file.file.path, "rb") as kept:
        content = kept.read()
    try:
        with open(file.file.path, "wb") as kept:
            kept.write(content.replace("四".encode(), "五".encode()))
        answer = client.get(reverse("attachment", args=[file.pk]))
        assert answer.status_code == 409 and "五月" not in answer.content.decode()
        page = client.get(matter.get_absolute_url()).content.decode()
        assert "正文与公开时一致" in page and file.name in page and "您在此读到的内容与公开时不同" not in page
        listed = client.get(reverse("open_data:disclosure", args=[matter.pk])).json()
        assert listed["differs"] is True
    finally:
        with open(file.file.path, "wb") as kept:
            kept.write(content)
    assert client.get(reverse("attachment", args=[file.pk])).status_code == 200
    page = client.get(matter.get_absolute_url()).content.decode()
    assert not any(word in page for word in WARNINGS)
    assert client.get(reverse("open_data:disclosure", args=[matter.pk])).json()["differs"] is False
    assert Discrepancy.objects.open().filter(matter=matter.index_number).exists()
    assert findings.standing(forge.now + timedelta(days=1))["open"] > 0


def test_nor_a_forged_version_or_reason_of_a_withdrawal(forge):
    """Earlier texts in history and comparison; the tombstone of what was withdrawn, for people and programs."""
    before = asked(forge)
    withdrawn = Disclosure.objects.get(status="withdrawn")
    earlier = Version.objects.get(disclosure=forge.matter, number=1)
    assert withdrawn.withdrawn_because in before[withdrawn.get_absolute_url()]
    cases = [
        ("catalog_disclosure", "withdrawn_because", withdrawn.pk),
        ("catalog_disclosure", "title", withdrawn.pk),
        ("catalog_version", "title", earlier.pk),
        ("catalog_version", "body", earlier.pk),
        ("catalog_version", "reason", earlier.pk),
        ("catalog_version", "document_number", earlier.pk),
    ]
    for table, column, key in cases:
        with forged(table, column, MARK, key):
            after = asked(forge, before)
        assert unwarned(before, after, (MARK,)) == [], column
        assert any(MARK in text for text in after.values()), column


def test_nor_a_forged_draft_or_answer(forge):
    """Consultations with their answers, and the answers to applications that were let out."""
    before = asked(forge)
    draft = Consultation.objects.get(status="concluded")
    cases = [
        ("catalog_consultation", "title", draft.pk),
        ("catalog_consultation", "about", draft.pk),
        ("catalog_consultation", "body", draft.pk),
        ("catalog_consultation", "conclusion", draft.pk),
        ("requests_app_loggedanswer", "title", forge.logged.pk),
        ("requests_app_loggedanswer", "question", forge.logged.pk),
        ("requests_app_loggedanswer", "answer", forge.logged.pk),
    ]
    for table, column, key in cases:
        with forged(table, column, MARK, key):
            after = asked(forge, before)
        assert unwarned(before, after, (MARK,)) == [], column
        assert any(MARK in text for text in after.values()), column
    record = reverse("catalog:consultation_record", args=[draft.pk])
    assert f'href="{record}"' in before[draft.get_absolute_url()] and '"answers"' in before[record]


def test_a_body_that_was_renamed_is_no_forgery(forge):
    """Names change without a warning anywhere, and what was published keeps those of its day."""
    matter, client = forge.matter, Client()
    Department.objects.filter(pk=matter.department_id).update(name="政务公开科")
    Agency.objects.filter(pk=matter.agency_id).update(name="清河新区管委会")
    for address in (
        matter.get_absolute_url(),
        reverse("history", args=[matter.pk]),
        reverse("catalog:latest"),
    ):
        page = client.get(address).content.decode()
        assert not any(word in page for word in WARNINGS), address
    assert client.get(reverse("record", args=[matter.pk])).status_code == 200
    assert client.get(reverse("open_data:disclosure", args=[matter.pk])).json()["differs"] is False
