"""What the filters of lists share: choices named in the reader's language, the conditions in force."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import django_filters
from django import forms
from django.forms.models import ModelChoiceIterator
from django.utils.translation import get_language

from .display import date_text, name_in_language


class AllAtOnce(ModelChoiceIterator):
    """The rows in one statement. Django's opens a cursor in the database, which for a short list is four."""

    def __iter__(self) -> Iterator[Any]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        yield from map(self.choice, self.queryset.all())


class NamedChoices(forms.ModelChoiceField):
    """A register's rows by key, named in the reader's language."""

    iterator = AllAtOnce

    def label_from_instance(self, obj: Any) -> str:
        return name_in_language(obj)


class NamedFilter(django_filters.ModelChoiceFilter):
    """A choice among a register's rows."""

    field_class = NamedChoices


class ActiveConditions(django_filters.FilterSet):
    """A filter that says which conditions are chosen and how to drop each."""

    def active(self) -> list[dict[str, str]]:
        """The chosen conditions, each with the query that drops it; refused values are none.

        Of a field that takes several values each is a condition of its own.
        """
        self.form.is_valid()
        chosen = []
        for name, field in self.form.fields.items():
            value = self.form.cleaned_data.get(name)
            if not value:
                continue
            for one in value if isinstance(value, list) else [value]:
                words = str(field.label) if one is True else f"{field.label}: {_words(field, one)}"
                chosen.append({"label": words, "url": self._query_without(name, one)})
        return chosen

    def _query_without(self, name: str, value: Any) -> str:
        rest = self.data.copy()
        rest.pop("page", None)
        others = [one for one in rest.getlist(name) if one != value]
        if isinstance(self.form.fields[name], forms.MultipleChoiceField) and others:
            rest.setlist(name, others)
        else:
            rest.pop(name, None)
        return f"?{rest.urlencode()}"


def _words(field: forms.Field, value: Any) -> Any:
    if hasattr(field, "words"):
        return field.words(value)
    if isinstance(field, forms.ModelChoiceField):
        return field.label_from_instance(value)
    if isinstance(value, date):
        return date_text(value, get_language() or "ko")
    return dict(getattr(field, "choices", [])).get(value, getattr(value, "words", value))
