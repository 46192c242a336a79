"""Reads of the registers that are used more than once."""

from datetime import date

from django.db import models

from programme.accounts.choices import Role
from programme.accounts.models import User
from programme.core.clock import db_now, seoul_day

from .models import Region, TechnoPark


def today() -> date:
    """The calendar day in Seoul on the database's clock."""
    return seoul_day(db_now())


def officers_of(technopark: TechnoPark) -> models.QuerySet[User]:
    """The people who act for the techno-park now."""
    return User.objects.filter(
        grants__role=Role.OFFICER, grants__scope=technopark.uid, grants__revoked_at=None
    ).order_by("name", "email")


def technoparks_of(user: User) -> models.QuerySet[TechnoPark]:
    """The techno-parks for which this person acts."""
    return TechnoPark.objects.filter(uid__in=user.scopes(Role.OFFICER))


def regions_of_today(day: date) -> dict[int, Region]:
    """Each region that is or was, by its id, with the region in which its ground lies on `day`."""
    regions = {one.pk: one for one in Region.objects.all()}
    found = {}
    for pk, one in regions.items():
        here = one
        while here.valid_to and here.valid_to <= day and here.successor_id:
            here = regions[here.successor_id]
        found[pk] = here
    return found


def covering(region: Region, day: date) -> list[int]:
    """Ids of the regions whose ground is part of `region` on `day`: itself and what it succeeded."""
    return [pk for pk, here in regions_of_today(day).items() if here.pk == region.pk]
