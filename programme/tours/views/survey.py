"""The survey after a visit."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from programme.core.errors import ServiceError
from programme.core.views import ServiceFormView

from .. import services
from ..forms import SurveyForm
from ..models import SurveyTaken
from ..queries import own_certified


class SurveyView(LoginRequiredMixin, ServiceFormView):
    """Three marks, once for a booking; afterwards only thanks."""

    template_name = "tours/survey.html"
    form_class = SurveyForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        self.booking = get_object_or_404(own_certified(request.user), public_id=kwargs["public_id"])
        return super().dispatch(request, *args, **kwargs)

    def perform(self, form: Any) -> HttpResponse:
        services.answer_survey(booking=self.booking, by=self.request.user, **form.cleaned_data)  # type: ignore[arg-type]
        messages.success(self.request, _("Thank you for your answers."))
        return redirect(self.booking)

    def refused(self, form: Any, error: ServiceError) -> HttpResponse:
        if error.code == "answered":  # a second click, or another window
            return redirect(self.booking)
        return super().refused(form, error)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        taken = SurveyTaken.objects.filter(booking=self.booking).exists()
        return super().get_context_data(
            booking=self.booking, session=self.booking.session, taken=taken, **kwargs
        )
