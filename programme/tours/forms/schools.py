"""What schools and youth groups say of themselves."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from ..choices import SchoolKind, VisitorKind
from ..models import TourProgramme


def seats_text(seats: int) -> str:
    """How many seats are left, in words."""
    return ngettext("%(seats)s seat left", "%(seats)s seats left", seats) % {"seats": seats}


def people_input() -> forms.NumberInput:
    """A number of people, with the unit behind it."""
    return forms.NumberInput(attrs={"inputmode": "numeric", "data-suffix": pgettext_lazy("unit", "people")})


class SchoolFields(forms.Form):
    """What a school or youth group says of itself; of others nothing is kept."""

    school_kind = forms.ChoiceField(
        label=_("Kind of school"),
        choices=[("", _("Choose")), *SchoolKind.choices],
        required=False,
        help_text=_("Needed for schools and youth groups."),
    )
    adults = forms.IntegerField(
        label=_("Accompanying adults among them"),
        min_value=0,
        max_value=1000,
        required=False,
        help_text=_("Needed for schools and youth groups: teachers and guardians, yourself included."),
        widget=people_input(),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("school_kind", "adults"):
            self.fields[name].needed_later = True  # the service asks for it where a school comes

    def ask_schools(self, terms: TourProgramme) -> None:
        """Offer the kinds of schools that can come, with the adults they bring; else ask nothing."""
        if not terms.schools:
            del self.fields["school_kind"], self.fields["adults"]
            return
        offered = [(kind.value, kind.label) for kind in terms.schools]
        self.fields["school_kind"].choices = [("", _("Choose")), *offered]
        if terms.ratios_display:
            text = _("Teachers and guardians, yourself included. One for up to %(ratios)s.")
            self.fields["adults"].help_text = text % {"ratios": terms.ratios_display}

    def clean(self) -> dict[str, Any]:
        party = super().clean() or {}
        if "adults" in self.fields and "adults" not in self.errors:
            school = party.get("kind") == VisitorKind.SCHOOL
            party["adults"] = (party.get("adults") or 0) if school else 0
            party["school_kind"] = party.get("school_kind", "") if school else ""
        return party
