"""What a company reads of its screening; the work itself is done in the back office."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404
from django.views.generic import DetailView

from programme.applications.models import Application

from . import queries
from .choices import ScreeningOutcome


class ResultView(LoginRequiredMixin, DetailView):
    """The decision on the live version, with the reason and the items that were not met."""

    template_name = "screening/result.html"
    context_object_name = "application"
    slug_field = slug_url_kwarg = "public_id"

    def get_queryset(self) -> Any:
        return Application.objects.visible_to(self.request.user).select_related("company", "call", "version")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        screening = queries.decided_screening(self.object)
        if screening is None:
            raise Http404
        failed = screening.outcome == ScreeningOutcome.FAILED
        return super().get_context_data(
            screening=screening, unmet=queries.unmet(screening) if failed else [], **kwargs
        )
