"""Forms about calls."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from programme.core.forms import ReasonForm

from .choices import Stage
from .models import Call, Criterion, Question
from .queries import criteria_of, questions_of


def _instant(label: Any) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        help_text=_("The first instant that is too late, Seoul time."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )


class ExtendDeadlineForm(ReasonForm):
    closes_at = _instant(_("closes at"))
    field_order = ["closes_at", "reason"]


class ExtendStageForm(ReasonForm):
    stage = forms.ChoiceField(
        label=_("stage"),
        choices=[(stage.value, stage.label) for stage in Stage if stage != Stage.APPLICATION],
    )
    ends_at = _instant(_("ends at"))
    field_order = ["stage", "ends_at", "reason"]


class QuestionForm(forms.ModelForm):
    """A question of the next version."""

    class Meta:
        model = Question
        fields = [
            "key",
            "kind",
            "text_ko",
            "text_en",
            "help_ko",
            "help_en",
            "choices",
            "required",
            "max_length",
        ]


class CriterionForm(forms.ModelForm):
    """A criterion of the next version."""

    class Meta:
        model = Criterion
        fields = ["key", "name_ko", "name_en", "guide_ko", "guide_en", "weight", "max_score"]


class RevisionForm(ReasonForm):
    """All rows of the version in force; what is sent becomes the next version, as `noun`."""

    takes_object = True
    noun: str
    row_form: type[forms.ModelForm]

    def __init__(self, data: Any = None, files: Any = None, *, obj: Call) -> None:
        super().__init__(data, files)
        make = forms.formset_factory(self.row_form, extra=2, can_delete=True, can_order=True)
        in_force = self.rows_of(obj).values(*self.row_form.Meta.fields)
        self.rows = make(data, files, initial=list(in_force), prefix="rows")

    @staticmethod
    def rows_of(call: Call) -> QuerySet[Any]:
        raise NotImplementedError

    def is_valid(self) -> bool:
        return self.rows.is_valid() and super().is_valid()

    def clean(self) -> dict[str, Any]:
        names = self.row_form.Meta.fields
        data = dict(super().clean() or self.cleaned_data)
        if self.rows.is_valid():
            kept = [row for row in self.rows.ordered_forms if row.has_changed() or row.initial]
            data[self.noun] = [{name: row.cleaned_data[name] for name in names} for row in kept]
        return data


class ReviseQuestionsForm(RevisionForm):
    noun = "questions"
    row_form = QuestionForm
    rows_of = staticmethod(questions_of)


class ReviseCriteriaForm(RevisionForm):
    noun = "criteria"
    row_form = CriterionForm
    rows_of = staticmethod(criteria_of)
