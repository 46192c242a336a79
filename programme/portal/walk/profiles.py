"""What the demonstration's factories find, build and measure, by kind of production; all of it invented."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Profile:
    """Findings (area, text), improvements a year (title, English, text, English), indicators and story."""

    findings: tuple[tuple[str, str], ...]
    improvements: tuple[tuple[str, str, str, str, tuple[str, ...]], ...]
    # category, name, English, formula, unit, English, direction, baseline, target
    indicators: tuple[tuple[str, ...], ...]
    story_ko: str
    story_en: str


# Tables of texts: one a line reads best.
# ruff: noqa: E501
MACHINING = Profile(
    findings=(
        ("가공 설비", "공구 교체 시점을 작업자의 경험으로 판단해 파손과 과잉 교체가 함께 생깁니다."),
        ("품질 검사", "치수 불량을 최종 검사에서야 찾아 원인 공정을 되짚기 어렵습니다."),
    ),
    improvements=(
        (
            "설비 데이터 실시간 수집",
            "Machine data in real time",
            "가공 설비 48대에 수집 장치를 붙이고 MES와 연결합니다.",
            "Forty-eight machines are connected to the manufacturing execution system.",
            ("iot", "mes"),
        ),
        (
            "공구 수명 예측",
            "Prediction of tool life",
            "절삭 부하와 진동으로 공구 마모를 예측해 교체 시점을 알립니다.",
            "Cutting load and vibration tell when a tool must be changed.",
            ("ai", "predictive_maintenance"),
        ),
        (
            "디지털 트윈 가공 조건 제어",
            "Cutting conditions set by a digital twin",
            "디지털 트윈이 가공 조건을 계산하고 설비에 바로 반영합니다.",
            "A digital twin works out the cutting conditions and sets them on the machines.",
            ("digital_twin", "ai"),
        ),
    ),
    indicators=(
        ("P", "시간당 생산량", "Hourly output", "생산량 ÷ 작업시간", "개", "pcs", "up", "118", "154"),
        ("Q", "공정 불량률", "Process defect rate", "불량 수 ÷ 생산량 × 100", "%", "%", "down", "2.4", "0.9"),
        (
            "P",
            "설비 종합 효율",
            "Overall equipment effectiveness",
            "가동률 × 성능 × 양품률",
            "%",
            "%",
            "up",
            "61",
            "78",
        ),
        ("C", "공구비", "Tool cost per piece", "공구비 ÷ 생산량", "원", "won", "down", "430", "310"),
        ("D", "납기", "Lead time", "출하일 - 수주일", "일", "days", "down", "21", "13"),
    ),
    story_ko="{product} 전문기업 {name}은 숙련 작업자의 감에 기대던 가공 조건을 데이터로 바꾸었습니다. 설비 신호를 모아 공구 마모를 미리 읽고, 디지털 트윈이 계산한 조건을 설비가 스스로 따릅니다.\n\n지금은 협력사 여섯 곳이 같은 수집 체계를 들여놓고 불량 원인을 함께 찾고 있습니다.",
    story_en="{name}, a maker of {product}, has turned the feel of its experienced operators into data. Signals from the machines tell early when a tool wears out, and the machines follow the conditions that a digital twin works out.\n\nSix suppliers have taken over the same system and look for the causes of defects together.",
)
PROCESS = Profile(
    findings=(
        ("반응 공정", "온도와 투입량을 배치마다 사람이 맞춰 품질 편차가 큽니다."),
        ("에너지", "설비별 전력을 재지 않아 낭비되는 구간을 알 수 없습니다."),
    ),
    improvements=(
        (
            "공정 변수 통합 수집",
            "All process variables in one place",
            "반응기 온도·압력·유량을 1초 단위로 모아 배치별로 비교합니다.",
            "Temperature, pressure and flow are recorded every second and compared batch by batch.",
            ("big_data", "iot"),
        ),
        (
            "품질 예측 모형",
            "Prediction of quality",
            "배치가 끝나기 전에 순도를 예측해 투입량을 조정합니다.",
            "Purity is predicted before a batch ends, so that the dosing can be corrected.",
            ("ai", "deep_learning"),
        ),
        (
            "에너지 최적 운전",
            "Energy-optimal operation",
            "디지털 트윈으로 증기와 전력 사용을 가장 적게 하는 운전 조건을 찾습니다.",
            "A digital twin finds the way to run that uses the least steam and power.",
            ("digital_twin", "big_data"),
        ),
    ),
    indicators=(
        ("P", "배치당 생산량", "Output per batch", "생산량 ÷ 배치 수", "kg", "kg", "up", "840", "960"),
        (
            "Q",
            "규격 이탈률",
            "Off-specification rate",
            "이탈 배치 ÷ 전체 배치 × 100",
            "%",
            "%",
            "down",
            "3.1",
            "1.2",
        ),
        (
            "C",
            "에너지 원단위",
            "Energy per tonne",
            "전력 사용량 ÷ 생산량",
            "kWh",
            "kWh",
            "down",
            "412",
            "330",
        ),
        (
            "D",
            "배치 소요 시간",
            "Time per batch",
            "배치 종료 - 배치 시작",
            "시간",
            "hours",
            "down",
            "9.5",
            "7.4",
        ),
    ),
    story_ko="{product} 전문기업 {name}은 배치마다 달라지던 품질을 공정 데이터로 다잡았습니다. 반응이 끝나기 전에 품질을 예측해 투입량을 바로잡고, 에너지를 가장 적게 쓰는 조건으로 설비를 돌립니다.\n\n줄어든 재작업 시간은 신제품 시험 생산에 쓰고 있습니다.",
    story_en="{name}, a producer of {product}, keeps a quality that used to differ from batch to batch. It is predicted before the reaction ends, the dosing is corrected, and the plant runs on the least energy.\n\nThe hours once lost to rework now go into trials of new products.",
)
ASSEMBLY = Profile(
    findings=(
        ("조립 라인", "공정 사이 재공품이 쌓여 병목을 눈으로만 찾고 있습니다."),
        ("외관 검사", "육안 검사에 기대어 검사원마다 판정이 다릅니다."),
    ),
    improvements=(
        (
            "라인 통합 관제",
            "One control room for the lines",
            "조립 라인 네 곳의 실적과 정지를 한 화면에서 봅니다.",
            "Output and stops of four assembly lines are seen on one screen.",
            ("mes", "iot"),
        ),
        (
            "인공지능 외관 검사",
            "Visual inspection by AI",
            "머신비전이 모든 제품의 외관을 검사하고 불량 유형을 나눕니다.",
            "Machine vision inspects every product and sorts the kinds of defects.",
            ("machine_vision", "deep_learning"),
        ),
        (
            "로봇 물류와 일정 자동 편성",
            "Robot logistics and automatic scheduling",
            "자율주행 로봇이 부품을 나르고 주문에 맞춰 일정을 다시 짭니다.",
            "Mobile robots carry the parts, and the schedule follows the orders.",
            ("robot", "ai"),
        ),
    ),
    indicators=(
        ("P", "인당 생산량", "Output per worker", "생산량 ÷ 작업 인원", "대", "units", "up", "36", "49"),
        (
            "Q",
            "출하 불량률",
            "Outgoing defect rate",
            "출하 불량 ÷ 출하량 × 1,000,000",
            "ppm",
            "ppm",
            "down",
            "820",
            "250",
        ),
        ("P", "라인 가동률", "Line availability", "가동 시간 ÷ 계획 시간 × 100", "%", "%", "up", "72", "86"),
        ("C", "재공품", "Work in progress", "공정 사이 재고의 하루 평균", "개", "pcs", "down", "1450", "900"),
        ("D", "납기 준수율", "On-time delivery", "정시 출하 ÷ 전체 출하 × 100", "%", "%", "up", "88", "97"),
    ),
    story_ko="{product} 전문기업 {name}은 검사원의 눈과 수기 일보에 의존하던 라인을 한 화면에서 관리합니다. 모든 제품을 머신비전이 검사하고, 로봇이 부품을 제때 나릅니다.\n\n검사를 맡던 직원들은 판정 기준을 가르치고 모형을 돌보는 일로 옮겼습니다.",
    story_en="{name}, which assembles {product}, runs from one screen a line that once lived on inspectors' eyes and handwritten sheets. Machine vision inspects every product and robots bring the parts in time.\n\nThe former inspectors now teach the models and look after them.",
)
FOOD = Profile(
    findings=(
        ("충전·포장", "제품 교체 때 세척과 설정에 시간이 오래 걸립니다."),
        ("이물 검사", "금속 외 이물은 사람이 골라내 피로에 따라 놓칩니다."),
    ),
    improvements=(
        (
            "위생 데이터 자동 기록",
            "Hygiene records without paper",
            "살균 온도와 세척 이력을 자동으로 남깁니다.",
            "Sterilisation temperatures and cleaning are recorded automatically.",
            ("iot", "mes"),
        ),
        (
            "이물 인공지능 검사",
            "Foreign bodies found by AI",
            "색과 모양을 학습한 카메라가 이물을 가려냅니다.",
            "Cameras that learned colour and shape pick out foreign bodies.",
            ("machine_vision", "ai"),
        ),
        (
            "포장 로봇과 생산 일정 연동",
            "Packing robots tied to the schedule",
            "주문이 바뀌면 포장 로봇의 작업이 함께 바뀝니다.",
            "When orders change, the packing robots change with them.",
            ("robot", "big_data"),
        ),
    ),
    indicators=(
        ("P", "시간당 포장량", "Packs per hour", "포장량 ÷ 작업시간", "봉", "packs", "up", "2150", "2900"),
        ("Q", "이물 클레임", "Foreign-body complaints", "연간 접수 건수", "건", "cases", "down", "14", "3"),
        ("C", "원료 손실률", "Loss of raw material", "손실량 ÷ 투입량 × 100", "%", "%", "down", "5.2", "3.0"),
        ("D", "품목 교체 시간", "Changeover time", "다음 품목 첫 양품까지", "분", "min", "down", "48", "25"),
    ),
    story_ko="{product} 전문기업 {name}은 손으로 적던 위생 기록을 없애고 이물 검사를 카메라에 맡겼습니다. 주문이 바뀌면 포장 로봇과 생산 일정이 함께 바뀝니다.\n\n견학에서는 살균부터 포장까지 이어지는 무인 라인을 유리 통로에서 볼 수 있습니다.",
    story_en="{name}, a maker of {product}, has done away with handwritten hygiene records and leaves the search for foreign bodies to cameras. When orders change, the packing robots and the schedule change together.\n\nVisitors see the unmanned line from sterilising to packing through a glass corridor.",
)

OF_INDUSTRY = {
    "machinery": MACHINING, "automobile": MACHINING, "root": MACHINING, "basic_metals": MACHINING,
    "chemical": PROCESS, "pharma": PROCESS, "nonmetal": PROCESS,
    "electrical": ASSEMBLY, "electronics": ASSEMBLY, "rubber_plastic": ASSEMBLY, "food": FOOD,
}  # fmt: skip
# How much of the way to its target a factory's nth indicator went: most reach it, some pass it, one does not.
REACHED = ("1.06", "1.12", "0.82", "1.0", "1.2")


def profile_of(industry: str) -> Profile:
    return OF_INDUSTRY[industry]


def indicator_rows(profile: Profile) -> list[dict[str, Any]]:
    """The profile's indicators as rows of a design."""
    names = ("category", "name", "name_en", "formula", "unit", "unit_en", "direction", "baseline", "target")
    return [{**dict(zip(names, row, strict=True)), "period": "월"} for row in profile.indicators]
