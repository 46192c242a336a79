"""The company's own steps."""

from django.utils.translation import gettext_lazy as _

from programme.core.forms import ReasonForm
from programme.core.moves import Move, name_events, register

from . import forms, permissions, services
from .choices import WITHDRAWABLE, ApplicationStatus
from .models import Application

register(
    Move(
        model=Application,
        verb="submit",
        label=_("Submit the application"),
        sources=frozenset({ApplicationStatus.DRAFT}),
        target=ApplicationStatus.SUBMITTED,
        can=permissions.can_submit,
        service=services.submit_application,
        noun="application",
        form=forms.SubmitForm,
        url="applications:submit",
    ),
    Move(
        model=Application,
        verb="recall",
        label=_("Take the submission back"),
        sources=frozenset({ApplicationStatus.SUBMITTED}),
        target=ApplicationStatus.DRAFT,
        can=permissions.can_submit,
        service=services.recall_application,
        noun="application",
        url="applications:recall",
        warning=_(
            "The application becomes a draft again. Submit it once more before the call closes: "
            "a draft is not considered."
        ),
    ),
    Move(
        model=Application,
        verb="withdraw",
        label=_("Withdraw for good"),
        sources=WITHDRAWABLE,
        target=ApplicationStatus.WITHDRAWN,
        can=permissions.can_withdraw,
        service=services.withdraw_application,
        noun="application",
        form=ReasonForm,
        url="applications:withdraw",
        warning=_("This cannot be undone, and the company cannot apply again in this call."),
    ),
)

name_events(
    {
        "applications.start": _("Application opened"),
        "applications.submit": _("Application submitted"),
        "applications.recall": _("Submission taken back"),
        "applications.withdraw": _("Application withdrawn"),
        "applications.add_partner": _("Partner added"),
        "applications.remove_partner": _("Partner removed"),
        "applications.confirm_part": _("Partner confirmed its part"),
        "applications.attach": _("Document uploaded"),
        "applications.remove_attachment": _("Document removed"),
    }
)
