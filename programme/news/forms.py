"""What staff fill in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from programme.core.forms import ReasonForm

from .choices import FILE_KINDS
from .models import TEXTS, Answer, Article, ArticleFile, Contact
from .queries import files_of

TEXT_HINT = _(
    "Plain text: an empty line between paragraphs, “- ” before each line of a list. Addresses become links."
)
# A wrong line can only be seen as the page shows it.
WRITTEN = {name: forms.Textarea(attrs={"rows": 14}) for name in ("body_ko", "body_en")}


class ArticleForm(forms.ModelForm):
    """A new draft."""

    next_step = _("Nobody sees it yet: save it first, then add its files and publish it.")

    class Meta:
        model = Article
        fields = ["kind", "programme", "call", *TEXTS, "english_checked"]
        widgets = WRITTEN
        help_texts = {"body_ko": TEXT_HINT, "body_en": TEXT_HINT}


class ReviseForm(ReasonForm):
    """The published text, to be corrected."""

    takes_object = True

    title_ko = forms.CharField(label=_("title (Korean)"), max_length=160)
    title_en = forms.CharField(label=_("title (English)"), max_length=160, required=False)
    body_ko = forms.CharField(
        label=_("text (Korean)"), max_length=20_000, widget=WRITTEN["body_ko"], help_text=TEXT_HINT
    )
    body_en = forms.CharField(
        label=_("text (English)"), max_length=20_000, widget=WRITTEN["body_en"], required=False
    )
    english_checked = forms.BooleanField(label=_("English checked"), required=False)

    field_order = [*TEXTS, "english_checked", "reason"]

    def __init__(self, data: Any = None, files: Any = None, *, obj: Article) -> None:
        published = {name: getattr(obj, name) for name in (*TEXTS, "english_checked")}
        super().__init__(data, files, initial=published)


class AttachForm(forms.Form):
    """A file to download."""

    upload = forms.FileField(
        label=_("File"),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(f".{kind}" for kind in FILE_KINDS)}),
        help_text=_("HWP, HWPX, PDF, XLSX or ZIP, up to 30 MB. Its name is shown as it is."),
    )


class RemoveFileForm(forms.Form):
    """Which of the article's files."""

    takes_object = True

    file = forms.ModelChoiceField(ArticleFile.objects.none(), label=_("File"), empty_label=None)

    def __init__(self, data: Any = None, files: Any = None, *, obj: Article) -> None:
        super().__init__(data, files)
        self.fields["file"].queryset = files_of(obj)  # type: ignore[attr-defined]


class AnswerForm(forms.ModelForm):
    """A new question with its answer."""

    class Meta:
        model = Answer
        fields = [
            "programme",
            "call",
            "category",
            "question_ko",
            "question_en",
            "answer_ko",
            "answer_en",
            "english_checked",
            "position",
        ]
        help_texts = {"answer_ko": TEXT_HINT, "answer_en": TEXT_HINT}


class ContactForm(forms.ModelForm):
    """A new contact."""

    class Meta:
        model = Contact
        fields = [
            "programme",
            "call",
            "department_ko",
            "department_en",
            "telephone",
            "email",
            "hours_ko",
            "hours_en",
            "note_ko",
            "note_en",
        ]

    def _get_validation_exclusions(self) -> set[str]:
        # That there is one already is said by the service, in words that help.
        return {*super()._get_validation_exclusions(), "programme", "call"}
