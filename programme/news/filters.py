"""The filters of the lists of news and of questions."""

from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from programme.calls.models import Call
from programme.core.display import name_in_language
from programme.core.filters import ActiveConditions

from .choices import ArticleKind
from .models import Answer, AnswerQuerySet, Article, ArticleQuerySet
from .queries import answers_with, articles_with


class CallChoices(forms.ModelChoiceField):
    def label_from_instance(self, obj: Call) -> str:
        return name_in_language(obj, "title")


class CallFilter(django_filters.ModelChoiceFilter):
    field_class = CallChoices


def words_filter(method: str, label: Any) -> django_filters.CharFilter:
    return django_filters.CharFilter(
        method=method, label=label, max_length=80, widget=forms.TextInput(attrs={"type": "search"})
    )


class ArticleFilter(ActiveConditions):
    """Words, and news or notices."""

    q = words_filter("search", _("Words in title or text"))
    kind = django_filters.ChoiceFilter(choices=ArticleKind.choices, label=_("Kind"), empty_label=_("All"))

    class Meta:
        model = Article
        fields: list[str] = []

    def search(self, queryset: ArticleQuerySet, name: str, value: str) -> ArticleQuerySet:
        return articles_with(queryset, value)


class AnswerFilter(ActiveConditions):
    """Words, and the call; what is true of every call stays in sight."""

    q = words_filter("search", _("Words in question or answer"))
    call = CallFilter(
        queryset=lambda request: Call.objects.filter(answers__in=Answer.objects.shown()).distinct(),
        to_field_name="key",
        method="of_call",
        label=_("Call"),
        empty_label=_("All"),
    )

    class Meta:
        model = Answer
        fields: list[str] = []

    def search(self, queryset: AnswerQuerySet, name: str, value: str) -> AnswerQuerySet:
        return answers_with(queryset, value)

    def of_call(self, queryset: AnswerQuerySet, name: str, value: Call) -> AnswerQuerySet:
        return queryset.filter(call=None, programme=value.programme_id) | queryset.filter(call=value)
