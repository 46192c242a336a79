"""A session with a counter under a CHECK, and a booking."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse


class Session(models.Model):
    title = models.CharField(max_length=100)
    starts_at = models.DateTimeField()
    capacity = models.PositiveIntegerField()
    taken = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(taken__lte=F("capacity")), name="reference_seats")]


class Booking(models.Model):
    session = models.ForeignKey(Session, on_delete=models.PROTECT)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    seats = models.PositiveIntegerField()
    note = models.CharField(max_length=300, blank=True)
    booked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "person"], name="reference_once")]

    def get_absolute_url(self) -> str:
        return reverse("booking", args=[self.pk])
