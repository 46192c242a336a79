"""Partners' parts in the proposed project."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from programme.accounts.models import User
from programme.companies.models import PartnerOrganisation
from programme.core.clock import db_now
from programme.core.errors import Conflict, WrongState
from programme.core.events import record_event
from programme.core.moves import require

from ..choices import ApplicationStatus
from ..models import Application, PartnerPart
from ..permissions import can_confirm_part
from .drafts import open_draft


def add_partner(
    *, application: Application, organisation: PartnerOrganisation, part: str, share_krw: int, by: User
) -> PartnerPart:
    """Propose an organisation's part and share (whole won); its own people confirm it.

    Raises NotAllowed, WrongState, Conflict for the same organisation twice.
    """
    try:
        with open_draft(application, by) as draft:
            proposed = PartnerPart.objects.create(
                application=draft, organisation=organisation, part=part, share_krw=share_krw
            )
            record_event(draft, "applications.add_partner", by=by, data={"share_krw": share_krw})
    except IntegrityError as twice:
        problem = _("This organisation is already a partner of the project.")
        raise Conflict(problem, {"organisation": problem}, code="duplicate") from twice
    return proposed


def remove_partner(*, part: PartnerPart, by: User) -> None:
    """Take a partner out of the draft."""
    with open_draft(part.application, by) as draft:
        PartnerPart.objects.filter(pk=part.pk).delete()
        record_event(draft, "applications.remove_partner", by=by)


def confirm_part(*, part: PartnerPart, by: User) -> PartnerPart:
    """The organisation's person confirms its part and share. Raises NotAllowed, WrongState."""
    require(can_confirm_part(by, part), _("Only people of the organisation may confirm its part."))
    with transaction.atomic():
        part = (
            PartnerPart.objects.select_for_update(no_key=True).select_related("application").get(pk=part.pk)
        )
        if part.application.status != ApplicationStatus.DRAFT or part.confirmed_at is not None:
            raise WrongState(_("This part is already confirmed, or the application is no longer a draft."))
        part.confirmed_by, part.confirmed_at = by.pk, db_now()
        part.save(update_fields=["confirmed_by", "confirmed_at"])
        record_event(part.application, "applications.confirm_part", by=by, data={"share_krw": part.share_krw})
    return part
