"""Back-office pages of records that are loaded from publications, and buttons that move no status."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .admin import BaseAdmin, sent, skin
from .errors import ServiceError
from .registers import correct
from .views import add_refusal

__all__ = ["Act", "ActsAdmin", "RegisterAdmin"]


@dataclass(frozen=True, kw_only=True)
class Act:
    """A button beside the steps: one form, one service, no change of status.

    `service(**{noun: obj}, by=user, **form data)`. A form with `takes_object` is given `obj`.
    """

    verb: str
    label: Any
    can: Callable[[Any, Any], bool]
    service: Callable[..., Any]
    noun: str
    form: type[forms.Form]
    warning: Any = ""


class ActsAdmin(BaseAdmin):
    """A page with such buttons; each has a page of its own, GET to fill in, POST to do."""

    acts: tuple[Act, ...] = ()
    change_form_outer_before_template = "core/admin/acts.html"

    def get_urls(self) -> Any:
        name = f"{self.opts.app_label}_{self.opts.model_name}_act"
        page = self.admin_site.admin_view(self.act_view)
        return [path("<path:object_id>/act/<slug:verb>/", page, name=name), *super().get_urls()]

    def acts_for(self, obj: Any, user: Any) -> list[Act]:
        """The buttons to show; a subclass leaves out what the object's state does not admit."""
        return [act for act in self.acts if act.can(user, obj)]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        obj = self.get_object(request, object_id)
        context = dict(extra_context or {})
        if obj is not None:
            context["acts"] = self.acts_for(obj, request.user)
        return super().change_view(request, object_id, form_url, context)

    def act_view(self, request: HttpRequest, object_id: str, verb: str) -> HttpResponse:
        obj = self.get_object(request, object_id)
        act = next((act for act in self.acts if act.verb == verb), None)
        if obj is None or act is None:
            raise Http404
        if not self.has_view_permission(request, obj) or not act.can(request.user, obj):
            raise PermissionDenied
        arguments = {"obj": obj} if getattr(act.form, "takes_object", False) else {}
        form = skin(act.form(*sent(request), **arguments))
        status = 200
        if request.method == "POST":
            if form.is_valid():
                try:
                    act.service(**{act.noun: obj}, by=request.user, **form.cleaned_data)
                except ServiceError as error:
                    add_refusal(form, error)
                else:
                    return self.acted(request, obj, act)
            status = 422
        return TemplateResponse(
            request, "core/admin/act.html", self.act_context(request, obj, act, form=form), status=status
        )

    def acted(self, request: HttpRequest, obj: Any, act: Act) -> HttpResponse:
        messages.success(request, _("Done: %(step)s.") % {"step": act.label})
        return redirect(self.page_of(obj))

    def act_context(self, request: HttpRequest, obj: Any, act: Act, **more: Any) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": obj,
            "act": act,
            "back": self.page_of(obj),
            "title": act.label,
            **more,
        }

    def page_of(self, obj: Any) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[obj.pk])


class RegisterAdmin(ActsAdmin):
    """A record with a published source: what staff change here, a reload of the data leaves alone.

    `fixed` are the fields by which a reload finds its rows; they are typed once.
    """

    fixed: tuple[str, ...] = ("key",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = list(super().get_readonly_fields(request, obj))
        return [*fields, *(name for name in self.fixed if obj is not None and name not in fields)]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change and form.changed_data:
            correct(obj, form.changed_data, by=request.user)
        elif not change:
            super().save_model(request, obj, form, change)

    @staticmethod
    def _listed(sources: list[str]) -> str:
        return format_html_join(
            "",
            "<li>{}</li>",
            (
                (format_html('<a href="{0}" rel="noreferrer">{0}</a>', text),)
                if text.startswith(("https://", "http://"))
                else (text,)
                for text in sources
            ),
        )

    def source_list(self, obj: Any) -> str:
        """Where the record comes from."""
        return format_html("<ul>{}</ul>", self._listed(obj.sources)) if obj.sources else "–"

    source_list.short_description = gettext_lazy("sources")  # type: ignore[attr-defined]

    def corrected_fields(self, obj: Any) -> str:
        """The fields that a reload leaves alone."""
        names = [str(self.model._meta.get_field(name).verbose_name) for name in obj.corrected]  # type: ignore[union-attr]
        return ", ".join(names) or "–"

    corrected_fields.short_description = gettext_lazy("corrected by staff")  # type: ignore[attr-defined]
