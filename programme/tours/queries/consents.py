"""What a factory asks to agree to, now and for a visit that was, and who has not agreed."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from ..choices import ConsentDemand, ConsentKind
from ..models import Booking, Consent, ConsentText, Session, TourProgramme, Zone

TEXT_FIELDS = ("id", "public_id", "kind", "number", "demand", "text_ko", "text_en")


def latest_texts(programme: Any) -> QuerySet[ConsentText]:
    """The version of each kind that a programme published last, asked for or not."""
    texts = ConsentText.objects.filter(tour_programme=programme)
    return texts.order_by("kind", "-number").distinct("kind")


def texts_along(path: str) -> ArraySubquery:
    """The texts that a programme asks for, read in the same statement as what leads to it; see texts_read.

    Confidentiality only where a zone of the tour asks for it.
    """
    secret = Exists(Zone.objects.filter(tour_programme=OuterRef("tour_programme"), nda=True))
    texts = latest_texts(OuterRef(path)).filter(~Q(kind=ConsentKind.NDA) | secret)
    return ArraySubquery(texts.values(text=JSONObject(**{name: name for name in TEXT_FIELDS})))


def texts_read(rows: Iterable[dict[str, Any]]) -> list[ConsentText]:
    """What texts_along read, in the order in which visitors read them; without what is asked no more."""
    texts = [ConsentText(**row) for row in rows if row["demand"] != ConsentDemand.NONE]
    order = ConsentKind.values
    return sorted(texts, key=lambda text: order.index(text.kind))


@dataclass(frozen=True, kw_only=True)
class Agreed:
    """One version that a booking agreed to, and when."""

    text: int
    kind: str
    number: int
    at: datetime
    at_door: bool

    @property
    def kind_name(self) -> str:
        return str(ConsentKind(self.kind).label)


def given_along() -> ArraySubquery:
    """Every version that a booking agreed to, read in the same statement as the booking; see given_read."""
    given = Consent.objects.filter(booking=OuterRef("pk")).order_by("agreed_at", "pk")
    fields = {"text": "text_id", "kind": "text__kind", "number": "text__number", "at": "agreed_at"}
    return ArraySubquery(given.values(agreed=JSONObject(**fields, at_door="at_door")))


def given_read(rows: Iterable[dict[str, Any]]) -> list[Agreed]:
    """What given_along read, the oldest first: what was agreed to stays, whatever is asked for now."""
    return [Agreed(**{**row, "at": datetime.fromisoformat(row["at"])}) for row in rows]


def agreed_along() -> ArraySubquery:
    """The ids of the texts that a booking agreed to, read in the same statement as the booking."""
    return ArraySubquery(Consent.objects.filter(booking=OuterRef("pk")).values("text_id"))


def texts_asked(programme: TourProgramme) -> list[ConsentText]:
    """The texts that a programme asks for now."""
    found = TourProgramme.objects.annotate(text_rows=texts_along("pk")).get(pk=programme.pk)
    return texts_read(found.text_rows)  # type: ignore[attr-defined]


def needed_texts(session: Session) -> list[ConsentText]:
    """What everyone who comes to a session has to have agreed to."""
    return [text for text in texts_asked(session.tour_programme) if text.is_required]


def versions_of(programme: TourProgramme) -> list[ConsentText]:
    """Every version that a programme ever published, the oldest first; see asked_of.

    Confidentiality only where a zone asks for it now: zones have no history.
    """
    secret = Exists(Zone.objects.filter(tour_programme=programme, nda=True))
    versions = ConsentText.objects.filter(~Q(kind=ConsentKind.NDA) | secret, tour_programme=programme)
    return list(versions.order_by("number"))


def asked_of(booking: Booking, versions: Iterable[ConsentText]) -> list[ConsentText]:
    """The texts that this booking is asked to agree to; `versions` as from versions_of.

    A visit to come is asked for the last ones. For whoever came, and once the tour has begun, what was
    published until then holds: a version published later asks nobody who was there before.
    """
    until = booking.checked_in_at or booking.session.starts_at
    latest = {text.kind: text for text in versions if text.published_at <= until}
    order = ConsentKind.values
    asked = [text for text in latest.values() if text.demand != ConsentDemand.NONE]
    return sorted(asked, key=lambda text: order.index(text.kind))


def not_agreed(texts: Iterable[ConsentText], agreed: Collection[int]) -> list[ConsentText]:
    """Those of the texts asked for that are not among the `agreed` ids."""
    return [text for text in texts if text.pk not in agreed]


def bookings_to_ask(programme: TourProgramme) -> QuerySet[Booking]:
    """The bookings to come of people with an account, who are asked when a new version is published."""
    live = Booking.objects.live().filter(session__tour_programme=programme, person__isnull=False)
    return live.filter(checked_in_at=None, session__in=_upcoming(programme)).select_related("person")


def _upcoming(programme: TourProgramme) -> Any:
    return programme.sessions.upcoming().order_by().values("pk")
