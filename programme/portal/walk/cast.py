"""Who takes part in the demonstration: 24 invented companies and their people.

Every name carries 시연/demo so that none is taken for a real firm; business numbers are valid in form
and begin with 999, which no tax office uses.
"""

from dataclasses import dataclass
from typing import Any

from programme.companies.business_number import check_digit
from programme.companies.models import Company


@dataclass(frozen=True)
class Applicant:
    name_ko: str
    name_en: str
    technopark: str
    city: str
    size: str
    industry: str
    product_ko: str
    product_en: str
    technologies: tuple[str, ...] = ("ai", "big_data")
    total_krw: int = 2_400_000_000
    requested_krw: int = 1_200_000_000


# A table: one company a line reads best.
# ruff: noqa: E501
APPLICANTS = [
    Applicant("새벽정밀", "Saebyeok Precision", "gyeongnam", "창원", "sme", "machinery", "유압 밸브", "hydraulic valves", ("ai", "predictive_maintenance")),
    Applicant("물결소재", "Mulgyeol Materials", "gyeongnam", "김해", "mid", "chemical", "전해액 첨가제", "electrolyte additives", ("big_data", "digital_twin")),
    Applicant("해솔모빌리티", "Haesol Mobility", "gyeongnam", "양산", "mid", "automobile", "조향 모듈", "steering modules", ("digital_twin", "robot")),
    Applicant("가람단조", "Garam Forging", "gyeongnam", "밀양", "sme", "root", "단조 플랜지", "forged flanges"),
    Applicant("다온기전", "Daon Electric", "gyeongnam", "함안", "sme", "electrical", "배전반", "switchboards", ("iot", "mes")),
    Applicant("이든금속", "Ideun Metal", "gyeongnam", "사천", "sme", "basic_metals", "알루미늄 압연판", "rolled aluminium sheet"),
    Applicant("한결오토", "Hangyeol Auto", "daegu", "달성", "mid", "automobile", "변속기 기어", "transmission gears", ("machine_vision", "robot")),
    Applicant("도담섬유기계", "Dodam Textile Machinery", "daegu", "서구", "sme", "machinery", "자동 재단기", "automatic cutting machines"),
    Applicant("라온메디", "Raon Medi", "daegu", "동구", "sme", "pharma", "일회용 주사기", "disposable syringes", ("machine_vision", "mes")),
    Applicant("누리화학", "Nuri Chemical", "chungbuk", "청주", "mid", "chemical", "기능성 안료", "functional pigments", ("cloud", "iot")),
    Applicant("한울푸드", "Hanul Food", "chungbuk", "음성", "sme", "food", "즉석 조리식품", "ready meals", ("robot", "iot")),
    Applicant("아라전자", "Ara Electronics", "chungbuk", "진천", "mid", "electronics", "전력 반도체 모듈", "power semiconductor modules", ("deep_learning", "mes")),
    Applicant("윤슬디스플레이", "Yunseul Display", "gyeonggi", "파주", "mid", "electronics", "광학 필름", "optical film", ("machine_vision", "ai")),
    Applicant("나래플라스틱", "Narae Plastics", "gyeonggi", "화성", "sme", "rubber_plastic", "정밀 사출품", "precision mouldings"),
    Applicant("미르로보틱스", "Mir Robotics", "gyeonggi", "안산", "sme", "machinery", "감속기", "speed reducers", ("robot", "digital_twin")),
    Applicant("바다식품", "Bada Foods", "busan", "기장", "sme", "food", "어묵", "fish cake", ("machine_vision", "iot")),
    Applicant("동백중공업", "Dongbaek Heavy", "busan", "강서", "mid", "machinery", "선박용 펌프", "marine pumps", ("predictive_maintenance", "iot")),
    Applicant("보라신소재", "Bora Advanced Materials", "busan", "사하", "sme", "nonmetal", "세라믹 필터", "ceramic filters"),
    Applicant("솔찬부품", "Solchan Parts", "gyeongbuk", "경산", "sme", "automobile", "차체 부품", "body parts", ("digital_twin", "ai")),
    Applicant("하람전지", "Haram Battery", "gyeongbuk", "구미", "mid", "electrical", "배터리 팩", "battery packs", ("deep_learning", "big_data")),
    Applicant("온새미식품", "Onsaemi Foods", "jeonbuk", "익산", "sme", "food", "발효 장류", "fermented pastes", ("iot", "ai")),
    Applicant("벼리농기계", "Byeori Farm Machinery", "jeonbuk", "김제", "mid", "machinery", "콤바인 부품", "combine parts", ("mes", "robot")),
    Applicant("마루정공", "Maru Precision", "incheon", "남동", "sme", "root", "정밀 금형", "precision dies", ("simulation_3d", "machine_vision")),
    Applicant("제나바이오", "Jena Bio", "incheon", "송도", "mid", "pharma", "배양 배지", "culture media", ("big_data", "cloud")),
]  # fmt: skip


# Beside the supplier that walk.applying registers: kind, Korean and English name.
PARTNERS = [
    ("university", "한바다공과대학교(시연)", "Hanbada University of Technology (demo)"),
    ("institute", "미래생산기술연구원(시연)", "Institute of Future Manufacturing (demo)"),
]


def name_ko(applicant: Applicant) -> str:
    return f"{applicant.name_ko}(시연)"


def name_en(applicant: Applicant) -> str:
    return f"{applicant.name_en} (demo)"


def applicant_of(company: Company) -> Applicant:
    """Who of the cast a demonstration company is."""
    return next(one for one in APPLICANTS if name_ko(one) == company.name_ko)


def demo_number(serial: int) -> str:
    """A business number that is valid in form and belongs to nobody."""
    nine = f"999{serial:06d}"
    return f"{nine}{check_digit(nine)}"


QUESTIONS: list[dict[str, Any]] = [
    {
        "key": "vision",
        "text_ko": "등대공장으로 구현하려는 목표 모습을 설명해 주세요.",
        "text_en": "Describe the factory that you want to become.",
        "help_ko": "현재 수준과 3년 뒤 목표 수준을 함께 적어 주세요.",
        "help_en": "State the present level and the level in three years.",
    },
    {
        "key": "problem",
        "text_ko": "가장 먼저 해결하려는 공정상의 문제는 무엇입니까?",
        "text_en": "Which problem of the process do you want to solve first?",
    },
    {
        "key": "employees",
        "kind": "number",
        "text_ko": "상시 근로자 수",
        "text_en": "Number of regular employees",
    },
    {
        "key": "energy",
        "text_ko": "에너지 절감과 탄소 배출 저감 계획",
        "text_en": "Plans for saving energy and lowering emissions",
        "required": False,
    },
    {
        "key": "open_tours",
        "kind": "yes_no",
        "text_ko": "완공 후 2년 동안 16회 이상의 견학을 운영할 수 있습니까?",
        "text_en": "Can you hold at least 16 tours in the two years after completion?",
    },
]
# The criteria are the ministry's; the weights are this demonstration's own (facts/FACTS.md section 2).
CRITERIA: list[dict[str, Any]] = [
    {
        "key": "advancement",
        "name_ko": "고도화",
        "name_en": "Advanced technology",
        "guide_ko": "인공지능·디지털 트윈 등으로 공정을 스스로 분석하고 제어하는 수준",
        "guide_en": "How far the process analyses and controls itself",
        "weight": 40,
    },
    {
        "key": "sustainability",
        "name_ko": "지속가능성",
        "name_en": "Sustainability",
        "guide_ko": "에너지·환경, 인력 양성, 투자 지속 계획",
        "guide_en": "Energy, environment, people and continued investment",
        "weight": 30,
    },
    {
        "key": "ripple",
        "name_ko": "산업·경제적 파급효과",
        "name_en": "Industrial and economic ripple effect",
        "guide_ko": "협력사 확산, 지역 산업과 견학을 통한 파급",
        "guide_en": "Spread to suppliers, the region and visitors",
        "weight": 30,
    },
]
DOCUMENTS: list[dict[str, Any]] = [
    {
        "key": "plan",
        "name_ko": "사업계획서",
        "name_en": "Business plan",
        "kinds": ["pdf", "hwp", "hwpx", "docx"],
    },
    {
        "key": "registration",
        "name_ko": "사업자등록증 사본",
        "name_en": "Copy of the business registration certificate",
        "kinds": ["pdf", "jpg", "png"],
    },
]
