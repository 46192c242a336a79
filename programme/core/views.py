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

from .errors import NotAllowed, ServiceError
from .moves import Move, event_name, get_move
from .signing import (
    TEXT_CHANGED,
    ask_second_factor,
    second_factor_is_recent,
    show_again,
    signed_arguments,
    signing_form,
    statement_hash,
)


def add_refusal(form: forms.Form, error: ServiceError) -> None:
    """Put a service's refusal beside the fields it names, or above the form."""
    named = {name: text for name, text in error.fields.items() if name in form.fields}
    for name, text in named.items():
        form.add_error(name, text)
    if not named:
        form.add_error(None, error.message)
    for name, text in error.fields.items():
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
            return self.refused(form, error)

    def refused(self, form: forms.Form, error: ServiceError) -> HttpResponse:
        """Show the form again with the service's refusal."""
        add_refusal(form, error)
        return self.form_invalid(form)

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


class SigningMixin(ServiceFormView):
    """A form that signs the text of `current_statement`; None signs nothing: an ordinary form.

    See core.signing for what the person meets. `perform` passes `self.arguments(form)` to the service.
    """

    def current_statement(self) -> str | None:
        """The text to be signed as it stands in the database now."""
        raise NotImplementedError

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.statement = self.current_statement()
        if self.statement is not None and not second_factor_is_recent(request):
            return ask_second_factor(request)
        return super().dispatch(request, *args, **kwargs)

    def get_form(self, form_class: type[forms.Form] | None = None) -> forms.Form:
        form_class = form_class or self.get_form_class()
        return super().get_form(signing_form(form_class) if self.statement is not None else form_class)

    def get_initial(self) -> dict[str, Any]:
        initial = super().get_initial()
        if self.statement is not None:
            initial["shown_sha256"] = statement_hash(self.statement)
        return initial

    def arguments(self, form: forms.Form) -> dict[str, Any]:
        """What the service takes from the form, `shown_sha256` among it when something is signed."""
        return signed_arguments(form)

    def refused(self, form: forms.Form, error: ServiceError) -> HttpResponse:
        response = super().refused(form, error)
        if error.code == TEXT_CHANGED:
            response.status_code = 409
        return response

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        if self.statement is not None:
            # What is shown now is what the next POST signs; the answers entered stay.
            self.statement = self.current_statement()
            show_again(form, self.statement or "")
        return super().form_invalid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        signed = {"statement": self.statement, "statement_sha256": statement_hash(self.statement or "")}
        return super().get_context_data(**(signed if self.statement is not None else {}), **kwargs)


class MoveView(LoginRequiredMixin, SigningMixin):
    """The GET-confirm, POST-do page of one registered move.

    Set `model` and `verb`. `get_queryset` must show a person only what is theirs: everything else
    is 404. A move that is not offered now says why on POST (409) and hides its form on GET.
    """

    template_name = "core/move.html"
    model: type[Model]
    verb: str
    lookup = "public_id"  # or "slug": the field and the part of the address
    success_message: Any = ""

    def get_queryset(self) -> Any:
        objects: Any = self.model._default_manager  # every model with moves has visible_to()
        return objects.visible_to(self.request.user)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        self.object = get_object_or_404(self.get_queryset(), **{self.lookup: kwargs[self.lookup]})
        if not self.move.can(request.user, self.object):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    @property
    def move(self) -> Move:
        return get_move(self.model, self.verb)

    def current_statement(self) -> str | None:
        if self.move.statement is None:
            return None
        self.object.refresh_from_db()
        return self.move.statement(self.object)

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
            offered=self.move.possible(self.object),
            back_url=self.get_success_url(),
            **kwargs,
        )

    def get_success_url(self) -> str:
        return self.object.get_absolute_url()

    def perform(self, form: forms.Form) -> HttpResponse:
        self.object = self.move.run(self.object, self.request.user, **self.arguments(form))
        messages.success(
            self.request,
            self.success_message or _("Done: %(step)s.") % {"step": event_name(self.move.event_verb)},
        )
        return redirect(self.get_success_url())
