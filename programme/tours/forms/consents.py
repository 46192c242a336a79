"""Texts to read and agree to: written by the host, agreed to by whoever books."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.template.defaultfilters import linebreaks_filter
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from programme.core.templatetags.core import bilingual

from ..models import ConsentDraft, ConsentText


class ConsentFields(forms.Form):
    """One box for each text, which is folded beneath it; `consents` are the ids of those ticked."""

    def ask_consents(self, texts: Iterable[ConsentText]) -> None:
        self.texts = list(texts)
        for text in self.texts:
            self.fields[f"agree_{text.public_id}"] = forms.BooleanField(
                label=text.statement,
                required=text.is_required,
                help_text=folded(text),
                error_messages={
                    "required": _("Read the text and agree to it; without this you cannot come.")
                },
            )

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if hasattr(self, "texts"):
            ticked = {text.public_id: answers.pop(f"agree_{text.public_id}", False) for text in self.texts}
            answers["consents"] = [public_id for public_id, agreed in ticked.items() if agreed]
        return answers


def folded(text: ConsentText) -> str:
    """The text, to be unfolded."""
    summary = _("Read: %(kind)s (version %(number)s)") % {
        "kind": text.get_kind_display(),
        "number": text.number,
    }
    return format_html(
        '<details class="more"><summary>{}</summary><div class="prose">{}</div></details>',
        summary,
        linebreaks_filter(bilingual(text, "text"), autoescape=True),
    )


class AgreeForm(ConsentFields):
    """What a booking has not agreed to yet."""

    def __init__(self, *args: Any, texts: Iterable[ConsentText], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ask_consents(texts)


class ConsentForm(forms.ModelForm):
    """The draft of one kind; services.write_consent checks and writes."""

    class Meta:
        model = ConsentDraft
        fields = ["text_ko", "text_en", "demand"]
        widgets = {"demand": forms.RadioSelect}

    def _post_clean(self) -> None:
        """The service checks the whole text and names each field."""
