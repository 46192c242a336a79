"""The portal's face."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.views.generic import TemplateView

from .queries import work_queue


class DeskView(LoginRequiredMixin, TemplateView):
    """A person's first page: what waits for them, and where their things are."""

    template_name = "portal/desk.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(queue=work_queue(self.request.user), **kwargs)  # type: ignore[arg-type]
