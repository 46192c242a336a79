"""What belongs to an object: its records from the apps below, each app's in a tab of its page.

An admin says on whose pages its records are shown (`shown_on`), so that a page lists what stands
below it on the way without knowing it.
"""

from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.contrib.admin.utils import display_for_field, display_for_value, label_for_field, lookup_field
from django.db.models import Model, QuerySet, TextField
from django.http import HttpRequest
from django.template.defaultfilters import linebreaksbr
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

EMPTY = "–"
ROWS_SHOWN = 20
PEOPLE_TAB = gettext_lazy("People and mails")


@dataclass(frozen=True, kw_only=True)
class Tab:
    """One tab of an object's page, in the form in which the skin takes its own (a "dataset")."""

    model_name: str
    title: Any
    contents: SafeString
    tab: bool = True


@dataclass(frozen=True, kw_only=True)
class Panel:
    """Rows of one model under a title; `cards` writes each as a list of names and values."""

    title: Any
    labels: list[str]
    rows: list[dict[str, Any]]
    cards: bool = False
    more: int = 0
    panels: list["Panel"] = field(default_factory=list)


def make_tab(key: str, title: Any, template: str, context: dict[str, Any], request: HttpRequest) -> Tab:
    """A tab whose contents are a rendered template; it is hidden by the skin until it is chosen."""
    contents = render_to_string(template, {**context, "tab_key": f"dataset-{key}", "title": title}, request)
    return Tab(model_name=key, title=title, contents=contents)


def related_tabs(request: HttpRequest, site: Any, obj: Model) -> list[Tab]:
    """The tabs with what belongs to `obj`, in the order of the way; what is empty has none."""
    found: dict[str, list[Panel]] = {}
    titles: dict[str, Any] = {}
    for office in site._registry.values():
        lookup = getattr(office, "shown_on", {}).get(obj._meta.label_lower)
        if lookup and office.has_view_permission(request):
            panel = panel_of(request, office, obj, lookup)
            if panel is not None:
                app = office.opts.app_label
                key = "more" if office.shown_tab else app
                titles[key] = office.shown_tab or capfirst(apps.get_app_config(app).verbose_name)
                found.setdefault(key, []).append(panel)
    return [
        make_tab(key, titles[key], "core/admin/panels.html", {"panels": found[key]}, request)
        for key in sorted(found, key="more".__eq__)
    ]


def panel_of(request: HttpRequest, office: Any, obj: Any, lookup: str) -> Panel | None:
    """One model's records that belong to `obj`; a lookup that ends in `case` or `scope` compares those."""
    value: Any = obj
    if lookup.rsplit("__", 1)[-1] in ("case", "scope"):
        value = getattr(obj, "uid", None) or obj.case
    mine = office.get_queryset(request).filter(**{lookup: value})
    names = office.shown_fields or [
        name
        for name in office.get_list_display(request)
        if name not in (lookup, lookup.split("__")[0], "demonstration")
    ]
    records = list(joined(office, mine)[: ROWS_SHOWN + 1])
    if not records:
        return None
    return Panel(
        title=capfirst(office.opts.verbose_name if office.shown_whole else office.opts.verbose_name_plural),
        labels=[label_of(office, name) for name in names],
        rows=[row_of(office, record, names) for record in records[:ROWS_SHOWN]],
        cards=office.shown_whole,
        more=mine.count() - ROWS_SHOWN if len(records) > ROWS_SHOWN else 0,
        panels=parts_of(request, office, records[0]) if office.shown_whole else [],
    )


def joined(office: Any, records: QuerySet[Any]) -> QuerySet[Any]:
    """With what the list of these records reads, so that more rows ask no more questions."""
    related = office.list_select_related
    return records.select_related(*related) if isinstance(related, list | tuple) and related else records


def parts_of(request: HttpRequest, office: Any, record: Model) -> list[Panel]:
    """The rows that the record's own page shows under it."""
    panels = []
    for inline in office.get_inline_instances(request, record):
        parent = inline.get_formset(request, record).fk.name
        names = [name for name in inline.get_fields(request, record) if name != parent]
        rows = [
            row_of(inline, part, names, linked=False)
            for part in inline.get_queryset(request).filter(**{parent: record})
        ]
        if rows:
            title = capfirst(inline.opts.verbose_name_plural)
            labels = [label_of(inline, name) for name in names]
            panels.append(Panel(title=title, labels=labels, rows=rows))
    return panels


def row_of(office: Any, record: Any, names: list[str], *, linked: bool = True) -> dict[str, Any]:
    """A record's cells and the address of its own page."""
    url = (
        reverse(f"admin:{office.opts.app_label}_{office.opts.model_name}_change", args=[record.pk])
        if linked
        else ""
    )
    cells = [(label_of(office, name), cell(office, record, name)) for name in names]
    return {"url": url, "name": str(record), "cells": cells}


def label_of(office: Any, name: str) -> str:
    """What a list calls this column."""
    return str(capfirst(str(label_for_field(name, office.model, office))))


def cell(office: Any, record: Any, name: str) -> Any:
    """A value as the lists write it, with amounts apart and long texts in their lines."""
    found, attribute, value = lookup_field(name, record, office)
    if found is None or found.auto_created:
        return display_for_value(value, EMPTY, boolean=getattr(attribute, "boolean", False)) or EMPTY
    if found.many_to_many:
        return ", ".join(str(one) for one in value.all()) or EMPTY
    if found.is_relation:
        return EMPTY if value is None else str(value)
    if name.endswith("_krw") and value is not None:
        return f"{value:,}"
    if isinstance(found, TextField) and value:
        return linebreaksbr(value)
    return display_for_field(value, found, EMPTY) or EMPTY
