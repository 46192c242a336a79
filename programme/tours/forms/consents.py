"""Texts to read and agree to: written by the host, agreed to by whoever books."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.template.defaultfilters import linebreaks_filter
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from programme.core.templatetags.core import bilingual

from ..choices import OPTIONAL_STATEMENT, ConsentDemand, ConsentKind
from ..models import Booking, ConsentDraft, ConsentText
from ..queries import asked_of, not_agreed, versions_of


class ConsentField(forms.BooleanField):
    """A box to tick, the text above it (templates/django/forms/field.html), and its kind as short name."""

    def __init__(self, text: ConsentText) -> None:
        super().__init__(
            label=text.statement,
            required=text.is_required,
            error_messages={"required": _("Read the text and agree to it; without this you cannot come.")},
        )
        self.short_name = _("%(kind)s (version %(number)s)") % {
            "kind": text.get_kind_display(),
            "number": text.number,
        }
        # No translation of a text to agree to is shown that the factory has not written.
        only_korean = not text.text_en and not (get_language() or "ko").startswith("ko")
        self.reading = format_html(
            '<p class="reading-title">{}</p>{}{}',
            self.short_name,
            format_html("<p>{}</p>", _("This text exists in Korean only.")) if only_korean else "",
            linebreaks_filter(bilingual(text, "text"), autoescape=True),
        )


class ConsentFields(forms.Form):
    """One text with its box for each; `consents` are the ids of those ticked."""

    def ask_consents(self, texts: Iterable[ConsentText]) -> None:
        self.texts = list(texts)
        for text in self.texts:
            self.fields[f"agree_{text.public_id}"] = ConsentField(text)

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if hasattr(self, "texts"):
            ticked = {text.public_id: answers.pop(f"agree_{text.public_id}", False) for text in self.texts}
            answers["consents"] = [public_id for public_id, agreed in ticked.items() if agreed]
        return answers


class AgreeForm(ConsentFields):
    """What a booking has not agreed to yet."""

    def __init__(self, *args: Any, texts: Iterable[ConsentText], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ask_consents(texts)


class AcceptOfferForm(ConsentFields):
    """What an offer has not agreed to yet: booking asks the same. Callers agree at the door."""

    takes_object = True

    def __init__(self, *args: Any, obj: Booking, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        versions = versions_of(obj.session.tour_programme) if obj.person_id is not None else []
        asked = asked_of(obj, versions)
        given = set(obj.consents.values_list("text_id", flat=True)) if asked else set()
        self.ask_consents(not_agreed(asked, given))


class ConsentForm(forms.ModelForm):
    """The draft of one kind; services.write_consent checks and writes."""

    class Meta:
        model = ConsentDraft
        fields = ["text_ko", "text_en", "demand"]
        widgets = {"demand": forms.RadioSelect}

    def __init__(self, *args: Any, kind: ConsentKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind not in OPTIONAL_STATEMENT:
            offered = [
                (code, label) for code, label in ConsentDemand.choices if code != ConsentDemand.OPTIONAL
            ]
            self.fields["demand"].choices = offered
        if kind == ConsentKind.NDA:
            self.fields["demand"].help_text = _(
                "Asked only where a zone of the tour asks for confidentiality."
            )
        self.fields["text_en"].help_text = _(
            "Visitors who read English are shown Korean where this is empty."
        )

    def _post_clean(self) -> None:
        """The service checks the whole text and names each field."""
