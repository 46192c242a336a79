"""What pages share: forms that call one service, and the confirm page of a move."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.generic import FormView

from .errors import Incomplete, NotAllowed, ServiceError
from .moves import Move, get_move


def add_refusal(form: forms.Form, error: ServiceError) -> None:
    """Put a service's refusal beside the fields it names, or above the form."""
    named = {name: text for name, text in getattr(error, "fields", {}).items() if name in form.fields}
    for name, text in named.items():
        form.add_error(name, text)
    if not named:
        form.add_error(None, error.message)
    for name, text in getattr(error, "fields", {}).items():
        if name not in named:
            form.add_error(None, text)


class ServiceFormView(FormView):
    """A form whose POST calls one service in `perform`.

    A refusal is shown in the form with everything the person entered; the answer is then 422. Who
    may not do this at all gets the 403 page (core.middleware).
    """

    def perform(self, form: forms.Form) -> HttpResponse:
        """Call the service and answer with a redirect."""
        raise NotImplementedError

    def form_valid(self, form: forms.Form) -> HttpResponse:
        try:
            return self.perform(form)
        except NotAllowed:
            raise
        except ServiceError as error:
            add_refusal(form, error)
            return self.form_invalid(form)

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


class MoveView(LoginRequiredMixin, ServiceFormView):
    """The GET-confirm, POST-do page of one registered move.

    Set `model` and `verb`. `get_queryset` must show a person only what is theirs: everything else
    is 404. A move that is not offered now says why on POST (409) and hides its form on GET.
    """

    template_name = "core/move.html"
    model: type[Model]
    verb: str
    success_message: Any = ""

    def get_queryset(self) -> Any:
        return self.model._default_manager.visible_to(self.request.user)  # type: ignore[attr-defined]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        self.object = get_object_or_404(self.get_queryset(), public_id=kwargs["public_id"])
        if not self.move.can(request.user, self.object):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    @property
    def move(self) -> Move:
        return get_move(self.model, self.verb)

    def get_form_class(self) -> type[forms.Form]:
        return self.move.form

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        if getattr(self.get_form_class(), "takes_object", False):
            kwargs["obj"] = self.object
        return kwargs

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            object=self.object,
            move=self.move,
            offered=self.object.status in self.move.sources,  # type: ignore[attr-defined]
            back_url=self.get_success_url(),
            **kwargs,
        )

    def get_success_url(self) -> str:
        return self.object.get_absolute_url()  # type: ignore[attr-defined]

    def perform(self, form: forms.Form) -> HttpResponse:
        self.object = self.move.run(self.object, self.request.user, **form.cleaned_data)
        messages.success(
            self.request, self.success_message or _("Done: %(step)s.") % {"step": self.move.label}
        )
        return redirect(self.get_success_url())
