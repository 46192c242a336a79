"""The steps of diagnosis and design on an application."""

from django.utils.translation import gettext_lazy as _

from programme.applications.choices import ApplicationStatus
from programme.applications.models import Application
from programme.core.forms import ReasonForm
from programme.core.moves import Act, Move, name_events, register, register_acts

from . import permissions, services
from .forms import ConsultantForm, DesignerForm

S = ApplicationStatus

register(
    Move(
        model=Application,
        app="diagnosis",
        verb="complete_diagnosis",
        label=_("Complete the diagnosis"),
        sources=frozenset({S.SCREENED_IN}),
        target=S.DIAGNOSED,
        can=permissions.can_diagnose,
        service=services.complete_diagnosis,
        noun="application",
        url="diagnosis:complete_diagnosis",
        warning=_("The company can read it from now on, and it can no longer be changed."),
    ),
    Move(
        model=Application,
        app="diagnosis",
        verb="reopen_diagnosis",
        label=_("Open the diagnosis again"),
        sources=frozenset({S.DIAGNOSED}),
        target=S.SCREENED_IN,
        can=permissions.can_reopen_diagnosis,
        service=services.reopen_diagnosis,
        noun="application",
        form=ReasonForm,
    ),
    Move(
        model=Application,
        app="diagnosis",
        verb="complete_design",
        label=_("Complete the design"),
        sources=frozenset({S.DIAGNOSED}),
        target=S.DESIGNED,
        can=permissions.can_design,
        service=services.complete_design,
        noun="application",
        url="diagnosis:complete_design",
        warning=_("It goes to the evaluators, and can no longer be changed."),
    ),
    Move(
        model=Application,
        app="diagnosis",
        verb="reopen_design",
        label=_("Open the design again"),
        sources=frozenset({S.DESIGNED}),
        target=S.DIAGNOSED,
        can=permissions.can_reopen_design,
        service=services.reopen_design,
        noun="application",
        form=ReasonForm,
    ),
)

register_acts(
    Act(
        model=Application,
        verb="assign_consultant",
        label=_("Assign a consultant"),
        can=permissions.can_assign,
        when=lambda application: application.status == S.SCREENED_IN,
        service=services.assign_consultant,
        noun="application",
        form=ConsultantForm,
        bulk="diagnosis.add_diagnosis",
    ),
    Act(
        model=Application,
        verb="assign_designer",
        label=_("Assign another designer"),
        can=permissions.can_assign,
        when=lambda application: application.status == S.DIAGNOSED,
        service=services.assign_designer,
        noun="application",
        form=DesignerForm,
    ),
)

name_events(
    {
        "diagnosis.complete_diagnosis": _("Diagnosis completed"),
        "diagnosis.reopen_diagnosis": _("Diagnosis opened again"),
        "diagnosis.complete_design": _("Design completed"),
        "diagnosis.reopen_design": _("Design opened again"),
        "diagnosis.assign_consultant": _("Consultant assigned"),
        "diagnosis.assign_designer": _("Designer assigned"),
        "diagnosis.record_visit": _("Factory visited"),
    }
)
