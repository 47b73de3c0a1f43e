"""What a browser may keep: public pages, for somebody of whom the portal knows nothing. All else is forgotten.

After signing out on a shared computer, Back must not show the desk; what an applicant typed or was given must not lie
in the browser's files. So the rule stands the other way round: an address is kept out of the browser unless it is
named here, and a new one need not think of it.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

PUBLIC = frozenset(
    {
        *("home", "search", "disclosure", "history", "attachment", "log", "log_entry"),
        *("robots", "sitemaps", "sitemap"),
        *("catalog:agencies", "catalog:agency", "catalog:rules", "catalog:department", "catalog:catalogue"),
        *("catalog:item", "catalog:collections", "catalog:collection", "catalog:withheld", "catalog:matter"),
        *("catalog:compliance", "catalog:compliance_ics", "catalog:compliance_csv"),
        *("catalog:agency_compliance", "catalog:agency_compliance_ics", "catalog:agency_compliance_csv"),
        *("catalog:consultations", "catalog:consultation", "catalog:consultation_comparison"),
        *("catalog:consultation_file", "catalog:latest", "catalog:owed", "catalog:obligation"),
        *("catalog:latest_feed", "catalog:search_feed", "catalog:consultations_feed", "catalog:open_data"),
        *("open_data:agencies", "open_data:agency", "open_data:items", "open_data:disclosures"),
        *("open_data:disclosure", "open_data:log", "open_data:schema"),
        *("requests_app:apply", "requests_app:form_pdf", "requests_app:form_docx"),
        *("requests_app:answers", "requests_app:answers_feed", "requests_app:answer"),
    }
)
SAYS_NOTHING = frozenset(
    {settings.CSRF_COOKIE_NAME, "size"}
)  # cookies that tell of nobody and of nothing typed
SAFE = ("GET", "HEAD")


def keep_nothing(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable:
    """The middleware that sends ``Cache-Control: no-store`` with every answer that is not public."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not _may_be_kept(request, response) and "no-store" not in response.get("Cache-Control", ""):
            response["Cache-Control"] = "private, no-store"
        return response

    return answer


def _may_be_kept(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether the answer is a public page for somebody who brings nothing, gets nothing and typed nothing."""
    match = getattr(request, "resolver_match", None)
    if match is None or match.view_name not in PUBLIC or request.method not in SAFE:
        return False
    return SAYS_NOTHING.issuperset(request.COOKIES) and SAYS_NOTHING.issuperset(response.cookies)
