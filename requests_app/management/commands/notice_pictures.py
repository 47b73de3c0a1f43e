"""manage.py notice_pictures FOLDER: a picture of each form of notice, as the demo sent it or filled with samples."""

import json
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path

import pypdfium2 as pdfium
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from PIL import Image

from core.exports import pdf
from core.models import RoleAssignment
from core.roles import Role
from requests_app import actions
from requests_app.actions import notice_files, notices
from requests_app.models import Application, CaseKind, Fee, Notice, Status
from requests_app.notices import templates

SCALE, GAP, COLOURS = 0.75, 12, 32
SAMPLES = {
    "reasons": "申请人三十日内先后提出二十六件申请，数量明显超过合理范围。",
    "decision": "经审查，决定公开该合同除单价以外的内容。",
    "way": "收到本通知之日起十五个工作日后，以电子文件提供。",
    "materials": "《河道清淤工程联合验收报告》，由本机关与贵单位共同制作。",
    "opinion": "本机关拟予以公开。",
    "papers": "《政府信息公开申请答复书》一份，附复制件三页。",
}
PAYING = "凭本通知书到财政非税窗口缴纳。"
OTHER_BODY = "清河市水务局"


class Command(BaseCommand):
    help = "Draw every form of notice once from the demo's database. Nothing is kept there."

    def add_arguments(self, parser) -> None:
        parser.add_argument("folder", type=Path, help="where the pictures go")
        parser.add_argument(
            "--agency", default="quality", help="the body whose cases are filled with samples"
        )

    def handle(self, *, folder: Path, agency: str, **options) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        with transaction.atomic():
            found = {code: _sent(code) or _filled(code, agency) for code in templates.forms()}
            drawn = {code: notice_files.values_of(notice) for code, notice in found.items() if notice}
            transaction.set_rollback(True)
        for code, values in drawn.items():  # outside: nobody waits for drawings
            _picture(pdf.render(notice_files.TEMPLATE, values)).save(folder / f"{code}.png", optimize=True)
        self.stdout.write(f"{len(drawn)} pictures in {folder}")
        if unfilled := sorted(found.keys() - drawn.keys()):
            raise CommandError(f"The demo could not fill: {', '.join(unfilled)}")


def _sent(code: str) -> Notice | None:
    """The newest notice of this form, as it was sent."""
    found = Notice.objects.filter(form=code, application__purged_on=None, replaces=None)
    return found.order_by("-pk").first()


def _filled(code: str, agency: str) -> Notice | None:
    """A notice of this form with samples, never kept; None when the demo has no case for it."""
    chosen, today = templates.form(code), timezone.localdate()
    application = _application(code, agency)
    if application is None:
        return None
    days = {name: today + timedelta(days=20) for name in ("until", "delivered")}
    said = {name: value for name, value in {**SAMPLES, **days}.items() if name in chosen.asks}
    to = "" if chosen.to_applicant else OTHER_BODY
    text = notices.compose(code, application, today=today, by=_officer(agency), said=said, to=to)
    if list(chosen.faults(text, {**application.decision, **said})):
        return None
    number = f"{application.agency.code}-{chosen.series}〔{today.year}〕0001"
    return Notice(application=application, number=number, content=json.dumps(asdict(text)))


def _application(code: str, agency: str) -> Application | None:
    """A case that stands where this form is sent."""
    status = Status.CORRECTING if code == "lapse_correction" else Status.REGISTERED
    rows = Application.objects.filter(agency__slug=agency, status=status).order_by("-pk")
    if code == "transfer_rectification":
        return Application.objects.filter(agency__slug=agency, kind=CaseKind.RECTIFICATION).first()
    if code not in ("fee", "lapse_fee"):
        return rows.first()
    asked = rows.filter(fee__isnull=False).first()
    if asked is None and (asked := rows.filter(answer_by__isnull=False).first()):
        fee = {"basis": Fee.Basis.PAGES, "number": 260, "how_to_pay": PAYING, "reason": SAMPLES["reasons"]}
        actions.quote_fee(asked, by=_officer(agency), now=timezone.now(), **fee)
        actions.fee_told(asked, on=timezone.localdate(), by=_officer(agency), now=timezone.now())
    return asked


def _officer(agency: str):
    return RoleAssignment.objects.filter(agency__slug=agency, role=Role.INTAKE_OFFICER).first().user


def _picture(content: bytes) -> Image.Image:
    """The first two pages of a PDF file side by side, with few colours."""
    document = pdfium.PdfDocument(content)
    pages = [document[place].render(scale=SCALE).to_pil() for place in range(min(len(document), 2))]
    size = (sum(page.width + GAP for page in pages) + GAP, pages[0].height + 2 * GAP)
    sheet = Image.new("RGB", size, "#888")
    for place, page in enumerate(pages):
        sheet.paste(page, (GAP + place * (page.width + GAP), GAP))
    return sheet.quantize(COLOURS, dither=Image.Dither.NONE)
