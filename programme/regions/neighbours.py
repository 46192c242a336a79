"""Which regions touch which on land, by key; both names of merged ground are listed.

Read off the map of the first-level divisions. Jeju is an island and near to nothing.
"""

from datetime import date

from .models import Region
from .queries import regions_of_today

BORDERS = (
    ("seoul", "gyeonggi"),
    ("seoul", "incheon"),
    ("incheon", "gyeonggi"),
    ("gyeonggi", "gangwon"),
    ("gyeonggi", "chungbuk"),
    ("gyeonggi", "chungnam"),
    ("gangwon", "chungbuk"),
    ("gangwon", "gyeongbuk"),
    ("chungbuk", "chungnam"),
    ("chungbuk", "sejong"),
    ("chungbuk", "daejeon"),
    ("chungbuk", "jeonbuk"),
    ("chungbuk", "gyeongbuk"),
    ("chungnam", "sejong"),
    ("chungnam", "daejeon"),
    ("chungnam", "jeonbuk"),
    ("sejong", "daejeon"),
    ("jeonbuk", "jeonnam"),
    ("jeonbuk", "gyeongbuk"),
    ("jeonbuk", "gyeongnam"),
    ("jeonnam", "gwangju"),
    ("jeonnam", "gyeongnam"),
    ("gyeongbuk", "daegu"),
    ("gyeongbuk", "ulsan"),
    ("gyeongbuk", "gyeongnam"),
    ("daegu", "gyeongnam"),
    ("gyeongnam", "ulsan"),
    ("gyeongnam", "busan"),
    ("busan", "ulsan"),
)


def near(region: Region, day: date) -> list[int]:
    """Ids of `region`, its neighbours on `day`, and all that they succeeded; two statements."""
    today = regions_of_today(day)
    # The borders name the regions before a merger: ground is looked up under every key it had.
    keys = dict(Region.objects.values_list("pk", "key"))
    own = {keys[pk] for pk, here in today.items() if here.pk == region.pk}
    touched = own | {two for one in BORDERS for two in one if own & set(one)}
    wanted = {here.pk for pk, here in today.items() if keys[pk] in touched}
    return [pk for pk, here in today.items() if here.pk in wanted]
