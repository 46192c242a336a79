"""The steps of a recommendation on an application, and of a nomination."""

from django.utils.translation import gettext_lazy as _

from programme.applications.choices import ApplicationStatus
from programme.applications.models import Application
from programme.core.forms import ReasonForm
from programme.core.moves import Act, Move, name_events, register, register_acts

from . import permissions, services
from .choices import NominationStatus
from .forms import DeclineForm, EnterForm, QuotaForm, RecommendForm
from .models import Nomination, Quota
from .queries import recommendation_statement

S = ApplicationStatus

register(
    Move(
        model=Application,
        app="recommendations",
        verb="recommend",
        label=_("Recommend"),
        sources=frozenset({S.SUBMITTED}),
        target=S.RECOMMENDED,
        can=permissions.can_recommend,
        service=services.recommend_application,
        noun="application",
        form=RecommendForm,
        url="recommendations:recommend",
        statement=recommendation_statement,
    ),
    Move(
        model=Application,
        app="recommendations",
        verb="enter_recommendation",
        label=_("Enter a recommendation from paper"),
        sources=frozenset({S.SUBMITTED}),
        target=S.RECOMMENDED,
        can=permissions.can_enter_recommendation,
        service=services.enter_recommendation,
        noun="application",
        form=EnterForm,
    ),
    Move(
        model=Application,
        app="recommendations",
        verb="decline",
        label=_("Do not recommend"),
        sources=frozenset({S.SUBMITTED}),
        target=S.NOT_RECOMMENDED,
        can=permissions.can_decline,
        service=services.decline_recommendation,
        noun="application",
        form=DeclineForm,
        url="recommendations:decline",
        warning=_("The company is told, and its application ends here unless you take this back."),
    ),
    Move(
        model=Application,
        app="recommendations",
        verb="withdraw_recommendation",
        label=_("Withdraw the recommendation"),
        sources=frozenset({S.RECOMMENDED}),
        target=S.SUBMITTED,
        can=permissions.can_take_back,
        service=services.withdraw_recommendation,
        noun="application",
        form=ReasonForm,
        url="recommendations:withdraw_recommendation",
        warning=_("The company is told. The place in your quota becomes free again."),
    ),
    Move(
        model=Application,
        app="recommendations",
        verb="take_back_decline",
        label=_("Take back the refusal"),
        sources=frozenset({S.NOT_RECOMMENDED}),
        target=S.SUBMITTED,
        can=permissions.can_take_back,
        service=services.take_back_decline,
        noun="application",
        form=ReasonForm,
        url="recommendations:take_back_decline",
    ),
    Move(
        model=Nomination,
        verb="settle",
        label=_("The company has applied"),
        sources=frozenset({NominationStatus.OPEN}),
        target=NominationStatus.APPLIED,
        can=permissions.can_settle_nomination,
        service=services.settle_nomination,
        noun="nomination",
        url="recommendations:settle",
    ),
    Move(
        model=Nomination,
        verb="drop",
        label=_("Drop the nomination"),
        sources=frozenset({NominationStatus.OPEN}),
        target=NominationStatus.DROPPED,
        can=permissions.can_settle_nomination,
        service=services.drop_nomination,
        noun="nomination",
        url="recommendations:drop",
    ),
)

register_acts(
    Act(
        model=Quota,
        verb="set_quota",
        label=_("Change the quota"),
        can=permissions.can_set_quota,
        service=services.set_quota,
        noun="quota",
        form=QuotaForm,
    ),
)

name_events(
    {
        "recommendations.recommend": _("Recommended by the techno-park"),
        "recommendations.enter_recommendation": _("Recommendation on paper entered"),
        "recommendations.decline": _("Not recommended by the techno-park"),
        "recommendations.withdraw_recommendation": _("Recommendation withdrawn"),
        "recommendations.take_back_decline": _("Refusal to recommend taken back"),
        "recommendations.settle": _("Nominated company has applied"),
        "recommendations.drop": _("Nomination dropped"),
        "recommendations.set_quota": _("Recommendation quota changed"),
        "recommendations.nominate": _("Company nominated"),
    }
)
