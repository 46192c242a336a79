"""Classes that have booked a tour: with their accompanying adults, and one of them in two groups."""

from programme.accounts.models import User
from programme.calls.models import Call
from programme.tours.choices import SchoolKind, VisitorKind
from programme.tours.services import add_parallel, add_route, book_class, book_seats, set_route

from .selecting import factories_of, owner_of
from .touring import visitors


def bring_classes(call: Call) -> None:
    """A vocational high school comes to the first open factory, a middle school to the second."""
    *_others, teacher, second, third = visitors(7)
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
    split_a_class(call, third)


def split_a_class(call: Call, teacher: User) -> None:
    """An elementary class too large for one group comes in two, on a route each."""
    factory = factories_of(call)[0]
    owner, programme = owner_of(factory), factory.tour_programme
    inspection, control = (
        add_route(programme=programme, by=owner, name_ko=name_ko, name_en=name_en)
        for name_ko, name_en in (
            ("검사 라인부터", "Inspection line first"),
            ("관제실부터", "Control room first"),
        )
    )
    session = programme.sessions.upcoming().filter(capacity=30, taken=0)[0]
    session = set_route(session=session, route=inspection, by=owner)
    beside = add_parallel(session=session, capacity=30, route=control, by=owner)
    book_class(
        session=session,
        beside=beside,
        by=teacher,
        seats=22,
        adults=2,
        beside_seats=22,
        beside_adults=2,
        group_name="시연초등학교",
        school_kind=SchoolKind.ELEMENTARY,
    )
