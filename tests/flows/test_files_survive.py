"""A file that was chosen is not lost when its form cannot be taken: kept for a day, and taken the next time."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from catalog.models import Attachment
from core.files import uploads
from core.models import KeptUpload
from core.roles import Role
from core.scheduler import housekeeping
from core.web.widgets import ManyFilesField
from requests_app.models import CaseFile
from tests.flows.case_places import ALL_PLACES
from tests.flows.pages import Visitor
from tests.flows.places import followed, upload
from tests.flows.test_sent_once import values_of

pytestmark = pytest.mark.django_db
MARK = b"%PDF-1.4 QINGHE-CANARY"


def chosen(name: str = "证明材料.pdf", content: bytes = MARK) -> SimpleUploadedFile:
    """A file as a browser sends it, once."""
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def bytes_on_disk(settings) -> bytes:
    """All that lies in the storage."""
    return b"".join(path.read_bytes() for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file())


def refused_then_sent(visitor, address, values, field, wrong, settings):
    """Send with a file and something wrong, then what came back, put right and without choosing the file again."""
    url = visitor._absolute(address)
    answer = visitor.client.post(url, {**values, **wrong, field: chosen()})
    back = visitor._arrived(answer, url, answer.status_code)
    assert answer.status_code in (200, 422) and "证明材料.pdf" in back.text
    assert KeptUpload.objects.count() == 1 and MARK not in bytes_on_disk(settings)
    form = back.form(field)
    assert form.values[field + uploads.ENDING], "offered, already ticked"
    return visitor.client.post(url, {**form.values, **{name: values[name] for name in wrong}})


@pytest.mark.parametrize(
    ("name", "field", "wrong"),
    [
        ("application", "identity_paper", {"subject": ""}),
        ("request to correct a record", "papers", {"wrong": ""}),
        ("request to correct a record", "identity_paper", {"phone": "no number", "email": "x"}),
        ("entry of an application", "papers", {"subject": ""}),
    ],
)
def test_a_file_survives_a_refused_form(name, field, wrong, stage, settings):
    """Citizens and officers choose it once; it ends with the case, readable for those who handle it."""
    place = ALL_PLACES[name]
    visitor = stage.body.sign_in(place.role) if place.role else Visitor()
    visitor.open(place.address(stage))
    action, values = values_of(place, visitor.page)
    values = {key: value for key, value in values.items() if key not in ("papers", "identity_paper")}
    taken = refused_then_sent(visitor, action, values, field, wrong, settings)
    assert taken.status_code == 302, taken.content.decode()[-2000:]
    assert CaseFile.objects.count() == 1
    assert KeptUpload.objects.get().until <= timezone.now() + uploads.AFTERWARDS


def test_files_of_a_proposal_survive_in_the_admin(stage, settings):
    """Several, beside one another; a tick taken away leaves one out; reading a heading loses none either."""
    place = ALL_PLACES["proposal"]
    visitor = stage.body.sign_in(Role.PROPOSER)
    visitor.open(place.address(stage))
    _action, values = values_of(place, visitor.page)
    url = visitor.page.url
    files = [upload(), chosen("第二份.pdf"), chosen("第三份.pdf")]
    answer = visitor.client.post(url, {**values, "title": "", "uploads": files})
    back = visitor._arrived(answer, url, answer.status_code)
    keys = back.form("uploads").values["uploads-kept"]
    assert len(keys) == 3 and "第二份.pdf" in back.text
    reading = {**back.form("uploads").values, "_read": "1", "heading": "关于便民服务点调整的通知"}
    read = visitor._arrived(visitor.client.post(url, reading), url, 200)
    assert sorted(read.form("uploads").values["uploads-kept"]) == sorted(keys)
    good = {**read.form("uploads").values, "title": values["title"], "uploads-kept": keys[:2]}
    good |= {name: values[name] for name in ("attested", "_propose")}
    assert visitor.client.post(url, good).status_code == 302
    assert Attachment.objects.count() == 2 and not Attachment.objects.filter(name="第三份.pdf").exists()


def test_a_file_that_is_chosen_once_more_takes_the_place_of_the_kept_one(db):
    """A person who does not see that it was kept chooses it again; both together would be published twice."""
    field = ManyFilesField()
    kept = uploads.keep(chosen(), now=timezone.now())
    other = uploads.keep(chosen("附表.pdf", MARK + b" other"), now=timezone.now())
    data = QueryDict(mutable=True)
    data.setlist(f"files{uploads.ENDING}", [kept, other])
    given = field.widget.value_from_datadict(data, MultiValueDict({"files": [chosen()]}), "files")
    assert [one.name for one in given] == ["附表.pdf", "证明材料.pdf"]


def test_a_proof_of_identity_survives_for_a_follower(stage, settings):
    """On the page of a case too: here the file is of a kind that can be published, but no proof of identity."""
    visitor = Visitor()
    visitor.open(followed(stage, "registered"))
    form = visitor.page.form("paper")
    url = visitor._absolute(form.action)
    answer = visitor.client.post(url, {**form.values, "paper": chosen("名单.txt", "名单".encode())})
    assert answer.status_code == 422
    assert visitor.client.post(url, {**form.values, "paper": chosen()}).status_code == 302
    assert CaseFile.objects.get().media_type == "application/pdf", (
        "a new choice takes the place of the kept one"
    )


def test_files_survive_the_end_of_a_session(stage, settings):
    """The sign-in page takes them along with what was typed."""
    place = ALL_PLACES["entry of an application"]
    visitor = stage.body.sign_in(place.role)
    visitor.open(place.address(stage))
    action, values = values_of(place, visitor.page)
    values.pop("papers", None)
    url = visitor._absolute(action)
    visitor.client.cookies.pop("sessionid")
    stopped = visitor._arrived(visitor.client.post(url, {**values, "papers": chosen()}), url, 403)
    door = stopped.form("carried")
    signed_in = visitor.client.post(
        reverse("login"),
        {**door.values, "username": stage.people[place.role].username, "password": "secret-garden"},
    )
    again = visitor._arrived(signed_in, url, 200).form("papers-kept")
    assert visitor.client.post(again.action, again.values).status_code == 302
    assert CaseFile.objects.count() == 1


def test_what_cannot_be_taken_is_not_kept_and_quotas_hold(stage, settings, monkeypatch):
    """Programs, disguised files, too many from one place, more than the disk bears: refused or simply not kept."""
    now = timezone.now()
    assert uploads.keep(chosen("a.exe"), now=now) == uploads.keep(chosen("a.pdf", b"MZ"), now=now) == ""
    keys = [uploads.keep(chosen(), now=now) for _one in range(uploads.MOST_OF_A_SOURCE + 1)]
    assert all(keys[:-1]) and keys[-1] == ""
    token = uploads.SOURCE.set("another")
    assert uploads.keep(chosen(), now=now)
    monkeypatch.setattr(uploads, "BYTES_OF_ALL", 10)
    assert uploads.keep(chosen(), now=now) == ""
    uploads.SOURCE.reset(token)


def test_kept_files_end_after_a_day_and_are_opened_by_their_key_alone(settings, db):
    """The row holds no key and no name in the clear; the clock deletes row and file."""
    now = timezone.now()
    key = uploads.keep(chosen(), now=now)
    row = KeptUpload.objects.get()
    assert key not in str(KeptUpload.objects.values_list()) and row.key != key
    assert uploads.kept([key, "guessed", row.key], now=now)[0].read() == MARK
    assert len(uploads.kept([key, "guessed", row.key], now=now)) == 1
    later = now + timedelta(days=1)
    assert uploads.kept([key], now=later) == []
    assert housekeeping.count(now=later) >= 1
    housekeeping.forget(now=later)
    assert not KeptUpload.objects.exists() and MARK not in bytes_on_disk(settings)
    assert not [path for path in Path(settings.MEDIA_ROOT, "uploads").rglob("*.bin")]
