"""Tours in the back office."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from programme.core.admin import BaseAdmin, ReadOnlyAdmin, ReadOnlyInline

from .choices import SessionStatus
from .forms import PhoneBookingForm
from .models import Booking, Duty, Session, TourProgramme, WaitingEntry
from .services import enter_booking


class DutyInline(ReadOnlyInline):
    model = Duty
    fields = ["guide", "ended_at"]


class WaitingInline(ReadOnlyInline):
    model = WaitingEntry
    fields = ["person", "kind", "seats", "joined_at", "ended_at"]


@admin.register(TourProgramme)
class TourProgrammeAdmin(ReadOnlyAdmin):
    """Hosts write it on their own page, which is open to staff who look after tours."""

    case_link = "factory__case"
    shown_on = {"factories.lighthousefactory": "factory"}

    demo_path = "factory__call__programme__is_demo"
    list_display = ["factory", "spoken", "duration_minutes", "group_min", "group_max", "fee"]
    list_select_related = ["factory__company"]
    search_fields = ["factory__company__name_ko", "factory__slug"]
    readonly_fields = ["spoken"]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        names = [field.name for field in TourProgramme._meta.fields if field.editable]
        return ["spoken" if name == "languages" else name for name in names if name != "id"]

    def portal_page(self, obj: TourProgramme) -> str:
        return obj.get_absolute_url()

    @admin.display(description=_("languages"))
    def spoken(self, programme: TourProgramme) -> str:
        return programme.languages_display

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
    list_filter = ["status", "language", "starts_at"]
    list_select_related = ["tour_programme__factory__company"]
    search_fields = ["public_id", "tour_programme__factory__company__name_ko"]
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
    list_display = ["session", "kind", "seats", "group_name", "status", "booked_at", "checked_in_at"]
    list_filter = ["status", "kind"]
    list_select_related = ["session__tour_programme__factory__company"]
    search_fields = ["public_id", "group_name", "person__email", "guest_name", "guest_phone"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return BaseAdmin.has_add_permission(self, request)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        return self.service_form_view(
            request,
            PhoneBookingForm,
            lambda data: enter_booking(by=request.user, **data),
        )
