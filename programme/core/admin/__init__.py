"""The back office's base; the only place that knows the skin (django-unfold), which stays removable.

lists: what every list has; objects' steps and pages: steps, base; parts: inlines, columns, skin.
"""

from .base import BaseAdmin, ReadOnlyAdmin
from .columns import deadline_column, person_column
from .filters import DeadlineFilter, DemonstrationFilter
from .inlines import ReadOnlyInline, StackedInline, TabularInline
from .lists import ListPage, StandardView
from .sections import PEOPLE_TAB, Tab, make_tab
from .skin import skin

__all__ = [
    "PEOPLE_TAB",
    "BaseAdmin",
    "DeadlineFilter",
    "DemonstrationFilter",
    "ListPage",
    "ReadOnlyAdmin",
    "ReadOnlyInline",
    "StackedInline",
    "StandardView",
    "Tab",
    "TabularInline",
    "deadline_column",
    "make_tab",
    "person_column",
    "skin",
]
