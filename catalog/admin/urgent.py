"""What the admin offers about the moment of publication: a set time, an emergency, and the review that follows it."""

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog import rules
from catalog.actions import emergencies, scheduling
from catalog.admin.afterwards import AfterwardsAdmin
from catalog.forms.timing import EmergencyForm, EmergencyReviewForm, SetTimeForm
from catalog.models import Disclosure, EmergencyReview
from catalog.models.disclosures import ON_DISPLAY
from core.web.reach_admin import Tool, posted


class UrgentAdmin(AfterwardsAdmin):
    """The part of the disclosures' admin that deals with when something is published."""

    def tools(self, request: HttpRequest, disclosure: Disclosure) -> list[Tool]:
        today = timezone.localdate()
        offered = []
        to_come = disclosure.status in scheduling.STILL_TO_COME and disclosure.corrects_id is None
        if to_come and self._may(request, rules.PROPOSE, disclosure):
            offered.append(("set_time", _("Set the time of publication")))
        if disclosure.status in emergencies.BEFORE and emergencies.may_publish(
            disclosure, request.user, today
        ):
            offered.append(("emergency", _("Publish in an emergency")))
        if self._is_to_review(request, disclosure):
            offered.append(("emergency_review", _("Review after an emergency")))
        ours = [
            Tool(reverse(f"admin:catalog_disclosure_{name}", args=[disclosure.pk]), label)
            for name, label in offered
        ]
        return [*ours, *super().tools(request, disclosure)]

    def tools_note(self, request: HttpRequest, disclosure: Disclosure) -> str:
        """Who publishes it when it cannot wait, for everybody who works on it and may not."""
        today = timezone.localdate()
        who = emergencies.who_may(disclosure, today)
        if not who or emergencies.may_publish(disclosure, request.user, today):
            return ""
        return _("If it cannot wait for review, it is published at once by %(who)s.") % {"who": who}

    def _is_to_review(self, request: HttpRequest, disclosure: Disclosure) -> bool:
        return (
            disclosure.is_emergency
            and disclosure.status in ON_DISPLAY
            and self._may(request, rules.REVIEW_EMERGENCY, disclosure)
            and EmergencyReview.objects.waiting().filter(disclosure=disclosure).exists()
            and not disclosure.editors.filter(person=request.user).exists()
        )

    def get_urls(self) -> list[URLPattern]:
        views = {"set_time": self.time_view, "emergency": self.emergency_view}
        views["emergency_review"] = self.review_view
        ours = [
            path(
                f"<int:pk>/{name.replace('_', '-')}/",
                self.admin_site.admin_view(view),
                name=f"catalog_disclosure_{name}",
            )
            for name, view in views.items()
        ]
        return [*ours, *super().get_urls()]

    def time_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Set the time of publication, or take it away."""
        disclosure = self.found(request, pk)
        self.must(self._may(request, rules.PROPOSE, disclosure))
        return self.step_page(
            request,
            thing=disclosure,
            form=SetTimeForm(posted(request), initial={"at": disclosure.publish_at}),
            act=lambda at: scheduling.set_time(disclosure, at=at, by=request.user, now=timezone.now()),
            title=_("Set the time of publication"),
            intro=_("Once it is approved it waits until then. Without a time it is published at once."),
            said=_("The time of publication is kept."),
            back=reverse("admin:catalog_disclosure_change", args=[pk]),
        )

    def emergency_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Publish at once, for a reason that the public reads."""
        disclosure = self.found(request, pk)
        self.must(emergencies.may_publish(disclosure, request.user, timezone.localdate()))
        return self.step_page(
            request,
            thing=disclosure,
            form=EmergencyForm(posted(request)),
            act=lambda reason, secrecy: emergencies.publish(
                disclosure, reason=reason, secrecy=secrecy, by=request.user, now=timezone.now()
            ),
            title=_("Publish in an emergency"),
            intro=_(
                "It is public at once and says so. Somebody else must review it within the regime's days."
            ),
            said=_("It is published. The review is owed."),
            back=reverse("admin:catalog_disclosure_change", args=[pk]),
        )

    def review_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Let an emergency publication stand, or withdraw it."""
        disclosure = self.found(request, pk)
        self.must(self._is_to_review(request, disclosure))
        return self.step_page(
            request,
            thing=disclosure,
            form=EmergencyReviewForm(posted(request)),
            act=lambda stands, opinion: emergencies.review(
                disclosure.emergency,
                stands=stands == "yes",
                opinion=opinion,
                by=request.user,
                now=timezone.now(),
            ),
            title=_("Review after an emergency"),
            intro=disclosure.emergency.reason,
            said=_("The review is kept."),
            back=reverse("admin:catalog_disclosure_change", args=[pk]),
        )
