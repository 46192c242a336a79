"""Classes that have booked a tour: schools of several kinds, each with its accompanying adults."""

from programme.calls.models import Call
from programme.tours.choices import SchoolKind, VisitorKind
from programme.tours.services import book_seats

from .second_half import factories_of, visitors


def bring_classes(call: Call) -> None:
    """A vocational high school comes to the first open factory, a middle school to the second."""
    *_others, teacher, second = visitors(6)
    for place, who, name, kind, seats, adults in (
        (0, teacher, "시연마이스터고등학교", SchoolKind.VOCATIONAL, 22, 2),
        (1, second, "시연중학교", SchoolKind.MIDDLE, 16, 1),
    ):
        factory = factories_of(call)[place]
        book_seats(
            session=factory.tour_programme.sessions.upcoming().filter(capacity=30)[0],
            by=who,
            seats=seats,
            kind=VisitorKind.SCHOOL,
            group_name=name,
            school_kind=kind,
            adults=adults,
        )
