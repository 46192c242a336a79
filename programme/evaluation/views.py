"""The evaluator's desk: assignments, declaration, application, scores, seal."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import DetailView, ListView

from programme.calls.models import Criterion
from programme.core.display import name_in_language
from programme.core.moves import moves_for
from programme.core.views import MoveView, ServiceFormView
from programme.diagnosis.models import Diagnosis
from programme.diagnosis.queries import cost_table, design_of

from . import services
from .choices import NO_CONFLICT, AssignmentStatus
from .forms import ScoresForm
from .models import Assignment, is_evaluator
from .queries import criteria_of, due_of, missing_scores, scores_of

# To judge a conflict of interest one must know who takes part, and no more.
RELATED = [
    "panel",
    "evaluator",
    "application__company",
    "application__version",
    "application__call__programme",
]


class AssignmentList(LoginRequiredMixin, ListView):
    template_name = "evaluation/assignments.html"
    context_object_name = "assignments"

    def get_queryset(self) -> Any:
        if not is_evaluator(self.request.user):
            raise PermissionDenied
        return (
            Assignment.objects.of_evaluator(self.request.user)
            .select_related(*RELATED)
            .prefetch_related("application__call__stages")
            .order_by("sealed_at", "id")
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = [{"assignment": one, "due": due_of(one)} for one in self.object_list]
        sealed = sum(row["assignment"].status == AssignmentStatus.SEALED for row in rows)
        return super().get_context_data(rows=rows, sealed=sealed, **kwargs)


class OwnAssignment(LoginRequiredMixin):
    """Only the evaluator's own; anyone else's, staff's view included, is 404."""

    def get_queryset(self) -> Any:
        return Assignment.objects.of_evaluator(self.request.user).select_related(*RELATED)


class AssignmentDetail(OwnAssignment, DetailView):
    """The application as submitted, once no conflict is declared; before, only who takes part."""

    template_name = "evaluation/assignment.html"
    slug_field = slug_url_kwarg = "public_id"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        assignment = self.object
        scores = scores_of(assignment)
        design = design_of(assignment.application)
        return super().get_context_data(
            application=assignment.application,
            declared=assignment.status != AssignmentStatus.ASSIGNED,
            diagnosis=Diagnosis.objects.filter(application=assignment.application).first(),
            design=design,
            cost_table=cost_table(design) if design else None,
            partners=assignment.application.partners.select_related("organisation"),
            moves=[move for move in moves_for(assignment, self.request.user) if move.url],
            rows=[
                {"criterion": one, "score": scores.get(one.pk)} for one in criteria_of(assignment.application)
            ],
            due=due_of(assignment),
            **kwargs,
        )


class AssignmentMove(OwnAssignment, MoveView):
    model = Assignment

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            application=self.object.application,
            object_name=name_in_language(self.object.application.company),
            partners=self.object.application.partners.select_related("organisation"),
            **kwargs,
        )


class DeclareNoConflict(AssignmentMove):
    verb = "declare_no_conflict"
    template_name = "evaluation/declare_no_conflict.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(declaration=NO_CONFLICT, **kwargs)


class DeclareConflict(AssignmentMove):
    verb = "declare_conflict"

    def perform(self, form: Any) -> HttpResponse:
        self.move.run(self.object, self.request.user, **self.arguments(form))
        messages.success(self.request, _("Thank you. Someone else will judge this application."))
        return redirect("evaluation:assignments")


class SealScores(AssignmentMove):
    verb = "seal_scores"
    template_name = "evaluation/seal_scores.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        scores = scores_of(self.object)
        return super().get_context_data(
            rows=[
                {"criterion": one, "score": scores.get(one.pk)}
                for one in criteria_of(self.object.application)
            ],
            missing=missing_scores(self.object),
            **kwargs,
        )


class EnterScores(OwnAssignment, ServiceFormView):
    """Scores so far; a save keeps what is there, the seal has a page of its own."""

    template_name = "evaluation/scores.html"
    form_class = ScoresForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        self.object = get_object_or_404(self.get_queryset(), public_id=kwargs["public_id"])
        if request.method == "GET" and self.object.status != AssignmentStatus.OPEN:
            return redirect(self.object)
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "assignment": self.object}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            object=self.object,
            application=self.object.application,
            due=due_of(self.object),
            missing=[
                (_missing_words(criterion, what), f"#id_{what}_{criterion.key}")
                for criterion, what in missing_scores(self.object)
            ],
            **kwargs,
        )

    def perform(self, form: BaseForm) -> HttpResponse:
        assert isinstance(form, ScoresForm)
        services.save_scores(assignment=self.object, scores=form.scores(), by=self.request.user)
        if "seal" in self.request.POST:
            return redirect(reverse("evaluation:seal_scores", args=[self.object.public_id]))
        messages.success(self.request, _("Saved. Nobody else sees the scores before they are sealed."))
        return redirect(reverse("evaluation:scores", args=[self.object.public_id]))


def _missing_words(criterion: Criterion, what: str) -> str:
    field = _("Score") if what == "score" else _("Reasons")
    return f"{name_in_language(criterion)}: {field}"
