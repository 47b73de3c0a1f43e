"""The desk of the system administrator: people and their roles, agencies, days, and the records of the machine."""

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.crypto import masked
from core.mail import letters
from core.models import (
    CalendarDay,
    Failure,
    Heartbeat,
    Letter,
    LogEntry,
    Regime,
    RegimeVersion,
    RoleChange,
    SharedPlace,
    User,
)
from core.models.letters import LETTER_STEPS, STANDINGS
from core.people import role_changes
from core.people.role_rows import RoleInline
from core.permissions import READ_ROLES
from core.scheduler import schedule
from core.web import refusals
from core.web.addresses import number_in
from core.web.reach_admin import AdministratorAdmin, KeptAdmin, LookInline, ReachAdmin, ReadOnlyAdmin, words

# What people may do follows from their roles; groups of permissions would be a second truth beside it.
admin.site.unregister(Group)


class PersonForm(AdminUserCreationForm):
    """A new person: whoever gets a role works in the admin, so the way there is open from the start."""

    class Meta:
        model = User
        fields = ["username", "name", "post", "email"]

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.instance.is_staff = True


@admin.register(User)
class PersonAdmin(KeptAdmin, UserAdmin):
    """People who sign in, with the roles they hold."""

    helps = {
        "name": _("As it stands in histories and letters."),
        "email": _("Where letters to the person go."),
        "post": _("What the person is called in the body."),
        "usable_password": _("A password is needed to sign in."),
    }

    add_form = PersonForm
    list_display = ["username", "name", "post", "is_active", "is_superuser", "last_login"]
    list_filter = ["is_active", "is_superuser", "roles__role"]
    search_fields = ["username", "name", "post", "email"]
    ordering = ["username"]
    filter_horizontal = ()
    inlines = [RoleInline]
    fieldsets = [
        (None, {"fields": ["username", "password", "name", "post", "email"]}),
        (_("Access"), {"fields": ["is_active", "is_staff", "is_superuser"]}),
        (_("Times"), {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["username", "name", "post", "email", "usable_password", "password1", "password2"]})
    ]
    readonly_fields = ["last_login", "date_joined"]

    def save_related(self, request: HttpRequest, form, formsets, change: bool) -> None:
        """What was changed is on record, and told to the head of the body, in the same transaction."""
        super().save_related(request, form, formsets, change)
        role_changes.write_down(by=request.user, now=timezone.now(), of=form.instance)

    def save_model(self, request: HttpRequest, obj: User, form, change: bool) -> None:
        before = User.objects.filter(pk=obj.pk).first() if change else None
        super().save_model(request, obj, form, change)
        if before:
            role_changes.account_changed(obj, before=before, by=request.user, now=timezone.now())

    @transaction.atomic
    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        """Whoever sets another's password could sign in their name: that person is told, and it is on record."""
        before = User.objects.filter(pk=number_in(id)).first()
        answer = super().user_change_password(request, id, form_url)
        after = User.objects.filter(pk=before.pk).first() if before else None
        if after:
            role_changes.account_changed(after, before=before, by=request.user, now=timezone.now())
        return answer


@admin.register(RoleChange)
class RoleChangeAdmin(ReachAdmin):
    """Who was given which role by whom: for administrators, and for those who answer for a body."""

    reads = READ_ROLES
    list_display = ["at", "kind", "person", "role", "agency", "department", "since", "until", "giver"]
    list_filter = ["kind", "role"]
    list_select_related = ["person", "agency", "department", "by"]
    search_fields = ["person__name", "person__username"]
    fields = ["at", "kind", "who", "role", "place", "unit", "since", "until", "giver"]
    readonly_fields = ["who", "place", "unit", "giver"]
    who = words("person", _("person"))
    place = words("agency", _("agency"))
    unit = words("department", _("department"))

    @admin.display(description=_("by"))
    def giver(self, change: RoleChange) -> str:
        if change.by is None:
            return "-" if change.kind == RoleChange.Kind.FOUND else str(_("not through a page of the portal"))
        own = change.by_id == change.person_id
        return f"{change.by} ({_('to themself')})" if own else str(change.by)


@admin.register(SharedPlace)
class SharedPlaceAdmin(AdministratorAdmin):
    """Service halls and kiosks, where many people file from one address."""

    helps = {
        "name": _("What the place is called, for example 政务服务大厅."),
        "people": _("How many people use it; the limits of forms count by it."),
    }

    list_display = ["name", "network", "people", "added_by"]
    list_select_related = ["added_by"]
    search_fields = ["name", "network"]

    def save_model(self, request: HttpRequest, obj: SharedPlace, form, change: bool) -> None:
        obj.added_by = request.user
        super().save_model(request, obj, form, change)


class VersionInline(LookInline):
    """The versions of a regime; they never change once loaded."""

    model = RegimeVersion
    fields = readonly_fields = ["number", "title", "valid_from", "valid_to"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).defer("content")


@admin.register(Regime)
class RegimeAdmin(ReadOnlyAdmin):
    """Regimes are loaded from files by command, never typed here."""

    list_display = ["code"]
    fields = ["code"]
    inlines = [VersionInline]


@admin.register(CalendarDay)
class CalendarDayAdmin(ReadOnlyAdmin):
    """The days that differ from the published calendar, each with its notice. New ones enter by a calendar change."""

    list_display = ["day", "calendar", "is_working", "name", "notice_number", "notice_year", "reason"]
    date_hierarchy = "day"
    search_fields = ["name", "notice_number", "reason"]


class StandingFilter(admin.SimpleListFilter):
    """Narrow to the letters that somebody should look at."""

    title, parameter_name = _("how it stands"), "standing"

    def lookups(self, request: HttpRequest, model_admin) -> list[tuple[str, str]]:
        return [(key, STANDINGS[key]) for key in ("rests", "bounced", "ended")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        now = timezone.now()
        narrowed = {
            "rests": queryset.resting,
            "ended": queryset.ended,
            "bounced": lambda _now: queryset.bounced(),
        }
        return narrowed[self.value()](now) if self.value() in narrowed else queryset


@admin.register(Letter)
class LetterAdmin(ReadOnlyAdmin):
    """Letters that are owed or were sent. Their words are the reader's and not shown.

    Only an embedded portal without a mail server shows them: there they are read nowhere else.
    """

    list_display = [
        "__str__",
        "receiver",
        "standing",
        "owed_at",
        "sent_at",
        "tries",
        "not_before",
        "error",
        "bounce",
    ]
    list_filter = [StandingFilter, "name", ("sent_at", admin.EmptyFieldListFilter)]
    sortable_by = ["owed_at", "sent_at", "tries"]
    search_fields = ["name"]
    search_help_text = _("The kind of the letter, or a whole mail address.")
    actions = ["send_again", "set_aside"]
    change_form_template = "admin/core/letter.html"
    change_list_template = "admin/core/letters.html"

    def get_fields(self, request: HttpRequest, obj: Letter | None = None) -> list[str]:
        words = ["subject", "text"] if letters.are_kept() else []
        times = [
            "owed_at",
            "not_before",
            "matters_until",
            "sent_at",
            "tries",
            "error",
            "bounced_at",
            "bounce",
        ]
        return ["name", "receiver", *words, "standing", *times, "set_aside_at", "record"]

    get_readonly_fields = get_fields

    @admin.display(description=_("to"))
    def receiver(self, letter: Letter) -> str:
        return letter.to if letters.are_kept() else masked(letter.to, head=1, tail=0)

    @admin.display(description=_("text"))
    def text(self, letter: Letter) -> str:
        try:
            body = letters.text_of(letter)
        except letters.NotAsWritten:  # the page says so above (disclosure_portal/as_written)
            body = letter.body
        return format_html('<pre class="letter">{}</pre>', body)

    @admin.display(description=_("how it stands"))
    def standing(self, letter: Letter) -> str:
        return str(STANDINGS[letter.standing(timezone.now())])

    @admin.display(description=_("what was done with it"))
    def record(self, letter: Letter) -> str:
        lines = [
            (timezone.localtime(it.at).strftime("%Y-%m-%d %H:%M"), LETTER_STEPS[it.action], it.actor or "")
            for it in letter.events.select_related("actor")
        ]
        return format_html_join(mark_safe("<br>"), "{} {} {}", lines) or "-"

    @admin.action(description=_("Send again"), permissions=["view"])
    def send_again(self, request: HttpRequest, queryset: QuerySet) -> None:
        with refusals.told(request):
            count = letters.again(queryset, by=request.user, now=timezone.now())
            said = ngettext("%(count)d letter goes out again.", "%(count)d letters go out again.", count)
            messages.success(request, said % {"count": count})

    @admin.action(description=_("Set aside: try no more"), permissions=["view"])
    def set_aside(self, request: HttpRequest, queryset: QuerySet) -> None:
        count = letters.set_aside(queryset, by=request.user, now=timezone.now())
        said = ngettext("%(count)d letter is set aside.", "%(count)d letters are set aside.", count)
        messages.success(request, said % {"count": count})

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        """With the two buttons where they are of use."""
        context["is_kept"] = letters.are_kept()
        context["is_troubled"] = bool(obj) and obj.standing(timezone.now()) in ("rests", "ended", "bounced")
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None):
        """Say first what did not arrive, and where letters are read that nobody sends."""
        now, rows = timezone.now(), Letter.objects
        said = {
            "resting": rows.resting(now).count(),
            "bounced": rows.bounced().count(),
            "is_kept": letters.are_kept(),
        }
        return super().changelist_view(request, {**said, **(extra_context or {})})

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """Addresses are encrypted: only a whole one is found."""
        if "@" in search_term:
            return queryset.addressed_to(search_term.strip()), False
        return super().get_search_results(request, queryset, search_term)


@admin.register(Failure)
class FailureAdmin(ReadOnlyAdmin):
    """Faults of the program: kind, place, how often and when. Nothing of what anybody typed is kept with them."""

    list_display = ["kind", "place", "doing", "count", "first_at", "last_at"]
    search_fields = ["kind", "place", "doing"]


@admin.register(Heartbeat)
class HeartbeatAdmin(ReadOnlyAdmin):
    """The clock: each job, when it should run and last ran, what it did, what failed, and whether it is overdue."""

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> TemplateResponse:
        """The list of jobs as they are registered, not as rows happen to exist."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": _("Jobs of the clock"),
            "opts": self.opts,
            "jobs": schedule.standings(timezone.now()),
        }
        return TemplateResponse(request, "admin/core/clock.html", context)


@admin.register(LogEntry)
class LogEntryAdmin(ReadOnlyAdmin):
    """The public log, as everybody may read it on the site."""

    list_display = ["number", "at", "kind", "subject", "hash"]
    list_filter = ["kind"]
    search_fields = ["subject", "hash"]
    ordering = ["-number"]
