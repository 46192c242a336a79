"""The confirm page of a registered step in the back office."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from unfold.admin import ModelAdmin

from ..errors import ServiceError
from ..moves import Act, Move, event_name, get_step
from ..signing import (
    TEXT_CHANGED,
    ask_second_factor,
    second_factor_is_recent,
    show_again,
    signed_arguments,
    signing_form,
    statement_hash,
)
from ..views import add_refusal
from .skin import sent, skin


class StepPages(ModelAdmin):
    """GET asks to confirm one registered step, POST calls its service."""

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
