"""Warnings to those who answer for a factory's tours, when fewer were held than an even pace asks for."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q

from programme.accounts.models import User
from programme.companies.queries import people_of
from programme.core.choices import Audience
from programme.core.clock import db_now, seoul_day
from programme.core.display import date_text
from programme.core.events import record_event
from programme.factories.models import LighthouseFactory
from programme.notifications.services import send_message
from programme.regions.queries import officers_of

from ..models import PaceWarning, TourProgramme
from ..queries import ToursProgress, factories_behind


def warn_behind() -> int:
    """Tell a factory that is behind, its techno-park and staff, once a month; how many were warned.

    One transaction: run again, or twice at once, it tells nobody twice (tours_one_warning_a_month).
    """
    now = db_now()
    month = seoul_day(now).replace(day=1)
    warned = []
    with transaction.atomic():
        open_ones = LighthouseFactory.objects.shown().exclude(pace_warnings__month=month)
        for factory, progress in factories_behind(open_ones, now):
            _warning, new = PaceWarning.objects.get_or_create(
                factory=factory,
                month=month,
                defaults={"held": progress.held, "expected": progress.expected},
            )
            if new:
                warned.append((factory, progress))
                _warn(factory, progress)
        if warned:
            lines = [_values(factory, progress) for factory, progress in warned]
            send_message(to=staff_for_tours(), template="tours/mail/behind_list", context={"lines": lines})
    return len(warned)


def staff_for_tours() -> Iterable[User]:
    """Staff who look after tours, by a group or a right of their own."""
    right = {"codename": "change_session", "content_type__app_label": "tours"}
    by_group = {f"groups__permissions__{name}": value for name, value in right.items()}
    own = {f"user_permissions__{name}": value for name, value in right.items()}
    return User.objects.filter(Q(**by_group) | Q(**own), is_active=True, is_staff=True).distinct()


def _warn(factory: LighthouseFactory, progress: ToursProgress) -> None:
    values = _values(factory, progress)
    company, park = people_of(factory.company), factory.technopark
    send_message(
        to=company, template="tours/mail/behind", context={**values, "host": True}, case=factory.case
    )
    officers = officers_of(park) if park else []
    send_message(
        to=officers, template="tours/mail/behind", context={**values, "host": False}, case=factory.case
    )
    data = {name: values[name] for name in ("held", "required", "expected")}
    record_event(factory, "tours.warn_behind", by=None, data=data, audience=Audience.PARTICIPANTS)


def _values(factory: LighthouseFactory, progress: ToursProgress) -> dict[str, object]:
    company = factory.company
    return {
        "factory_ko": company.name_ko,
        "factory_en": company.name_en if company.name_en_checked and company.name_en else company.name_ko,
        "held": progress.held,
        "required": progress.required,
        "expected": progress.expected,
        "planned": progress.planned,
        "due_ko": date_text(progress.due_on, "ko") if progress.due_on else "",
        "due_en": date_text(progress.due_on, "en") if progress.due_on else "",
        "slug": factory.slug,
        "begun": TourProgramme.objects.filter(factory=factory).exists(),
    }
