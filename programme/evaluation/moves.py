"""The steps of an evaluation."""

from django.utils.translation import gettext_lazy as _

from programme.applications.choices import ApplicationStatus
from programme.applications.models import Application
from programme.core.forms import ReasonForm
from programme.core.moves import Move, name_events, register

from . import permissions, services
from .choices import AssignmentStatus
from .forms import ConflictForm, NoConflictForm, ReplaceForm
from .models import Assignment
from .queries import lacking

register(
    Move(
        model=Assignment,
        verb="declare_no_conflict",
        label=_("Declare: no conflict of interest"),
        sources=frozenset({AssignmentStatus.ASSIGNED}),
        target=AssignmentStatus.OPEN,
        can=permissions.can_score,
        service=services.declare_no_conflict,
        noun="assignment",
        form=NoConflictForm,
        url="evaluation:declare_no_conflict",
    ),
    Move(
        model=Assignment,
        verb="declare_conflict",
        label=_("Declare a conflict of interest"),
        sources=frozenset({AssignmentStatus.ASSIGNED, AssignmentStatus.OPEN}),
        target=AssignmentStatus.CONFLICT,
        can=permissions.can_score,
        service=services.declare_conflict,
        noun="assignment",
        form=ConflictForm,
        url="evaluation:declare_conflict",
        warning=_("You will no longer see this application, and someone else will judge it."),
    ),
    Move(
        model=Assignment,
        verb="seal_scores",
        label=_("Seal the scores"),
        sources=frozenset({AssignmentStatus.OPEN}),
        target=AssignmentStatus.SEALED,
        can=permissions.can_score,
        service=services.seal_scores,
        noun="assignment",
        url="evaluation:seal_scores",
        warning=_("Sealed scores cannot be changed. Staff see them only when the evaluation is closed."),
    ),
    Move(
        model=Assignment,
        verb="unseal_scores",
        label=_("Open the seal again"),
        sources=frozenset({AssignmentStatus.SEALED}),
        target=AssignmentStatus.OPEN,
        can=permissions.can_unseal_scores,
        service=services.unseal_scores,
        noun="assignment",
        form=ReasonForm,
    ),
    Move(
        model=Assignment,
        verb="replace_evaluator",
        label=_("Replace the evaluator"),
        sources=frozenset({AssignmentStatus.ASSIGNED, AssignmentStatus.CONFLICT, AssignmentStatus.OPEN}),
        target=AssignmentStatus.REPLACED,
        can=permissions.can_replace_evaluator,
        service=services.replace_evaluator,
        noun="assignment",
        form=ReplaceForm,
    ),
    Move(
        model=Application,
        app="evaluation",
        verb="close_evaluation",
        label=_("Close the evaluation"),
        sources=frozenset({ApplicationStatus.DESIGNED}),
        target=ApplicationStatus.EVALUATED,
        can=permissions.can_close_evaluation,
        service=services.close_evaluation,
        noun="application",
        lacks=lacking,
        bulk="evaluation.close_evaluation",
    ),
    Move(
        model=Application,
        app="evaluation",
        verb="reopen_evaluation",
        label=_("Open the evaluation again"),
        sources=frozenset({ApplicationStatus.EVALUATED}),
        target=ApplicationStatus.DESIGNED,
        can=permissions.can_close_evaluation,
        service=services.reopen_evaluation,
        noun="application",
        form=ReasonForm,
    ),
)

name_events(
    {
        "evaluation.declare_no_conflict": _("No conflict of interest declared"),
        "evaluation.declare_conflict": _("Conflict of interest declared"),
        "evaluation.seal_scores": _("Scores sealed"),
        "evaluation.unseal_scores": _("Seal opened again"),
        "evaluation.replace_evaluator": _("Evaluator replaced"),
        "evaluation.close_evaluation": _("Evaluation closed"),
        "evaluation.reopen_evaluation": _("Evaluation opened again"),
        "evaluation.form_panel": _("Panel formed"),
        "evaluation.change_panel": _("Panel changed"),
        "evaluation.assign_evaluators": _("Evaluators assigned"),
    }
)
