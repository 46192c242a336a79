"""Files and feeds for calendars."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import TemplateView

from programme.core.clock import db_now
from programme.core.display import name_in_language
from programme.factories.models import LighthouseFactory
from programme.regions.models import Region
from programme.regions.queries import covering, today

from .. import services
from ..feeds import MOST, booking_entries, bookings_for_calendar, public_sessions, session_entries
from ..ical import Entry, calendar
from ..models import Booking, CalendarFeed

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def ics(request: HttpRequest, name: str, entries: list[Entry], *, private: bool = False) -> HttpResponseBase:
    """The file, or 304 for a calendar that has these entries already: then it is not written again.

    There is no Last-Modified: no time is kept of every change that an entry is made of.
    A person's own is kept by no cache and listed by no search engine.
    """
    # When a file was written is no news: the tag leaves the stamps out.
    told = repr((name, [replace(entry, stamp=EPOCH) for entry in entries]))
    etag = f"W/{quote_etag(hashlib.sha256(told.encode()).hexdigest())}"
    answer: Any = get_conditional_response(request, etag=etag)
    if answer is None:
        answer = HttpResponse(calendar(name, entries), content_type="text/calendar; charset=utf-8")
        answer["Content-Disposition"] = 'inline; filename="tours.ics"'
    answer["ETag"] = etag
    answer["Cache-Control"] = "private, no-store" if private else "public, max-age=900"
    if private:
        answer["X-Robots-Tag"] = "noindex"
    return answer


@require_safe
def factory_feed(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The sessions of one factory."""
    factories = LighthouseFactory.objects.filter(tour_programme__isnull=False).select_related("company")
    factory = get_object_or_404(factories, slug=slug)
    sessions = public_sessions(db_now()).filter(tour_programme__factory=factory)
    name = _("Factory tours: %(of)s") % {"of": name_in_language(factory.company)}
    return ics(request, name, session_entries(sessions[:MOST]))


@require_safe
def region_feed(request: HttpRequest, key: str) -> HttpResponseBase:
    """The sessions of a region as it is today."""
    day = today()
    region = get_object_or_404(Region.objects.on(day), key=key)
    sessions = public_sessions(db_now()).filter(tour_programme__factory__region__in=covering(region, day))
    name = _("Factory tours: %(of)s") % {"of": name_in_language(region)}
    return ics(request, name, session_entries(sessions[:MOST]))


@require_safe
def person_feed(request: HttpRequest, token: str) -> HttpResponseBase:
    """A person's bookings, for whoever knows the secret address; nothing once it is revoked."""
    feed = get_object_or_404(CalendarFeed.objects.filter(person__is_active=True), token=token)
    bookings = bookings_for_calendar(feed.person, db_now())
    return ics(request, _("My factory tours"), booking_entries(bookings[:MOST]), private=True)


@require_safe
@login_required
def booking_file(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """One's own booking, to add to a calendar."""
    own = Booking.objects.of_person(request.user).with_factory()
    booking = get_object_or_404(own, public_id=public_id)
    return ics(request, _("My factory tours"), booking_entries([booking]), private=True)


class CalendarView(LoginRequiredMixin, TemplateView):
    """The address of one's own calendar: made, renewed and revoked here."""

    template_name = "tours/calendar.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        feed = CalendarFeed.objects.filter(person=self.request.user).first()
        address = settings.SITE_URL + reverse("tours:person_feed", args=[feed.token]) if feed else ""
        return super().get_context_data(feed=feed, address=address, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        services.open_calendar(by=request.user)  # type: ignore[arg-type]
        messages.success(request, _("The address is made. An older one shows nothing any more."))
        return redirect("tours:calendar")


@login_required
@require_POST
def close_calendar(request: HttpRequest) -> HttpResponse:
    services.close_calendar(by=request.user)  # type: ignore[arg-type]
    messages.success(request, _("The address is revoked."))
    return redirect("tours:calendar")
