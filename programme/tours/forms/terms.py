"""What a factory shows and on which terms."""

from django import forms
from django.utils.translation import gettext_lazy as _

from programme.core.forms import WonField, WonInput

from ..choices import Language, SchoolKind, VisitorKind
from ..models import Route, TourProgramme, Zone


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
