"""The steps of a claim."""

from django.utils.translation import gettext_lazy as _

from programme.core.forms import ReasonForm
from programme.core.moves import Move, name_events, register

from . import permissions, services
from .choices import ClaimStatus
from .models import Claim

register(
    Move(
        model=Claim,
        verb="confirm",
        label=_("Confirm the claim"),
        sources=frozenset({ClaimStatus.PENDING}),
        target=ClaimStatus.CONFIRMED,
        can=permissions.can_decide_claim,
        service=services.confirm_claim,
        noun="claim",
    ),
    Move(
        model=Claim,
        verb="refuse",
        label=_("Refuse the claim"),
        sources=frozenset({ClaimStatus.PENDING}),
        target=ClaimStatus.REFUSED,
        can=permissions.can_decide_claim,
        service=services.refuse_claim,
        noun="claim",
        form=ReasonForm,
    ),
)

name_events(
    {
        "companies.register": _("Company registered"),
        "companies.correct": _("Facts corrected"),
        "companies.add_site": _("Factory site recorded"),
        "companies.add_colleague": _("Colleague added"),
        "companies.remove_colleague": _("Colleague removed"),
        "companies.claim": _("Company claimed"),
        "companies.confirm": _("Claim confirmed"),
        "companies.refuse": _("Claim refused"),
        "companies.register_partner": _("Partner organisation registered"),
    }
)
