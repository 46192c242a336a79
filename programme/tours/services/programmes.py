"""A factory's programme of tours, and opening and closing its doors."""

from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from programme.accounts.models import User
from programme.core.choices import Audience
from programme.core.errors import Incomplete, WrongState
from programme.core.events import record_event
from programme.core.transitions import lock, transition
from programme.factories.choices import FactoryStatus
from programme.factories.models import LighthouseFactory

from ..choices import SessionStatus
from ..models import Session, TourProgramme, Zone
from .hosts import require_host

PREPARED_IN = frozenset({FactoryStatus.COMPLETED, FactoryStatus.TOURING})


def save_programme(*, factory: LighthouseFactory, by: User | None, **terms: Any) -> TourProgramme:
    """Write what visitors see and on which terms; sessions already planned keep their times.

    `terms` are fields of TourProgramme. Raises NotAllowed, WrongState (not completed), Incomplete
    naming each field.
    """
    require_host(by, factory)
    with transaction.atomic():
        factory = lock(factory)
        if factory.status not in PREPARED_IN:
            raise WrongState(_("Tours are prepared when the factory is completed."))
        programme = TourProgramme.objects.filter(factory=factory).first() or TourProgramme(factory=factory)
        for name, value in terms.items():
            setattr(programme, name, value)
        try:
            programme.full_clean()
        except ValidationError as error:
            fields = {name: " ".join(texts) for name, texts in error.message_dict.items()}
            raise Incomplete(_("The tour programme is not complete."), fields) from error
        programme.save()
        record_event(programme, "tours.save_programme", by=by)
    return programme


def open_tours(*, factory: LighthouseFactory, by: User | None, **terms: Any) -> LighthouseFactory:
    """Open a completed factory for visits; `terms` are saved first when given (save_programme).

    Raises NotAllowed, WrongState, Incomplete when there is no programme of tours yet.
    """
    with transaction.atomic():
        if terms:
            save_programme(factory=factory, by=by, **terms)
        with transition(factory, "open_tours", by=by, audience=Audience.PUBLIC) as factory:
            if not TourProgramme.objects.filter(factory=factory).exists():
                raise Incomplete(_("Write first what visitors will see, and on which terms."))
    return factory


def close_tours(*, factory: LighthouseFactory, by: User | None, reason: str) -> LighthouseFactory:
    """Stop taking visits. Raises NotAllowed, WrongState while planned sessions hold visitors."""
    with transition(
        factory, "close_tours", by=by, data={"reason": reason}, audience=Audience.PARTICIPANTS
    ) as factory:
        coming = Session.objects.filter(tour_programme__factory=factory, status=SessionStatus.PLANNED)
        if coming.upcoming().filter(taken__gt=0).exists():
            raise WrongState(_("Visitors are booked: hold or call off those sessions first."))
    return factory


def add_zone(*, programme: TourProgramme, by: User | None, **rules: Any) -> Zone:
    """Say what holds in a part of the factory, the last one so far; `rules` are fields of Zone.

    Raises NotAllowed, Incomplete naming each field (the name is taken, too long …).
    """
    require_host(by, programme.factory)
    with transaction.atomic():
        lock(programme)
        last = programme.zones.aggregate(last=Max("position"))["last"] or 0
        zone = Zone(tour_programme=programme, position=last + 1, **rules)
        _check_zone(zone)
        zone.save(force_insert=True)
        record_event(zone, "tours.add_zone", by=by, data={"zone": zone.name_ko})
    return zone


def change_zone(*, zone: Zone, by: User | None, **rules: Any) -> Zone:
    """Say anew what holds in a zone. Raises NotAllowed, Incomplete naming each field."""
    require_host(by, zone.tour_programme.factory)
    with transaction.atomic():
        lock(zone.tour_programme)
        zone.refresh_from_db(fields=["position"])
        for name, value in rules.items():
            setattr(zone, name, value)
        _check_zone(zone)
        zone.save()
        record_event(zone, "tours.change_zone", by=by, data={"zone": zone.name_ko})
    return zone


def move_zone(*, zone: Zone, by: User | None, up: bool) -> None:
    """Let visitors come to a zone one place earlier or later; at the end of the tour nothing changes.

    Raises NotAllowed.
    """
    require_host(by, zone.tour_programme.factory)
    with transaction.atomic():
        programme = lock(zone.tour_programme)
        zones = list(programme.zones.all())
        here = next((number for number, one in enumerate(zones) if one.pk == zone.pk), None)
        there = None if here is None else here + (-1 if up else 1)
        if here is None or there is None or not 0 <= there < len(zones):
            return
        zones[here], zones[there] = zones[there], zones[here]
        for position, one in enumerate(zones, 1):
            one.position = position
        Zone.objects.bulk_update(zones, ["position"])
        record_event(zone, "tours.move_zone", by=by, data={"zone": zone.name_ko, "place": there + 1})


def _check_zone(zone: Zone) -> None:
    try:
        zone.full_clean()
    except ValidationError as error:
        texts = {name: " ".join(said) for name, said in error.message_dict.items()}
        if NON_FIELD_ERRORS in texts:
            texts = {"name_ko": texts[NON_FIELD_ERRORS]}
        raise Incomplete(_("The zone is not complete."), texts) from error


def remove_zone(*, zone: Zone, by: User | None) -> None:
    """Take a zone off the tour. Raises NotAllowed."""
    factory = zone.tour_programme.factory
    require_host(by, factory)
    with transaction.atomic():
        record_event(zone, "tours.remove_zone", by=by, data={"zone": zone.name_ko})
        zone.delete()
