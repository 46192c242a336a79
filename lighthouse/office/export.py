"""The page that says what a list's file will hold, and the file."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.http import content_disposition_header
from django.utils.text import capfirst, slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from programme.core.admin import ListPage, skin
from programme.core.admin.skin import sent
from programme.core.clock import db_now, seoul_day
from programme.core.display import datetime_text
from programme.privacy.services import log_access

from .cells import columns_of
from .files import csv_lines, workbook
from .forms import ExportForm
from .listing import LIMITS, conditions_of, in_words, may_export, office_of, open_list, reader, rows_to_export

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def export_view(request: HttpRequest, label: str) -> HttpResponseBase:
    """GET says what is in the file; POST sends it, and notes who took personal data out, and why."""
    office = office_of(label)
    changes = open_list(request, office)
    if not may_export(reader(request), office):
        raise PermissionDenied
    rows, left_out = rows_to_export(changes)
    count = rows.count()
    form = skin(ExportForm(sent(request)[0], personal=bool(office.personal)))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            kind = form.cleaned_data["format"]
            if count > LIMITS[kind]:
                form.add_error("format", too_many(count, kind))
            elif not count:
                form.add_error(None, _("There are no rows to export."))
            else:
                reason = form.cleaned_data.get("reason", "")
                return file_of(request, office, changes, rows, count, kind, reason)
    context = {
        **admin.site.each_context(request),
        "opts": office.opts,
        "title": _("Export: %(list)s") % {"list": capfirst(str(office.opts.verbose_name_plural))},
        "form": form,
        "count": count,
        "left_out": left_out,
        "demonstration": changes.params.get("demo") == "1",
        "only_demonstration": changes.get_query_string({"demo": "1"}),
        "personal": office.personal,
        "conditions": conditions_of(changes),
        "columns": [column.title for column in the_columns(request, office, changes)],
        "limits": LIMITS,
        "back": changes.get_query_string(),
    }
    return TemplateResponse(request, "core/admin/export.html", context, status=status)


def too_many(count: int, kind: str) -> str:
    text = _("%(count)s rows are too many for a file of this kind (at most %(limit)s): narrow the list.")
    return text % {"count": f"{count:,}", "limit": f"{LIMITS[kind]:,}"}


def the_columns(request: HttpRequest, office: ListPage, changes: Any) -> Any:
    return columns_of(office, request, demonstration=changes.params.get("demo") == "1")


def file_of(
    request: HttpRequest, office: ListPage, changes: Any, rows: Any, count: int, kind: str, reason: str
) -> HttpResponseBase:
    """The file; the access is noted before a row leaves."""
    now, language = db_now(), get_language() or "ko"
    list_name = capfirst(str(office.opts.verbose_name_plural))
    conditions = in_words(conditions_of(changes))
    if office.personal:
        log_access(
            by=reader(request),
            what=f"export.{office.opts.label_lower}",
            people=count,
            why=reason,
            conditions=conditions,
            place=get_adapter().get_client_ip(request),
        )
    columns = the_columns(request, office, changes)
    parts = [list_name, f"{seoul_day(now):%Y-%m-%d}", slugify(conditions, allow_unicode=True)[:80]]
    name = "_".join(part.replace(" ", "-") for part in parts if part)
    if kind == "csv":
        lines = csv_lines(columns, rows, language)
        response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = content_disposition_header(True, f"{name}.csv")
        return response
    demonstration = changes.params.get("demo") == "1"
    about = [
        (_("List"), list_name),
        (_("Filter"), conditions or _("none")),
        (_("Rows"), f"{count:,}"),
        (_("Demonstration"), _("only demonstration records") if demonstration else _("none")),
        (_("As of"), datetime_text(now, language)),
        (_("Exported by"), str(request.user)),
    ]
    file = workbook(columns, rows, list_name, about)
    return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX)
