"""What the checks of the evidence have found, for those who watch over it; what stands for a changed file."""

from datetime import datetime
from http import HTTPStatus

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from catalog.models import Disclosure
from core.models import Discrepancy, RightingWish, User
from core.models.rightings import Way
from core.permissions import administers, reach
from core.proof import findings, righting
from core.web import pagination, refusals
from core.web.methods import require_POST

ROWS = 30


class NoteForm(forms.Form):
    """What is known of a finding, and whether it is put right."""

    text = forms.CharField(
        label=gettext_lazy("What is known of it, and what was done"),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    settles = forms.BooleanField(
        label=gettext_lazy("It is explained and put right: the health check no longer tells of it"),
        required=False,
    )


class RightingForm(forms.Form):
    """How a row is put right, and why."""

    way = forms.ChoiceField(label=gettext_lazy("What becomes of the row"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=gettext_lazy("What was looked at, and why it is put right in this way"),
        help_text=gettext_lazy("Another person who watches over the evidence has to agree."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, ways: list[Way], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["way"].choices = [(way.value, way.label) for way in ways]


class AnswerForm(forms.Form):
    """The second person agrees, or says why not."""

    because = forms.CharField(
        label=gettext_lazy("If it is not to be done: why"),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


def watches(user: User) -> bool:
    """Whether ``user`` watches over the evidence of any body."""
    return administers(user) or bool(reach(user, findings.WATCH_EVIDENCE, on=timezone.localdate()))


@login_required
@require_safe
def evidence(request: HttpRequest) -> HttpResponse:
    """All findings that the visitor watches over, the newest first."""
    if not watches(request.user):
        raise PermissionDenied
    return _page(request)


@login_required
@require_POST
def note(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what is known of one finding; what was typed wrong is said beside it, and stays."""
    found = get_object_or_404(findings.visible_to(request.user, on=timezone.localdate()), pk=pk)
    form = NoteForm(request.POST, prefix=f"note-{pk}")
    if form.is_valid():
        with refusals.said_in(form):
            findings.note(found, by=request.user, now=timezone.now(), **form.cleaned_data)
            messages.success(request, _("Your words are on record."))
            return redirect("evidence")
    return _page(request, form, found, status=HTTPStatus.UNPROCESSABLE_ENTITY)


@login_required
def right(request: HttpRequest, pk: int) -> HttpResponse:
    """The row behind one finding: ask that it is put right, or answer who has asked."""
    day, now = timezone.localdate(), timezone.now()
    found = get_object_or_404(findings.visible_to(request.user, on=day), pk=pk)
    wish = RightingWish.objects.filter(discrepancy=found).select_related("by").first()
    able = righting.ways(found, now)
    asking = RightingForm(_sent(request, "ask"), ways=able, prefix="right")
    answering = AnswerForm(_sent(request, "agree", "decline"), prefix="answer")
    form = answering if wish else asking
    if request.method == "POST" and form.is_valid():
        with refusals.said_in(form):
            messages.success(request, _deed(request, found, wish, form, now))
            return redirect(f"{reverse('evidence')}#finding-{found.pk}")
    context = {
        "found": found,
        "sentence": findings.sentence(found),
        "wish": wish,
        "is_mine": wish is not None and wish.by_id == request.user.pk,
        "ways": able,
        "form": form,
        "trail": [(_("Workplace"), reverse("workplace")), (_("Checks of the evidence"), reverse("evidence"))],
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if request.method == "POST" else HTTPStatus.OK
    return render(request, "righting.html", context, status=status)


def _sent(request: HttpRequest, *deeds: str) -> QueryDict | None:
    return request.POST if request.method == "POST" and request.POST.get("do") in deeds else None


def _deed(
    request: HttpRequest, found: Discrepancy, wish: RightingWish | None, form: forms.Form, now: datetime
) -> str:
    if wish is None:
        righting.ask(found, by=request.user, now=now, **form.cleaned_data)
        return _("It is asked for; somebody else has to agree.")
    if request.POST.get("do") == "decline":
        righting.decline(wish, by=request.user, now=now, **form.cleaned_data)
        return _("It is not done; your words stay with the finding.")
    righting.agree(wish, by=request.user, now=now)
    return _("It is put right, and the public log tells of it.")


def _page(
    request: HttpRequest,
    form: NoteForm | None = None,
    about: Discrepancy | None = None,
    *,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    seen = findings.visible_to(request.user, on=timezone.localdate())
    unsettled = set(seen.open().values_list("pk", flat=True))
    rows = seen.select_related("agency", "righting_wish").prefetch_related("notes__by")
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    lines = [
        {
            "found": one,
            "sentence": findings.sentence(one),
            "is_open": one.pk in unsettled,
            "is_row": one.pk in unsettled and righting.model_of(one) is not None,
            "is_asked": hasattr(one, "righting_wish"),
            "form": form if about and about.pk == one.pk else NoteForm(prefix=f"note-{one.pk}"),
            "opens": bool(about and about.pk == one.pk),
        }
        for one in page
    ]
    number, fingerprint = findings.head()
    context = {
        "lines": lines,
        "page": page,
        "open_count": len(unsettled),
        "head": (number, fingerprint),
        "trail": [(_("Workplace"), reverse("workplace"))],
        **pagination.links(page, request.GET),
    }
    return render(request, "evidence.html", context, status=status)


def differs(request: HttpRequest, disclosure: Disclosure, *, name: str = "") -> HttpResponse:
    """In the place of a file or record that is not what was published: that it differs, and whom to ask."""
    context = {"disclosure": disclosure, "name": name, "trail": [(disclosure, disclosure.get_absolute_url())]}
    response = render(request, "pages/differs.html", context, status=HTTPStatus.CONFLICT)
    response["Cache-Control"] = "no-store"
    return response
