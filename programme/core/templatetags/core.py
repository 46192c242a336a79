"""Tags and filters of every page (built in: no `load` needed). docs/components.md shows their use."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import template
from django.forms import BaseForm
from django.forms.boundfield import BoundField
from django.forms.formsets import BaseFormSet
from django.forms.utils import flatatt
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from programme.core import display
from programme.core.form_errors import (
    FormError,
    field_error_texts,
    form_errors,
    whole_id,
)
from programme.core.forms import FormSection
from programme.core.money import format_won, format_won_digits

register = template.Library()
HANGUL = re.compile("[\uac00-\ud7a3]")


def _language() -> str:
    return get_language() or "ko"


# --- Money, dates, names -----------------------------------------------------------------


@register.filter
def won(amount: int | None) -> str:
    """Write won in words, with the digits as machine value and title; nothing for None."""
    if amount is None:
        return ""
    return format_html(
        '<data class="won" value="{}" title="{}">{}</data>',
        amount,
        format_won_digits(amount, _language()),
        format_won(amount, _language()),
    )


@register.filter
def seoul(instant: datetime | None, weekday: str = "") -> str:
    """An instant as date and time in Seoul; `seoul:"weekday"` names the day too."""
    if instant is None:
        return ""
    return _time(instant, display.datetime_text(instant, _language(), weekday=bool(weekday)))


@register.filter
def seoul_date(day: date | datetime | None, weekday: str = "") -> str:
    """A day, or the day an instant falls on in Seoul; `seoul_date:"weekday"` names the day too."""
    if day is None:
        return ""
    local = display.in_seoul(day).date() if isinstance(day, datetime) else day
    return _time(local, display.date_text(local, _language(), weekday=bool(weekday)))


@register.filter
def people(number: int | None) -> str:
    """A number of people with its unit; nothing for None."""
    return "" if number is None else display.people_text(number)


@register.filter
def deadline(instant: datetime | None, weekday: str = "") -> str:
    """A deadline; 00:00 is written as 24:00 of the day before. `deadline:"weekday"` names the day too."""
    if instant is None:
        return ""
    return _time(instant, display.deadline_text(instant, _language(), weekday=bool(weekday)))


@register.simple_tag
def seoul_period(start: date | datetime, end: date | datetime, *, weekday: bool = False) -> SafeString:
    """From start to end, saying year or day only once."""
    first, last = display.period_texts(start, end, _language(), weekday=weekday)
    dash = display.period_dash(_language())
    return format_html("{}{}{}", _time(start, first), dash, _time(end, last))


def _time(moment: date | datetime, text: str) -> SafeString:
    machine = (
        display.in_seoul(moment).isoformat(timespec="minutes") if isinstance(moment, datetime) else moment
    )
    return format_html('<time datetime="{}">{}</time>', machine, text)


@register.simple_tag
def bilingual(record: Any, field: str) -> str:
    """The record's text in the page's language.

    English is shown only when there is one and nobody has left it unchecked
    (`<field>_en_checked`, or `english_checked` for the whole record); else the Korean, marked as such.
    """
    korean = getattr(record, f"{field}_ko", None) or getattr(record, field, "")
    if _language().startswith("ko"):
        return str(korean)
    english = getattr(record, f"{field}_en", "")
    checked = getattr(record, f"{field}_en_checked", getattr(record, "english_checked", True))
    if english and checked:
        return str(english)
    return format_html('<span lang="ko">{}</span>', korean) if korean else ""


@register.filter
def written(text: Any) -> Any:
    """What a person entered, in whatever language: Korean on an English page is marked as such."""
    if isinstance(text, SafeString) or _language().startswith("ko") or not HANGUL.search(str(text)):
        return text
    return format_html('<span lang="ko">{}</span>', text)


@register.filter
def name_in_language(record: Any, noun: str = "name") -> str:
    """As `bilingual`, but plain text: for a page's title and an accessible name."""
    return display.name_in_language(record, noun)


# --- Addresses -----------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def query(context: template.Context, **changes: Any) -> str:
    """The query with some values changed (None removes one); page one again unless `page` is given."""
    params = context["request"].GET.copy()
    params.pop("page", None)
    for name, value in changes.items():
        if value in (None, ""):
            params.pop(name, None)
        elif isinstance(value, list | tuple):
            params.setlist(name, [str(one) for one in value])
        else:
            params[name] = str(value)
    return f"?{params.urlencode()}"


@register.simple_tag(takes_context=True)
def query_without(context: template.Context, name: str, value: str) -> str:
    """The page's query without one value of a filter that may hold several."""
    params = context["request"].GET.copy()
    params.pop("page", None)
    params.setlist(name, [one for one in params.getlist(name) if one != str(value)])
    return f"?{params.urlencode()}"


@register.simple_tag(takes_context=True)
def current(context: template.Context, *names: str) -> str:
    """`aria-current` for a menu link: the page itself (first name), or a page below it.

    A name ending in a colon stands for the whole namespace.
    """
    request: HttpRequest | None = context.get("request")
    match = request.resolver_match if request else None
    if match is None:
        return ""
    if match.view_name == names[0]:
        return SafeString(' aria-current="page"')
    below = any(match.view_name == name or name == f"{match.namespace}:" for name in names)
    return SafeString(' aria-current="true"') if below else ""


# --- Pictures ------------------------------------------------------------------------------


@register.simple_tag
def icon(name: str) -> SafeString:
    """A decorative icon from static/img/icons.svg; the text beside it must say the meaning."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        static("img/icons.svg"),
        name,
    )


# --- Forms ---------------------------------------------------------------------------------


@register.filter
def attributes(attrs: dict[str, Any]) -> SafeString:
    """The attributes of a control; a template's loop over them takes longer than the rest of the control."""
    return flatatt(attrs)


@register.filter
def error_texts(field: BoundField) -> list[str]:
    """The field's errors, in the same words as in the summary."""
    return field_error_texts(field)


@register.filter
def suffix(field: BoundField) -> str:
    """The unit behind an input: its `data-suffix`, or won for every `*_krw`."""
    given = field.field.widget.attrs.get("data-suffix")
    return str(given or (_("won") if field.name.endswith("_krw") else ""))


@register.filter
def sections(form: BaseForm) -> list[tuple[FormSection, list[BoundField]]]:
    """The sections of a form with their fields (core.forms.FormSection); none for a short form."""
    return [
        (section, [form[name] for name in section.fields if name in form.fields])
        for section in getattr(form, "sections", ())
    ]


@register.inclusion_tag("partials/error_summary.html")
def error_summary(*forms: BaseForm | BaseFormSet | str) -> dict[str, list[FormError]]:
    """The list of all errors of one or more forms or formsets; nothing when there are none."""
    return {"errors": [error for form in _given(forms) for error in form_errors(form)]}


@register.simple_tag
def error_prefix(*forms: BaseForm | BaseFormSet | str) -> str:
    """ "Error: " for the page's title after a refused form."""
    refused = any(error for form in _given(forms) for error in form_errors(form))
    return _("Error: ") if refused else ""


@register.filter
def errors_id(form: BaseForm | BaseFormSet) -> str:
    """The id of the errors that belong to the form as a whole."""
    return whole_id(form)


def _given(forms: Iterable[BaseForm | BaseFormSet | str]) -> Iterable[BaseForm | BaseFormSet]:
    # A page without a form passes an empty variable, which templates turn into "".
    return [form for form in forms if isinstance(form, BaseForm | BaseFormSet)]


# --- Components ----------------------------------------------------------------------------


@register.inclusion_tag("partials/status_badge.html")
def status_badge(
    name: str, tone: str = "neutral", next: str = "", by: datetime | date | None = None
) -> dict[str, Any]:
    """Where something stands, and (when given) what happens next and by when."""
    return {
        "name": name,
        "tone": tone,
        "next": next,
        "by": by,
        "by_is_instant": isinstance(by, datetime),
    }


@register.inclusion_tag("partials/notice.html")
def notice(
    text: str = "",
    tone: str = "info",
    title: str = "",
    *,
    points: Iterable[str] = (),
    links: Iterable[tuple[str, str]] = (),
    url: str = "",
    action: str = "",
    id: str = "",
) -> dict[str, Any]:
    """A box that says something about the page; `links` are (words, address), `id` is for a link here."""
    return {
        "text": text, "tone": tone, "title": title, "points": points, "links": links,
        "url": url, "action": action, "id": id,
    }  # fmt: skip


@register.inclusion_tag("partials/demo_badge.html")
def demo_badge(is_demo: bool = True, alone: bool = False) -> dict[str, bool]:
    """The label of every record of the demonstration; `alone` gives it a line of its own."""
    return {"is_demo": is_demo, "alone": alone}


@register.simple_block_tag
def fact(content: str, label: str, lang: str = "") -> SafeString:
    """One line of a `<dl class="summary">`; what is empty says so in the page's language.

    `lang` marks a value that is not in the page's language.
    """
    value = mark_safe(content.strip())  # noqa: S308  a rendered piece of the template: escaped already
    value = value or format_html('<span class="unknown">{}</span>', _("Not given"))
    return format_html("<div><dt>{}</dt><dd{}>{}</dd></div>", label, flatatt({"lang": lang or None}), value)


@register.simple_block_tag
def once(content: str) -> str:
    """A part of the page that stands there several times, drawn once; `as` names it."""
    return content


@register.inclusion_tag("partials/filters.html")
def filters(form: BaseForm, label: str, folded: str = "", heading: str = "") -> dict[str, Any]:
    """The panel beside a list; fields named in `folded` stay folded on a telephone until one is chosen."""
    rare = [form[name] for name in folded.split()]
    return {
        "shown": [field for field in form.visible_fields() if field.name not in folded.split()],
        "folded": rare,
        "open": any(field.value() for field in rare),
        "hidden": form.hidden_fields(),
        "label": label,
        "heading": heading,
    }


@register.inclusion_tag("partials/pagination.html", takes_context=True)
def pagination(context: template.Context, page: Any) -> dict[str, Any]:
    """Links to the other pages of a Page; nothing when there is only one."""
    return {"page": page, "request": context["request"], "numbers": _numbers(page)}


def _numbers(page: Any) -> list[Any]:
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1))


@register.inclusion_tag("partials/progress.html")
def progress(value: int, target: int, label: str, note: str = "") -> dict[str, Any]:
    """A bar of value against target, in words and as a picture."""
    share = min(value / target, 1) if target else 0
    return {
        "value": value, "target": target, "label": label, "note": note, "percent": f"{share * 100:.1f}",
    }  # fmt: skip
