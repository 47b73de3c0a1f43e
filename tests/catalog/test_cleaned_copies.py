"""A cleaned copy takes the place of a file; the original is kept out of reach, its hash on record."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from catalog.actions import disclosures, metadata_removal, screening
from catalog.models import Cleaning
from catalog.screening import checks
from core.files.types import sha256
from core.transitions import Refused
from tests.core.scanning.made import hidden_sheet, workbook

pytestmark = pytest.mark.django_db


@pytest.fixture
def telling(item, make_disclosure, cast, now):
    """A file of a draft that names its author and hides a sheet, scanned."""
    upload = SimpleUploadedFile("表.xlsx", workbook(hidden_sheet, creator="张三丰"))
    attachment = disclosures.attach(make_disclosure(item), upload=upload, by=cast.clerk, now=now)
    screening.scan_due(now=now)
    return attachment


def test_the_copy_takes_the_place_of_the_file_and_is_scanned_again(telling, cast, now):
    before = telling.sha256
    metadata_removal.ask(telling, by=cast.clerk, now=now)
    assert metadata_removal.clean_due(now=now) == 1
    telling.refresh_from_db()
    assert telling.sha256 != before
    assert telling.sha256 == sha256(ContentFile(telling.file.read()))
    screening.scan_due(now=now)
    assert [one.kind for one in checks.standing(telling.disclosure)] == ["hidden_sheet"]
    kept = Cleaning.objects.get()
    assert (kept.by, kept.original_sha256, kept.cleaned_sha256) == (cast.clerk, before, telling.sha256)
    with default_storage.open(kept.original) as original:
        assert sha256(original) == before


def test_only_the_department_asks_and_only_where_it_helps_and_once(telling, cast, now):
    for person in (cast.leader, cast.colleague, cast.stranger):
        with pytest.raises(Refused):
            metadata_removal.ask(telling, by=person, now=now)
    metadata_removal.ask(telling, by=cast.clerk, now=now)
    with pytest.raises(Refused):
        metadata_removal.ask(telling, by=cast.clerk, now=now)


def test_what_was_proposed_meanwhile_stays_as_it_was_proposed(telling, cast, now):
    before = telling.sha256
    metadata_removal.ask(telling, by=cast.clerk, now=now)
    disclosures.propose(telling.disclosure, by=cast.clerk, now=now)
    assert metadata_removal.clean_due(now=now) == 0
    telling.refresh_from_db()
    assert telling.sha256 == before
    assert Cleaning.objects.get().fault
    assert metadata_removal.clean_due(now=now + timedelta(hours=1)) == 0


def test_the_department_asks_for_it_on_the_page(client, telling, cast):
    client.force_login(cast.clerk)
    page = reverse("catalog:gate", args=[telling.disclosure_id])
    address = reverse("catalog:clean", args=[telling.pk])
    assert address in client.get(page).content.decode()
    assert client.get(address).status_code == 405
    assert client.post(address).status_code == 302
    assert Cleaning.objects.count() == 1
    assert address not in client.get(page).content.decode()
    client.force_login(cast.stranger)
    assert client.post(address).status_code == 404
