"""The admin as the workplace of department staff: each sees and does what their roles reach, object by object."""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.permissions import ADMINISTER, Permission, Reach, reach
from core.web import refusals


@dataclass(frozen=True)
class Tool:
    """A link on the page of an object: what can be done with it now."""

    address: str
    label: str
    is_main: bool = False


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, however little, or None on a first look: an empty form that was sent is wrong, not new."""
    return request.POST if request.method == "POST" else None


def words(field: str, label: str) -> Callable:
    """A column that shows what ``field`` points to as words; the admin's own link would lead where staff may not go."""

    @admin.display(description=label, ordering=field)
    def shown(_admin, thing) -> str:
        value = getattr(thing, field)
        return "-" if value is None else str(value)

    return shown


class Administered:
    """What keeps the machine: for whom ``wanted`` lets, on pages of the admin and in the rows on them.

    Django would ask ``has_perm``, which says yes to a superuser for everything and here says no to everybody.
    """

    wanted: Permission = ADMINISTER

    def _administers(self, request: HttpRequest) -> bool:
        return bool(reach(request.user, self.wanted, on=timezone.localdate()))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self._administers(request)

    def has_view_permission(self, request: HttpRequest, obj=None) -> bool:
        return self._administers(request)

    def has_add_permission(self, request: HttpRequest, obj=None) -> bool:
        return self._administers(request)

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return self._administers(request)

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return self._administers(request)


class Helped:
    """Each field says what belongs into it: by its model or form, else by ``helps`` of the page of the admin."""

    helps: dict[str, str] = {}

    def get_form(self, request: HttpRequest, obj=None, change: bool = False, **kwargs):
        return self._helped(super().get_form(request, obj, change=change, **kwargs))

    def _helped(self, form: type[forms.BaseForm]) -> type[forms.BaseForm]:
        for name, said in self.helps.items():
            if name in form.base_fields and not form.base_fields[name].help_text:
                form.base_fields[name].help_text = said
        return form


class HelpedRows(Helped):
    """The same for the rows below a form."""

    def get_formset(self, request: HttpRequest, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        self._helped(formset.form)
        return formset


class AdministratorAdmin(Helped, Administered, admin.ModelAdmin):
    """A page of the admin for who keeps the machine."""


class KeptAdmin(AdministratorAdmin):
    """What has a history is ended or switched off, never deleted."""

    actions = None

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False


class LookInline(admin.TabularInline):
    """Rows that are written by actions alone. They take no part in what the form around them saves."""

    extra = 0
    max_num = 0
    can_delete = False
    show_change_link = False
    template = "admin/look_inline.html"

    def has_add_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj=None) -> bool:
        return True


class ReadOnlyAdmin(AdministratorAdmin):
    """For looking only: rows that are written by actions and by the clock."""

    def has_add_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False


class ReachAdmin(ReadOnlyAdmin):
    """Shows what lies in the reach of a permission. What may be done stands as tools on the page of an object.

    A status is never a field: it changes by actions alone. Nothing that has a history can be deleted.
    """

    reads: Permission
    lookups = ("agency_id", "department")
    change_form_template = "admin/tools_change_form.html"
    actions = None

    def reach(self, request: HttpRequest, wanted: Permission) -> Reach:
        """The reach of the person who asks. The admin asks many times for a page; the answer lives as long as that."""
        known = request.__dict__.setdefault("_reaches", {})
        if wanted.code not in known:
            known[wanted.code] = reach(request.user, wanted, on=timezone.localdate())
        return known[wanted.code]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        inside = self.reach(request, self.reads).q(*self.lookups)
        return super().get_queryset(request).filter(inside)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Only what the list offers as a filter: any other condition in the address would answer, letter by letter,
        what a column holds that the page does not show."""
        offered = {self.date_hierarchy, "pk", "id"}
        for one in self.get_list_filter(request):
            if isinstance(one, str | tuple):
                offered.add(one if isinstance(one, str) else one[0])
            else:
                offered.add(one.parameter_name)
        within = any(name and (lookup == name or lookup.startswith(f"{name}__")) for name in offered)
        return within and super().lookup_allowed(lookup, value, request)

    def view_on_site(self, obj) -> str | None:
        """The page of ``obj`` for everybody; there is none before its body is open to the public."""
        body = getattr(obj, "agency", None)
        if body is not None and not body.is_public or not hasattr(obj, "get_absolute_url"):
            return None
        return obj.get_absolute_url()

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(self.reach(request, self.reads))

    def has_view_permission(self, request: HttpRequest, obj=None) -> bool:
        found = self.reach(request, self.reads)
        return bool(found) if obj is None else found.covers(obj)

    def tools(self, request: HttpRequest, thing) -> list[Tool]:
        """What the person who asks can do with ``thing`` now."""
        return []

    def tools_note(self, request: HttpRequest, thing) -> str:
        """What to know about what the person who asks cannot do here; empty when there is nothing."""
        return ""

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        context["tools"] = self.tools(request, obj) if obj else []
        context["tools_note"] = self.tools_note(request, obj) if obj else ""
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def found(self, request: HttpRequest, pk: int):
        """The object inside the reach of who asks; for everybody else it does not exist."""
        thing = self.get_queryset(request).filter(pk=pk).first()
        if thing is None or not self.has_view_permission(request, thing):
            raise Http404
        return thing

    def step_page(
        self,
        request: HttpRequest,
        *,
        thing,
        form: forms.Form,
        act: Callable[..., object],
        title: str,
        said: str,
        back: str,
        intro: str = "",
        onward: Callable[[object], str] | None = None,
        table: dict | None = None,
    ) -> HttpResponse:
        """One small form for one action. A refusal joins the form, what was typed stays; success says so.

        Then it leads ``back``, or to where ``onward`` says by what the action gave. ``table`` (title, heads, rows)
        stands above the form: what the action is about. What changes the name of
        ``thing`` changes it on the object that is given: the admin keeps the name beside the step.
        """
        if request.method == "POST" and form.is_valid():
            with refusals.said_in(form):
                done = act(**form.cleaned_data)
                if thing is not None:
                    self.log_change(request, thing, title)
                messages.success(request, said)
                return redirect(onward(done) if onward else back)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "thing": thing,
            "form": form,
            "title": title,
            "intro": intro,
            "table": table,
            "back": back,
            "media": self.media + form.media,
        }
        return TemplateResponse(request, "admin/step.html", context, status=422 if form.is_bound else 200)

    def must(self, allowed: bool) -> None:
        """Keep strangers off a page; the gate behind it decides again."""
        if not allowed:
            raise PermissionDenied(_("This is not yours to do."))
