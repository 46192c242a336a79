"""Texts of the back office's skin (django-unfold), which ships no Korean: they stand in our catalogue.

Only those that a page here can show: nothing is deleted, no password is set, no file is uploaded
in the skin's own forms.
"""

from django.utils.translation import gettext_noop

TEXTS = (
    gettext_noop(" By %(filter_title)s "),  # Django's own Korean reads "상태 (으)로"
    gettext_noop("Add row"),
    gettext_noop("Apply Filters"),
    gettext_noop("Choose file to upload"),
    gettext_noop("Click to download"),
    gettext_noop("Dark"),
    gettext_noop("Expand row"),
    gettext_noop("False"),
    gettext_noop("General"),
    gettext_noop("Light"),
    gettext_noop("More actions"),
    gettext_noop("No data"),
    gettext_noop("No results found"),
    gettext_noop("No results matching your query"),
    gettext_noop("Reset filters"),
    gettext_noop("Return to site"),
    gettext_noop("Run"),
    gettext_noop("Search apps and models..."),
    gettext_noop("Select action"),
    gettext_noop("Select action to run"),
    gettext_noop("Select all rows"),
    gettext_noop("Select record"),
    gettext_noop("Select value"),
    gettext_noop("System"),
    gettext_noop("This page yielded into no results. Create a new item or reset your filters."),
    gettext_noop("True"),
    gettext_noop("Type to search"),
)
