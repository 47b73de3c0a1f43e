"""A day at the counter: somebody without a computer, by letter and by hand, through the pages of the officers alone."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pypdf import PdfReader

from core.exports.pdf import FONTS
from core.roles import Role
from requests_app.actions import clocks, lapsing
from requests_app.models import Application, Arrival, AskedExtension, Posting
from tests.flows.pages import Visitor
from tests.flows.world import Body, people_for

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not any(FONTS.glob("*.ttf")), reason="The fonts of the notices are missing."),
]
SCAN = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
LETTER = {
    "agency": "district", "way": "letter", "arrived_on": "2026-03-10", "confirmed_on": "2026-03-10",
    "subject": "河东街道老旧小区改造资金安排", "description": "申请公开改造资金的安排。", "delivery_form": "paper",
    "applicant_kind": "person", "applicant_name": "柳青禾", "identity_number": "", "phone": "010-12345678",
    "email": "", "address": "清河市河东路1号",
}  # fmt: skip


@pytest.fixture
def district(make_agency, clock) -> Body:
    """The district under J4, where a leader of the level above approves extensions."""
    return people_for(make_agency("district", regime="district"))


def whole_of(visitor: Visitor, address: str) -> bytes:
    """A file as the browser saves it."""
    answer = visitor.client.get(address)
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def take(visitor: Visitor, case: Application, step: str, **typed) -> None:
    """One step by the form of the case."""
    visitor.open(case.get_absolute_url())
    visitor.send(to=reverse("requests_app:take", args=[case.pk, step]), **typed)
    case.refresh_from_db()


def goes_out(visitor: Visitor, form: str, number: str, on: date) -> Posting:
    """The notice of a form is posted by the list."""
    it = Posting.objects.filter(notice__form=form).latest("pk")
    visitor.open(reverse("requests_app:to_post"))
    assert it.notice.number in visitor.page.text
    out = reverse("requests_app:went_out")
    visitor.send(to=out, way="post", on=on.isoformat(), **{f"proof_{it.pk}": number})
    return it


def is_delivered(visitor: Visitor, it: Posting, on: date) -> None:
    """The receipt came back from the post."""
    visitor.open(reverse("requests_app:to_post"))
    visitor.send(to=reverse("requests_app:post_arrived"), **{f"day_{it.pk}": on.isoformat()})
    it.refresh_from_db()


def test_a_letter_a_correction_an_extension_and_an_answer_by_post(district, clock):
    """Nothing runs before its delivery, nothing lapses while it lies on the desk, and all is read back at the end."""
    officer = district.sign_in(Role.INTAKE_OFFICER)
    officer.open(reverse("requests_app:enter"))
    officer.send(**LETTER)
    case = Application.objects.get()
    take(officer, case, "register")
    take(officer, case, "ask_correction", missing="请写明年度。", days="10")
    asked = goes_out(officer, "correction", "EMS001", clock.today)
    assert clocks.correct_by(case) is None and lapsing.count_due(now=clock.move_to(2026, 3, 16)) == 0
    officer = district.sign_in(Role.INTAKE_OFFICER)
    is_delivered(officer, asked, date(2026, 3, 16))
    last = clocks.correct_by(case)
    assert last == date(2026, 3, 30)

    clock.move_to(2026, 3, 31)  # the letter of the last day lies on the desk
    assert lapsing.lapse_due(now=clock.now) == 0
    officer = district.sign_in(Role.INTAKE_OFFICER)
    officer.open(case.get_absolute_url())
    officer.follow(reverse("requests_app:arrived", args=[case.pk]))
    scan = SimpleUploadedFile("补正.pdf", SCAN, "application/pdf")
    officer.send(
        what="correction", channel="letter", arrived_on="2026-03-30", posted_on="2026-03-27", text="2025年度。",
        papers=scan,
    )  # fmt: skip
    case.refresh_from_db()
    assert case.status == Application.Status.REGISTERED and Arrival.objects.get().papers.count() == 1
    first_day = case.answer_by

    take(officer, case, "ask_extension", days="5", reason="需要征求意见。")
    leader = district.sign_in(Role.SUPERIOR_LEADER)
    leader.open(reverse("review:queue"))
    leader.follow(case.get_absolute_url())
    leader.send(to=reverse("requests_app:take", args=[case.pk, "extend"]), days="5", reason="需要征求意见。")
    case.refresh_from_db()
    assert case.answer_by > first_day and AskedExtension.objects.get().is_granted
    extended = goes_out(officer, "extension", "EMS002", clock.today)
    is_delivered(officer, extended, clock.today)

    chosen = next(
        one for one in case.rules.outcomes.values() if one.effect == "close" and "grounds" in one.needs
    )
    officer.open(f"{case.get_absolute_url()}?outcome={chosen.code}")
    said = {need: f"{need}的说明" for need in chosen.needs}
    kind = {"kind": next(iter(chosen.kinds))} if chosen.kinds and chosen.row is None else {}
    officer.send(to=reverse("requests_app:take", args=[case.pk, "draft"]), **said, **kind)
    signer = district.sign_in(Role.LEADER_IN_CHARGE)
    signer.open(reverse("review:queue"))
    signer.follow(f"/review/applications/{case.pk}/")
    signer.send("opinion", press=("says", "approve"))
    case.refresh_from_db()
    assert case.status == Application.Status.DECIDED

    clock.wait(days=1)
    officer = district.sign_in(Role.INTAKE_OFFICER)
    officer.open(reverse("requests_app:to_post"))
    sheets = PdfReader(io.BytesIO(whole_of(officer, reverse("requests_app:post_batch")))).pages
    assert len(sheets) >= 2 and LETTER["address"] in "".join(sheet.extract_text() for sheet in sheets)
    answer = goes_out(officer, case.notices.get(kind="decision").form, "EMS003", clock.today)
    case.refresh_from_db()
    assert (case.status, case.delivered_on, case.delivery_proof) == ("closed", clock.today, "EMS003")
    clock.wait(days=3)
    officer = district.sign_in(Role.INTAKE_OFFICER)
    is_delivered(officer, answer, clock.today)
    assert answer.delivered_on == clock.today
    told = officer.open(case.get_absolute_url()).text
    for words in ("补正.pdf", "2025年度。", "EMS003", "邮戳日期2026年3月27日"):
        assert words in told
