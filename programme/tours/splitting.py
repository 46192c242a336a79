"""How a class is shared out between two groups: proposed on the page, for the teacher to change."""

from dataclasses import dataclass

from .models import TourProgramme


@dataclass(frozen=True)
class Share:
    """The part of a class that comes in one group: its seats, and the adults among them."""

    seats: int
    adults: int


def split_evenly(
    terms: TourProgramme, *, school_kind: str, seats: int, adults: int, room: tuple[int, int]
) -> tuple[Share, Share] | None:
    """The most even halves of a class that fit into the `room` of two sessions; None when none do.

    Each half is a group of the factory's size. Among the halves those come first in which the adults
    suffice for both; where no halves have enough adults the most even ones are proposed all the same,
    and the booking says how many are needed.
    """
    most = [min(left, terms.group_max) for left in room]
    firsts = range(max(terms.group_min, seats - most[1]), min(most[0], seats - terms.group_min) + 1)
    if not firsts:
        return None

    def needed(first: int) -> tuple[int, int]:
        if not school_kind:
            return 0, 0
        return terms.adults_needed(school_kind, first), terms.adults_needed(school_kind, seats - first)

    first = min(firsts, key=lambda one: (sum(needed(one)) > adults, abs(2 * one - seats)))
    least, other = needed(first)
    here = round(adults * first / seats)
    if least + other <= adults:
        here = min(max(here, least), adults - other, first)
    return Share(first, here), Share(seats - first, min(adults - here, seats - first))
