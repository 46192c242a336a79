"""Whom a factory takes, and how many adults a school brings along."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..choices import YOUNGEST, SchoolKind, VisitorKind
from ..models import Party, TourProgramme


def audience_fields(terms: TourProgramme, party: Party) -> dict[str, str]:
    """What speaks against a party's kind, by field: not admitted, too young, too few adults."""
    if party.kind not in VisitorKind.values:
        return {"kind": _("Choose who comes.")}
    if party.kind not in terms.admits:
        return {"kind": not_admitted_text(terms)}
    if party.kind == VisitorKind.SCHOOL:
        return _school_fields(terms, party)
    if party.school_kind or party.adults:
        return {"kind": _("Only schools and youth groups state their kind and the accompanying adults.")}
    return {}


def _school_fields(terms: TourProgramme, party: Party) -> dict[str, str]:
    if party.school_kind not in SchoolKind.values:
        return {"school_kind": _("Choose the kind of school.")}
    if party.school_kind not in terms.school_kinds:
        text = _("Of schools and youth groups this factory takes only: %(kinds)s.")
        return {"school_kind": text % {"kinds": terms.schools_display}}
    if party.school_kind not in terms.schools:
        text = _("This tour is for visitors from %(age)s years; here some may be only %(youngest)s.")
        return {
            "school_kind": text % {"age": terms.min_age, "youngest": YOUNGEST[SchoolKind(party.school_kind)]}
        }
    why = adults_refused(terms, party)
    return {"adults": why} if why else {}


def adults_refused(terms: TourProgramme, party: Party) -> str:
    """Why the accompanying adults of a school are not right, and how many are needed; "" when they are."""
    if not party.school_kind:
        return ""  # booked before schools said which kind they are
    if party.adults > party.seats:
        return _("Enter no more adults than people.")
    needed = terms.adults_needed(party.school_kind, party.seats)
    if party.adults >= needed:
        return ""
    text = ngettext(
        "For %(seats)s people %(needed)s accompanying adult is needed: one for up to %(pupils)s pupils.",
        "For %(seats)s people %(needed)s accompanying adults are needed: one for up to %(pupils)s pupils.",
        needed,
    )
    pupils = terms.pupils_per_adult(party.school_kind)
    return text % {"seats": party.seats, "needed": needed, "pupils": pupils}


def not_admitted_text(terms: TourProgramme) -> str:
    """Whom the factory takes, for someone whom it does not."""
    return _("This factory takes only: %(kinds)s.") % {"kinds": terms.admits_display}
