"""The page of search results."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from programme.core.search import LONGEST

from .search import KINDS, Found, search


class SearchForm(forms.Form):
    """What is looked for; one letter would find everything."""

    q = forms.CharField(
        label=_("What are you looking for?"),
        min_length=2,
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"type": "search"}),
        error_messages={
            "required": _("Enter what you are looking for."),
            "min_length": _("Enter at least two letters."),
        },
    )


class SearchView(TemplateView):
    """Results grouped by kind with their counts; `in` shows all of one kind."""

    template_name = "portal/search.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        request: HttpRequest = self.request
        asked = bool(request.GET.get("q", "").strip())
        form = SearchForm(request.GET if asked else None)
        only = next((kind for kind in KINDS if kind.key == request.GET.get("in")), None)
        found: Found | None = None
        if asked and form.is_valid():
            found = search(
                form.cleaned_data["q"],
                only=only.key if only else "",
                page=request.GET.get("page", 1),
            )
        return super().get_context_data(
            form=form,
            found=found,
            only=only,
            text=form.cleaned_data["q"] if found else "",
            page_obj=found.groups[0].page if found and only and found.groups else None,
            **kwargs,
        )
