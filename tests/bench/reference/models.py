"""A factory, a session with a counter under a CHECK, and a booking: what the portal's pages show of them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class Factory(models.Model):
    name = models.CharField(_("name"), max_length=100)
    region = models.CharField(_("region"), max_length=50)


class Session(models.Model):
    factory = models.ForeignKey(Factory, on_delete=models.PROTECT)
    summary = models.TextField(_("what you see"))
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"))
    meeting_point = models.CharField(_("meeting point"), max_length=200)
    language = models.CharField(
        _("language"), max_length=2, choices=[("ko", _("Korean")), ("en", _("English"))]
    )
    fee_krw = models.PositiveIntegerField(_("fee"), default=0)
    capacity = models.PositiveIntegerField(_("seats"))
    taken = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(taken__lte=F("capacity")), name="reference_seats")]

    @property
    def seats_left(self) -> int:
        return self.capacity - self.taken


class Kind(models.TextChoices):
    INDIVIDUAL = "individual", _("Individual visitors")
    SCHOOL = "school", _("School or youth group")
    INDUSTRY = "industry", _("Company or organisation")


class SchoolKind(models.TextChoices):
    ELEMENTARY = "elementary", _("Elementary school")
    MIDDLE = "middle", _("Middle school")
    HIGH = "high", _("High school")
    VOCATIONAL = "vocational", _("Vocational high school")
    COLLEGE = "college", _("University or college")
    YOUTH = "youth", _("Other youth group")


class Booking(models.Model):
    session = models.ForeignKey(Session, on_delete=models.PROTECT)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    kind = models.CharField(_("who comes"), max_length=10, choices=Kind, default=Kind.INDIVIDUAL)
    school_kind = models.CharField(_("kind of school"), max_length=10, choices=SchoolKind, blank=True)
    seats = models.PositiveIntegerField(_("number of people"))
    adults = models.PositiveIntegerField(_("accompanying adults"), null=True, blank=True)
    group_name = models.CharField(_("school or organisation"), max_length=100, blank=True)
    note = models.CharField(_("note to the host"), max_length=300, blank=True)
    booked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "person"], name="reference_once")]

    def get_absolute_url(self) -> str:
        return reverse("booking", args=[self.pk])
