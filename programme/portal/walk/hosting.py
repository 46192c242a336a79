"""What two factories prepare before anyone comes: their terms, zones and days without tours."""

from datetime import timedelta
from typing import Any

from programme.accounts.models import User
from programme.core.clock import db_now, seoul_day
from programme.factories.models import LighthouseFactory
from programme.tours.models import TourProgramme
from programme.tours.services import add_blackout, add_zone, open_tours

from .selecting import owner_of

TERMS: dict[str, Any] = {
    "summary_ko": "인공지능 비전 검사 라인과 통합 관제실을 걷고, 현장 엔지니어의 설명을 듣습니다. (시연)",
    "summary_en": "Walk along the AI inspection line and the control room with an engineer. (demo)",
    "meeting_point_ko": "정문 안내실",
    "meeting_point_en": "Reception at the main gate",
    "contact_ko": "견학 담당",
    "contact_en": "Tour office",
    "rules_ko": "안전모와 안전화를 착용하고, 생산 구역에서는 촬영하지 않습니다.",
    "rules_en": "Wear the helmet and shoes provided; no photographs in the production area.",
    "languages": ["ko", "en"],
    "lead_time_hours": 0,
    "cancellation_deadline_hours": 0,
    "group_min": 2,
    "group_max": 30,
}
ACCESS: tuple[dict[str, Any], ...] = (
    {
        "address_ko": "경상남도 창원시 성산구 창원대로 (가상 주소)",
        "address_en": "Changwon-daero, Seongsan-gu, Changwon-si, Gyeongsangnam-do (fictitious address)",
        "contact_phone": "055-000-0000",
        "contact_email": "tour@saebyeok.example",
        "bus_spaces": 2,
        "step_free": True,
        "access_ko": "전 구간 휠체어 이동 가능, 장애인 화장실과 주차 구역이 있습니다.",
        "access_en": "Wheelchairs can go everywhere; accessible toilet and parking.",
    },
    {
        "address_ko": "경상남도 밀양시 부북면 사포로 (가상 주소)",
        "address_en": "Sapo-ro, Bubuk-myeon, Miryang-si, Gyeongsangnam-do (fictitious address)",
        "contact_phone": "055-000-0001",
        "contact_email": "tour@garam.example",
        "bus_spaces": 1,
        "access_ko": "생산동 2층은 계단으로만 오를 수 있습니다. 관제실은 휠체어로 갈 수 있습니다.",
        "access_en": "Only stairs lead to the upper floor; the control room can be reached by wheelchair.",
    },
)
ZONES: tuple[dict[str, Any], ...] = (
    {"name_ko": "통합 관제실", "name_en": "Control room", "photos": True},
    {
        "name_ko": "비전 검사 라인",
        "name_en": "Vision inspection line",
        "gear_ko": "안전모, 보안경",
        "gear_en": "Helmet, goggles",
    },
    {
        "name_ko": "시제품 가공실",
        "name_en": "Prototype workshop",
        "nda": True,
        "min_age": 15,
        "gear_ko": "안전모, 안전화, 귀마개",
        "gear_en": "Helmet, safety shoes, ear plugs",
    },
)
STANDSTILL = (33, 37)  # days from today


def open_doors(factories: list[LighthouseFactory]) -> list[LighthouseFactory]:
    """Each on terms of its own, with the zones that its tour leads through."""
    opened = []
    for factory, access in zip(factories, ACCESS, strict=True):
        owner = owner_of(factory)
        opened.append(open_tours(factory=factory, by=owner, **TERMS, **access))
        for zone in ZONES:
            add_zone(programme=factory.tour_programme, by=owner, **zone)
    return opened


def stand_still(programme: TourProgramme, owner: User) -> None:
    """Some days on which the line is overhauled and nobody can come."""
    first_day, last_day = (seoul_day(db_now()) + timedelta(days=days) for days in STANDSTILL)
    add_blackout(
        programme=programme, first_day=first_day, last_day=last_day, reason="정기 설비 점검", by=owner
    )
