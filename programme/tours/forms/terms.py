"""What a factory shows and on which terms."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programme.core.forms import FormSection, WonField, WonInput

from ..choices import Language, SchoolKind, VisitorKind
from ..models import Route, TourProgramme, Zone

_PEOPLE = pgettext_lazy("unit", "people")
_DAYS_BEFORE = pgettext_lazy("unit", "days before")
_HOURS_BEFORE = pgettext_lazy("unit", "hours before")
UNITS = {
    "duration_minutes": pgettext_lazy("unit", "minutes"),
    "min_age": pgettext_lazy("unit", "years"),
    **{f"{kind}_per_adult": _PEOPLE for kind in SchoolKind.values},
    **dict.fromkeys(("per_person_limit", "group_min", "group_max", "least_visitors"), _PEOPLE),
    **dict.fromkeys(("final_number_days", "window_days"), _DAYS_BEFORE),
    **dict.fromkeys(("decide_hours", "lead_time_hours", "cancellation_deadline_hours"), _HOURS_BEFORE),
    "repeat_days": pgettext_lazy("unit", "days"),
    "offer_hours": pgettext_lazy("unit", "hours"),
    "bus_spaces": pgettext_lazy("unit", "coaches"),
}


class ProgrammeForm(forms.ModelForm):
    """What a factory shows and on which terms; services.save_programme checks and writes."""

    languages = forms.MultipleChoiceField(
        label=_("Languages"), choices=Language.choices, widget=forms.CheckboxSelectMultiple
    )

    admits = forms.MultipleChoiceField(
        label=_("Open to"),
        choices=VisitorKind.choices,
        initial=VisitorKind.values,
        widget=forms.CheckboxSelectMultiple,
    )

    school_kinds = forms.MultipleChoiceField(
        label=_("Of schools and youth groups, open to"),
        choices=SchoolKind.choices,
        initial=SchoolKind.values,
        widget=forms.CheckboxSelectMultiple,
    )

    sections = [
        FormSection(
            _("What visitors read"),
            [
                "summary_ko", "summary_en", "meeting_point_ko", "meeting_point_en", "rules_ko", "rules_en",
                "languages", "duration_minutes", "fee_krw",
            ],
        ),
        FormSection(
            _("Where the factory is, and who answers visitors"),
            ["address_ko", "address_en", "contact_ko", "contact_en", "contact_phone", "contact_email"],
        ),
        FormSection(_("Who may come"), ["admits", "min_age", "school_kinds"]),
        FormSection(
            _("Accompanying adults of schools"),
            [f"{kind}_per_adult" for kind in SchoolKind.values],
            _("So many pupils to one adult. 0: no adult is needed."),
            short=True,
        ),
        FormSection(
            _("Number of people"),
            [
                "per_person_limit", "group_min", "group_max", "final_number_days", "least_visitors",
                "decide_hours",
            ],
        ),
        FormSection(
            _("Booking times and rules"),
            [
                "window_days", "lead_time_hours", "cancellation_deadline_hours", "repeat_days",
                "approval_needed", "offer_hours", "line_by_hand",
            ],
        ),
        FormSection(_("Access and parking"), ["step_free", "access_ko", "access_en", "bus_spaces"]),
    ]  # fmt: skip

    class Meta:
        model = TourProgramme
        fields = [
            "summary_ko",
            "summary_en",
            "meeting_point_ko",
            "meeting_point_en",
            "address_ko",
            "address_en",
            "contact_ko",
            "contact_en",
            "contact_phone",
            "contact_email",
            "rules_ko",
            "rules_en",
            "languages",
            "duration_minutes",
            "per_person_limit",
            "group_min",
            "group_max",
            "window_days",
            "lead_time_hours",
            "cancellation_deadline_hours",
            "offer_hours",
            "line_by_hand",
            "approval_needed",
            "final_number_days",
            "repeat_days",
            "admits",
            "school_kinds",
            *[f"{kind}_per_adult" for kind in SchoolKind.values],
            "bus_spaces",
            "step_free",
            "access_ko",
            "access_en",
            "least_visitors",
            "decide_hours",
            "fee_krw",
            "min_age",
        ]

        field_classes = {"fee_krw": WonField}
        widgets = {
            "fee_krw": WonInput,
            "contact_phone": forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
            "contact_email": forms.EmailInput(attrs={"autocomplete": "off"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, unit in UNITS.items():
            self.fields[name].widget.attrs.update({"data-suffix": unit, "inputmode": "numeric"})
        for name in ("summary_ko", "summary_en", "rules_ko", "rules_en"):
            self.fields[name].widget.attrs["rows"] = 5

    def _post_clean(self) -> None:
        """The service checks the whole programme and names each field."""


class ZoneForm(forms.ModelForm):
    """A part of the factory and its rules; services.add_zone checks and writes."""

    class Meta:
        model = Zone
        fields = ["name_ko", "name_en", "photos", "nda", "min_age", "gear_ko", "gear_en"]

    def _post_clean(self) -> None:
        """The service checks the whole zone and names each field."""


class RouteNameForm(forms.ModelForm):
    """A route's names; services.add_route checks and writes."""

    class Meta:
        model = Route
        fields = ["name_ko", "name_en"]

    def _post_clean(self) -> None:
        """The service checks the names."""
