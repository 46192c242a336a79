"""Texts to agree to: written and published by the host, agreed to by visitors or noted at the door."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from programme.core.errors import ServiceError
from programme.core.views import ServiceFormView

from .. import services
from ..choices import ConsentKind
from ..forms import AgreeForm, ConsentForm
from ..models import Booking
from ..queries import agreed_along, asked_of, not_agreed, versions_of
from .host_plan import ProgrammeFormView
from .host_session import booking_run_by


class ConsentsView(ProgrammeFormView):
    """Each kind with its published versions and what may be done about it."""

    http_method_names = ["get", "head", "options"]
    template_name = "tours/consents.html"
    form_class = forms.Form
    title = gettext_lazy("Safety briefing and consents")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        versions = list(self.programme.consent_texts.order_by("-number"))
        drafts = {draft.kind: draft for draft in self.programme.consent_drafts.all()}
        kinds = []
        for kind in ConsentKind:
            published = [text for text in versions if text.kind == kind]
            draft = drafts.get(kind)
            latest = published[0] if published else None
            changed = draft is not None and draft.differs_from(latest)
            kinds.append({"kind": kind, "versions": published, "latest": latest, "changed": changed})
        changed = any(one["changed"] for one in kinds)
        return super().get_context_data(kinds=kinds, changed=changed, **kwargs)


class PublishConsentsView(ProgrammeFormView):
    """GET shows the next versions as visitors will, and whom they concern; POST publishes just these."""

    template_name = "tours/publish_consents.html"
    form_class = forms.Form
    title = gettext_lazy("Publish the changes")
    action = gettext_lazy("Publish")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        foreseen = services.foresee_publication(programme=self.programme)
        context = super().get_context_data(
            foreseen=foreseen, preview=AgreeForm(texts=foreseen.asked, auto_id="seen_%s"), **kwargs
        )
        back_url = reverse("tours:consents", args=[self.factory.slug])
        return {**context, "back_url": back_url, "back_name": ConsentsView.title}

    def perform(self, form: Any) -> HttpResponse:
        texts = services.publish_consents(
            programme=self.programme, by=self.request.user, foreseen=self.request.POST.get("shown", "")
        )
        if any(text.is_required for text in texts):
            said = _("Published. Everyone who has booked is asked to read and agree.")
        else:
            said = _("Published. Nobody who has booked is asked again.")
        messages.success(self.request, said)
        return redirect("tours:consents", self.factory.slug)


class WriteConsentView(ProgrammeFormView):
    """The draft of one kind."""

    form_class = ConsentForm
    action = gettext_lazy("Save the draft")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if kwargs["kind"] not in ConsentKind.values:
            raise Http404
        self.kind = ConsentKind(kwargs["kind"])
        self.title = self.kind.label
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        draft = self.programme.consent_drafts.filter(kind=self.kind).first()
        return {**super().get_form_kwargs(), "instance": draft, "kind": self.kind}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        back_url = reverse("tours:consents", args=[self.factory.slug])
        return {**context, "back_url": back_url, "back_name": ConsentsView.title}

    def perform(self, form: Any) -> HttpResponse:
        services.write_consent(
            programme=self.programme, kind=self.kind, by=self.request.user, **form.cleaned_data
        )
        messages.success(self.request, _("The draft is saved. Visitors see it when you publish it."))
        return redirect("tours:consents", self.factory.slug)


class AgreeView(LoginRequiredMixin, ServiceFormView):
    """What the factory asks for and this booking has not agreed to yet."""

    template_name = "tours/agree.html"
    form_class = AgreeForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        own = Booking.objects.of_person(request.user).live().with_factory()
        self.booking = get_object_or_404(own.annotate(agreed=agreed_along()), public_id=kwargs["public_id"])
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        asked = asked_of(self.booking, versions_of(self.booking.session.tour_programme))
        texts = not_agreed(asked, self.booking.agreed)  # type: ignore[attr-defined]
        return {**super().get_form_kwargs(), "texts": texts}

    def perform(self, form: Any) -> HttpResponse:
        services.agree(booking=self.booking, by=self.request.user, **form.cleaned_data)  # type: ignore[arg-type]
        messages.success(self.request, _("Thank you. What you agreed to is noted."))
        return redirect(self.booking)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(booking=self.booking, session=self.booking.session, **kwargs)


@login_required
@require_POST
def agree_at_door(request: HttpRequest, public_id: str) -> HttpResponse:
    """The host notes that a party read and agreed."""
    booking = booking_run_by(request.user, public_id)
    try:
        services.agree_at_door(booking=booking, by=request.user)  # type: ignore[arg-type]
    except ServiceError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Noted: this party has read and agreed."))
    return redirect("tours:check_in", booking.public_id)
