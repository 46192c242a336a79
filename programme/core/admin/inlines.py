"""Rows under an object."""

from typing import Any

from django.http import HttpRequest
from unfold.admin import StackedInline
from unfold.admin import TabularInline as SkinTabularInline

__all__ = ["ReadOnlyInline", "StackedInline", "TabularInline"]


class TabularInline(SkinTabularInline):
    """Rows without the object's name over each: its columns say it already."""

    hide_title = True


class ReadOnlyInline(TabularInline):
    """What services write, shown under its owner."""

    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
