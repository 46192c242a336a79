"""How the back office shows values that are only read."""

from decimal import Decimal
from typing import Any

from django import template
from django.db.models import DecimalField, JSONField, TextField
from django.template.defaultfilters import linebreaksbr
from django.utils.html import format_html, format_html_join

from programme.core.office_lists import list_address
from programme.core.queue import OfficeList

register = template.Library()


@register.simple_tag(takes_context=True)
def list_url(context: template.Context, listed: OfficeList | None) -> str:
    """The address of the back-office list that a number counts; "" where the reader may not open it."""
    if listed is None:
        return ""
    return list_address(context["request"], listed.model, dict(listed.filters))


@register.inclusion_tag("core/admin/number.html", takes_context=True)
def counted(
    context: template.Context, number: Any, listed: OfficeList | None, label: str = ""
) -> dict[str, Any]:
    """A number that leads to the list of what it counts; 0 and what may not be opened are plain text."""
    return {"number": number, "url": list_url(context, listed) if number else "", "label": label}


@register.simple_tag
def readable(field: Any) -> str:
    """A read-only field's amount, number, text of several lines or JSON; "" leaves it to the skin.

    `field` is Django's AdminReadonlyField. Amounts are the integer fields named `*_krw`.
    """
    name = field.field["field"]
    instance = field.form.instance
    known = {one.name: one for one in instance._meta.fields}
    if not isinstance(name, str) or name not in known:
        return ""
    value = getattr(instance, name)
    if name.endswith("_krw") and value is not None:
        return f"{value:,}"
    if isinstance(known[name], JSONField) and value:
        return as_list(value)
    if isinstance(known[name], DecimalField) and value is not None:
        return plain_number(value)
    if isinstance(known[name], TextField) and value:
        return linebreaksbr(value)
    return ""


@register.filter
def plain_number(value: Decimal) -> str:
    """A decimal without the zeros that only fill its column: 120, 2.4."""
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def as_list(value: Any) -> str:
    """JSON as nested lists for people: names and values, without brackets."""
    if isinstance(value, dict):
        rows = ((name, as_list(one)) for name, one in value.items())
        return format_html(
            '<dl class="office-values">{}</dl>', format_html_join("", "<dt>{}</dt><dd>{}</dd>", rows)
        )
    if isinstance(value, list):
        entries = ((as_list(one),) for one in value)
        return format_html('<ul class="office-list">{}</ul>', format_html_join("", "<li>{}</li>", entries))
    return "–" if value is None or value == "" else str(value)
