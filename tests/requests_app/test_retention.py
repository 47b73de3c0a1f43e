"""Personal data are kept for the years of the regime, then purged with a proof; what is held never is."""

import json
import zipfile
from datetime import datetime, timedelta
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core import signing
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from core.models import Letter
from core.roles import Role
from core.transitions import Refused
from requests_app import actions
from requests_app.actions import filing, retention
from requests_app.models import Application, CaseFile, Hold, NoticeFile, Purge
from requests_app.views import public
from tests.conftest import SHANGHAI
from tests.requests_app.conftest import FORM, person
from tests.requests_app.test_public_pages import text_of

pytestmark = pytest.mark.django_db
SECRETS = [
    FORM[name] for name in ("applicant_name", "identity_number", "phone", "email", "address", "description")
]
OWN_WORDS = "我家住在河东路，请写明2025年度。"


@pytest.fixture
def ended(make_application, officer, now):
    """An application with everything that a case can hold, closed on 2026-03-10."""
    application = make_application(upto="registered")
    actions.reply(application, text=OWN_WORDS, now=now)
    filing.keep(
        application, content=b"%PDF identity card", name="柳青禾身份证.pdf", media_type="application/pdf",
        purpose=CaseFile.Purpose.EVIDENCE, by=officer, now=now,
    )  # fmt: skip
    actions.see_identity(application, reason="核对代理手续", by=officer, now=now)
    actions.withdraw(application, now=now)
    application.refresh_from_db()
    return application


def whole_database() -> str:
    """All that the tables of applications and letters hold, decrypted."""
    related = ("events", "notices", "assignments", "clock_entries")
    models = [Application, Letter, CaseFile, Hold, Purge]
    models += [Application._meta.get_field(name).related_model for name in related]
    return "\n".join(repr(list(model.objects.values_list())) for model in models)


def years_later(years: int, **more) -> datetime:
    """Ten o'clock, so many years after the end."""
    return datetime(2026 + years, 3, 10, 10, 0, tzinfo=SHANGHAI) + timedelta(**more)


def test_a_purge_erases_what_is_personal_and_keeps_the_row_of_the_statistics(ended, officer, settings):
    """Ten years where the regime says nothing: on the last day nothing happens, on the next all is gone."""
    assert retention.kept_until(ended).isoformat() == "2036-03-10"
    assert any(secret in whole_database() for secret in SECRETS)
    files = [Path(settings.MEDIA_ROOT) / kept.file.name for kept in ended.files.all()]
    assert retention.count_due(now=years_later(10)) == retention.purge_due(now=years_later(10)) == 0
    assert files[0].exists()
    after = years_later(10, days=1)
    out = StringIO()
    assert retention.count_due(now=after) == 1
    assert retention.purge_due(now=after) == 1 and retention.purge_due(now=after) == 0
    held = whole_database()
    for secret in [*SECRETS, OWN_WORDS, "柳青禾身份证.pdf", "核对代理手续"]:
        assert secret not in held, secret
    assert not any(path.exists() for path in files) and not NoticeFile.objects.exists()
    ended.refresh_from_db()
    kept = (ended.number, ended.subject, ended.way, ended.applicant_kind, ended.status, ended.received_on)
    assert all(kept) and ended.purged_on == after.date()
    proof = Purge.objects.get()
    assert (proof.kept_until, proof.purged_on, proof.files) == (
        retention.years_after(ended.received_on, 10),
        after.date(),
        1,
    )
    assert len(proof.digest) == 64 and proof.texts > 8
    with pytest.raises(Refused):
        retention.hold(ended, reason="诉讼", by=officer, now=after)
    call_command("purge_applications", stdout=out)
    assert "0" in out.getvalue()


def test_what_a_lawsuit_holds_is_never_purged(client, ended, officer, leader, body):
    """The officer holds and lifts it on the case; the supervision sees it; who may not is refused."""
    client.force_login(officer)
    address = reverse("requests_app:hold", args=[ended.pk])
    assert client.post(address, {"reason": " "}).status_code == 422
    assert client.post(address, {"reason": "（2026）行初12号"}).status_code == 302
    assert client.post(address, {"reason": "又一次"}).status_code == 422
    after = years_later(30)
    assert retention.purge_due(now=after) == 0 and not retention.purge(ended, now=after)
    with pytest.raises(Refused):
        retention.hold(ended, reason="诉讼", by=leader, now=after)
    client.force_login(person(body, Role.SUPERVISOR))
    page = text_of(client.get(reverse("requests_app:oversight")))
    assert "（2026）行初12号" in page and "核对代理手续" in page and officer.name in page
    client.force_login(leader)
    assert client.get(reverse("requests_app:oversight")).status_code == 403
    client.force_login(officer)
    assert client.post(reverse("requests_app:lift", args=[ended.pk])).status_code == 302
    assert retention.purge_due(now=after) == 1


def test_a_purge_that_is_stopped_halfway_is_finished_by_the_next(ended, settings, monkeypatch):
    """The process dies after the first file: nothing is half erased in the database, the next run does all of it."""

    def dies(_application, _today):
        raise KeyboardInterrupt

    with monkeypatch.context() as broken, pytest.raises(KeyboardInterrupt), transaction.atomic():
        broken.setattr(retention, "_erase", dies)
        retention.purge(ended, now=years_later(11))
    assert not Purge.objects.exists() and Application.objects.get().applicant_name == FORM["applicant_name"]
    Path(settings.MEDIA_ROOT, ended.files.get().file.name).unlink()
    assert retention.purge_due(now=years_later(11)) == 1


def test_events_change_only_by_the_purge_of_their_application(ended, make_application):
    """The database lets a note be emptied once the proof is there, and nothing else, ever."""

    def refused(sql: str, *values) -> bool:
        with connection.cursor() as cursor:
            try:
                with transaction.atomic():
                    cursor.execute(sql, values)
            except DatabaseError:
                return True
        return False

    empty = "UPDATE requests_app_applicationevent SET note = '' WHERE application_id = %s AND note <> ''"
    assert refused(empty, ended.pk)
    retention.purge(ended, now=years_later(11))
    other = make_application(upto="registered")
    actions.reply(other, text="不能清空", now=years_later(0))
    assert refused(empty, other.pk)
    mine = "UPDATE requests_app_applicationevent SET {} WHERE application_id = %s"
    for change in (
        "note = 'x'",
        "action = 'decide', note = ''",
        "actor_id = NULL, note = '', current = 'closed'",
    ):
        assert refused(mine.format(change), ended.pk), change
    assert refused("DELETE FROM requests_app_applicationevent WHERE application_id = %s", ended.pk)
    assert refused("UPDATE requests_app_purge SET files = 0") and refused("DELETE FROM requests_app_purge")


def test_pages_of_what_was_purged_still_open(client, ended, officer):
    """The case, its notice and the oversight stay readable; number and code open nothing any more."""
    retention.purge(ended, now=years_later(11))
    client.force_login(officer)
    assert client.get(ended.get_absolute_url()).status_code == 200
    assert client.get(reverse("requests_app:notice", args=[ended.notices.first().pk])).status_code == 200
    ended.refresh_from_db()
    assert ended.code_hash == "-" * 64


def test_the_applicant_takes_home_what_is_kept(client, make_application, officer, body, now):
    """By the link of this hour and the query code: data, notices, own files; nothing from inside the body."""
    application, code = actions.receive(agency=body, now=now, **FORM)
    actions.add_note(application, text="内部意见不外传", by=officer, now=now)
    actions.see_identity(application, reason="核对身份", by=officer, now=now)
    for purpose, content in ((CaseFile.Purpose.EVIDENCE, b"mine"), (CaseFile.Purpose.WORKING, b"inside")):
        filing.keep(
            application, content=content, name="../../etc/材料.pdf", media_type="application/pdf",
            purpose=purpose, by=officer, now=now,
        )  # fmt: skip
    address = reverse("requests_app:own_data", args=[signing.dumps(application.pk, salt=public.FOLLOW)])
    assert client.get(address).status_code == 405
    for wrong in ("", "AAAAA-AAAAA", "x" * 30):
        assert client.post(address, {"code": wrong}).status_code == 422
    answer = client.post(address, {"code": code.lower()})
    assert answer.status_code == 200 and "no-store" in answer["Cache-Control"]
    with zipfile.ZipFile(BytesIO(answer.content)) as package:
        names = package.namelist()
        data = json.loads(package.read("data.json"))
        assert package.read("files/001-材料.pdf") == b"mine"
    assert any(name.startswith("notices/") for name in names) and not any(".." in name for name in names)
    assert (
        data["identity_number"] == FORM["identity_number"]
        and data["applicant_name"] == FORM["applicant_name"]
    )
    assert [look["why"] for look in data["looks_at_the_identity_number"]] == ["核对身份"]
    text = json.dumps(data, ensure_ascii=False)
    assert "内部意见不外传" not in text and officer.name not in text and len(data["files"]) == 1
    for _guess in range(5):
        client.post(address, {"code": "AAAAA-AAAAA"})
    assert client.post(address, {"code": code}).status_code == 429
    assert client.post(reverse("requests_app:own_data", args=["1:x"]), {"code": code}).status_code == 302
