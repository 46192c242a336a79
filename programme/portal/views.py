"""The portal's face: what anyone may read, and a signed-in person's desk."""

import uuid
from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404
from django.views.generic import DetailView, ListView, TemplateView

from programme.accounts.models import User
from programme.applications.queries import confirmed_partners, due_at
from programme.calls.queries import criteria_of
from programme.core.clock import db_now, seoul_day
from programme.factories.choices import FactoryStatus
from programme.factories.queries import by_industry, by_region, by_size, progress, released_rows, rounds
from programme.funding.queries import public_build
from programme.tours.queries import next_sessions, survey_of, tours_progress

from . import queries
from .charts import progress_chart
from .choices import RELEASE_COLUMNS, WAY_TO_SELECTION, WAY_TO_TOURS
from .filters import FindForm
from .impact import impact_of, years_of
from .papers import papers_of
from .regionmap import home_map
from .rounds import by_programme, schedule_of, state_of
from .rows import facts_of, terms_of
from .way import milestones_of
from .worklist import Worklist

SHOWN_ON_DESK = 10
HOME_CHANGED = 3
HOME_TECHNOLOGIES = 4


class HomeView(TemplateView):
    template_name = "portal/home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        programme = queries.lighthouse_programme()
        done = rounds(programme)
        now = db_now()
        return super().get_context_data(
            programme=programme,
            progress=progress(programme, done),
            rounds=done,
            chart=progress_chart(programme, done),
            open_calls=[(call, queries.days_left(call, now)) for call in queries.calls_to_apply_in(now)[:2]],
            sessions=next_sessions(3),
            technologies=queries.used_technologies()[:HOME_TECHNOLOGIES],
            find=FindForm(auto_id="find-%s"),
            changed=queries.changed_factories()[:HOME_CHANGED],
            map=home_map(seoul_day(now)),
            factories=queries.listed_factories().filter(call__programme=programme)[:4],
            **kwargs,
        )


class FactoryView(DetailView):
    """One factory: what was planned and built, what that changed, its partners, its way so far, its tours.

    What of a build is public, and why, says funding.queries.public; of who confirmed a part in it only
    the organisation's name and kind are. A factory known from publications shows what those say.
    """

    template_name = "portal/factory.html"
    context_object_name = "factory"

    def get_queryset(self) -> Any:
        # Its results are read with the rest of its build, not as a card's.
        of_one = queries.listed_factories().prefetch_related(None).prefetch_related("technologies")
        return of_one.select_related("technopark")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        factory = self.object
        touring = factory.status == FactoryStatus.TOURING
        build = public_build(factory)
        return super().get_context_data(
            facts=facts_of(factory, seoul_day(db_now()), build),
            milestones=milestones_of(factory, build),
            impacts=[impact_of(result) for result in build.results] if build else [],
            years=years_of(factory, build),
            partners=confirmed_partners(factory.case) if build else [],
            tours=tours_progress(factory) if factory.completed_on else None,
            is_built=factory.status in queries.RUNS_TOURS,
            can_claim=factory.company.business_number is None and not factory.is_demo,
            is_open_for_tours=touring,
            sessions=next_sessions(6, factory=factory) if touring else [],
            survey=survey_of(factory) if factory.completed_on else None,
            **kwargs,
        )


class CallListView(ListView):
    """Every round by its programme, with what came of it."""

    template_name = "portal/calls.html"
    context_object_name = "calls"

    def get_queryset(self) -> Any:
        return queries.listed_calls()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(groups=by_programme(list(self.object_list), db_now()), **kwargs)


class CallView(DetailView):
    """A round: where it stands, its terms and dates, and its result as the ministry published it."""

    template_name = "portal/call.html"
    context_object_name = "call"
    slug_field = slug_url_kwarg = "key"

    def get_queryset(self) -> Any:
        return queries.listed_calls().prefetch_related("stages", "documents")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        call = self.object
        now = db_now()
        factories = queries.listed_factories().filter(call=call)
        mine = next((one for one in rounds(call.programme) if one.call.pk == call.pk), None)
        return super().get_context_data(
            criteria=criteria_of(call),
            state=state_of(call, call.result_at, now),
            schedule=schedule_of(call, call.result_at, now),
            actors_named=any(stage.actor_ko for stage in call.stages.all()),
            takes_applications=call.takes_applications(now) and call.result_at is None,
            result=mine,
            terms=terms_of(call, call.result_at),
            released=released_rows(call),
            release_columns=RELEASE_COLUMNS,
            factories=factories,
            sizes=[row for row in by_size(factories) if row.count],
            regions=[
                row
                for row in by_region(factories, call.announced_on or seoul_day(call.result_at or now))
                if row.count
            ],
            industries=[row for row in by_industry(factories) if row.count],
            **kwargs,
        )


class AboutView(TemplateView):
    template_name = "portal/about.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        programme = queries.lighthouse_programme()
        return super().get_context_data(
            programme=programme,
            progress=progress(programme),
            way_to_selection=WAY_TO_SELECTION,
            way_to_tours=WAY_TO_TOURS,
            **kwargs,
        )


class DeskView(LoginRequiredMixin, TemplateView):
    """A person's first page: what waits for them, and where their things are."""

    template_name = "portal/desk.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        return super().get_context_data(
            work=Worklist(
                queries.work_queue(user), now=db_now(), params=self.request.GET, shown=SHOWN_ON_DESK
            ),
            empty=queries.when_nothing_waits(user),
            places=queries.places_of(user),
            **kwargs,
        )


class CaseView(LoginRequiredMixin, TemplateView):
    """The whole story of a case, for those who may read it."""

    template_name = "portal/case.html"

    def get_context_data(self, case: uuid.UUID, **kwargs: Any) -> dict[str, Any]:
        user: User = self.request.user  # type: ignore[assignment]
        application, factory = queries.case_of(case, user)
        found = application or factory
        if found is None:
            raise Http404
        return super().get_context_data(
            company=found.company,
            is_demo=found.call.programme.is_demo,
            application=application,
            application_url=queries.application_page(application, user) if application else "",
            due=due_at(application) if application else None,
            factory=factory,
            factory_is_listed=factory is not None
            and queries.listed_factories().filter(pk=factory.pk).exists(),
            papers=list(papers_of(application, factory, user)),
            events=queries.participant_events(case),
            **kwargs,
        )
