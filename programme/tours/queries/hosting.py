"""Who runs tours, and at which factories."""

from django.db.models import Q, QuerySet

from programme.accounts.choices import COMPANY_ROLES, Role
from programme.accounts.models import User
from programme.factories.models import FactoryQuerySet, LighthouseFactory

from ..models import Session
from ..models.session import SessionQuerySet


def hosted_by(user: User) -> FactoryQuerySet:
    """The factories whose tours a person may run: their company's; all for staff who look after tours."""
    factories = LighthouseFactory.objects.select_related("company", "call__programme", "tour_programme")
    if user.has_perm("tours.change_session"):
        return factories
    return factories.filter(company__uid__in=user.scopes(*COMPANY_ROLES))


def sessions_run_by(user: User) -> SessionQuerySet:
    """The sessions of those factories."""
    return Session.objects.with_factory().filter(tour_programme__factory__in=hosted_by(user))


def sessions_booked_for_callers_by(user: User) -> SessionQuerySet:
    """The sessions in which this person enters bookings for callers: as host, or as their techno-park."""
    own = Q(tour_programme__factory__in=hosted_by(user))
    parks = Q(tour_programme__factory__technopark__uid__in=user.scopes(Role.OFFICER))
    return Session.objects.with_factory().filter(own | parks)


def guides_of(factory: LighthouseFactory) -> QuerySet[User]:
    """The company's own people, who may guide."""
    return User.objects.filter(
        is_active=True,
        grants__scope=factory.company.uid,
        grants__role__in=COMPANY_ROLES,
        grants__revoked_at=None,
    ).distinct()
