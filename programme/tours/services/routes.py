"""The ways through a factory, and which session takes which."""

from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from programme.accounts.models import User
from programme.core.errors import Incomplete, WrongState
from programme.core.events import record_event
from programme.core.transitions import lock

from ..choices import SessionStatus
from ..models import Route, Session, TourProgramme
from .hosts import require_host
from .refusals import place_refused


def add_route(*, programme: TourProgramme, by: User | None, **names: Any) -> Route:
    """Name a way through the factory. Raises NotAllowed, Incomplete naming each field."""
    require_host(by, programme.factory)
    route = Route(tour_programme=programme, **names)
    with transaction.atomic():
        lock(programme)
        try:
            route.full_clean()
        except ValidationError as error:
            texts = {name: " ".join(said) for name, said in error.message_dict.items()}
            if NON_FIELD_ERRORS in texts:
                texts = {"name_ko": _("There is a route of this name already.")}
            raise Incomplete(_("The route is not complete."), texts) from error
        route.save(force_insert=True)
        record_event(route, "tours.add_route", by=by, data={"route": route.name_ko})
    return route


def remove_route(*, route: Route, by: User | None) -> None:
    """Take a route away that no session ever used. Raises NotAllowed, WrongState."""
    factory = route.tour_programme.factory
    require_host(by, factory)
    try:
        with transaction.atomic():
            record_event(route, "tours.remove_route", by=by, data={"route": route.name_ko})
            route.delete()
    except ProtectedError as error:
        raise WrongState(_("Sessions use this route.")) from error


def set_route(*, session: Session, route: Route | None, by: User | None) -> Session:
    """Lead a session along a route of its factory, or along none.

    Raises NotAllowed, WrongState, Incomplete (another factory's), Conflict (`route_busy`).
    """
    require_host(by, session.factory)
    if route is not None and route.tour_programme_id != session.tour_programme_id:
        message = _("Choose a route of this factory.")
        raise Incomplete(message, {"route": message})
    with place_refused(), transaction.atomic():
        session = lock(session)
        if session.status != SessionStatus.PLANNED:
            raise WrongState(_("Only a planned session's route changes."))
        session.route = route
        session.save(update_fields=["route"])
        data = {"session": session.public_id, "route": route.name_ko if route else ""}
        record_event(session, "tours.set_route", by=by, data=data)
    return session
