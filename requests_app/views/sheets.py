"""The application form on paper: blank to download, and filled to print."""

from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from core.bodies.doors import of_open_body
from core.exports import pdf
from core.models import Agency
from requests_app.forms.applications import ApplicationForm
from requests_app.intake import paper_form, paper_form_docx, rules_in_force
from requests_app.intake.paper_form import Sheet
from requests_app.views.public import ask_again, behind_link

PRINTED = (
    "applicant_kind", "applicant_name", "identity_number", "phone", "email", "address",
    "subject", "description", "delivery_form",
)  # fmt: skip


@never_cache
@sensitive_post_parameters()
@of_open_body
def form_pdf(request: HttpRequest, agency: Agency) -> HttpResponse:
    """The form of a body as a PDF: blank, or, when sent with what was typed, filled with it; that is not kept."""
    rules = _rules(agency)
    filled = _typed(request) if request.method == "POST" else None
    name = f"{agency.name}政府信息公开申请表.pdf"
    return _pdf(request, paper_form.sheet(agency, rules, filled), name=name, is_public=filled is None)


@require_safe
@of_open_body
def form_docx(_request: HttpRequest, agency: Agency) -> HttpResponse:
    """The blank form of a body for a word processor (J3-271)."""
    rules = _rules(agency)
    response = HttpResponse(
        paper_form_docx.written(paper_form.sheet(agency, rules)), paper_form_docx.MEDIA_TYPE
    )
    name = quote(f"{agency.name}政府信息公开申请表.docx")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response


@never_cache
@require_safe
def filed_form(request: HttpRequest, signed: str) -> HttpResponse:
    """The application as it was filed, for who reached it with number and code."""
    application = behind_link(signed)
    if application is None:
        return ask_again(request)
    return _pdf(request, paper_form.of(application), name=f"{application.number}.pdf")


def _rules(agency: Agency):
    _version, rules = rules_in_force.of_agency(agency, timezone.localdate())
    return rules


def _typed(request: HttpRequest) -> dict[str, str]:
    """What was typed, field by field, no longer than the field takes; right or not, it is only printed."""
    fields = ApplicationForm.base_fields
    return {
        name: request.POST.get(name, "").replace("\x00", "")[: getattr(fields[name], "max_length", 0) or 40]
        for name in PRINTED
    }


def _pdf(request: HttpRequest, sheet: Sheet, *, name: str, is_public: bool = False) -> HttpResponse:
    context = {"sheet": sheet}
    return pdf.answer(request, "requests_app/pdf/sheet.html", context, name=name, is_public=is_public)
