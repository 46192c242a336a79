"""What the filters of lists share: choices named in the reader's language, the conditions in force."""

from datetime import date
from typing import Any

import django_filters
from django import forms
from django.utils.translation import get_language

from .display import date_text, name_in_language


class NamedChoices(forms.ModelChoiceField):
    """A register's rows by key, named in the reader's language."""

    def label_from_instance(self, obj: Any) -> str:
        return name_in_language(obj)


class NamedFilter(django_filters.ModelChoiceFilter):
    """A choice among a register's rows."""

    field_class = NamedChoices


class ActiveConditions(django_filters.FilterSet):
    """A filter that says which conditions are chosen and how to drop each."""

    def active(self) -> list[dict[str, str]]:
        """The chosen conditions, each with the query that drops it; refused values are none."""
        self.form.is_valid()
        chosen = []
        for name, field in self.form.fields.items():
            value = self.form.cleaned_data.get(name)
            if not value:
                continue
            rest = self.data.copy()
            rest.pop(name, None)
            rest.pop("page", None)
            if isinstance(field, forms.ModelChoiceField):
                words = field.label_from_instance(value)
            elif isinstance(value, date):
                words = date_text(value, get_language() or "ko")
            else:
                words = dict(getattr(field, "choices", [])).get(value, value)
            chosen.append({"label": f"{field.label}: {words}", "url": f"?{rest.urlencode()}"})
        return chosen
