"""Tours in the back office."""

from typing import Any

from django.contrib import admin
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from programme.core.admin import BaseAdmin, ReadOnlyAdmin, ReadOnlyInline, StandardView
from programme.core.clock import db_now
from programme.factories.models import LighthouseFactory

from .choices import BookingStatus, SessionStatus
from .forms import PhoneBookingForm
from .models import (
    Blackout,
    Booking,
    Consent,
    ConsentText,
    Duty,
    Route,
    Session,
    TourProgramme,
    WaitingEntry,
    Zone,
)
from .queries import factories_behind, progress_counted, with_tours_counted
from .services import enter_booking


class DutyInline(ReadOnlyInline):
    model = Duty
    fields = ["guide", "ended_at"]


class WaitingInline(ReadOnlyInline):
    model = WaitingEntry
    fields = ["person", "kind", "seats", "school_kind", "adults", "joined_at", "ended_at"]


class RouteInline(ReadOnlyInline):
    model = Route
    fields = ["name_ko", "name_en"]


class ZoneInline(ReadOnlyInline):
    model = Zone
    fields = ["name_ko", "photos", "nda", "min_age", "gear_ko"]


class ConsentTextInline(ReadOnlyInline):
    model = ConsentText
    fields = ["kind", "number", "demand", "text_ko", "published_at", "sha256"]


class ConsentInline(ReadOnlyInline):
    model = Consent
    fields = ["text", "agreed_at", "at_door"]


class BlackoutInline(ReadOnlyInline):
    model = Blackout
    fields = ["first_day", "last_day", "reason"]


class DutyFilter(admin.SimpleListFilter):
    """Factories that held fewer tours than an even pace asks for (queries.pace)."""

    title = _("duty of tours")
    parameter_name = "duty"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("behind", _("Behind"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[TourProgramme]) -> QuerySet[TourProgramme]:
        if self.value() != "behind":
            return queryset
        behind = factories_behind(LighthouseFactory.objects.all(), db_now())
        return queryset.filter(factory__in=[factory.pk for factory, _progress in behind])


@admin.register(TourProgramme)
class TourProgrammeAdmin(ReadOnlyAdmin):
    """Hosts write it on their own page, which is open to staff who look after tours."""

    case_link = "factory__case"
    case_place = 9
    shown_on = {"factories.lighthousefactory": "factory"}

    personal = False  # the contact is a public one, for visitors
    demo_path = "factory__call__programme__is_demo"
    list_display = ["factory", "held_of_required", "due_on", "pace", "spoken", "group_max", "fee"]
    list_select_related = ["factory__company", "factory__call__programme"]
    standard_views = (StandardView(name=_("Behind with the tours"), query="duty=behind"),)
    list_filter = [DutyFilter, "factory__status", ("factory__region", admin.RelatedOnlyFieldListFilter)]
    ordering = ["factory__company__name_ko"]
    search_fields = ["factory__company__name_ko", "factory__company__name_en", "factory__slug"]
    readonly_fields = ["spoken", "open_to", "open_to_schools"]
    inlines = [RouteInline, ZoneInline, ConsentTextInline, BlackoutInline]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        names = [field.name for field in TourProgramme._meta.fields if field.editable]
        told = {"languages": "spoken", "admits": "open_to", "school_kinds": "open_to_schools"}
        return [told.get(name, name) for name in names if name != "id"]

    def portal_page(self, obj: TourProgramme) -> str:
        return obj.get_absolute_url()

    def get_queryset(self, request: HttpRequest) -> QuerySet[TourProgramme]:
        return with_tours_counted(super().get_queryset(request))

    @admin.display(description=_("held / required"))
    def held_of_required(self, programme: TourProgramme) -> str | None:
        progress = progress_counted(programme)
        return f"{progress.held} / {progress.required}" if progress else None

    @admin.display(description=_("to be held until"))
    def due_on(self, programme: TourProgramme) -> Any:
        progress = progress_counted(programme)
        return progress.due_on if progress else None

    @admin.display(description=_("pace"))
    def pace(self, programme: TourProgramme) -> str | None:
        progress = progress_counted(programme)
        return progress.pace_text if progress else None

    @admin.display(description=_("languages"))
    def spoken(self, programme: TourProgramme) -> str:
        return programme.languages_display

    @admin.display(description=_("open to"))
    def open_to(self, programme: TourProgramme) -> str:
        return programme.admits_display

    @admin.display(description=_("of schools and youth groups, open to"))
    def open_to_schools(self, programme: TourProgramme) -> str:
        return programme.schools_display

    @admin.display(description=_("fee per person (won)"), ordering="fee_krw")
    def fee(self, programme: TourProgramme) -> str:
        return f"{programme.fee_krw:,}"


@admin.register(Session)
class SessionAdmin(ReadOnlyAdmin):
    shown_on = {
        "factories.lighthousefactory": "tour_programme__factory",
        "tours.tourprogramme": "tour_programme",
    }
    shown_fields = ("starts_at", "language", "capacity", "taken", "waiting", "status")
    way = (SessionStatus.PLANNED, SessionStatus.HELD)
    demo_path = "tour_programme__factory__call__programme__is_demo"
    list_display = ["tour_programme", "starts_at", "language", "capacity", "taken", "waiting", "status"]
    waits = Q(status=SessionStatus.PLANNED, ends_at__lt=Now())
    ordering = ["-starts_at"]
    list_filter = [
        "status",
        "language",
        "starts_at",
        ("tour_programme__factory__region", admin.RelatedOnlyFieldListFilter),
    ]
    export_columns = ["offered", "ends_at", "cancel_reason"]
    standard_views = (
        StandardView(name=_("To confirm as held"), query="due=waiting"),
        StandardView(name=_("Planned"), query="status__exact=planned"),
    )
    list_select_related = ["tour_programme__factory__company"]
    search_fields = [
        "public_id",
        "tour_programme__factory__company__name_ko",
        "tour_programme__factory__company__name_en",
    ]
    date_hierarchy = "starts_at"
    inlines = [DutyInline, WaitingInline]

    def public_page(self, obj: Session) -> str:
        return obj.get_absolute_url()

    def portal_page(self, obj: Session) -> str:
        return obj.get_host_url()


@admin.register(Booking)
class BookingAdmin(ReadOnlyAdmin):
    """Adding one is a booking by telephone: the same service as on the host's page."""

    shown_on = {"tours.session": "session"}
    demo_path = "session__tour_programme__factory__call__programme__is_demo"
    list_display = ["session", "visitors", "seats", "group_name", "status", "booked_at", "checked_in_at"]
    waits = Q(status=BookingStatus.OFFERED)
    due = F("offer_expires_at")
    since = "booked_at"
    inlines = [ConsentInline]
    personal = True  # the file also names the visitors
    list_filter = [
        "status",
        "kind",
        "school_kind",
        ("checked_in_at", admin.EmptyFieldListFilter),
        ("session__tour_programme__factory__region", admin.RelatedOnlyFieldListFilter),
    ]
    list_select_related = ["session__tour_programme__factory__company", "person"]
    date_hierarchy = "session__starts_at"
    export_columns = [
        "school_kind",
        "adults",
        "attended",
        "person__name",
        "person__email",
        "guest_name",
        "guest_phone",
    ]
    standard_views = (
        StandardView(name=_("Confirmed"), query="status__exact=confirmed"),
        StandardView(name=_("Offers not answered"), query="due=waiting"),
    )
    search_fields = [
        "public_id",
        "group_name",
        "person__name",
        "person__email",
        "guest_name",
        "guest_phone",
        "session__tour_programme__factory__company__name_ko",
        "session__tour_programme__factory__company__name_en",
    ]

    @admin.display(description=_("visitors"), ordering="kind")
    def visitors(self, booking: Booking) -> str:
        """In a word: a school's kind says that it is one."""
        return booking.get_school_kind_display() or booking.get_kind_display()

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return BaseAdmin.has_add_permission(self, request)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        return self.service_form_view(
            request,
            PhoneBookingForm,
            lambda data: enter_booking(by=request.user, **data),
        )
