"""The yearly duties of the law, body by body, for staff and supervisors; the office compiles guide and catalogue."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from catalog import rules
from catalog.actions import compiling
from catalog.models import Compilation
from catalog.obligations import yearly
from core.models import Agency, Department, User
from core.permissions import reaches
from core.web import refusals
from core.web.addresses import number_in
from core.web.breadcrumbs import trail
from core.web.methods import require_POST


def _bodies(user: User):
    """The bodies in which ``user`` works or watches, and where they keep the catalogue; 403 for others."""
    read, keep = reaches(user, rules.READ_UNPUBLISHED, rules.KEEP_CATALOGUE, on=timezone.localdate())
    if not read:
        raise PermissionDenied
    inside = Department.objects.filter(read.departments_q()).values("agency")
    agencies = Agency.objects.all() if read.everywhere else Agency.objects.filter(pk__in=inside)
    return agencies.select_related("regime").order_by("name"), keep


@login_required
@never_cache
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """One body's duties: what each needs, what is missing, when it was compiled or published last."""
    today = timezone.localdate()
    agencies, keep = _bodies(cast(User, request.user))
    chosen = number_in(request.GET.get("agency"))
    agency = agencies.filter(pk=chosen).first() if chosen is not None else agencies.first()
    if agency is None:
        raise PermissionDenied
    context = {
        "trail": trail(),
        "agencies": list(agencies),
        "agency": agency,
        "duties": yearly.of(agency, today),
        "may_compile": keep.covers(agency),
        "history": agency.compilations.select_related("compiled_by")[:20],
    }
    return render(request, "catalog/yearly.html", context)


@login_required
@require_POST
def compile_anew(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The disclosure office says that guide or catalogue was compiled today."""
    user = cast(User, request.user)
    agencies, _keep = _bodies(user)
    agency = get_object_or_404(agencies, pk=pk)
    with refusals.told(request):
        made = compiling.compile_anew(agency, kind=kind, by=user, now=timezone.now())
        messages.success(request, _("%(what)s is compiled.") % {"what": Compilation.Kind(made.kind).label})
    return redirect(f"{reverse('catalog:yearly')}?agency={agency.pk}")
