"""What somebody typed and did not save: to be read, gone on with, or thrown away. Seen by its writer alone."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog import content
from catalog.forms.disclosures import ELEMENT
from catalog.models import Disclosure, KeptProposal
from core.web.breadcrumbs import trail


@login_required
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One unfinished proposal. 404 for everybody else."""
    kept = get_object_or_404(KeptProposal.objects.of(request.user), pk=pk)
    if request.method == "POST":
        kept.delete()
        messages.success(request, _("What you typed is thrown away."))
        return redirect("desk")
    context = {
        "trail": trail((_("Desk of the department"), "desk")),
        "kept": kept,
        "texts": list(_texts(kept)),
    }
    return render(request, "catalog/kept.html", context)


def _texts(kept: KeptProposal):
    """The name of each field that says something, and what was typed."""
    names = {name: Disclosure._meta.get_field(name).verbose_name for name in content.FREE}
    parts = kept.item.elements_on(timezone.localdate(kept.kept_at))
    names |= {f"{ELEMENT}{part.code}": part.name for part in parts}
    for name, label in names.items():
        if text := "\n".join(kept.typed.get(name, [])).strip():
            yield label, text
