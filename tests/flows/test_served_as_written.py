"""Whatever is handed out is what was written: every column that any address shows is forged, and every address says so.

All words of all tables are forged at once to learn which address shows which column. Then each column is forged alone,
and the addresses that show it are opened again: a page warns, a program, a feed, a calendar or a file hands out
nothing of it.
"""

import io
import json
import re
import sys
import zipfile
from datetime import date

import pytest
from django.core.cache import cache
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from core.crypto import EncryptedTextField
from core.guests import access
from core.models import Discrepancy
from core.proof.matters import sealed_models
from core.roles import Role
from requests_app.actions import case_files
from requests_app.models import Application, CaseFile, Notice
from requests_app.views.public import FOLLOW, READ_NOTICE
from supervision.views.complaints import FOLLOW as FOLLOW_COMPLAINT
from tests.conftest import give_every_role, make_person
from tests.flows.addresses import routes
from tests.flows.evidence_world import sql, undone
from tests.flows.test_nothing_forged import addresses, forge  # noqa: F401 fixture
from tests.flows.test_nothing_leaks import CONNECTIONS

pytestmark = [pytest.mark.django_db, pytest.mark.once]

MARK = "伪造canary"
DAY = date(1987, 6, 5)
DAYS = ("1987-06-05", "1987年6月5日", "1987年06月05日", "19870605")
WARNINGS = ("系统以外的途径改动", "与公开时不同", "differs")
NOT_OPENED = (
    "admin:",
    "log",
    "known_browser",
    "password",
    "healthz",
    "bulk",
    "open_data:schema",
    "styleguide",
)
BROKEN = "the program failed"
ELSEWHERE = 3  # addresses of one kind that show the same column and are opened again


def shown_columns(model: type[models.Model]) -> dict[str, str]:
    """The columns in which nothing but words stand, with what is written into each."""
    found = {}
    for field in model._meta.concrete_fields:
        spared = field.attname in model.NO_EVIDENCE or field.unique or field.choices or field.primary_key
        is_words = isinstance(field, models.CharField | models.TextField)
        if is_words and not spared and not isinstance(field, models.SlugField | models.FileField):
            if (
                type(field).__name__ not in ("FingerprintField", "OwnIdField")
                and "sha256" not in field.attname
            ):
                found[field.attname] = f"{MARK}{model._meta.db_table}.{field.attname}丂"
    return found


# Columns of words that something is looked up by: another value leads to another row, or to none.
KEYS = {
    *(
        "core_department.path",
        "core_user.username",
        "catalog_disclosureitem.code",
        "catalog_disclosureitem.chain",
    ),
    *("catalog_disclosureitem.cadence", "catalog_category.code", "catalog_placement.channel"),
    *("core_regime.code", "core_regimeversion.digest", "requests_app_application.number"),
    *("requests_app_notice.number", "requests_app_application.code_hash", "supervision_complaint.number"),
    *("supervision_complaint.code_hash", "archive_archivefile.number", "requests_app_casefile.media_type"),
    *("core_agency.code", "catalog_collection.slug", "core_department.slug", "core_agency.slug"),
}


def forged(model: type[models.Model], column: str, value: str) -> None:
    """The column in every row of its table, past the portal; in no two rows the same."""
    table, key = model._meta.db_table, model._meta.pk.column
    sql(f'UPDATE {table} SET "{column}" = %s || "{key}"', value)  # noqa: S608


def written(model: type[models.Model], column: str, mark: str) -> None:
    """``mark`` in the ``column``, as the portal itself would write it there: encrypted, and among other words."""
    if model is Notice and column == "content":
        for notice in Notice.objects.all():
            said = json.loads(notice.content)
            said["to"] = mark
            notice.content = json.dumps(said, ensure_ascii=False)
            _past_the_seals(notice, column)
    elif isinstance(model._meta.get_field(column), EncryptedTextField):
        for row in model._base_manager.all():
            setattr(row, column, mark)
            _past_the_seals(row, column)
    else:
        forged(model, column, mark)


def _past_the_seals(row: models.Model, column: str) -> None:
    value = row._meta.get_field(column).pre_save(row, False)
    value = row._meta.get_field(column).get_db_prep_save(value, connection)
    sql(f'UPDATE {row._meta.db_table} SET "{column}" = %s WHERE id = %s', value, row.pk)  # noqa: S608


@pytest.fixture
def house(forge):  # noqa: F811
    """The evidence, a complaint, one person with every role, and the addresses: public, of applicants, of staff."""
    stage = forge
    complaint = stage.complaint("answered")
    application = Application.objects.get(decided_on__isnull=False)
    signed = access.link_to(application.pk, salt=FOLLOW)
    followed = [reverse("requests_app:followed", args=[signed])]
    followed += [reverse("requests_app:own_data", args=[signed])]
    for notice in application.notices.filter(to_applicant=True):
        link = access.link_to(notice.pk, salt=READ_NOTICE, of=application.pk)
        followed += [reverse("requests_app:notice_word_of", args=[link])]
    followed += [
        reverse("supervision:complaint_followed", args=[access.link_to(complaint.pk, salt=FOLLOW_COMPLAINT)])
    ]
    public = [one for one in addresses(stage) if not one.startswith("/log")]
    for route in routes():
        if route.name.startswith("catalog:") and set(route.arguments) <= {"slug"}:
            public += route.addresses({"slug": [stage.matter.agency.slug]})
    stage.person = give_every_role(make_person("all", name="全能"), stage.body.agency)
    values = {
        "pk": [1, 2, 3],
        "slug": [stage.matter.agency.slug],
        "number": [1],
        "year": [2026],
        "code": ["1.8"],
    }
    staff = []
    for route in routes():
        own = route.name.split(":")[0] in ("archive", "review", "supervision", "requests_app", "work", "desk")
        if own and not route.name.startswith(NOT_OPENED) and set(route.arguments) <= set(values):
            staff += route.addresses(values)
    staff = [
        one
        for one in staff
        if not one.endswith((".pdf", "seal/")) and "/seal/" not in one and one not in public
    ]
    stage.addresses = {
        None: list(dict.fromkeys([*public, *followed])),
        stage.person: list(dict.fromkeys(staff)),
    }
    return stage


def opened(stage, wanted: dict | None = None) -> dict[tuple, str]:
    """What each address answers: to everybody, and to the one of the staff."""
    cache.clear()
    answers = {}
    for person, some in (wanted or stage.addresses).items():
        client = Client(raise_request_exception=False)
        if person is not None:
            client.force_login(person)
        with translation.override("zh-hans"):
            for address in some:
                answer = client.get(address, REMOTE_ADDR=next(CONNECTIONS))
                if answer.status_code in (200, 409) or answer.status_code >= 500:
                    answers[person, address] = _words(answer) if answer.status_code < 500 else BROKEN
    return answers


def tables_read(stage, address: str) -> set[str]:
    """The tables that an address reads: what stands in no other can change its answer."""
    with CaptureQueriesContext(connection) as asked:
        opened(stage, {None: [address]})
    return {table for one in asked for table in re.findall(r"\w+_\w+", one["sql"])}


def _words(answer) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            content = b"".join(package.read(name) for name in package.namelist())
    head = " ".join(f"{name}:{value}" for name, value in answer.headers.items())
    return head + content.decode(errors="replace")


def is_page(text: str) -> bool:
    """Whether people read it; everything else gets nothing that was forged."""
    return "text/html" in text[:2000]


def test_every_word_that_any_address_shows_is_asked_for(house):
    """Each column of words that anybody is shown, by public pages, applicants' pages, pages of staff, feeds, tables,
    calendars and interfaces."""
    before = opened(house)
    assert not any(WARNINGS[0] in text for text in before.values())
    house.addresses = {
        person: [one for one in some if (person, one) in before] for person, some in house.addresses.items()
    }
    columns = {
        (model, column): mark
        for model in sealed_models()
        for column, mark in shown_columns(model).items()
        if f"{model._meta.db_table}.{column}" not in KEYS
    }
    with undone():
        for (model, column), mark in columns.items():
            written(model, column, mark)
        all_at_once = opened(house)
    broken = [address for (_person, address), text in all_at_once.items() if text == BROKEN]
    silent, shown = {}, 0
    for (model, column), mark in columns.items():
        wanted: dict = {}
        for (person, address), text in all_at_once.items():
            if mark in text and len(wanted.setdefault(person, [])) < ELSEWHERE:
                wanted[person].append(address)
        if not wanted:
            continue
        with undone():
            written(model, column, mark)
            after = opened(house, wanted)
        for (_person, address), text in after.items():
            if mark in text:
                shown += 1
                if not is_page(text) or WARNINGS[0] not in text and WARNINGS[1] not in text:
                    silent.setdefault(f"{model._meta.db_table}.{column}", []).append(address)
    sys.stdout.write(
        f"\n{len(columns)} columns, {len(before)} addresses, {shown} answers with a forged word\n{broken}\n"
    )
    assert silent == {}, json.dumps(silent, ensure_ascii=False, indent=1)
    assert shown > 100


def test_programs_feeds_tables_and_files_hand_out_nothing_forged(house):
    """What no page stands around: table by table all words are forged, and every such address is opened."""
    before = opened(house, {None: house.addresses[None]})
    machines = [address for (_person, address), text in before.items() if not is_page(text)]
    reads = {address: tables_read(house, address) for address in machines}
    silent, told = {}, set()
    for model in sealed_models():
        columns = shown_columns(model)
        columns = {
            name: mark for name, mark in columns.items() if f"{model._meta.db_table}.{name}" not in KEYS
        }
        with undone():
            for column, mark in columns.items():
                written(model, column, mark)
            concerned = [one for one in machines if model._meta.db_table in reads[one]] if columns else []
            after = opened(house, {None: concerned}) if concerned else {}
        for (_person, address), text in after.items():
            told |= {address} if "与写入时不同" in text else set()
            if MARK in text and not (is_page(text) and any(word in text for word in WARNINGS)):
                silent.setdefault(model._meta.db_table, []).append(address)
    sys.stdout.write(f"\n{len(machines)} addresses, {len(told)} of them said so\n")
    assert silent == {}, json.dumps(silent, ensure_ascii=False, indent=1)
    assert len(told) > 5


def test_the_answer_of_an_applicant_cannot_be_replaced(house):
    """Days and outcome of a decision, the letter of somebody else in the place of one's own, a notice moved to another
    case: the page says so, and no file of it is handed out."""
    application = Application.objects.get(decided_on__isnull=False)
    notice = application.notices.filter(to_applicant=True).last()
    other = Notice.objects.exclude(pk=notice.pk).first()
    person = {None: [reverse("requests_app:followed", args=[access.link_to(application.pk, salt=FOLLOW)])]}
    [page] = person[None]
    link = access.link_to(notice.pk, salt=READ_NOTICE, of=application.pk)
    word = reverse("requests_app:notice_word_of", args=[link])
    drawn = reverse("requests_app:notice_of", args=[link])
    for column, value in {"decided_on": "2020-02-02", "outcome": "x", "received_on": "2020-01-01"}.items():
        with undone():
            sql(f'UPDATE requests_app_application SET "{column}" = %s WHERE id = %s', value, application.pk)  # noqa: S608
            assert WARNINGS[0] in opened(house, person)[None, page], column
    before = opened(house, {None: [word, drawn]})
    with undone():
        content = (
            "UPDATE requests_app_notice SET content = (SELECT content FROM requests_app_notice WHERE id = %s)"
        )
        sql(f"{content} WHERE id = %s", other.pk, notice.pk)
        after = opened(house, {None: [page, word, drawn]})
        assert WARNINGS[0] in after[None, page]
        assert "与写入时不同" in after[None, word] and not after[None, word].startswith("PK")
        assert after[None, drawn].partition("%PDF")[2] in ("", before[None, drawn].partition("%PDF")[2])
    with undone():
        sql("UPDATE requests_app_notice SET application_id = %s WHERE id = %s", application.pk, other.pk)
        moved = access.link_to(other.pk, salt=READ_NOTICE, of=application.pk)
        for name in ("notice_of", "notice_word_of"):
            address = reverse(f"requests_app:{name}", args=[moved])
            assert (
                "与写入时不同" in opened(house, {None: [address]})[None, address]
                or other.application == application
            )


def test_no_other_file_is_handed_out_than_the_sealed_one(house):
    """The unredacted original in the place of the copy, by its row or on the disk: nobody is handed anything."""
    application = Application.objects.get(decided_on__isnull=False)
    original = CaseFile.objects.get(application=application)
    officer, now = house.people[Role.INTAKE_OFFICER], house.now
    how = {"media_type": "text/plain", "purpose": CaseFile.Purpose.EVIDENCE, "by": officer, "now": now}
    copy = case_files.keep(application, content=b"redacted", name="copy.txt", **how)
    CaseFile.objects.filter(pk=copy.pk).update(for_applicant=True)
    signed = access.link_to(application.pk, salt=FOLLOW)
    address = reverse("requests_app:given_file", args=[signed, copy.pk])
    desk = reverse("requests_app:case_file", args=[copy.pk])
    wanted = {None: [address], house.person: [desk]}
    assert all("redacted" in text for text in opened(house, wanted).values())
    columns = "file = %s, sha256 = %s, size = %s"
    with undone():
        row = (str(original.file), original.sha256, original.size)
        sql(f"UPDATE requests_app_casefile SET {columns} WHERE id = %s", *row, copy.pk)  # noqa: S608
        after = opened(house, wanted)
        assert all("%PDF evidence" not in text for text in after.values())
        assert "与写入时不同" in after[None, address] and "与写入时不同" in after[house.person, desk]
        assert Discrepancy.objects.filter(place="requests_app_casefile", key=copy.pk).exists()
    with open(copy.file.path, "wb") as there, open(original.file.path, "rb") as kept:
        there.write(kept.read())
    assert all("%PDF evidence" not in text for text in opened(house, wanted).values())


def test_what_the_portal_itself_writes_while_a_page_is_open_is_no_alarm(house):
    """Every address, after steps of many kinds: no warning anywhere, and nothing was found."""
    assert not any(WARNINGS[0] in text for text in opened(house).values())
    assert not Discrepancy.objects.exists()
