"""The programme dashboard: its page, and the table behind each picture as a file."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from programme.core.clock import db_now
from programme.core.display import name_in_language
from programme.core.spreadsheets import csv_response

Table = tuple[Sequence[Any], Iterable[Sequence[Any]]]  # headings, rows

# One of them opens the page; each part asks for its own.
SEEN_WITH = (
    "applications.view_application",
    "factories.view_lighthousefactory",
    "funding.view_appropriation",
    "tours.view_session",
)


def sees_dashboard(user: Any) -> bool:
    """Whether the page has anything to show to `user`."""
    return any(user.has_perm(permission) for permission in SEEN_WITH)


def dashboard(request: HttpRequest) -> HttpResponse:
    """GET `of=programme:<key>` or `of=round:<key>`; with `csv=<part>` that part's table as a file."""
    from programme.portal.dashboard import Dashboard, scope_named, scopes  # set up before the models

    if not sees_dashboard(request.user):
        raise PermissionDenied
    known = scopes()
    scope = scope_named(request.GET.get("of", ""), known)
    page = Dashboard(scope, user=request.user, now=db_now()) if scope else None
    if "csv" in request.GET:
        return _file(page, request.GET["csv"])
    context = {
        **admin.site.each_context(request),
        "title": _("Programme dashboard"),
        "scopes": known,
        "scope": scope,
        "page": page,
    }
    return TemplateResponse(request, "admin/dashboard.html", context)


def _file(page: Any, name: str) -> HttpResponse:
    part = getattr(page, name) if page and name in TABLES else None
    if part is None:
        raise Http404
    headings, rows = TABLES[name](part)
    return csv_response(f"{page.scope.slug}-{name}.csv", headings, rows)


def funnel_table(funnel: Any) -> Table:
    headings = [_("Step"), _("Reached"), _("Of those who applied (%)"), _("Waiting here"), _("Ended here")]
    rows = [[one.name, one.count, one.percent, one.waiting, one.left] for one in funnel.steps]
    return headings, [*rows, [_("Withdrawn"), funnel.withdrawn, None, None, None]]


def selected_table(selected: Any) -> Table:
    industries = [name_in_language(one) if one else _("Not known") for one in selected.matrix.industries]
    rows = [[name_in_language(row.region), *row.counts, row.total] for row in selected.matrix.rows]
    sums = [_("Sum"), *selected.matrix.totals, selected.matrix.total]
    return [_("Region"), *industries, _("Sum")], [*rows, sums]


def money_table(money: Any) -> Table:
    headings = [
        _("Fiscal year"),
        _("Appropriated (won)"),
        _("Committed (won)"),
        _("Paid (won)"),
        _("Committed, not yet paid (won)"),
        _("Left to commit (won)"),
    ]
    return headings, [
        [one.year or _("Sum"), one.amount_krw, one.committed_krw, one.paid_krw, one.owed_krw, one.left_krw]
        for one in (*money.rows, money.whole)
    ]


def tours_table(tours: Any) -> Table:
    headings = [
        _("Factory"),
        _("Tours held"),
        _("Tours required"),
        _("Due by today"),
        _("Pace"),
        _("Planned"),
        _("Period begins"),
        _("Period ends"),
    ]
    return headings, [
        [
            str(one.factory),
            one.progress.held,
            one.progress.required,
            one.progress.expected,
            one.progress.pace_text,
            one.progress.planned,
            one.progress.starts_on,
            one.progress.due_on,
        ]
        for one in tours.factories
    ]


def times_table(times: Any) -> Table:
    headings = [_("Stage"), _("Cases"), _("Median (days)"), _("Longest (days)")]
    return headings, [[one.name, one.cases, one.median_days, one.longest_days] for one in times]


TABLES: dict[str, Callable[[Any], Table]] = {
    "funnel": funnel_table,
    "selected": selected_table,
    "money": money_table,
    "tours": tours_table,
    "times": times_table,
}
