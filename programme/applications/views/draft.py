"""Pages on which the company writes its application, in four steps."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import TemplateView

from programme.calls.choices import CallStatus
from programme.calls.models import Call
from programme.calls.queries import open_calls
from programme.companies.queries import companies_of
from programme.core.clock import db_now
from programme.core.display import name_in_language
from programme.core.errors import ServiceError
from programme.core.moves import require
from programme.core.templatetags.core import won
from programme.core.views import ServiceFormView, add_refusal

from .. import forms, services
from ..choices import ApplicationStatus
from ..models import Application, Attachment, PartnerPart
from ..permissions import can_edit
from ..queries import live_attachments, missing, step_of

STEPS = ("edit", "partners", "documents", "check")


def own_calls(user: Any) -> Any:
    """Calls that take applications now; demonstration people apply in demonstration calls only."""
    return open_calls(db_now()).filter(programme__is_demo=user.is_demo)


class StartView(ServiceFormView):
    """Public to read; signing in and a registered company are asked for when they are needed.

    Only calls in which one of the person's companies has no application yet are offered; the others
    are linked. `?call=` names the call that was clicked and goes along through signing in and through
    registering a company and its site.
    """

    template_name = "applications/start.html"
    form_class = forms.StartForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.is_authenticated:
            calls = Call.objects.shown().filter(status=CallStatus.PUBLISHED, closes_at__gt=db_now())
            calls = calls.select_related("programme").order_by("opens_at")
            return render(request, "applications/about_applying.html", {"calls": calls})
        self.companies, calls = companies_of(request.user), own_calls(request.user)
        self.present = Application.objects.filter(call__in=calls, company__in=self.companies).select_related(
            "call", "company"
        )
        taken = {(application.call_id, application.company_id) for application in self.present}
        free = [call for call in calls if any((call.pk, own.pk) not in taken for own in self.companies)]
        self.calls = calls.filter(pk__in=[call.pk for call in free])
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "calls": self.calls, "companies": self.companies}

    def get_initial(self) -> dict[str, Any]:
        return {"call": self.request.GET.get("call", "")}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back_here = urlencode({"next": self.request.get_full_path()})
        return super().get_context_data(
            calls=self.calls,
            companies=self.companies,
            present=self.present,
            register_url=f"{reverse('companies:register')}?{back_here}",
            **kwargs,
        )

    def perform(self, form: Any) -> HttpResponse:
        application = services.start_application(by=self.request.user, **form.cleaned_data)
        return redirect("applications:edit", application.public_id)


class DraftMixin(LoginRequiredMixin):
    """Shows a draft to those who may work on it; others get 404, a submitted one its status page."""

    step: str
    application: Application
    gaps: dict[str, str]
    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        visible = Application.objects.visible_to(request.user).select_related("call", "company")
        self.application = get_object_or_404(visible, public_id=kwargs["public_id"])
        writes = can_edit(request.user, self.application)
        if request.method == "GET" and not (writes and self.application.status == ApplicationStatus.DRAFT):
            return redirect(self.application)
        require(writes, _("You may not work on this application."))
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        self.gaps = missing(self.application)
        names = (_("Application form"), _("Partners"), _("Documents"), _("Check and submit"))
        now, lacking = STEPS.index(self.step), {step_of(name) for name in self.gaps}
        steps = [
            {"name": name, "now": at == now, "past": at < now, "lacks": step in lacking}
            for at, (step, name) in enumerate(zip(STEPS, names, strict=True))
        ]
        return super().get_context_data(
            application=self.application, call=self.application.call, steps=steps, **kwargs
        )


class EditView(DraftMixin, ServiceFormView):
    template_name = "applications/edit.html"
    step = "edit"

    def get_form(self, form_class: Any = None) -> forms.DraftForm:
        return forms.DraftForm(self.request.POST or None, application=self.application)

    def perform(self, form: Any) -> HttpResponse:
        services.save_draft(application=self.application, by=self.request.user, **form.values())
        if "continue" in self.request.POST:
            return redirect("applications:partners", self.application.public_id)
        messages.success(self.request, _("The draft is saved."))
        return redirect("applications:edit", self.application.public_id)


class PartnersView(DraftMixin, ServiceFormView):
    template_name = "applications/partners.html"
    step = "partners"

    def get_form(self, form_class: Any = None) -> forms.PartnerForm:
        return forms.PartnerForm(self.request.POST or None, application=self.application)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(parts=proposed_parts(self.application), **kwargs)

    def perform(self, form: Any) -> HttpResponse:
        services.add_partner(application=self.application, by=self.request.user, **form.cleaned_data)
        messages.success(self.request, _("The partner is added. Its people are asked to confirm."))
        return redirect("applications:partners", self.application.public_id)


class RemovePartnerView(DraftMixin, View):
    step = "partners"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, public_id: str, part_id: str) -> HttpResponse:
        part = get_object_or_404(PartnerPart, application=self.application, public_id=part_id)
        services.remove_partner(part=part, by=request.user)
        messages.success(request, _("The partner is removed."))
        return redirect("applications:partners", public_id)


def uploaded_files(application: Application, *, removable: bool = False) -> list[dict[str, Any]]:
    """The draft's documents, as partials/file_list.html shows them."""
    remove = "applications:remove_attachment"
    return [
        {
            "name": attachment.name,
            "kind": attachment.kind.upper(),
            "size": attachment.size,
            "note": name_in_language(attachment.document),
            "url": reverse("applications:attachment", args=[attachment.public_id]),
            "remove_url": reverse(remove, args=[application.public_id, attachment.public_id])
            if removable
            else "",
        }
        for attachment in live_attachments(application)
    ]


def proposed_parts(application: Application) -> Any:
    """The partners' parts, in the order in which they were proposed."""
    return application.partners.select_related("organisation").order_by("pk")


class DocumentsView(DraftMixin, ServiceFormView):
    template_name = "applications/documents.html"
    step = "documents"

    def get_form(self, form_class: Any = None) -> forms.DocumentForm:
        return forms.DocumentForm(
            self.request.POST or None, self.request.FILES or None, application=self.application
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(files=uploaded_files(self.application, removable=True), **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        """Good files are kept even when another one is refused, so that nothing is uploaded twice."""
        kept, refused = 0, False
        for name, upload in list(form.cleaned_data.items()):
            if not upload:
                continue
            try:
                services.attach_document(
                    application=self.application,
                    document=form.documents[name],
                    upload=upload,
                    by=self.request.user,
                )
                kept += 1
            except ServiceError as error:
                add_refusal(form, error)
                refused = True
        if refused:
            return self.form_invalid(form)
        messages.success(self.request, _("Uploaded: %(count)s.") % {"count": kept})
        return redirect("applications:documents", self.application.public_id)


class RemoveAttachmentView(DraftMixin, View):
    step = "documents"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, public_id: str, attachment_id: str) -> HttpResponse:
        attachment = get_object_or_404(Attachment, application=self.application, public_id=attachment_id)
        services.remove_attachment(attachment=attachment, by=request.user)
        messages.success(request, _("The document is removed."))
        return redirect("applications:documents", public_id)


class CheckView(DraftMixin, TemplateView):
    """What would be submitted, and what is still missing, each with a link to its place."""

    template_name = "applications/check.html"
    step = "check"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        filled = forms.DraftForm(application=self.application)
        context = super().get_context_data(
            rows=[{"label": field.label, "value": shown(field)} for field in filled if not field.is_hidden],
            parts=proposed_parts(self.application),
            files=uploaded_files(self.application),
            **kwargs,
        )
        context["gaps"] = [(sentence, self.place_of(name)) for name, sentence in self.gaps.items()]
        return context

    def place_of(self, name: str) -> str:
        step = step_of(name)
        page = reverse(f"applications:{step}", args=[self.application.public_id])
        return page if step == "partners" else f"{page}#id_{name}"


def shown(field: Any) -> Any:
    """An entered value as a person reads it."""
    value = field.value()
    if value in (None, ""):
        return "—"
    if hasattr(field.field, "queryset"):
        chosen = getattr(field.form.application, field.name)
        return field.field.label_from_instance(chosen) if chosen else "—"
    if hasattr(field.field, "choices"):
        return dict(field.field.choices).get(value, value)
    if field.name.endswith("_krw") and isinstance(value, int):
        return won(value)
    if field.field.widget.attrs.get("data-suffix"):
        return f"{value:,} {field.field.widget.attrs['data-suffix']}" if isinstance(value, int) else value
    return value
