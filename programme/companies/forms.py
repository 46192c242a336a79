"""Forms about companies."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from programme.core.clock import db_now, seoul_day
from programme.core.filters import NamedChoices
from programme.regions.models import IndustryLabel, Region

from .choices import Size
from .limits import LimitsNamed


class CompanyForm(LimitsNamed):
    name_ko = forms.CharField(
        label=_("Company name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    name_en = forms.CharField(label=_("Company name in English"), max_length=120, required=False)
    business_number = forms.CharField(
        label=_("Business registration number"),
        max_length=20,
        help_text=_("Ten digits, with or without hyphens, such as 124-81-00998."),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    size = forms.ChoiceField(label=_("Company size"), choices=Size.choices, widget=forms.RadioSelect)
    representative = forms.CharField(label=_("Name of the representative"), max_length=60)
    phone = forms.CharField(
        label=_("Telephone"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel"}),
    )


class ClaimForm(LimitsNamed):
    business_number = CompanyForm.base_fields["business_number"]


class SiteForm(LimitsNamed):
    name = forms.CharField(label=_("Site name"), max_length=80, help_text=_("Such as “Plant 1, Changwon”."))
    region = NamedChoices(label=_("Region"), queryset=Region.objects.none())
    address = forms.CharField(
        label=_("Address"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )
    industry_label = NamedChoices(label=_("Industry"), queryset=IndustryLabel.objects.all(), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A new site lies in a region that exists today.
        self.fields["region"].queryset = Region.objects.on(seoul_day(db_now()))


class ColleagueForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail of the colleague"), widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
