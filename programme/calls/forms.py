"""Forms about calls."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from programme.core.forms import ReasonForm

from .choices import Stage
from .models import Criterion, Question


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
