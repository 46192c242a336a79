"""The portal's face: what anyone may read, and a signed-in person's desk."""

import uuid
from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404
from django.views.generic import DetailView, ListView, TemplateView

from programme.calls.queries import criteria_of, open_calls
from programme.core.clock import db_now, seoul_day
from programme.factories.choices import FactoryStatus
from programme.factories.models import LighthouseFactory
from programme.factories.queries import by_industry, by_region, by_size, progress, released_rows, rounds

from . import queries
from .filters import FactoryFilter


class HomeView(TemplateView):
    template_name = "portal/home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        programme = queries.lighthouse_programme()
        return super().get_context_data(
            programme=programme,
            progress=progress(programme),
            rounds=rounds(programme),
            open_calls=open_calls(db_now())[:2],
            factories=queries.listed_factories().order_by("-selected_on", "company__name_ko")[:6],
            **kwargs,
        )


class FactoryListView(ListView):
    """The directory."""

    template_name = "portal/factories.html"
    context_object_name = "factories"
    paginate_by = 12

    def get_queryset(self) -> Any:
        self.filter = FactoryFilter(
            self.request.GET, queryset=queries.listed_factories(), request=self.request
        )
        return self.filter.qs

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        counted = LighthouseFactory.objects.shown()
        return super().get_context_data(
            form=self.filter.form,
            active_filters=self.filter.active(),
            regions=[row for row in by_region(counted, seoul_day(db_now())) if row.count],
            **kwargs,
        )


class FactoryView(DetailView):
    """One factory: what was planned and built, where it stands, its way so far."""

    template_name = "portal/factory.html"
    context_object_name = "factory"

    def get_queryset(self) -> Any:
        return queries.listed_factories().select_related("technopark", "company")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        factory = self.object
        return super().get_context_data(
            today_region=factory.region.current(seoul_day(db_now())),
            events=queries.public_events(factory.case),
            can_claim=factory.company.business_number is None and not factory.is_demo,
            is_open_for_tours=factory.status == FactoryStatus.TOURING,
            **kwargs,
        )


class CallListView(ListView):
    template_name = "portal/calls.html"
    context_object_name = "calls"

    def get_queryset(self) -> Any:
        return queries.listed_calls()


class CallView(DetailView):
    """A round: its terms, and its result as the ministry published it."""

    template_name = "portal/call.html"
    context_object_name = "call"
    slug_field = slug_url_kwarg = "key"

    def get_queryset(self) -> Any:
        return queries.listed_calls().prefetch_related("stages", "documents")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        call = self.object
        factories = queries.listed_factories().filter(call=call)
        mine = next((one for one in rounds(call.programme) if one.call.pk == call.pk), None)
        return super().get_context_data(
            criteria=criteria_of(call),
            stages=call.stages.all(),
            takes_applications=call.takes_applications(db_now()),
            result=mine,
            released=released_rows(call),
            factories=factories,
            sizes=[row for row in by_size(factories) if row.count],
            regions=[
                row for row in by_region(factories, call.announced_on or seoul_day(db_now())) if row.count
            ],
            industries=[row for row in by_industry(factories) if row.count],
            **kwargs,
        )


class AboutView(TemplateView):
    template_name = "portal/about.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        programme = queries.lighthouse_programme()
        return super().get_context_data(programme=programme, progress=progress(programme), **kwargs)


class DeskView(LoginRequiredMixin, TemplateView):
    """A person's first page: what waits for them, and where their things are."""

    template_name = "portal/desk.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        return super().get_context_data(
            queue=queries.work_queue(user),  # type: ignore[arg-type]
            places=queries.places_of(user),  # type: ignore[arg-type]
            **kwargs,
        )


class CaseView(LoginRequiredMixin, TemplateView):
    """The whole story of a case, for those who may read it."""

    template_name = "portal/case.html"

    def get_context_data(self, case: uuid.UUID, **kwargs: Any) -> dict[str, Any]:
        application, factory = queries.case_of(case, self.request.user)  # type: ignore[arg-type]
        if application is None and factory is None:
            raise Http404
        return super().get_context_data(
            application=application, factory=factory, events=queries.participant_events(case), **kwargs
        )
