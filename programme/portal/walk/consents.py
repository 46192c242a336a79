"""The second open factory asks its visitors to read and agree; the class that is coming has."""

from programme.calls.models import Call
from programme.tours.choices import ConsentDemand, ConsentKind
from programme.tours.models import Booking
from programme.tours.queries import texts_asked
from programme.tours.services import agree, publish_consents, write_consent

from .selecting import factories_of, owner_of

TEXTS = {
    ConsentKind.BRIEFING: (
        "안전모와 보안경을 착용합니다. 황색 통로 밖으로 나가지 않습니다. "
        "경보가 울리면 안내자를 따라 정문으로 대피합니다. (시연)",
        "Wear the helmet and goggles. Stay inside the yellow walkway. "
        "When the alarm sounds follow the guide to the main gate. (demo)",
        ConsentDemand.REQUIRED,
    ),
    ConsentKind.PHOTOS: (
        "촬영은 지정된 곳에서만 합니다. 작업자의 얼굴은 찍지 않습니다. (시연)",
        "Take photographs only where this is allowed, never of people at work. (demo)",
        ConsentDemand.REQUIRED,
    ),
    ConsentKind.PERSONAL: (
        "다음 견학 소식을 이메일로 보내는 데 이름과 이메일 주소를 1년간 이용합니다. (시연)",
        "Name and e-mail address are used for a year to write about further tours. (demo)",
        ConsentDemand.OPTIONAL,
    ),
}


def ask_for_consent(call: Call) -> None:
    """Written, published, and agreed to by those who have booked for a class."""
    factory = factories_of(call)[1]
    owner, programme = owner_of(factory), factory.tour_programme
    for kind, (text_ko, text_en, demand) in TEXTS.items():
        write_consent(
            programme=programme, kind=kind, by=owner, text_ko=text_ko, text_en=text_en, demand=demand
        )
    publish_consents(programme=programme, by=owner)
    agreed = [text.public_id for text in texts_asked(programme)]
    coming = Booking.objects.live().filter(session__in=programme.sessions.upcoming(), kind="school")
    for booking in coming.filter(person__isnull=False).with_factory():
        assert booking.person is not None
        agree(booking=booking, by=booking.person, consents=agreed)
