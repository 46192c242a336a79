"""What evaluators and staff type."""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from programme.accounts.choices import Role
from programme.accounts.models import User
from programme.applications.models import Application
from programme.core.display import name_in_language
from programme.core.forms import ReasonForm

from .choices import NO_CONFLICT
from .models import Assignment, Panel
from .queries import criteria_of, scores_of, ties_to
from .services.scoring import LONGEST_COMMENT


class NoConflictForm(forms.Form):
    """The declaration; ticking it is the whole answer."""

    declared = forms.BooleanField(
        label=NO_CONFLICT,
        error_messages={"required": _("Tick the declaration, or declare a conflict of interest.")},
    )

    def clean(self) -> dict[str, Any]:
        super().clean()
        self.cleaned_data.pop("declared", None)  # the service takes the step itself as the declaration
        return self.cleaned_data


class ConflictForm(forms.Form):
    statement = forms.CharField(
        label=_("What is the conflict?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("A few words are enough. Only the staff who organise the evaluation read them."),
    )


class DraftScore(forms.IntegerField):
    """Needed for the seal, so not marked as optional; a draft may leave it empty."""

    def validate(self, value: Any) -> None:
        pass


class DraftText(forms.CharField):
    def validate(self, value: Any) -> None:
        pass


class ScoresForm(forms.Form):
    """A score and reasons for each criterion; anything may be empty until the seal."""

    use_required_attribute = False

    def __init__(self, *args: Any, assignment: Assignment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = criteria_of(assignment.application)
        saved = scores_of(assignment)
        for criterion in self.criteria:
            before = saved.get(criterion.pk)
            wrong = _("%(criterion)s: enter a whole number from 0 to %(highest)d.") % {
                "criterion": name_in_language(criterion),
                "highest": criterion.max_score,
            }
            self.fields[f"score_{criterion.key}"] = DraftScore(
                label=_("Score"),
                min_value=0,
                max_value=criterion.max_score,
                error_messages={"invalid": wrong, "min_value": wrong, "max_value": wrong},
                initial=before.score if before else None,
                widget=forms.NumberInput(attrs={"data-suffix": f"/ {criterion.max_score}"}),
            )
            self.fields[f"comment_{criterion.key}"] = DraftText(
                label=_("Reasons"),
                max_length=LONGEST_COMMENT,
                error_messages={
                    "max_length": _("%(criterion)s: give reasons of at most %(most)d characters.")
                    % {"criterion": name_in_language(criterion), "most": LONGEST_COMMENT}
                },
                initial=before.comment if before else "",
                widget=forms.Textarea(attrs={"rows": 4}),
            )

    def groups(self) -> list[dict[str, Any]]:
        """Each criterion with its two fields, for the page."""
        return [
            {"criterion": one, "score": self[f"score_{one.key}"], "comment": self[f"comment_{one.key}"]}
            for one in self.criteria
        ]

    def scores(self) -> dict[str, tuple[int | None, str]]:
        data = self.cleaned_data
        return {one.key: (data[f"score_{one.key}"], data[f"comment_{one.key}"]) for one in self.criteria}


def evaluators() -> Any:
    """People who may sit on a panel."""
    return User.objects.filter(
        is_active=True, grants__role=Role.EVALUATOR, grants__scope=None, grants__revoked_at=None
    ).distinct()


def free_members(application: Application) -> list[User]:
    """Members of the call's panels who may still be asked: not tied, not asked before."""
    members = list(
        evaluators()
        .filter(panel_memberships__panel__call=application.call)
        .exclude(assignments__application=application)
    )
    tied = ties_to(application, members)
    return [one for one in members if str(one.pk) not in tied]


class ReplaceForm(ReasonForm):
    takes_object = True
    evaluator = forms.ModelChoiceField(label=_("Evaluator who takes over"), queryset=User.objects.none())
    field_order = ["evaluator", "reason"]

    def __init__(self, *args: Any, obj: Assignment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        free = [one.pk for one in free_members(obj.application)]
        self.fields["evaluator"].queryset = User.objects.filter(pk__in=free)
        if not free:
            self.fields["evaluator"].help_text = format_html(
                '{} <a href="{}">{}</a>',
                _("No member of the panel is free: all are asked already or have a known conflict."),
                reverse("admin:evaluation_panel_edit", args=[obj.panel_id]),
                _("Add an evaluator to the panel"),
            )


class AssignForm(forms.Form):
    evaluators = forms.ModelMultipleChoiceField(
        label=_("Evaluators"),
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Members of the call's panels; those with a known conflict of interest are left out."),
    )

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        free = [one.pk for one in free_members(application)]
        self.fields["evaluators"].queryset = User.objects.filter(pk__in=free)


class PanelForm(forms.ModelForm):
    evaluators = forms.ModelMultipleChoiceField(
        label=_("Evaluators"), queryset=User.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Panel
        fields = ["call", "name", "opens_at", "closes_at"]
        widgets = {
            name: forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
            for name in ("opens_at", "closes_at")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["evaluators"].queryset = evaluators().order_by("name", "pk")
        if self.instance.pk:
            members = self.instance.members.values_list("evaluator", flat=True)
            self.fields["evaluators"].initial = list(members)
            self.fields["call"].disabled = True
