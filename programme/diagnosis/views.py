"""The desk of consultants and designers; the company reads the finished parts on the same pages."""

from decimal import Decimal
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView, ListView

from programme.accounts.choices import Role
from programme.applications.choices import ApplicationStatus
from programme.applications.models import Application
from programme.calls.choices import Stage
from programme.calls.queries import stage_ends
from programme.core.display import name_in_language
from programme.core.errors import ServiceError
from programme.core.moves import moves_for
from programme.core.views import MoveView, ServiceFormView

from . import forms, permissions, queries, services


class CaseList(LoginRequiredMixin, ListView):
    """My cases: those that I diagnose or design."""

    template_name = "diagnosis/cases.html"
    context_object_name = "cases"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated and not request.user.holds(Role.CONSULTANT):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self) -> Any:
        return queries.cases_of(self.request.user).order_by("-status_since")


class CaseView(LoginRequiredMixin, DetailView):
    """One case: for those who work on it everything, for its company what is finished."""

    template_name = "diagnosis/case.html"
    context_object_name = "application"
    slug_field = slug_url_kwarg = "public_id"

    def get_queryset(self) -> Any:
        return queries.readable_cases(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        application, user = self.object, self.request.user
        diagnosis, design = application.diagnosis, queries.design_of(application)
        diagnoses = permissions.can_diagnose(user, application)
        designs = design is not None and permissions.can_design(user, application)
        moves = [m for m in moves_for(application, user) if m.app == "diagnosis" and m.url]
        verbs = {move.verb for move in moves}
        missing: list[str] = []
        if "complete_diagnosis" in verbs:
            missing = list(queries.diagnosis_gaps(diagnosis).values())
        elif "complete_design" in verbs and design is not None:
            missing = list(queries.design_gaps(design, diagnosis).values())
        works = diagnoses or designs or user.has_perm("diagnosis.view_diagnosis")
        return super().get_context_data(
            works=works,
            diagnosis=diagnosis,
            show_diagnosis=works or diagnosis.completed_at is not None,
            edit_diagnosis=diagnoses and application.status == ApplicationStatus.SCREENED_IN,
            design=design,
            show_design=design is not None and (works or design.completed_at is not None),
            edit_design=designs and application.status == ApplicationStatus.DIAGNOSED,
            cost_table=queries.cost_table(design) if design else None,
            moves=moves,
            missing=missing,
            next_step=_next_step(application, diagnoses, designs),
            due=stage_ends(Stage.DIAGNOSIS, [application.call_id]).get(application.call_id),
            own_desk=user.holds(Role.CONSULTANT),
            **kwargs,
        )


def _next_step(application: Application, diagnoses: bool, designs: bool) -> str:
    """What happens next with the case, for those who work on it."""
    if diagnoses and application.status == ApplicationStatus.SCREENED_IN:
        return _("Visit the factory, write the diagnosis and complete it.")
    if designs and application.status == ApplicationStatus.DIAGNOSED:
        return _("Write the design with the company and complete it.")
    return str(application.public_status.next)


class CaseFormView(LoginRequiredMixin, ServiceFormView):
    """A form about a case that this person may write in now; everyone else's is 404."""

    status: str  # in which the form is open

    def can(self, user: Any, application: Application) -> bool:
        return permissions.can_diagnose(user, application)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        cases = queries.readable_cases(request.user)
        self.application = get_object_or_404(cases, public_id=kwargs["public_id"])
        if not self.can(request.user, self.application):
            raise Http404
        if request.method == "GET" and self.application.status != self.status:
            messages.info(request, _("This part of the case is not open for writing now."))
            return redirect(self.case_url())
        return super().dispatch(request, *args, **kwargs)

    def case_url(self) -> str:
        return reverse("diagnosis:case", args=[self.application.public_id])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(application=self.application, case_url=self.case_url(), **kwargs)


class RecordVisitView(CaseFormView):
    template_name = "diagnosis/record_visit.html"
    form_class = forms.VisitForm
    status = ApplicationStatus.SCREENED_IN

    def get_initial(self) -> dict[str, Any]:
        return {"visited_on": self.application.diagnosis.visited_on}

    def perform(self, form: Any) -> HttpResponse:
        services.record_visit(application=self.application, by=self.request.user, **form.cleaned_data)
        messages.success(self.request, _("The visit is recorded."))
        return redirect(self.case_url())


def entered(value: Any) -> Any:
    """A saved value as a person would have typed it: 3.2 for 3.200."""
    return Decimal(f"{value.normalize():f}") if isinstance(value, Decimal) else value


class RowsFormView(CaseFormView):
    """A form with sets of rows below it. "Save and add rows" saves and opens the page with empty rows."""

    row_sets: dict[str, tuple[type[forms.RowFormSet], Any]]  # name: forms, heading

    def saved(self) -> Any:
        """The object whose fields and rows the page shows."""
        raise NotImplementedError

    def save(self, form: Any, rows: dict[str, list[dict[str, Any]]]) -> None:
        raise NotImplementedError

    def get_initial(self) -> dict[str, Any]:
        names = [*self.form_class._meta.fields, "revision"]
        return {name: getattr(self.saved(), name) for name in names}

    def row_initial(self, name: str) -> list[dict[str, Any]]:
        form_class = self.row_sets[name][0].form
        fields, many = form_class._meta.fields, form_class._meta.model._meta.many_to_many
        rows = getattr(self.saved(), name).prefetch_related(*[field.name for field in many])
        plural = {field.name for field in many}
        return [
            {
                field: list(getattr(row, field).all()) if field in plural else entered(getattr(row, field))
                for field in fields
            }
            for row in rows
        ]

    def get_row_sets(self) -> dict[str, forms.RowFormSet]:
        return {
            name: kind(
                self.request.POST if self.request.method == "POST" else None,
                initial=self.row_initial(name),
                prefix=name,
            )
            for name, (kind, _heading) in self.row_sets.items()
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sets = kwargs.pop("sets", None) or self.get_row_sets()
        headed = [(name, self.row_sets[name][1], rows) for name, rows in sets.items()]
        return super().get_context_data(sets=headed, row_sets=list(sets.values()), **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form, sets = self.get_form(), self.get_row_sets()
        if not all([form.is_valid(), *(rows.is_valid() for rows in sets.values())]):
            return self.refuse(form, sets)
        try:
            self.save(form, {name: rows.rows() for name, rows in sets.items()})
        except ServiceError as error:
            self.place_faults(error, form, sets)
            return self.refuse(form, sets)
        messages.success(request, _("Saved."))
        return redirect(request.path if "more" in request.POST else self.case_url())

    @staticmethod
    def place_faults(error: ServiceError, form: Any, sets: dict[str, forms.RowFormSet]) -> None:
        """Each fault beside its field: "<rows>-<number of the filled row>-<field>" or a field of the form."""
        said = []
        for key, text in error.fields.items():
            name, _dash, rest = key.partition("-")
            number, _dash, field = rest.partition("-")
            if name in sets and number.isdigit():
                sets[name].add_fault(int(number), field, str(text))
            elif key in form.fields:
                form.add_error(key, str(text))
            else:
                said.append(str(text))
        if said or not error.fields:
            form.add_error(None, django_forms.ValidationError([str(error.message), *said]))

    def refuse(self, form: Any, sets: dict[str, forms.RowFormSet]) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form, sets=sets), status=422)


class SaveDiagnosisView(RowsFormView):
    template_name = "diagnosis/save_diagnosis.html"
    form_class = forms.DiagnosisForm
    status = ApplicationStatus.SCREENED_IN
    row_sets = {"findings": (forms.FindingRows, gettext_lazy("What was found"))}

    def saved(self) -> Any:
        return self.application.diagnosis

    def save(self, form: Any, rows: Any) -> None:
        services.save_diagnosis(
            application=self.application, by=self.request.user, **form.cleaned_data, **rows
        )


class SaveDesignView(RowsFormView):
    template_name = "diagnosis/save_design.html"
    form_class = forms.DesignForm
    status = ApplicationStatus.DIAGNOSED
    row_sets = {
        "improvements": (forms.ImprovementRows, gettext_lazy("Improvements")),
        "indicators": (forms.IndicatorRows, gettext_lazy("Indicators")),
        "costs": (forms.CostRows, gettext_lazy("Costs")),
    }

    def can(self, user: Any, application: Application) -> bool:
        return permissions.can_design(user, application)

    def saved(self) -> Any:
        return self.application.design

    def save(self, form: Any, rows: Any) -> None:
        services.save_design(application=self.application, by=self.request.user, **form.cleaned_data, **rows)


class CaseMoveView(MoveView):
    model = Application

    def get_queryset(self) -> Any:
        return queries.readable_cases(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(object_name=name_in_language(self.object.company), **kwargs)

    def get_success_url(self) -> str:
        return reverse("diagnosis:case", args=[self.object.public_id])


class CompleteDiagnosisView(CaseMoveView):
    verb = "complete_diagnosis"


class CompleteDesignView(CaseMoveView):
    verb = "complete_design"
