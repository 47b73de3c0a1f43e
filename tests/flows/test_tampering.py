"""Somebody with the password of the database and of the disk changes one thing after the other: each is found by name.

Every column of every row that a published, corrected, withdrawn or archived matter and an answered application rest
on, every such row deleted or put in, every file altered or taken away, the log cut at its end.
"""

import json
import sys
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection, models
from django.utils import timezone

from catalog.models import Attachment, Consultation, Disclosure
from core.crypto import OwnIdField
from core.exports.pdf import FONTS
from core.models import LogEntry, LogHead, Seal, Sealed, SealForm
from core.proof import evidence, findings
from tests.flows.evidence_world import deleted, sql, undone
from tests.tables import APPEND_ONLY

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not any(FONTS.glob("*.ttf")), reason="The fonts of the notices are missing."),
]
# Tables that no evidence rests on, each with the reason.
WHICH = "which reminder was sent; the letter itself has a seal"
NO_EVIDENCE = {
    "core_logentry": "the log is a chain of its own, which its witness tells of",
    "core_loghead": "the end of that chain, compared with it",
    "core_seal": "has a mark under the key of seals, and the checkpoints tell of it",
    "core_sealform": "measured, and named in every mark",
    "core_fieldkey": "another one stops the start",
    "core_heartbeat": "when a job of the clock last ran",
    "core_verifyinground": "how far the checks have come; a round that is late is told",
    "core_failure": "faults of the program, deleted after some weeks",
    "core_done": "tokens of forms that were sent, deleted after some days",
    "core_endedlinks": "receipts that somebody ended in a browser, deleted after some days",
    "core_receipt": "what a browser may see of its own receipt, deleted after an hour",
    "core_sent": "which form was taken, deleted after some days",
    "core_try": "wrong passwords and codes, deleted after a day",
    "core_sharedplace": "addresses behind which many people sit",
    "core_feedaddress": "the secret address of a feed, made anew at will",
    "core_keptupload": "a file of a form that was handed back, kept for hours",
    "auth_group": "the portal gives rights by its own roles, which have seals",
    "auth_permission": "made by Django from the code",
    "django_content_type": "made by Django from the code",
    "django_session": "who is signed in; deleted when it ends",
    "django_admin_log": "what the admin notes for itself; steps of matters are rows with seals",
    "catalog_searchentry": "compared with the disclosure by a check of its own, and written anew",
    "catalog_bulkrow": "how a draft was begun from a table; the draft is reviewed as any other",
    "catalog_bulktable": "a table as it was uploaded, deleted after some days",
    "archive_archivereminder": WHICH,
    "catalog_filingreminder": WHICH,
    "review_feedbackreminder": WHICH,
    "catalog_placementreminder": WHICH,
    "catalog_emergencyreminder": WHICH,
    "catalog_reassessmentreminder": WHICH,
    "requests_app_applicationreminder": WHICH,
    "catalog_obligationreminder": WHICH,
    "supervision_complaintreminder": WHICH,
    "supervision_orderreminder": WHICH,
    "catalog_weeklyletter": WHICH,
    "catalog_subscription": "to whom news are sent, ended by themselves at any time",
    "catalog_keptproposal": "what somebody was typing",
    "review_keptverdict": "what somebody was typing",
    "requests_app_filingdraft": "what a citizen was typing, deleted after some days",
    "requests_app_answertext": "texts to begin an answer with; the answer itself has a seal",
    "requests_app_filingday": "sums of visits, of no person and no matter",
    "requests_app_likenessmark": "how far a comparison has come",
    "requests_app_mailbox": "how far a mailbox was read; a mail that is read once more is known by its Message-ID",
}
# Files that no digest is kept of, with the reason.
NO_DIGEST = {
    "core_keptupload": "a file of a form that was handed back, kept for hours until the form is sent",
    "catalog_bulktable": "a table as it was uploaded, deleted after some days",
    "requests_app_filingdraft": "what a citizen was typing, deleted after some days",
    "requests_app_redactionpage": "a picture to draw boxes on; the original and the copy have digests",
}


def said(*words: str) -> None:
    """For who reads what the test prints (``pytest -s``)."""
    sys.stdout.write(" ".join(words) + "\n")


def another(field: models.Field, value):
    """Something else than ``value`` that the column takes."""
    if isinstance(field, models.ForeignKey):
        return (value or 0) + 900000
    if isinstance(field, models.JSONField):
        return json.dumps({"changed": value} if not isinstance(value, list) else [*value, "changed"])
    if isinstance(field, models.BooleanField):
        return not value
    if isinstance(field, models.DateTimeField):
        return (value or timezone.make_aware(datetime(2020, 1, 1))) + timedelta(microseconds=1)
    if isinstance(field, models.DateField):
        return (value or date(2020, 1, 1)) + timedelta(days=1)
    if isinstance(field, models.IntegerField):
        return (value or 0) + 7000
    text = str(value or "")
    return ("x" if not text.startswith("x") else "y") + text[1:] if text else "x"


def column_of(model, key: int, field: models.Field):
    """What a column holds as the database has it, as far as it is not encrypted."""
    return model._base_manager.filter(pk=key).values_list(field.attname, flat=True).get()


def test_every_changed_column_is_found_by_name(unlocked):
    """One after the other, in each row of which the table has one at least, and nothing else is named."""
    named = {check.name: check for check in evidence.checks()}
    found_list, untouched = [], []
    for model in evidence.sealed_models():
        table = model._meta.db_table
        keys = list(model._base_manager.order_by("-pk").values_list("pk", flat=True)[:2])
        if not keys:
            untouched.append(table)
        assert list(named[f"rows {table}"].whole()) == [], table
        for key in keys:
            for field in model._meta.concrete_fields:
                if field.primary_key or field.attname in getattr(model, "NO_EVIDENCE", {}):
                    continue
                value = another(field, column_of(model, key, field))
                with undone():
                    adapted = (
                        field.get_db_prep_save(value, connection)
                        if not isinstance(field, models.JSONField | models.TextField)
                        else value
                    )
                    sql(f'UPDATE {table} SET "{field.column}" = %s WHERE id = %s', adapted, key)  # noqa: S608
                    faults = list(named[f"rows {table}"].whole())
                assert [(one.place, one.key) for one in faults] == [(table, key)], f"{table}.{field.column}"
                told = faults[0].what.split(", ")
                # What is encrypted is bound to the own mark of its row, and cannot be read beside another one.
                alone = [field.attname] if not isinstance(field, OwnIdField) else told
                assert told in (alone, [""]) and (told == [""] or field.attname in told), (
                    f"{table}.{field.column}"
                )
                assert findings.sentence(faults[0])
                found_list.append(f"{table}.{field.column}")
    said(f"\n{len(set(found_list))} columns changed, each found:\n" + "\n".join(sorted(set(found_list))))
    said("Tables without a row here:", ", ".join(untouched))
    resting = {
        "catalog_disclosure",
        "catalog_version",
        "catalog_attachment",
        "catalog_placement",
        "review_verdict",
    }
    resting |= {
        "catalog_placementphoto",
        "archive_archivefile",
        "archive_archivesupplement",
        "review_opinion",
    }
    resting |= {
        "catalog_disclosureevent",
        "requests_app_application",
        "requests_app_notice",
        "requests_app_noticefile",
    }
    resting |= {
        "requests_app_casefile",
        "requests_app_clockentry",
        "requests_app_applicationevent",
        "catalog_scan",
    }
    resting |= {
        "catalog_consultation",
        "core_user",
        "core_agency",
        "core_regimeversion",
        "core_roleassignment",
    }
    resting |= {"core_letter", "core_serial", "core_regime"}
    assert not resting & set(untouched)


def test_every_row_deleted_or_put_in_is_found_by_name(unlocked):
    """Of each table; also when the seal of the row is deleted with it, which only the log can tell."""
    named = {check.name: check for check in evidence.checks()}
    looked_at = list(evidence.sealed_models())
    assert looked_at
    for model in looked_at:
        table = model._meta.db_table
        key = model._base_manager.order_by("-pk").values_list("pk", flat=True).first()
        if key is None:
            continue
        forms = SealForm.objects.filter(table=table)
        with undone():
            deleted(table, key)
            [fault] = list(named[f"rows {table}"].whole())
            assert (fault.kind, fault.place, fault.key) == (evidence.Kind.MISSING, table, key)
            Seal.objects.filter(form__in=forms, key=key).delete()
            [fault] = list(named["seals"].whole())
            assert fault.place == "core_seal"
        with undone():
            sql(f"UPDATE {table} SET id = id + 900000 WHERE id = %s", key)  # noqa: S608
            found = {(fault.kind, fault.key) for fault in named[f"rows {table}"].whole()}
            assert found == {(evidence.Kind.MISSING, key), (evidence.Kind.FOREIGN, key + 900000)}


def test_every_column_of_log_and_seals_is_found(unlocked):
    """The chain itself, and what hangs under it."""
    entry, seal, form = LogEntry.objects.order_by("number")[1], Seal.objects.first(), SealForm.objects.first()
    cases = [(LogEntry, "number", entry.number), (Seal, "id", seal.pk), (SealForm, "id", form.pk)]
    assert cases
    for model, key_name, key in cases:
        table = model._meta.db_table
        for field in model._meta.concrete_fields:
            if field.primary_key:
                continue
            value = another(field, column_of(model, key, field))
            with undone():
                if isinstance(field, models.DateTimeField):
                    value += timedelta(seconds=1)
                adapted = (
                    value
                    if isinstance(field, models.JSONField)
                    else field.get_db_prep_save(value, connection)
                )
                sql(f'UPDATE {table} SET "{field.column}" = %s WHERE {key_name} = %s', adapted, key)  # noqa: S608
                found = [fault for check in evidence.checks() for fault in check.whole()]
            assert found, f"{table}.{field.column}"


def test_every_file_altered_or_gone_is_found_by_name(world):
    """One byte, or all of it."""
    named, measured = {check.name: check for check in evidence.checks()}, []
    for model in evidence.READERS:
        field = next(one for one in model._meta.concrete_fields if isinstance(one, models.FileField))
        row = model._base_manager.exclude(**{field.name: ""}).first()
        if row is None:
            continue
        path, check = Path(getattr(row, field.name).path), named[f"files {model._meta.db_table}"]
        content = path.read_bytes()
        assert list(check.whole()) == []
        path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
        assert {one.kind for one in check.whole()} == {evidence.Kind.FILE_CHANGED}
        path.unlink()
        faults = list(check.whole())
        assert {one.kind for one in faults} == {evidence.Kind.FILE_MISSING} and row.pk in {
            one.key for one in faults
        }
        path.write_bytes(content)
        measured.append(model._meta.db_table)
    said("\nFiles altered and taken away, each found:", ", ".join(measured))
    assert {
        "catalog_attachment",
        "catalog_placementphoto",
        "requests_app_casefile",
        "requests_app_noticefile",
    } <= set(measured)


def test_a_forged_text_with_its_own_seal_is_told_by_the_log(unlocked):
    """Who changes a text, a day or a file together with row and seal still has the log against them."""
    matter = Disclosure.objects.get(status="archived", audience="public")
    named = {check.name: check for check in evidence.checks()}
    attachment = matter.attachments.get()
    for change in (
        lambda: Disclosure.objects.filter(pk=matter.pk).update(body="别的"),
        lambda: Disclosure.objects.filter(pk=matter.pk).update(formed_on=date(2020, 1, 1)),
        lambda: Disclosure.objects.filter(pk=matter.pk).update(issued_by="别的机关"),
        lambda: Attachment.objects.filter(pk=attachment.pk).update(sha256="0" * 64),
        lambda: matter.versions.filter(number=2).update(subject_class=1),
    ):
        with undone():
            change()  # through the portal's own code, so that row and seal agree
            [fault, *_more] = list(named["publications"].whole())
            assert (fault.kind, fault.matter) == (evidence.Kind.TEXT, matter.index_number)
    consultation = Consultation.objects.get(status="concluded")
    with undone():
        Consultation.objects.filter(pk=consultation.pk).update(conclusion="别的")
        assert [fault.key for fault in named["drafts"].whole()] == [consultation.pk]


def test_entries_cut_from_the_end_are_told_by_who_holds_an_end(unlocked):
    """The log is made shorter with its head, and holds together; the mailed number and fingerprint tell."""
    number, fingerprint = findings.head()
    assert list(evidence.head_faults(number, fingerprint)) == []
    LogEntry.objects.filter(number=number).delete()
    before = LogEntry.objects.order_by("-number").first()
    LogHead.objects.update(number=before.number, hash=before.hash)
    assert list(dict(enumerate(evidence.checks()))[0].whole()) == []
    [fault] = list(evidence.head_faults(number, fingerprint))
    assert (fault.place, fault.key) == ("log", number)
    [fault] = list(evidence.head_faults(before.number, "0" * 64))
    assert fault.key == before.number


def test_every_table_has_seals_or_a_reason():
    """A table that is added later is covered, or says why nothing rests on it; so is every file."""
    bare = {model._meta.db_table for model in apps.get_models() if not issubclass(model, Sealed)}
    assert bare == set(NO_EVIDENCE), bare ^ set(NO_EVIDENCE)
    for model in evidence.sealed_models():
        spared = getattr(model, "NO_EVIDENCE", {})
        assert set(spared) <= {field.attname for field in model._meta.concrete_fields}, model
        assert all(spared.values()), model
    growing = {model._meta.db_table for model in evidence.sealed_models()}
    own = {"core_logentry", "core_seal", "core_sealform"}
    assert set(APPEND_ONLY) - own <= growing
    with_files = {
        model._meta.db_table
        for model in apps.get_models()
        if any(isinstance(field, models.FileField) for field in model._meta.concrete_fields)
    }
    assert with_files <= {model._meta.db_table for model in evidence.READERS} | set(NO_DIGEST)
