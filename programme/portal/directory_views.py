"""The directory: every factory known by name, to narrow down, sort, see on the map and take away."""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.generic import ListView, View

from programme.core.clock import db_now, seoul_day
from programme.core.spreadsheets import csv_response
from programme.factories.models import LighthouseFactory

from .directory import PAGE_SIZES, SORTS, VIEWS, chosen_of, columns, found_factories
from .facets import Facet, Option, facets_of
from .filters import FactoryFilter
from .regionmap import RegionMap, region_map


def without_blanks(query: QueryDict) -> QueryDict:
    """The query less the names without a value, so that the address says only what is asked."""
    kept = query.copy()
    for name in [name for name, values in query.lists() if not any(values)]:
        del kept[name]
    return kept


def conditions_of(request: HttpRequest) -> FactoryFilter:
    """What the address asks for; the same on the page and in its file."""
    return FactoryFilter(request.GET, queryset=LighthouseFactory.objects.shown(), request=request)


class FactoryListView(ListView):
    """The directory: real factories first and counted; demonstration ones, while shown, counted apart.

    htmx asks for the changed parts alone; everyone else, and its way back, gets the page.
    """

    template_name = "portal/factories.html"
    update_template_name = "portal/partials/directory_update.html"
    context_object_name = "factories"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # A form sends its empty fields too; links of the page are made from what remains.
        request.GET = without_blanks(request.GET)  # type: ignore[assignment]
        self.conditions = conditions_of(request)
        self.look = chosen_of(VIEWS, request.GET.get("view"))
        # Beside the map the list goes by region, unless another order is asked for.
        self.sort = chosen_of(SORTS, request.GET.get("sort", "region" if self.look == "map" else None))
        response = super().get(request, *args, **kwargs)
        patch_vary_headers(response, ("HX-Request",))
        if self._updates():
            response["HX-Push-Url"] = f"{request.path}{self._address()}"
        return response

    def get_queryset(self) -> Any:
        return found_factories(self.conditions, self.sort)

    def get_paginate_by(self, queryset: Any) -> int:
        return PAGE_SIZES[self.look]

    def get_template_names(self) -> list[str]:
        return [self.update_template_name if self._updates() else self.template_name]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        demonstrated = self.get_queryset().filter(call__programme__is_demo=True).count()
        facets = facets_of(self.conditions)
        context = super().get_context_data(
            form=self.conditions.form,
            facets=facets,
            demonstrated_anywhere=any(option.demonstrated for facet in facets for option in facet.options),
            clear_url=self._clear_url(),
            facets_open=any(option.chosen for facet in facets for option in facet.options),
            active_filters=self.conditions.active(),
            demonstrated=demonstrated,
            sorts=SORTS,
            sort=self.sort,
            views=VIEWS,
            view_name=self.look,
            map=self._map(facets) if self.look == "map" else None,
            file_url=self._file_url(),
            **kwargs,
        )
        context["found"] = context["paginator"].count - demonstrated
        return context

    def _map(self, facets: list[Facet]) -> RegionMap:
        """Each region's link adds it to those chosen, or drops it; everything else stays."""
        [regions] = [facet for facet in facets if facet.name == "region"]

        def toggled(option: Option) -> str:
            query = self.request.GET.copy()
            query.pop("page", None)
            others = [value for value in query.getlist("region") if value != option.value]
            query.setlist("region", others if option.chosen else [*others, option.value])
            return f"{self.request.path}?{query.urlencode()}#found"

        return region_map(self.conditions.regions, regions.options, toggled)

    def _updates(self) -> bool:
        htmx = self.request.htmx  # type: ignore[attr-defined]
        return bool(htmx) and not htmx.history_restore_request

    def _file_url(self) -> str:
        """The file in the order that the page shows."""
        query = self.request.GET.copy()
        for name in ("page", "view", "sort"):
            query.pop(name, None)
        if self.sort != SORTS[0].key:
            query["sort"] = self.sort
        return f"{reverse('portal:factories_file')}{f'?{query.urlencode()}' if query else ''}"

    def _clear_url(self) -> str:
        """Without any condition, in the same order and view."""
        return f"{self.request.path}{self._address('page', *self.conditions.filters)}"

    def _address(self, *without: str) -> str:
        """The query, as people would share it, less the names given."""
        query = self.request.GET.copy()
        for name in without:
            query.pop(name, None)
        return f"?{query.urlencode()}" if query else ""


class FactoryFileView(View):
    """The list as a file: the same conditions and order, every page of it, real factories only."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest) -> HttpResponse:
        conditions = conditions_of(request)
        sort = chosen_of(SORTS, request.GET.get("sort"))
        factories = found_factories(conditions, sort).filter(call__programme__is_demo=False)
        parts = columns(conditions.region_today)
        return csv_response(
            f"lighthouse-factories-{seoul_day(db_now()):%Y%m%d}.csv",
            [part.heading for part in parts],
            ([part.value(one) for part in parts] for one in factories),
        )
