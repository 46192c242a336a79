"""Forms of an application."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from programme.calls.choices import QuestionKind
from programme.calls.models import Call, Question, RequiredDocument
from programme.calls.queries import open_calls, questions_of
from programme.companies.choices import PartnerKind, Size
from programme.companies.limits import LimitsNamed, name_limits
from programme.companies.models import Company, PartnerOrganisation, Site
from programme.core.clock import db_now
from programme.core.display import name_in_language
from programme.core.filters import NamedChoices
from programme.core.forms import DayInput, WonField, WonInput
from programme.core.money import format_won
from programme.regions.models import TechnoPark

from .models import Application
from .queries import document_name, question_text

MAX_KRW = 10**13  # ten trillion won: more is a slip of the keyboard


def money_field(label: Any, **options: Any) -> WonField:
    return WonField(
        label=label,
        min_value=0,
        max_value=MAX_KRW,
        widget=WonInput({"data-suffix": _("won")}),  # a question's name does not say that it is money
        **options,
    )


class TitledChoices(forms.ModelChoiceField):
    """Calls by their title in the reader's language."""

    def label_from_instance(self, obj: Call) -> str:
        return name_in_language(obj, "title")


class SiteChoices(forms.ModelChoiceField):
    """One company's sites: its own name need not stand before each."""

    def label_from_instance(self, obj: Site) -> str:
        return f"{obj.name} ({name_in_language(obj.region)})"


class StartForm(forms.Form):
    """Which company applies in which call."""

    call = TitledChoices(
        label=_("Call"),
        queryset=Call.objects.none(),
        to_field_name="key",
        empty_label=None,
        error_messages={
            "invalid_choice": _(
                "Choose a call that takes applications now and in which your company has none yet."
            )
        },
    )
    company = NamedChoices(
        label=_("Company"), queryset=Company.objects.none(), to_field_name="public_id", empty_label=None
    )

    def __init__(self, *args: Any, calls: Any, companies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["call"].queryset = calls
        self.fields["company"].queryset = companies


class DraftForm(forms.Form):
    """The application form: the fixed part, then the call's questions.

    A draft may be incomplete, so what is required is only asked for at submission; what is entered
    must be right. Amounts are whole won.
    """

    revision = forms.IntegerField(widget=forms.HiddenInput)
    site = SiteChoices(label=_("Factory site"), queryset=Site.objects.none())
    technopark = NamedChoices(
        label=_("Techno-park"),
        queryset=TechnoPark.objects.select_related("region"),
        help_text=_("The techno-park that you ask to recommend you; usually the one of your site's region."),
    )
    size = forms.ChoiceField(label=_("Company size"), choices=Size.choices, widget=forms.RadioSelect)
    main_product = forms.CharField(label=_("Main product"), max_length=200)
    total_krw = money_field(_("Total cost of the project"))
    requested_krw = money_field(_("Amount requested from the government"))

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        initial = {
            "revision": application.draft_revision,
            **{
                name: getattr(application, name)
                for name in ("site", "technopark", "size", "main_product", "total_krw", "requested_krw")
            },
            **{f"answer_{key}": answer for key, answer in application.answers.items()},
        }
        super().__init__(*args, initial=initial, **kwargs)
        self.application = application
        self.fields["site"].queryset = application.company.sites.select_related("region")
        self.fields["requested_krw"].help_text = _("At most %(cap)s in all, %(year)s a year.") % {
            "cap": format_won(application.call.total_cap_krw, get_language() or "ko"),
            "year": format_won(application.call.year_cap_krw, get_language() or "ko"),
        }
        for question in questions_of(application.call):
            self.fields[f"answer_{question.key}"] = question_field(question)
        name_limits(self)

    def add_error(self, field: Any, error: Any) -> None:
        """What is missing is no error in a draft."""
        if getattr(error, "code", None) == "required" and field != "revision":
            self.cleaned_data[field] = None
            return
        super().add_error(field, error)

    def values(self) -> dict[str, Any]:
        """The arguments of services.save_draft."""
        data = dict(self.cleaned_data)
        answers = {
            name.removeprefix("answer_"): jsonable(data.pop(name))
            for name in list(data)
            if name.startswith("answer_")
        }
        for name in ("size", "main_product"):
            data[name] = data[name] or ""
        return {**data, "answers": answers}


def jsonable(answer: Any) -> Any:
    return answer.isoformat() if hasattr(answer, "isoformat") else answer


def question_field(question: Question) -> forms.Field:
    """The form field of a call's question."""
    help_text = question.help_en if get_language() == "en" and question.help_en else question.help_ko
    common: dict[str, Any] = {
        "label": question_text(question),
        "help_text": help_text,
        "required": question.required,
    }
    if question.kind == QuestionKind.NUMBER:
        return forms.IntegerField(min_value=-MAX_KRW, max_value=MAX_KRW, **common)
    if question.kind == QuestionKind.MONEY:
        return money_field(common.pop("label"), **common)
    if question.kind == QuestionKind.DATE:
        return forms.DateField(widget=DayInput(), **common)
    if question.kind == QuestionKind.YES_NO:
        return forms.ChoiceField(
            choices=[("yes", _("Yes")), ("no", _("No"))], widget=forms.RadioSelect, **common
        )
    if question.kind == QuestionKind.CHOICE:
        place = 2 if get_language() == "en" else 1
        return forms.ChoiceField(
            choices=[(row[0], row[place]) for row in question.choices], widget=forms.RadioSelect, **common
        )
    limit = _("At most %(limit)s characters.") % {"limit": f"{question.max_length:,}"}
    common["help_text"] = f"{help_text} {limit}".strip()
    return forms.CharField(max_length=question.max_length, widget=forms.Textarea(attrs={"rows": 6}), **common)


class PartnerForm(LimitsNamed):
    """A partner organisation that is registered already, by its name."""

    organisation = NamedChoices(
        label=_("Partner organisation"),
        queryset=PartnerOrganisation.objects.none(),
        to_field_name="public_id",
        help_text=_("Suppliers, universities, institutes and associations registered on this portal."),
    )
    part = forms.CharField(label=_("Part in the project"), max_length=300)
    share_krw = money_field(_("Share of the cost"), help_text=_("0 if the organisation carries no cost."))

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = PartnerOrganisation.objects.filter(
            is_demo=application.company.is_demo
        )


class RegisterPartnerForm(LimitsNamed):
    """For a supplier, university or institute that comes to the portal itself."""

    kind = forms.ChoiceField(label=_("Kind of organisation"), choices=PartnerKind.choices)
    name_ko = forms.CharField(label=_("Name"), max_length=120)
    name_en = forms.CharField(label=_("Name in English"), max_length=120, required=False)
    business_number = forms.CharField(label=_("Business registration number"), max_length=20)


class DocumentForm(forms.Form):
    """One upload per document of the call, each under its own name."""

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.documents: dict[str, RequiredDocument] = {}
        for document in application.call.documents.all():
            name = f"document_{document.key}"
            self.documents[name] = document
            self.fields[name] = forms.FileField(
                label=document_name(document),
                required=False,
                max_length=200,
                allow_empty_file=True,  # the service says what is wrong with an empty file
                help_text=_("%(kinds)s, at most %(limit)s.")
                % {
                    "kinds": ", ".join(k.upper() for k in document.kinds),
                    "limit": filesizeformat(document.max_bytes),
                },
                widget=forms.FileInput(attrs={"accept": ",".join(f".{kind}" for kind in document.kinds)}),
            )
            # Uploaded one by one, so that none is required here; the page calls only the others optional.
            self.fields[name].needed_later = document.required  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not any(data.values()):
            raise ValidationError(_("Choose at least one file."))
        return data


class SubmitForm(forms.Form):
    truthful = forms.BooleanField(
        label=_("What is stated here is true, and I may submit it for the company."),
        error_messages={"required": _("Confirm that the statements are true.")},
    )

    def clean(self) -> dict[str, Any]:
        super().clean()
        return {}  # nothing for the service: without the confirmation the form is not valid


class PaperForm(forms.Form):
    """Staff open an application that came by paper."""

    call = TitledChoices(label=_("Call"), queryset=Call.objects.none())
    company = NamedChoices(
        label=_("Company"),
        queryset=Company.objects.exclude(business_number=None),
        help_text=_("Enter the company first if it is not listed."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Paper too is entered while the call takes applications (services.start_application).
        self.fields["call"].queryset = open_calls(db_now())  # type: ignore[attr-defined]
