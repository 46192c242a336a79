"""Who comes: a party, and the seats it holds."""

import uuid
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce, Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programme.accounts.choices import COMPANY_ROLES
from programme.core.choices import PublicStatus
from programme.core.display import people_text
from programme.core.models import PublicIdModel
from programme.core.triggers import status_moves

from ..choices import (
    BOOKING_PAIRS,
    LIVE,
    PUBLIC_BOOKING_STATUS,
    BookingStatus,
    SchoolKind,
    SessionStatus,
    VisitorKind,
)
from ..triggers import ADMITTED, SEATS_MOVE
from .session import Session

if TYPE_CHECKING:
    from programme.accounts.models import User


# From a booking to all that a line about it says.
PATH_TO_FACTORY = (
    "session__tour_programme__factory__company",
    "session__tour_programme__factory__call__programme",
)


class Party(models.Model):
    """Who comes together: a number of heads, never their names (children appear in no other way).

    Of a school's `seats`, `adults` are for the adults who accompany the others.
    """

    kind = models.CharField(
        _("who comes"), max_length=10, choices=VisitorKind, default=VisitorKind.INDIVIDUAL
    )
    seats = models.PositiveIntegerField(_("people"), validators=[MinValueValidator(1)])
    group_name = models.CharField(_("school or organisation"), max_length=100, blank=True)
    school_kind = models.CharField(_("kind of school"), max_length=10, choices=SchoolKind, blank=True)
    adults = models.PositiveIntegerField(_("accompanying adults among them"), default=0, db_default=0)
    note = models.CharField(_("note to the host"), max_length=300, blank=True)

    class Meta:
        abstract = True


def school_constraints(table: str) -> list[models.BaseConstraint]:
    """What a row about a party says of schools only where a school comes."""
    no_school = Q(school_kind="", adults=0)
    return [
        models.CheckConstraint(
            condition=Q(kind=VisitorKind.SCHOOL) | no_school, name=f"tours_{table}_school"
        ),
        models.CheckConstraint(condition=Q(adults__lte=F("seats")), name=f"tours_{table}_adults"),
    ]


PARTY_FIELDS = tuple(field.name for field in Party._meta.local_fields)


class BookingQuerySet(models.QuerySet["Booking"]):
    def with_factory(self) -> "BookingQuerySet":
        """With what a line about a booking says of its session and factory."""
        return self.select_related(*PATH_TO_FACTORY)

    def live(self) -> "BookingQuerySet":
        """Those that hold seats."""
        return self.filter(status__in=LIVE)

    def confirmed(self) -> "BookingQuerySet":
        """Those that come, without open offers."""
        return self.filter(status=BookingStatus.CONFIRMED)

    def people_who_came(self) -> int:
        """The people of all parties that were checked in."""
        came = self.filter(checked_in_at__isnull=False).order_by()
        people: int = came.aggregate(sum=Coalesce(Sum(Coalesce("attended", "seats")), 0))["sum"]
        return people

    def awaited(self) -> "BookingQuerySet":
        """Those that still have their ticket: confirmed, neither checked in nor noted as missing."""
        return self.confirmed().filter(checked_in_at=None, missed_at=None)

    def unconfirmed(self) -> "BookingQuerySet":
        """Groups whose final number was not confirmed by its deadline, on the database's clock."""
        return self.filter(
            status=BookingStatus.CONFIRMED,
            number_due_at__lte=Now(),
            number_confirmed_at=None,
            checked_in_at=None,
        )

    def stale(self) -> "BookingQuerySet":
        """Bookings whose seats go on as soon as someone looks: expired offers, unconfirmed numbers."""
        return self.expired_offers() | self.unconfirmed()

    def expired_offers(self) -> "BookingQuerySet":
        """Offers whose time has passed on the database's clock but which still hold seats."""
        return self.filter(status=BookingStatus.OFFERED, offer_expires_at__lte=Now())

    def of_person(self, user: "User") -> "BookingQuerySet":
        """A person's own; not what was booked by telephone."""
        return self.filter(person=user)

    def visible_to(self, user: "User") -> "BookingQuerySet":
        """One's own bookings, those of the factories one hosts, all for staff."""
        if user.has_perm("tours.view_booking"):
            return self
        return self.filter(
            Q(person=user) | Q(session__tour_programme__factory__company__uid__in=user.scopes(*COMPANY_ROLES))
        )


class Booking(Party, PublicIdModel):
    """Seats held in a session: offered from the waiting list, or confirmed.

    `person` is the account that booked; a booking by telephone has the caller's name and number
    instead, entered by `entered_by`. The bookings of one `split` are one class in several groups.
    `attended` of the `seats` came when fewer came than were booked; None: all of them.
    """

    session = models.ForeignKey(
        Session, on_delete=models.PROTECT, related_name="bookings", verbose_name=_("session")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="tour_bookings",
        verbose_name=_("person"),
    )
    guest_name = models.CharField(_("caller's name"), max_length=60, blank=True)
    guest_phone = models.CharField(_("caller's telephone"), max_length=20, blank=True)
    entered_by = models.UUIDField(null=True, blank=True, editable=False)
    split = models.UUIDField(_("class in several groups"), null=True, blank=True, editable=False)
    status = models.CharField(_("status"), max_length=9, choices=BookingStatus)
    offer_expires_at = models.DateTimeField(_("offer holds until"), null=True, blank=True)
    number_due_at = models.DateTimeField(_("final number due by"), null=True, blank=True)
    number_confirmed_at = models.DateTimeField(_("final number confirmed at"), null=True, blank=True)
    booked_at = models.DateTimeField(_("booked at"), db_default=Now())
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True)
    checked_in_at = models.DateTimeField(_("checked in at"), null=True, blank=True)
    checked_in_by = models.UUIDField(null=True, blank=True, editable=False)
    attended = models.PositiveIntegerField(
        _("people who came"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("Empty: all who were booked."),
    )
    missed_at = models.DateTimeField(_("did not come"), null=True, blank=True, editable=False)
    moved_from = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="moved_to",
        editable=False,
        verbose_name=_("moved from"),
    )

    objects = BookingQuerySet.as_manager()
    PAIRS = BOOKING_PAIRS

    class Meta:
        verbose_name = _("booking")
        verbose_name_plural = _("bookings")
        ordering = ["id"]
        indexes = [
            models.Index(
                fields=["offer_expires_at"],
                condition=Q(status=BookingStatus.OFFERED),
                name="tours_open_offers",
            ),
            models.Index(
                fields=["number_due_at"],
                condition=Q(status=BookingStatus.CONFIRMED, number_confirmed_at=None),
                name="tours_numbers_due",
            ),
            models.Index(
                fields=["person", "missed_at"], condition=Q(missed_at__isnull=False), name="tours_missed"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "person"], condition=Q(status__in=LIVE), name="tours_one_live_booking"
            ),
            models.UniqueConstraint(
                fields=["split", "session"], condition=Q(status__in=LIVE), name="tours_split_once_a_session"
            ),
            models.CheckConstraint(
                condition=Q(split=None) | Q(kind=VisitorKind.SCHOOL), name="tours_split_is_a_class"
            ),
            models.CheckConstraint(condition=Q(seats__gte=1), name="tours_booking_seats"),
            models.CheckConstraint(
                condition=~Q(status=BookingStatus.OFFERED) | Q(offer_expires_at__isnull=False),
                name="tours_offer_expires",
            ),
            models.CheckConstraint(
                condition=Q(person=None) | Q(guest_name="", guest_phone=""), name="tours_person_or_caller"
            ),
            models.CheckConstraint(
                condition=Q(checked_in_at=None) | Q(status=BookingStatus.CONFIRMED),
                name="tours_only_confirmed_come",
            ),
            models.CheckConstraint(
                condition=Q(attended=None)
                | Q(checked_in_at__isnull=False, attended__gte=1, attended__lte=F("seats")),
                name="tours_came_of_those_booked",
            ),
            models.CheckConstraint(
                condition=Q(missed_at=None) | Q(status=BookingStatus.CONFIRMED, checked_in_at=None),
                name="tours_missed_or_came",
            ),
            *school_constraints("booking"),
        ]
        triggers = [status_moves("tours_booking_status", BOOKING_PAIRS), SEATS_MOVE, ADMITTED]

    def __str__(self) -> str:
        # No name: this text reaches logs and page titles.
        return f"{self.session} ({people_text(self.seats)})"

    def get_absolute_url(self) -> str:
        return reverse("tours:booking", args=[self.public_id])

    def elsewhere(self, **fields: Any) -> "Booking":
        """The same party of the same person for another session, not yet saved; it knows where it was."""
        kept = (*PARTY_FIELDS, "person", "guest_name", "guest_phone", "entered_by", "split")
        return Booking(moved_from=self, **{name: getattr(self, name) for name in kept}, **fields)

    @property
    def case(self) -> uuid.UUID:
        return self.session.factory.case

    @property
    def public_status(self) -> PublicStatus:
        return PUBLIC_BOOKING_STATUS[BookingStatus(self.status)]

    @property
    def is_requested(self) -> bool:
        """Whether the host has still to approve it."""
        return self.status == BookingStatus.REQUESTED

    @property
    def schools(self) -> list[SchoolKind]:
        """The kind of school that comes, if one does."""
        return [SchoolKind(self.school_kind)] if self.school_kind else []

    @property
    def number_is_open(self) -> bool:
        """Whether the group still has to say how many come."""
        return (
            self.status == BookingStatus.CONFIRMED
            and self.number_due_at is not None
            and self.number_confirmed_at is None
        )

    @property
    def came(self) -> int:
        """How many came of those booked; 0 before the check-in."""
        if self.checked_in_at is None:
            return 0
        return self.seats if self.attended is None else self.attended

    @property
    def has_ticket(self) -> bool:
        """Whether the party is still to come (as `awaited`)."""
        came_or_missed = self.checked_in_at is not None or self.missed_at is not None
        return self.status == BookingStatus.CONFIRMED and not came_or_missed

    @property
    def has_certificate(self) -> bool:
        """Whether the visit is proved: checked in, and confirmed as held by the host."""
        return self.checked_in_at is not None and self.session.status == SessionStatus.HELD
