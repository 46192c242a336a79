"""A registered step for many rows of a list at once: select, confirm, then one service per row.

Which steps are offered is said where they are registered (`Move.bulk`); they do nothing on GET and
need no JavaScript. Each row is a transaction of its own: what is refused leaves the others done.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from unfold.admin import ModelAdmin

from ..errors import ServiceError
from ..moves import Act, Move, event_name, get_step, steps_of
from .sections import joined
from .skin import skin

ROWS_AT_ONCE = 200
NAMES_SAID = 20


@dataclass
class Sorted:
    """What becomes of the rows: those that are done, and the others by the reason."""

    done: list[str] = field(default_factory=list)
    left: dict[str, list[str]] = field(default_factory=dict)

    def leave(self, name: str, why: Any) -> None:
        self.left.setdefault(str(why), []).append(name)


def why_not(step: Move | Act, user: Any, obj: Any) -> str:
    """Why this row would be left as it is; "" when the step can be tried."""
    if not step.can(user, obj):
        return _("You may not do this for it.")
    if not step.possible(obj):
        if isinstance(step, Move):
            return _("Not possible in the status “%(status)s”.") % {"status": obj.get_status_display()}
        return _("Not possible as it stands.")
    return str(step.lacks(obj)) if step.lacks else ""


def refusal(error: ServiceError) -> str:
    """All that a service said of one row."""
    return " ".join([str(error.message), *(str(text) for text in error.fields.values())])


class BulkPages(ModelAdmin):
    """The list's actions that are registered steps."""

    def get_urls(self) -> Any:
        own = path(
            "together/<slug:verb>/",
            self.admin_site.admin_view(self.bulk_view),
            name=f"{self.opts.app_label}_{self.opts.model_name}_together",
        )
        return [own, *super().get_urls()]

    def get_actions(self, request: HttpRequest) -> Any:
        actions = super().get_actions(request)
        for step in steps_of(self.model):
            if step.bulk and request.user.has_perm(step.bulk):
                name = f"together_{step.verb}"
                actions[name] = (self.asking(step), name, step.label)
        return actions

    def asking(self, step: Move | Act) -> Callable[[Any, HttpRequest, Any], HttpResponse | None]:
        """The action of the list: it only asks to confirm."""

        def ask(office: Any, request: HttpRequest, rows: Any) -> HttpResponse | None:
            if rows.count() > ROWS_AT_ONCE:
                messages.error(
                    request,
                    ngettext(
                        "Select at most %(number)d row.", "Select at most %(number)d rows.", ROWS_AT_ONCE
                    )
                    % {"number": ROWS_AT_ONCE},
                )
                return None
            return office.confirm_together(request, step, list(joined(office, rows)), skin(step.form()))

        return ask

    def confirm_together(
        self, request: HttpRequest, step: Move | Act, rows: list[Any], form: Any, status: int = 200
    ) -> HttpResponse:
        """Say what would be done to which rows, which are left and why, and ask."""
        outlook = Sorted()
        for row in rows:
            why = why_not(step, request.user, row)
            if why:
                outlook.leave(self.heading(row), why)
            else:
                outlook.done.append(self.heading(row))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": step.label,
            "move": step,
            "outlook": outlook,
            "rows": rows,
            "form": form,
            "query": request.POST.get("query", request.GET.urlencode()),
            "back": self.list_address(request),
            "action": reverse(self.together_name, args=[step.verb]),
        }
        return TemplateResponse(request, "core/admin/together.html", context, status=status)

    @property
    def together_name(self) -> str:
        return f"admin:{self.opts.app_label}_{self.opts.model_name}_together"

    def list_address(self, request: HttpRequest) -> str:
        """The list as it was filtered when the rows were selected."""
        query = request.POST.get("query", request.GET.urlencode())
        address = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
        return f"{address}?{query}" if query else address

    def bulk_view(self, request: HttpRequest, verb: str) -> HttpResponse:
        """Do the confirmed step, row by row, and say what became of each."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        try:
            step = get_step(self.model, verb)
        except KeyError as unknown:
            raise Http404 from unknown
        if not step.bulk:
            raise Http404
        if not (self.has_view_permission(request) and request.user.has_perm(step.bulk)):
            raise PermissionDenied
        chosen = [key for key in request.POST.getlist("row") if key][:ROWS_AT_ONCE]
        rows = list(joined(self, self.get_queryset(request).filter(pk__in=self.keys(chosen))))
        form = skin(step.form(request.POST))
        if not form.is_valid():
            return self.confirm_together(request, step, rows, form, status=422)
        self.tell(request, step, self.run_together(request, step, rows, form.cleaned_data))
        return redirect(self.list_address(request))

    def keys(self, chosen: list[str]) -> list[Any]:
        """Keys as the database knows them; Http404 for what is none."""
        try:
            return [self.opts.pk.to_python(key) for key in chosen]
        except ValidationError as wrong:
            raise Http404 from wrong

    def run_together(
        self, request: HttpRequest, step: Move | Act, rows: list[Any], arguments: dict[str, Any]
    ) -> Sorted:
        """One service per row, each in its own transaction."""
        result = Sorted()
        for row in rows:
            name = self.heading(row)
            why = why_not(step, request.user, row)
            if why:
                result.leave(name, why)
                continue
            try:
                with transaction.atomic():
                    step.run(row, request.user, **arguments)
            except ServiceError as error:
                result.leave(name, refusal(error))
            else:
                result.done.append(name)
        return result

    def tell(self, request: HttpRequest, step: Move | Act, result: Sorted) -> None:
        """One message for what was done, one for each reason why rows were left."""
        done = event_name(step.event_verb) if isinstance(step, Move) else step.label
        if result.done:
            text = _("Done: %(step)s (%(number)d): %(names)s.")
            messages.success(
                request, text % {"step": done, "number": len(result.done), "names": named(result.done)}
            )
        for why, names in result.left.items():
            text = _("Left as they were (%(number)d): %(names)s. %(why)s")
            messages.warning(request, text % {"number": len(names), "names": named(names), "why": why})
        if not result.done and not result.left:
            messages.warning(request, _("No row was selected."))


def named(names: list[str]) -> str:
    """The first names, and how many more."""
    said = ", ".join(names[:NAMES_SAID])
    more = len(names) - NAMES_SAID
    return _("%(names)s and %(number)d more") % {"names": said, "number": more} if more > 0 else said
