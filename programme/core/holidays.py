"""Public holidays in Korea that fall on the same day each year.

Source: Regulations on Public Holidays of Public Offices (관공서의 공휴일에 관한 규정), article 2.
Holidays of the lunar calendar (Seollal, Chuseok, Buddha's Birthday), substitute holidays and those
declared for one year are not computed: pages that warn say so.
"""

from datetime import date

from django.utils.translation import gettext_lazy as _

FIXED = {
    (1, 1): _("New Year's Day"),
    (3, 1): _("Independence Movement Day"),
    (5, 5): _("Children's Day"),
    (6, 6): _("Memorial Day"),
    (8, 15): _("Liberation Day"),
    (10, 3): _("National Foundation Day"),
    (10, 9): _("Hangeul Day"),
    (12, 25): _("Christmas Day"),
}


def holiday_on(day: date) -> str:
    """The name of the public holiday on a day, as far as it has a fixed date; "" on others."""
    return str(FIXED.get((day.month, day.day), ""))
