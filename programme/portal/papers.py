"""The papers of a case."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from programme.accounts.models import User
from programme.applications.choices import RESULTS
from programme.applications.models import Application
from programme.diagnosis.queries import readable_cases
from programme.factories.models import LighthouseFactory
from programme.funding.models import Agreement
from programme.tours.queries import hosted_by

from .queries import RUNS_TOURS


def papers_of(
    application: Application | None, factory: LighthouseFactory | None, user: User
) -> Iterator[tuple[Any, str]]:
    """What `user` may read of a case beyond its application: (title, address), in the order of the way."""
    if application is not None:
        if Application.objects.visible_to(user).filter(pk=application.pk).exists():
            for name, page, statuses in RESULTS:
                if application.status in statuses:
                    yield name, reverse(page, args=[application.public_id])
        elif readable_cases(user).filter(pk=application.pk).exists():
            yield _("Diagnosis and design"), reverse("diagnosis:case", args=[application.public_id])
    if factory is not None:
        for agreement in Agreement.objects.visible_to(user).filter(factory=factory):
            yield _("Agreement, instalments and indicators"), agreement.get_absolute_url()
        if factory.status in RUNS_TOURS and hosted_by(user).filter(pk=factory.pk).exists():
            yield _("Running the tours"), reverse("tours:host", args=[factory.slug])
