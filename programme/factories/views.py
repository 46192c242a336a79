"""What a company does with its factory's status."""

from django.urls import reverse

from programme.core.views import MoveView

from .models import LighthouseFactory


class DeclineView(MoveView):
    """The company's representative gives up the selection."""

    model = LighthouseFactory
    verb = "decline"
    lookup = "slug"

    def get_success_url(self) -> str:
        # A declined factory has no public page any more.
        return reverse("portal:desk")
