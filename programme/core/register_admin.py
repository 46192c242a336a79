"""Back-office pages of records that are loaded from publications."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy

from .admin import BaseAdmin
from .registers import correct


class RegisterAdmin(BaseAdmin):
    """A record with a published source: what staff change here, a reload of the data leaves alone.

    `fixed` are the fields by which a reload finds its rows; they are typed once.
    """

    fixed: tuple[str, ...] = ("key",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = list(super().get_readonly_fields(request, obj))
        return [*fields, *(name for name in self.fixed if obj is not None and name not in fields)]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change and form.changed_data:
            correct(obj, form.changed_data, by=request.user)
        elif not change:
            super().save_model(request, obj, form, change)

    @staticmethod
    def _listed(sources: list[str]) -> str:
        return format_html_join(
            "",
            "<li>{}</li>",
            (
                (format_html('<a href="{0}" rel="noreferrer">{0}</a>', text),)
                if text.startswith(("https://", "http://"))
                else (text,)
                for text in sources
            ),
        )

    @admin.display(description=gettext_lazy("sources"))
    def source_list(self, obj: Any) -> str:
        """Where the record comes from."""
        return format_html("<ul>{}</ul>", self._listed(obj.sources)) if obj.sources else "–"

    @admin.display(description=gettext_lazy("corrected by staff"))
    def corrected_fields(self, obj: Any) -> str:
        """The fields that a reload leaves alone."""
        names = [str(self.model._meta.get_field(name).verbose_name) for name in obj.corrected]
        return ", ".join(names) or "–"
