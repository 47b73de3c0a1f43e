"""What the admin offers for a disclosure that is published already: correction, repeal, and what a draft is to it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from catalog import rules
from catalog.actions import admitting, correcting, erasing
from catalog.actions.disclosures import EDITABLE
from catalog.forms.disclosures import AgreeForm, CorrectForm, EraseForm, RelateForm, RepealForm
from catalog.models import Disclosure, ErasureWish, Relation
from catalog.models.disclosures import ON_DISPLAY, OUT
from core.permissions import Permission
from core.web import refusals
from core.web.reach_admin import ReachAdmin, Tool, posted


def _may_go(disclosure: Disclosure) -> bool:
    """Whether its text can still be erased."""
    return disclosure.status == Disclosure.Status.WITHDRAWN and not hasattr(disclosure, "erasure")


class AfterwardsAdmin(ReachAdmin):
    """The part of the disclosures' admin that deals with what is out."""

    def _may(self, request: HttpRequest, wanted: Permission, disclosure: Disclosure) -> bool:
        return self.reach(request, wanted).covers(disclosure)

    def tools(self, request: HttpRequest, disclosure: Disclosure) -> list[Tool]:
        published = disclosure.status in OUT
        offered = [
            ("catalog_disclosure_correct", _("Correct"), published, rules.PROPOSE),
            (
                "catalog_disclosure_repeal",
                _("Repeal"),
                published and not disclosure.repealed_on,
                rules.WITHDRAW,
            ),
            (
                "review:open_feedback",
                _("Feedback stage"),
                disclosure.status in ON_DISPLAY,
                rules.NAME_COLLECTOR,
            ),
            (
                "catalog:circle",
                pgettext("circle", "Those concerned"),
                admitting.is_for_them(disclosure),
                rules.ADMIT,
            ),
            ("catalog_disclosure_erase", _("Erase the text for good"), _may_go(disclosure), rules.WITHDRAW),
        ]
        return [
            Tool(reverse(name if ":" in name else f"admin:{name}", args=[disclosure.pk]), label)
            for name, label, is_open, wanted in offered
            if is_open and self._may(request, wanted, disclosure)
        ]

    def get_urls(self) -> list[URLPattern]:
        views = {
            "<int:pk>/correct/": (self.correct_view, "catalog_disclosure_correct"),
            "<int:pk>/repeal/": (self.repeal_view, "catalog_disclosure_repeal"),
            "<int:pk>/erase/": (self.erase_view, "catalog_disclosure_erase"),
            "<int:pk>/relate/": (self.relate_view, "catalog_disclosure_relate"),
            "<int:pk>/unrelate/<int:relation>/": (self.unrelate_view, "catalog_disclosure_unrelate"),
        }
        ours = [
            path(route, self.admin_site.admin_view(view), name=name) for route, (view, name) in views.items()
        ]
        return [*ours, *super().get_urls()]

    def correct_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Begin a correction, and go on to its draft."""
        disclosure = self.found(request, pk)
        self.must(self._may(request, rules.PROPOSE, disclosure))
        if under_way := disclosure.corrections.filter(status__in=correcting.OPEN).first():
            messages.info(request, _("A correction of it is already under way."))
            return redirect("admin:catalog_disclosure_change", under_way.pk)
        intro = _(
            "You get a draft with its text and files. It is reviewed like any disclosure; until then the public"
            " reads the old text. Afterwards both texts stay, with the reason."
        )
        if disclosure.status == Disclosure.Status.ARCHIVED:
            intro += " " + _(
                "Its archive file stays as it was sealed; the archivist adds the correction to it as a further volume."
            )
        return self.step_page(
            request,
            thing=disclosure,
            form=CorrectForm(posted(request)),
            act=lambda reason: correcting.begin(
                disclosure, reason=reason, by=request.user, now=timezone.now()
            ),
            title=_("Correct a disclosure"),
            intro=intro,
            said=_("The correction is begun: change what is wrong and propose it."),
            back=reverse("admin:catalog_disclosure_change", args=[pk]),
            onward=lambda correction: reverse("admin:catalog_disclosure_change", args=[correction.pk]),
        )

    def erase_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask that the text of what was withdrawn is erased; or, when somebody else has asked, agree to it."""
        disclosure, now = self.found(request, pk), timezone.now()
        self.must(self._may(request, rules.WITHDRAW, disclosure) and _may_go(disclosure))
        asked = ErasureWish.objects.filter(disclosure=disclosure).select_related("by").first()
        page = {
            "thing": disclosure,
            "back": reverse("admin:catalog_disclosure_change", args=[pk]),
            "title": _("Erase the text for good"),
        }
        intro = _(
            "Text, earlier and proposed texts, names and files go for everybody, staff and archive included, and nobody"
            " can bring them back. Number, days, steps and the reason stay, with a proof. Two people are needed."
        )
        if asked is not None and asked.by_id == request.user.pk:
            messages.info(request, _("You asked for it: somebody else has to agree."))
            return redirect(page["back"])
        if asked is None:
            return self.step_page(
                request,
                form=EraseForm(posted(request)),
                act=lambda reason: erasing.ask(disclosure, reason=reason, by=request.user, now=now),
                intro=intro,
                said=_("It is asked for. Somebody else who may withdraw it has to agree; they get a letter."),
                **page,
            )
        said = _("%(name)s asked for it: %(reason)s") % {"name": asked.by, "reason": asked.reason}

        def agree(*, sure: bool) -> None:
            erasing.agree(disclosure, by=request.user, now=now)
            disclosure.refresh_from_db()  # the admin keeps its name beside the step, and not the one that is gone

        return self.step_page(
            request,
            form=AgreeForm(posted(request)),
            act=agree,
            intro=f"{intro} {said}",
            said=_("The text is erased. The proof stands with the disclosure."),
            **page,
        )

    def repeal_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Say that a document is no longer in force."""
        disclosure = self.found(request, pk)
        self.must(self._may(request, rules.WITHDRAW, disclosure))
        return self.step_page(
            request,
            thing=disclosure,
            form=RepealForm(posted(request), initial={"on": timezone.localdate()}),
            act=lambda on, reason: correcting.repeal(
                disclosure, on=on, reason=reason, by=request.user, now=timezone.now()
            ),
            title=_("Repeal a document"),
            intro=_("It stays readable and says from when on it is no longer in force."),
            said=_("The document is marked as repealed."),
            back=reverse("admin:catalog_disclosure_change", args=[pk]),
        )

    def relate_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Say what a draft is to something that was published earlier."""
        disclosure = self.found(request, pk)
        self.must(self._may(request, rules.PROPOSE, disclosure) and disclosure.status in EDITABLE)
        return self.step_page(
            request,
            thing=disclosure,
            form=RelateForm(posted(request)),
            act=lambda kind, earlier: correcting.relate(
                disclosure, kind=kind, earlier=earlier, by=request.user, now=timezone.now()
            ),
            title=_("Relate to an earlier disclosure"),
            intro=_("Once this one is published, the pages of both say so."),
            said=_("The relation is kept."),
            back=reverse("admin:catalog_disclosure_change", args=[pk]),
        )

    def unrelate_view(self, request: HttpRequest, pk: int, relation: int) -> HttpResponse:
        """Take a relation off a draft, by the button beside it."""
        disclosure = self.found(request, pk)
        self.must(request.method == "POST" and self._may(request, rules.PROPOSE, disclosure))
        found = get_object_or_404(Relation, pk=relation, later=disclosure)
        with refusals.told(request):
            correcting.unrelate(found, by=request.user, now=timezone.now())
            messages.success(request, _("The relation is taken off."))
        return redirect("admin:catalog_disclosure_change", pk)
