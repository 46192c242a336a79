"""Who waits for seats."""

from django.conf import settings
from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext_lazy as _

from programme.core.models import PublicIdModel

from ..choices import GROUP_KINDS, SeatsWanted
from ..triggers import WAITING_MOVE
from .booking import Booking, Party, school_constraints
from .session import Session


class WaitingQuerySet(models.QuerySet["WaitingEntry"]):
    def waiting(self) -> "WaitingQuerySet":
        """Who is in line, the next to be asked first."""
        return self.filter(ended_at=None).order_by("joined_at", "id")

    def with_session(self) -> "WaitingQuerySet":
        """With what a line about it says of its session, and the offer that ended it."""
        return self.select_related("session__tour_programme__factory", "booking")

    def with_place(self) -> "WaitingQuerySet":
        """Adds `place`: 1 for the next to be asked; it means nothing once the waiting has ended."""
        ahead = WaitingEntry.objects.filter(
            Q(joined_at__lt=OuterRef("joined_at"))
            | Q(joined_at=OuterRef("joined_at"), pk__lt=OuterRef("pk")),
            session=OuterRef("session"),
            ended_at=None,
        )
        counted = ahead.order_by().values("session").annotate(count=Count("pk")).values("count")
        return self.annotate(place=Coalesce(Subquery(counted), 0) + 1)


# So often may seats go past a party that they are too few for; then they gather for it.
PASSED_OVER_AT_MOST = 3


class WaitingEntry(Party, PublicIdModel):
    """A place in the line for a session's seats, oldest first.

    It ends when the person leaves or is offered seats; from then on `booking` tells the rest.
    """

    session = models.ForeignKey(
        Session, on_delete=models.PROTECT, related_name="queue", verbose_name=_("session")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="tour_waiting",
        verbose_name=_("person"),
    )
    takes = models.CharField(
        _("if fewer seats come free"), max_length=3, choices=SeatsWanted, default=SeatsWanted.ALL
    )
    passed_over = models.PositiveSmallIntegerField(_("times passed over"), default=0, editable=False)
    joined_at = models.DateTimeField(_("joined at"), db_default=Now())
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    booking = models.OneToOneField(
        Booking, on_delete=models.PROTECT, null=True, blank=True, related_name="waiting_entry"
    )

    objects = WaitingQuerySet.as_manager()

    class Meta:
        verbose_name = _("waiting list entry")
        verbose_name_plural = _("waiting list entries")
        ordering = ["joined_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "person"],
                condition=Q(ended_at=None),
                name="tours_one_live_entry",
            ),
            models.CheckConstraint(condition=Q(seats__gte=1), name="tours_waiting_seats"),
            models.CheckConstraint(
                condition=Q(passed_over__lte=PASSED_OVER_AT_MOST), name="tours_passed_over_at_most"
            ),
            models.CheckConstraint(
                condition=Q(booking=None) | Q(ended_at__isnull=False), name="tours_offered_waits_no_more"
            ),
            *school_constraints("waiting"),
        ]
        triggers = [WAITING_MOVE]

    def __str__(self) -> str:
        return f"{self.session} ({self.seats})"

    def seats_of(self, free: int) -> int:
        """How many of `free` seats this party takes: all it asked for, or fewer if it said so; 0 is none.

        A group takes no fewer than the factory's smallest group.
        """
        if self.seats <= free:
            return self.seats
        least = self.session.tour_programme.group_min if self.kind in GROUP_KINDS else 1
        return free if self.takes == SeatsWanted.ANY and free >= least else 0
