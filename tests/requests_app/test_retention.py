"""Personal data are kept for the years of the regime, then purged with a proof; what is held never is."""

import json
import zipfile
from datetime import datetime, timedelta
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core import checks, signing
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, models, transaction
from django.urls import reverse
from django.utils import timezone, translation

from archive import actions as archive
from archive import proof
from archive.models import ArchiveFile
from archive.reports.matter import matter_report
from core import outcry
from core.crypto import OwnIdField
from core.models import Discrepancy, Letter
from core.proof import evidence
from core.roles import Role
from core.transitions import Refused
from requests_app import actions
from requests_app.actions import case_files, disputes, erasing, retention
from requests_app.models import Application, CaseFile, Hold, KeepingRule, NoticeFile, Purge, SealedText
from requests_app.views import public
from review.models import Verdict
from tests.conftest import SHANGHAI
from tests.flows.evidence_world import sql
from tests.requests_app.conftest import FORM, person, refusal
from tests.requests_app.test_public_pages import text_of

pytestmark = pytest.mark.django_db


class RestoredBackup(Exception):
    """The database is put back to what it was."""


SECRETS = [
    FORM[name] for name in ("applicant_name", "identity_number", "phone", "email", "address", "description")
]
OWN_WORDS = "我家住在河东路，请写明2025年度。"


@pytest.fixture
def ended(make_application, officer, now):
    """An application with everything that a case can hold, closed on 2026-03-10."""
    application = make_application(upto="registered")
    KeepingRule.objects.create(agency=application.agency, years=10, source="本机关决定（2026）1号")
    actions.reply(application, text=OWN_WORDS, now=now)
    case_files.keep(
        application, content=b"%PDF identity card", name="柳青禾身份证.pdf", media_type="application/pdf",
        purpose=CaseFile.Purpose.EVIDENCE, by=officer, now=now,
    )  # fmt: skip
    actions.see_identity(application, reason="核对代理手续", by=officer, now=now)
    actions.withdraw(application, now=now)
    application.refresh_from_db()
    return application


def whole_database() -> str:
    """All that all tables hold, decrypted."""
    rows = (list(model._default_manager.values_list()) for model in apps.get_models())
    return "\n".join(map(repr, rows))


def years_later(years: int, **more) -> datetime:
    """Ten o'clock, so many years after the end."""
    return datetime(2026 + years, 3, 10, 10, 0, tzinfo=SHANGHAI) + timedelta(**more)


def test_a_purge_erases_what_is_personal_and_keeps_the_row_of_the_statistics(ended, officer, settings):
    """Ten years by the choice of the body: on the last day nothing happens, on the next all is gone."""
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


def test_every_table_with_words_of_an_application_is_erased_or_says_why_it_is_kept():
    """A table that is added later and points at applications stands in one of the two lists, column by column."""
    wordy = (models.TextField, models.CharField, models.JSONField)
    looked_at = list(Application._meta.related_objects)
    assert looked_at
    for leads in looked_at:
        columns = {
            field.name
            for field in leads.related_model._meta.fields
            if isinstance(field, wordy) and not isinstance(field, OwnIdField)
        }
        name = leads.get_accessor_name()
        if name in erasing.KEPT or not columns:
            assert name not in erasing.ERASED
            continue
        told = set(erasing.ERASED[name]) | erasing.KEPT_COLUMNS.get(name, set())
        assert told == columns, name


def test_a_purge_reaches_every_table_and_the_sealed_archive_file(
    make_application, officer, leader, now, body, client, settings, tmp_path
):
    """A mark in everything that people wrote, sealed in the archive: after the purge no table and no file holds it,
    the archive file is still proved; and a restored backup is purged again by the proofs."""
    mark = "桂枝八八"
    KeepingRule.objects.create(agency=body, years=10, source="本机关决定（2026）1号")
    application = make_application(
        upto="registered", subject=f"{mark}的宅基地", description=f"我叫{mark}，要宅基地批文。"
    )
    actions.reply(application, text=f"{mark}补充", now=now)
    actions.assign(
        application,
        department=body.departments.last(),
        task=f"查{mark}",
        due_on=now.date(),
        by=officer,
        now=now,
    )
    actions.consult_third_party(application, party=f"{mark}之邻", by=officer, now=now)
    actions.third_party_answered(application, on=now.date(), opinion=f"{mark}不同意", by=officer, now=now)
    said = {"people": mark, "places": f"{mark}室", "words": f"{mark} 宅基地", "note": mark}
    actions.record_search(application, on=now.date(), result="found", by=officer, now=now, **said)
    application.refresh_from_db()
    refused = refusal(application)
    refused["decision"]["reasons"] = f"{mark}的信息涉及隐私"
    actions.draft(application, by=officer, now=now, **refused)
    Verdict.objects.create(
        application=application, round=1, step="x", step_name="审", says="approve", opinion=f"{mark}可", at=now,
        proposer=officer, reviewer=leader,
    )  # fmt: skip
    actions.decide(application, by=leader, now=now)
    case = {"route": "review", "body": "清河市人民政府", "number": "清复〔2026〕9号"}
    dispute = disputes.open_dispute(
        application, filed_on=now.date(), notified_on=now.date(), by=officer, now=now, **case
    )
    disputes.note(dispute, text=f"{mark}到场", by=officer, now=now)
    disputes.rate(application, stars=3, words=f"{mark}不满意", now=now)
    actions.deliver(application, on=now.date(), way="post", proof=mark, by=officer, now=now)
    sealed = archive.seal_application(application, by=person(body, Role.ARCHIVIST), now=now)
    assert mark not in json.dumps(sealed.manifest, ensure_ascii=False) + sealed.title
    assert proof.faults(sealed) == []
    client.force_login(person(body, Role.ARCHIVIST))
    shown = matter_report(sealed)
    assert mark in str(shown.sections), "while the words are kept the report of the matter says them"
    kept = SealedText.objects.get()
    SealedText.objects.update(content=kept.content.replace(mark, "他人") and json.dumps({}))
    assert proof.faults(ArchiveFile.objects.get()), "words that vanish without a purge are noticed"
    SealedText.objects.all().delete()
    SealedText.objects.create(application=application, content=kept.content)
    changed = kept.content.replace(mark, "他人")
    SealedText.objects.update(content=changed)
    assert proof.faults(ArchiveFile.objects.get()), "and so are words that were changed"
    SealedText.objects.update(content=kept.content)
    Hold.objects.update(lifted_at=now, lifted_by=officer)
    after = years_later(10, days=1)
    with pytest.raises(RestoredBackup), transaction.atomic():
        assert retention.purge_due(now=after) == 1
        told = StringIO()
        call_command("purge_proofs", stdout=told)
        (tmp_path / "proofs.jsonl").write_text(told.getvalue(), encoding="utf-8")
        assert mark not in whole_database() and mark not in told.getvalue()
        sealed = ArchiveFile.objects.get()
        assert proof.faults(sealed) == [] and mark not in str(matter_report(sealed).sections)
        assert client.get(sealed.get_absolute_url()).status_code == 200
        raise RestoredBackup
    assert mark in whole_database(), "the backup that was restored still holds it"
    stray = Path(settings.MEDIA_ROOT) / "cases" / "ab" / "stray.bin"
    stray.parent.mkdir(parents=True, exist_ok=True)
    stray.write_bytes(b"x")
    out = StringIO()
    call_command("purge_again", str(tmp_path / "proofs.jsonl"), "--dry-run", stdout=out)
    assert mark in whole_database() and stray.exists()
    with translation.override("zh-hans"):
        call_command("purge_again", str(tmp_path / "proofs.jsonl"), stdout=out)
        call_command("purge_again", str(tmp_path / "proofs.jsonl"), stdout=out)
    assert mark not in whole_database() and not stray.exists()
    assert Purge.objects.get().digest in told.getvalue(), "the same to the letter"
    for wrong in ("[]", "not json", json.dumps({"number": "x"})):
        (tmp_path / "wrong").write_text(wrong, encoding="utf-8")
        with pytest.raises(CommandError):
            call_command("purge_again", str(tmp_path / "wrong"))


def test_without_chosen_years_nothing_is_purged_and_everybody_is_told(client, ended, officer, body):
    """No rule names the years: a body that has not chosen them keeps all; case, oversight and a check say so."""
    KeepingRule.objects.all().delete()
    assert retention.kept_until(ended) is None and retention.purge_due(now=years_later(90)) == 0
    found = checks.run_checks(tags=["keeping"], databases=["default"])
    assert [it.id for it in found] == ["portal.W020"] and found[0].obj == body
    client.force_login(officer)
    assert "notice-warning" in text_of(client.get(ended.get_absolute_url())).split('id="retention"')[1]
    client.force_login(person(body, Role.SUPERVISOR))
    assert body.name in text_of(client.get(reverse("requests_app:oversight"))).split('id="purges"')[1]


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
        broken.setattr(erasing, "erase", dies)
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
        case_files.keep(
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


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE requests_app_keepingrule SET years = 1",
        "UPDATE requests_app_application SET received_on = '2020-01-01', decided_on = NULL",
        "UPDATE requests_app_hold SET lifted_at = '2026-04-01 00:00:00+00:00', lifted_by_id = set_by_id",
        "DELETE FROM requests_app_hold",
    ],
)
def test_nothing_is_purged_by_what_somebody_wrote_into_the_database(ended, officer, now, change):
    """Years, steps, days, holds by SQL: the clock erases nothing by them, and those who watch are told."""
    is_hold = "hold" in change
    if is_hold:
        retention.hold(ended, reason="诉讼", by=officer, now=now)
    evidence.checkpoint(now=now)
    sql(change)
    when = years_later(10, days=1) if is_hold or "received_on" in change else years_later(3)
    retention.purge_due(now=when)
    ended.refresh_from_db()
    assert ended.purged_on is None and not Purge.objects.exists()
    outcry.tell(when)
    assert Discrepancy.objects.exists()
    assert ended.applicant_name == FORM["applicant_name"]


def test_who_runs_the_machine_does_not_shorten_the_years_alone(client, ended, body, admin_user):
    """Ten years to one in the form of the admin: the head is told, and nothing goes before the day named."""
    head = person(body, Role.HEAD)
    rule = KeepingRule.objects.get(agency=body)
    client.force_login(admin_user)
    address = reverse("admin:requests_app_keepingrule_change", args=[rule.pk])
    assert client.post(address, {"years": "1", "source": "新规定"}).status_code == 302
    rule.refresh_from_db()
    today = timezone.localdate()
    assert (rule.years, rule.years_until_then) == (
        1,
        10,
    ) and rule.counts_from == today + retention.TOLD_BEFORE
    (letter,) = (one for one in Letter.objects.filter(name="keeping_changed") if one.to == head.email)
    assert rule.counts_from.isoformat() in letter.body and "10" in letter.body
    KeepingRule.objects.filter(pk=rule.pk).update(counts_from=years_later(5).date())
    assert retention.purge_due(now=years_later(5) - timedelta(days=1)) == 0
    assert retention.kept_until(ended) == years_later(5).date() - timedelta(days=1)
    assert retention.purge_due(now=years_later(5)) == 1


def test_the_first_years_of_a_body_count_later_and_more_years_at_once(client, ended, body, admin_user):
    """Nothing was ever purged of it: the first years wait too; who enters more years again waits for nothing."""
    KeepingRule.objects.all().delete()
    client.force_login(admin_user)
    told = {"agency": body.pk, "years": "1", "source": "本机关决定"}
    assert client.post(reverse("admin:requests_app_keepingrule_add"), told).status_code == 302
    rule = KeepingRule.objects.get()
    assert rule.years_until_then is None and rule.counts_from
    assert retention.kept_until(ended) >= rule.counts_from - timedelta(days=1)
    KeepingRule.objects.filter(pk=rule.pk).update(counts_from=years_later(0).date())
    address = reverse("admin:requests_app_keepingrule_change", args=[rule.pk])
    assert client.post(address, {"years": "5", "source": "本机关决定"}).status_code == 302
    rule.refresh_from_db()
    assert rule.counts_from is None and retention.kept_until(ended).isoformat() == "2031-03-10"
