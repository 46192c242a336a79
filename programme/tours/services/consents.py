"""What visitors agree to: written and published by the host; given when booking, later, or at the door."""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from programme.accounts.models import User
from programme.core.choices import Audience
from programme.core.errors import Conflict, Incomplete, WrongState
from programme.core.events import record_event
from programme.core.moves import require
from programme.core.transitions import lock
from programme.notifications.services import send_message

from ..choices import LIVE, ConsentDemand, ConsentKind, Language
from ..models import Booking, Consent, ConsentDraft, ConsentText, Session, TourProgramme
from ..permissions import can_host
from ..queries import (
    asked_of,
    bookings_to_ask,
    latest_texts,
    needed_texts,
    texts_read,
    versions_of,
)
from .hosts import require_host
from .mails import factory_names, visit_line


def write_consent(
    *, programme: TourProgramme, kind: str, by: User | None, text_ko: str, text_en: str, demand: str
) -> ConsentDraft:
    """Write the draft of one kind; visitors see it when it is published. Raises NotAllowed, Incomplete."""
    require_host(by, programme.factory)
    with transaction.atomic():
        lock(programme)
        draft = programme.consent_drafts.filter(kind=kind).first()
        draft = draft or ConsentDraft(tour_programme=programme, kind=kind)
        draft.text_ko, draft.text_en, draft.demand = text_ko.strip(), text_en.strip(), demand
        try:
            draft.full_clean()
        except ValidationError as error:
            fields = {name: " ".join(texts) for name, texts in error.message_dict.items()}
            raise Incomplete(_("The text is not complete."), fields) from error
        draft.save()
    return draft


@dataclass(frozen=True)
class Publication:
    """What publishing the drafts would do, or did: the next versions, and how many people are asked again."""

    texts: list[ConsentText]
    people: int
    never_asked: list[ConsentText]  # confidentiality, without a zone that asks for it
    without_english: list[ConsentText]  # needed where tours are given in English

    @property
    def asked(self) -> list[ConsentText]:
        """Those that visitors are shown."""
        return [one for one in self.texts if one.demand != ConsentDemand.NONE and one not in self.never_asked]

    @property
    def asked_no_more(self) -> list[ConsentText]:
        return [one for one in self.texts if one.demand == ConsentDemand.NONE]

    @property
    def digest(self) -> str:
        """Changes with any word that would be published."""
        return hashlib.sha256("".join(one.sha256 for one in self.texts).encode()).hexdigest()


def foresee_publication(*, programme: TourProgramme, by: User | None = None) -> Publication:
    """What publishing would do as the drafts stand now. Changes nothing."""
    latest = {text.kind: text for text in latest_texts(programme)}
    texts = []
    for draft in programme.consent_drafts.all():
        before = latest.get(draft.kind)
        if draft.differs_from(before):
            texts.append(
                ConsentText(
                    tour_programme=programme,
                    kind=draft.kind,
                    number=before.number + 1 if before else 1,
                    text_ko=draft.text_ko,
                    text_en=draft.text_en,
                    demand=draft.demand,
                    sha256=draft.digest,
                    published_by=by.pk if by else None,
                )
            )
    order = ConsentKind.values
    texts.sort(key=lambda text: order.index(text.kind))
    secret = programme.zones.filter(nda=True).exists()
    needed = any(text.is_required for text in texts)
    in_english = Language.ENGLISH in programme.languages
    return Publication(
        texts=texts,
        people=bookings_to_ask(programme).order_by().values("person").distinct().count() if needed else 0,
        never_asked=[text for text in texts if text.kind == ConsentKind.NDA and not secret],
        without_english=[
            text for text in texts if in_english and not text.text_en and text.demand != ConsentDemand.NONE
        ],
    )


def publish_consents(
    *, programme: TourProgramme, by: User | None, foreseen: str | None = None
) -> list[ConsentText]:
    """Publish every draft that differs from what visitors are asked for now, as the next version.

    Everyone with an account who comes is told once to read and agree, when a text is needed. `foreseen`
    is the digest of what the host was shown. Raises NotAllowed, WrongState (nothing has changed),
    Conflict (`changed`: a draft was written meanwhile).
    """
    require_host(by, programme.factory)
    with transaction.atomic():
        lock(programme)
        foresight = foresee_publication(programme=programme, by=by)
        texts = foresight.texts
        if not texts:
            raise WrongState(_("Nothing has changed since the last version."), code="unchanged")
        if foreseen is not None and foreseen != foresight.digest:
            raise Conflict(
                _("A draft was changed meanwhile. Look again at what would be published."), code="changed"
            )
        ConsentText.objects.bulk_create(texts)
        versions = {text.kind: {"number": text.number, "sha256": text.sha256} for text in texts}
        record_event(programme, "tours.publish_consents", by=by, data=versions)
        if any(text.is_required for text in texts):
            _ask_again(programme)
    return texts


def _ask_again(programme: TourProgramme) -> None:
    """One mail to each person, with all of their bookings that ask for it, the soonest first."""
    names = factory_names(programme.factory)
    told: dict[User, list[dict[str, Any]]] = {}
    asked = bookings_to_ask(programme).select_related("session")
    for booking in asked.order_by("session__starts_at", "pk"):
        if booking.person:
            told.setdefault(booking.person, []).append(visit_line(booking))
    for person, visits in told.items():
        send_message(
            to=[person],
            template="tours/mail/consents",
            context={**names, "visits": visits},
            case=programme.case,
        )


def refuse_without_consents(seen: Session, consents: Collection[str]) -> None:
    """Raise Incomplete unless every text that is needed (by public id) is among `consents`."""
    missing = [text for text in asked_in(seen) if text.is_required and text.public_id not in consents]
    if missing:
        message = read_first(missing)
        raise Incomplete(message, {"consents": message})


def read_first(missing: Iterable[ConsentText]) -> str:
    """Which texts have to be agreed to."""
    kinds = ", ".join(str(text.get_kind_display()) for text in missing)
    return _("Read and agree first: %(kinds)s.") % {"kinds": kinds}


def asked_in(seen: Session) -> list[ConsentText]:
    """The texts asked for in a session as seen (queries.session_as_seen)."""
    return texts_read(seen.text_rows)  # type: ignore[attr-defined]


def give_consents(
    bookings: Iterable[Booking], texts: Iterable[ConsentText], *, at_door: bool = False
) -> None:
    """Write what was agreed to, in one statement; what was agreed to before stays as it is."""
    rows = [Consent(booking=one, text=text, at_door=at_door) for text in texts for one in bookings]
    if rows:
        Consent.objects.bulk_create(rows, ignore_conflicts=True)


def carry_consents(old: Booking, new: Booking) -> None:
    """What a party agreed to holds for the same party in another session, since the same time."""
    given = old.consents.all()
    Consent.objects.bulk_create(
        Consent(booking=new, text_id=one.text_id, agreed_at=one.agreed_at, at_door=one.at_door)
        for one in given
    )


def agree(*, booking: Booking, by: User, consents: Collection[str]) -> Booking:
    """Whoever booked agrees to texts (by public id) that are asked of them; others are passed over.

    Raises NotAllowed, WrongState, Incomplete (a text that is needed is missing).
    """
    require(booking.person_id == by.pk, _("Only whoever booked agrees."))
    _note(booking, texts_agreed(booking, consents), by, at_door=False)
    return booking


def agree_with_offer(booking: Booking, by: User, consents: Collection[str]) -> None:
    """What booking asks for is asked of whoever accepts an offer too; nothing where nothing is asked.

    Inside the transaction that accepts. Raises Incomplete.
    """
    if texts := texts_agreed(booking, consents):
        _note(booking, texts, by, at_door=False)


def texts_agreed(booking: Booking, consents: Collection[str]) -> list[ConsentText]:
    """The texts asked of a booking that are among `consents`.

    Raises Incomplete: one that is needed is missing.
    """
    asked = asked_of(booking, versions_of(booking.session.tour_programme))
    given = set(booking.consents.values_list("text_id", flat=True))
    missing = [
        one for one in asked if one.is_required and one.pk not in given and one.public_id not in consents
    ]
    if missing:
        message = read_first(missing)
        raise Incomplete(message, {f"agree_{text.public_id}": message for text in missing})
    return [text for text in asked if text.public_id in consents]


def agree_at_door(*, booking: Booking, by: User) -> Booking:
    """The host notes that a party read and agreed to all that is needed, on the day of the visit.

    Raises NotAllowed, WrongState.
    """
    require(can_host(by, booking.session.factory), _("Only the host checks visitors in."))
    asked = asked_of(booking, versions_of(booking.session.tour_programme))
    _note(booking, [text for text in asked if text.is_required], by, at_door=True)
    return booking


def note_at_door(booking: Booking) -> None:
    """The consents of a party that is let in without a booking; its own event tells of it."""
    give_consents([booking], needed_texts(booking.session), at_door=True)


def _note(booking: Booking, texts: list[ConsentText], by: User, *, at_door: bool) -> None:
    """Judged on the locked booking: it may be cancelled at the same moment."""
    with transaction.atomic():
        if lock(booking).status not in LIVE:
            raise WrongState(_("This booking no longer holds seats."))
        give_consents([booking], texts, at_door=at_door)
        record_event(
            booking,
            "tours.agree",
            by=by,
            data={
                "session": booking.session.public_id,
                "texts": {text.kind: text.number for text in texts},
                "at_door": at_door,
            },
            audience=Audience.STAFF,
        )
