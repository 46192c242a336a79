"""What every stage stands on: the case's narrative and the public identifier."""

import uuid

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from .choices import Audience
from .ids import new_public_id
from .moves import event_name


class PublicIdModel(models.Model):
    """A model whose objects have pages: they are addressed by `public_id`, never by primary key."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)

    class Meta:
        abstract = True


class Corrected(models.Model):
    """A record loaded from publications. `corrected` names the fields that staff changed since.

    core.admin.RegisterAdmin adds to it; core.registers leaves those fields alone on a reload.
    """

    corrected = ArrayField(models.CharField(max_length=40), default=list, blank=True, editable=False)

    class Meta:
        abstract = True


class EventQuerySet(models.QuerySet["Event"]):
    """Events in the order in which they happened."""

    def of_case(self, case: uuid.UUID) -> "EventQuerySet":
        """The narrative of a case."""
        return self.filter(case=case).order_by("at", "id")

    def about(self, subject: models.Model) -> "EventQuerySet":
        """The narrative of one object."""
        kind = ContentType.objects.get_for_model(subject)
        return self.filter(subject_type=kind, subject_id=str(subject.pk)).order_by("at", "id")


class Event(models.Model):
    """One thing that happened: the narrative behind status pages, timelines and audit.

    It holds ids, statuses and amounts, never personal data: `by` is the id of a person whose
    record may be erased without touching the narrative. Rows are only added (core.roles).
    """

    case = models.UUIDField(null=True, blank=True)
    verb = models.CharField(max_length=64)
    audience = models.CharField(max_length=16, choices=Audience)
    by = models.UUIDField(null=True, blank=True)
    at = models.DateTimeField(db_default=Now())
    subject_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, null=True, blank=True)
    subject_id = models.CharField(max_length=40, blank=True)
    subject = GenericForeignKey("subject_type", "subject_id")
    data = models.JSONField(default=dict, blank=True)

    objects = EventQuerySet.as_manager()
    append_only = True

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["case", "at"], name="core_event_case"),
            models.Index(fields=["subject_type", "subject_id", "at"], name="core_event_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.at:%Y-%m-%d %H:%M}"

    @property
    def text(self) -> str:
        """What a timeline says of it."""
        return str(event_name(self.verb))


class IdempotentAnswer(models.Model):
    """What the API answered to a request with an Idempotency-Key, for its repetition (core.idempotency).

    Written in the transaction of what was asked for, so that neither exists without the other. `by`
    is the person's id, `request_sha256` the hash of method, address and body, `body` the answer's JSON
    as sent. Kept a day: it may hold what the person entered.
    """

    by = models.UUIDField()
    key = models.CharField(max_length=255)
    request_sha256 = models.CharField(max_length=64)
    status_code = models.PositiveSmallIntegerField()
    body = models.TextField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["by", "key"], name="core_one_answer_per_key")]
        indexes = [models.Index(fields=["at"], name="core_answer_at")]

    def __str__(self) -> str:
        # Neither key nor body: this text reaches logs.
        return f"{self.status_code} {self.at:%Y-%m-%d %H:%M}"
