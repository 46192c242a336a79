"""The back office's base: one skin, the steps as buttons, the narrative under each object."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import F, Model, QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from unfold.admin import ModelAdmin, StackedInline
from unfold.admin import TabularInline as SkinTabularInline
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminFileFieldWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminSingleDateWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanWidget,
)

from .display import deadline_text
from .errors import ServiceError
from .models import Event
from .moves import Act, Move, event_name, get_step, steps_for
from .signing import (
    TEXT_CHANGED,
    ask_second_factor,
    second_factor_is_recent,
    show_again,
    signed_arguments,
    signing_form,
    statement_hash,
)
from .story import name_of, story
from .views import add_refusal

__all__ = [
    "BaseAdmin",
    "ReadOnlyAdmin",
    "ReadOnlyInline",
    "StackedInline",
    "TabularInline",
    "deadline_column",
    "person_column",
]

SKINS = {
    "TextInput": UnfoldAdminTextInputWidget,
    "EmailInput": UnfoldAdminTextInputWidget,
    "Textarea": UnfoldAdminTextareaWidget,
    "NumberInput": UnfoldAdminIntegerFieldWidget,
    "Select": UnfoldAdminSelectWidget,
    "DateInput": UnfoldAdminSingleDateWidget,
    "DateTimeInput": UnfoldAdminTextInputWidget,
    "CheckboxInput": UnfoldBooleanWidget,
    "CheckboxSelectMultiple": UnfoldAdminCheckboxSelectMultipleWidget,
    "ClearableFileInput": UnfoldAdminFileFieldWidget,
    "DecimalInput": UnfoldAdminDecimalFieldWidget,
}


def skin(form: Any) -> Any:
    """Give a step's plain form the admin's widget classes, keeping its own attributes."""
    for field in form.fields.values():
        dressed = SKINS.get(type(field.widget).__name__)
        if dressed is not None:
            field.widget.attrs = {**dressed().attrs, **field.widget.attrs}
        if type(field.widget).__name__ == "Select":
            field.widget.template_name = UnfoldAdminSelectWidget.template_name  # with its arrow
    return form


def sent(request: HttpRequest) -> tuple[Any, Any]:
    """What a form is bound to: a POST is one even when the form has no fields."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


class TabularInline(SkinTabularInline):
    """Rows without the object's name over each: its columns say it already."""

    hide_title = True


def person_column(field: str, label: Any) -> Any:
    """A read-only field of a page that names the person whose id stands in `field`; one query each."""

    @admin.display(description=label)
    def column(self: Any, obj: Any) -> str:
        person = getattr(obj, field)
        return name_of(person) if person else ""

    return column


def deadline_column(field: str, label: Any) -> Any:
    """A column that writes a deadline at 00:00 as 24:00 of the day before, as every page does."""

    @admin.display(description=label, ordering=field)
    def column(self: Any, obj: Any) -> str:
        instant = getattr(obj, field)
        return deadline_text(instant, get_language() or "ko") if instant else "–"

    return column


class ReadOnlyInline(TabularInline):
    """What services write, shown under its owner."""

    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class DemonstrationFilter(admin.SimpleListFilter):
    """Only what is real, or only the demonstration's."""

    title = gettext_lazy("demonstration")
    parameter_name = "demo"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("0", _("Only real records")), ("1", _("Only the demonstration"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() not in ("0", "1"):
            return queryset
        return queryset.filter(in_demonstration=self.value() == "1")


class BaseAdmin(ModelAdmin):
    """An admin page whose status moves only through registered moves.

    Nothing is deleted here: what is no longer wanted is withdrawn, ended or revoked by its service.
    """

    change_form_outer_before_template = "core/admin/steps.html"
    change_form_outer_after_template = "core/admin/narrative.html"
    list_filter_submit = True
    compressed_fields = True
    warn_unsaved_form = True
    list_fullwidth = True
    list_per_page = 50
    # Where a record's demonstration mark stands, when it has one: a column and a filter are made of it.
    demo_path: str = ""

    def get_queryset(self, request: HttpRequest) -> Any:
        found = super().get_queryset(request)
        return found.annotate(in_demonstration=F(self.demo_path)) if self.demo_path else found

    def get_list_display(self, request: HttpRequest) -> Any:
        columns = list(super().get_list_display(request))
        return [*columns, "demonstration"] if self.demo_path else columns

    def get_list_filter(self, request: HttpRequest) -> Any:
        filters = list(super().get_list_filter(request))
        return [*filters, DemonstrationFilter] if self.demo_path else filters

    @admin.display(description=gettext_lazy("demonstration"))
    def demonstration(self, obj: Any) -> str:
        label = _("demonstration")
        return format_html('<span class="office-demo">{}</span>', label) if obj.in_demonstration else ""

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = list(super().get_readonly_fields(request, obj))
        names = {field.name for field in self.model._meta.fields}
        # Only read-only fields that the page would show; a status is never typed.
        return [*fields, *({"status"} & names - set(fields))]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> Any:
        info = self.opts.app_label, self.opts.model_name
        own = [
            path(
                "<path:object_id>/step/<slug:verb>/",
                self.admin_site.admin_view(self.step_view),
                name="{}_{}_step".format(*info),
            )
        ]
        return own + super().get_urls()

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        obj = self.get_object(request, object_id)
        context = dict(extra_context or {})
        if obj is not None:
            context["steps"] = steps_for(obj, request.user)
            context["portal_page"] = self.portal_page(obj)
            case = getattr(obj, "case", None)
            events = Event.objects.of_case(case) if case else Event.objects.about(obj)
            context["narrative"] = story(events.select_related("subject_type").order_by("-id")[:100])
        return super().change_view(request, object_id, form_url, context)

    def portal_page(self, obj: Any) -> str:
        """Where staff find or work on this outside the back office; "" without such a page."""
        return ""

    def service_form_view(
        self, request: HttpRequest, form_class: type[Form], service: Callable[[dict[str, Any]], Model]
    ) -> HttpResponse:
        """Add an object through a service: the same form and rules as the public page."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = skin(form_class(*sent(request)))
        status = 200
        if request.method == "POST":
            if form.is_valid():
                try:
                    obj = service(form.cleaned_data)
                except ServiceError as error:
                    add_refusal(form, error)
                else:
                    messages.success(request, _("Saved: %(what)s.") % {"what": obj})
                    return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", obj.pk)
            status = 422
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "form": form,
            "back": reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"),
            "title": _("Add %(what)s") % {"what": self.opts.verbose_name},
        }
        return TemplateResponse(request, "core/admin/service_form.html", context, status=status)

    def step_view(self, request: HttpRequest, object_id: str, verb: str) -> HttpResponse:
        """GET asks to confirm, POST calls the step's service; signing asks for a second factor first."""
        obj = self.get_object(request, object_id)
        try:
            move = get_step(self.model, verb)
        except KeyError as unknown:
            raise Http404 from unknown
        if obj is None:
            raise Http404
        if not self.has_view_permission(request, obj) or not move.can(request.user, obj):
            raise PermissionDenied
        if move.statement and not second_factor_is_recent(request):
            return ask_second_factor(request)
        back = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[obj.pk])
        form = self.step_form(request, obj, move)
        status = 200
        if request.method == "POST":
            status = 422
            if form.is_valid():
                try:
                    move.run(obj, request.user, **signed_arguments(form))
                except ServiceError as error:
                    add_refusal(form, error)
                    status = 409 if error.code == TEXT_CHANGED else status
                else:
                    done = event_name(move.event_verb) if isinstance(move, Move) else move.label
                    messages.success(request, _("Done: %(step)s.") % {"step": done})
                    return redirect(back)
        return self.render_step(request, obj, move, form, back, status)

    def step_form(self, request: HttpRequest, obj: Any, move: Move | Act) -> Any:
        arguments: dict[str, Any] = {"obj": obj} if getattr(move.form, "takes_object", False) else {}
        form_class = move.form
        if move.statement:
            form_class = signing_form(move.form)
            arguments["initial"] = {"shown_sha256": statement_hash(move.statement(obj))}
        return skin(form_class(*sent(request), **arguments))

    def render_step(
        self, request: HttpRequest, obj: Any, move: Move | Act, form: Any, back: str, status: int
    ) -> HttpResponse:
        signed = {}
        if move.statement:
            obj.refresh_from_db()
            statement = move.statement(obj)
            signed = {"statement": statement, "statement_sha256": statement_hash(statement)}
            if form.is_bound:
                show_again(form, statement)
        context = {
            **signed,
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": obj,
            "move": move,
            "form": form,
            "offered": move.possible(obj),
            "back": back,
            "title": move.label,
        }
        return TemplateResponse(request, "core/admin/step.html", context, status=status)


class ReadOnlyAdmin(BaseAdmin):
    """For what services write and staff only read."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
