"""From the open call to the screened applications."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from programme.accounts.demo import ensure_demo_account
from programme.accounts.models import User
from programme.applications.choices import ApplicationStatus
from programme.applications.models import Application
from programme.applications.services import (
    add_partner,
    attach_document,
    confirm_part,
    save_draft,
    start_application,
    submit_application,
)
from programme.calls.choices import Stage
from programme.calls.models import Call, Programme
from programme.calls.services import draft_call, publish_call
from programme.companies.models import Company, PartnerOrganisation
from programme.companies.services import add_site, register_company, register_partner
from programme.core.clock import SEOUL, day_end, db_now, seoul_day
from programme.core.signing import statement_hash
from programme.recommendations.queries import recommendation_statement
from programme.recommendations.services import decline_recommendation, recommend_application
from programme.regions.models import IndustryLabel, TechnoPark
from programme.screening.models import Screening
from programme.screening.services import fail_screening, open_screening, pass_screening, record_check

from . import cast, clock

# The smallest file that is a PDF by its content and opens in a reader: one empty page.
PDF = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj
trailer<</Root 1 0 R>>
%%EOF
"""

PLACES = 4
HALF = len(cast.APPLICANTS) // 2  # each past round has half of the cast
PARTS = {
    "supplier": "제조실행시스템과 데이터 수집 체계 구축",
    "university": "공정 데이터 분석 모형 개발과 현장 인력 교육",
    "institute": "설비 진단 알고리즘 검증",
}

# Days from the opening of a past round to the end of each stage; each begins when the one before it ends.
PAST_ENDS = {
    Stage.RECOMMENDATION: 45,
    Stage.SCREENING: 60,
    Stage.DIAGNOSIS: 180,
    Stage.EVALUATION: 210,
    Stage.SELECTION: 225,
    Stage.AGREEMENT: 270,
}
# Days from today on which each stage of the open call ends. All have begun: every step stands on some desk.
STAGE_ENDS = {
    Stage.RECOMMENDATION: 20,
    Stage.SCREENING: 30,
    Stage.DIAGNOSIS: 60,
    Stage.EVALUATION: 80,
    Stage.SELECTION: 95,
    Stage.AGREEMENT: 120,
}


def demo_programme(by: User) -> Programme:
    programme, _created = Programme.objects.get_or_create(
        key="demonstration",
        defaults={
            "name_ko": "K-스마트등대공장 시연 사업",
            "name_en": "K-Smart Lighthouse Factory demonstration",
            "is_demo": True,
        },
    )
    return programme


def open_call(number: int, ministry: User) -> Call:
    """Publish the demonstration's call number `number`: open since ten days, for ten more."""
    stages = {str(stage): (end_of(-11), end_of(days)) for stage, days in STAGE_ENDS.items()}
    return publish(number, ministry, opens_at=end_of(-11), closes_at=end_of(10), stages=stages)


def past_call(number: int, ministry: User) -> Call:
    """Publish a call that opens on the day shown by the walk's clock, for a month."""
    begins = [30, *PAST_ENDS.values()]
    stages = {
        str(stage): (end_of(starts), end_of(ends))
        for (stage, ends), starts in zip(PAST_ENDS.items(), begins, strict=False)
    }
    return publish(number, ministry, opens_at=end_of(-1), closes_at=end_of(30), stages=stages)


def end_of(days: int) -> datetime:
    """The end of a day so many days from now, in Seoul."""
    return day_end(seoul_day(db_now()) + timedelta(days=days)).astimezone(SEOUL)


def publish(
    number: int,
    ministry: User,
    *,
    opens_at: datetime,
    closes_at: datetime,
    stages: Mapping[str, tuple[datetime, datetime]],
) -> Call:
    """A demonstration call of the half year in which it opens."""
    year, half = opens_at.year, 1 if opens_at.month <= 6 else 2
    half_ko, half_en = ("상반기", "first half") if half == 1 else ("하반기", "second half")

    call = draft_call(
        programme=demo_programme(ministry),
        terms={
            "key": f"demo-{number}",
            "title_ko": f"[시연] {year}년 {half_ko} K-스마트등대공장 육성사업",
            "title_en": f"[Demo] K-Smart Lighthouse Factory, {half_en} of {year}",
            "summary_ko": "시연용 가상 공고로, 실제 사업의 통계와 결과에는 포함되지 않습니다.",
            "summary_en": "An invented call for demonstration; it is part of no real count or result.",
            "year": year,
            "half": half,
            "opens_at": opens_at,
            "closes_at": closes_at,
            "planned_places": PLACES,
            "planned_sme_min": PLACES // 2,
            "budget_krw": PLACES * 1_200_000_000,
        },
        stages=stages,
        questions=cast.QUESTIONS,
        criteria=cast.CRITERIA,
        documents=cast.DOCUMENTS,
        by=ministry,
    )
    return publish_call(call=call, by=ministry)


def partner_organisation() -> PartnerOrganisation:
    found = PartnerOrganisation.objects.filter(is_demo=True).first()
    if found:
        return found
    organisation = register_partner(
        kind="supplier",
        name_ko="해안선솔루션(시연)",
        name_en="Haeanseon Solutions (demo)",
        business_number=cast.demo_number(900_000),
        by=None,
        is_demo=True,
    )
    ensure_demo_account(key="partner", scope=organisation.uid)
    return organisation


def join(serial: int, applicant: cast.Applicant) -> tuple[Company, User]:
    """The applicant's company and its representative, registered on first need."""
    company = Company.objects.filter(business_number=cast.demo_number(serial)).first()
    owner = ensure_demo_account(key="company", number=serial, scope=company.uid if company else None)
    if company is None:
        company = register_company(
            by=owner,
            name_ko=cast.name_ko(applicant),
            name_en=cast.name_en(applicant),
            business_number=cast.demo_number(serial),
            size=applicant.size,
            representative=f"시연 대표 {serial}",
            is_demo=True,
        )
        technopark = TechnoPark.objects.get(key=applicant.technopark)
        add_site(
            company=company,
            by=owner,
            name=f"{applicant.city} 공장",
            region=technopark.region.current(seoul_day(db_now())),
            address=f"{applicant.city} (가상 주소)",
            industry_label=IndustryLabel.objects.get(key=applicant.industry),
        )
    return company, owner


def write_draft(call: Call, serial: int, applicant: cast.Applicant) -> tuple[Application, User]:
    """A complete draft of the applicant, not yet submitted."""
    company, owner = join(serial, applicant)
    application = start_application(call=call, company=company, by=owner)
    application = save_draft(
        application=application,
        by=owner,
        revision=application.draft_revision,
        site=company.sites.get(),
        technopark=TechnoPark.objects.get(key=applicant.technopark),
        size=applicant.size,
        main_product=applicant.product_ko,
        total_krw=applicant.total_krw,
        requested_krw=applicant.requested_krw,
        answers={
            "vision": f"{applicant.product_ko} 공정을 실시간으로 분석하고 스스로 제어하는 공장 (수준 3 → 4)",
            "problem": "공정 불량의 원인을 늦게 알아 재작업이 잦습니다.",
            "employees": 40 + 7 * serial,
            "energy": "설비별 전력 계측과 대기전력 차단",
            "open_tours": "yes",
        },
    )
    for document in call.documents.all():
        upload = SimpleUploadedFile(f"{document.name_ko}.pdf", PDF, content_type="application/pdf")
        attach_document(application=application, document=document, upload=upload, by=owner)
    return application, owner


def apply(call: Call, serials: Iterable[int] = range(1, HALF + 1)) -> list[Application]:
    """Half of the cast write, name their partners, who confirm, and submit."""
    with clock.on(call, 20):
        supplier = partner_organisation()
        others = other_partners()
        supplier_person = ensure_demo_account(key="partner", scope=supplier.uid)
        submitted = []
        for serial in serials:
            application, owner = write_draft(call, serial, cast.APPLICANTS[serial - 1])
            parts = {supplier: supplier_person, **dict([others[serial % len(others)]])}
            for organisation, person in parts.items():
                part = add_partner(
                    application=application,
                    organisation=organisation,
                    part=PARTS[organisation.kind],
                    share_krw=100_000_000,
                    by=owner,
                )
                confirm_part(part=part, by=person)
            submitted.append(submit_application(application=application, by=owner))
        return submitted


def other_partners() -> list[tuple[PartnerOrganisation, User]]:
    """A university and an institute beside the supplier, each with the person who confirms its parts."""
    found = []
    for serial, (kind, name_ko, name_en) in enumerate(cast.PARTNERS, 2):
        number = cast.demo_number(900_000 + serial)
        organisation = PartnerOrganisation.objects.filter(business_number=number).first()
        if organisation is None:
            organisation = register_partner(
                kind=kind, name_ko=name_ko, name_en=name_en, business_number=number, by=None, is_demo=True
            )
        person = ensure_demo_account(key="partner", number=serial, scope=organisation.uid)
        found.append((organisation, person))
    return found


def officer_of(technopark: TechnoPark) -> User:
    """The techno-park's demonstration officer; the first account is Gyeongnam's."""
    keys = list(dict.fromkeys(applicant.technopark for applicant in cast.APPLICANTS))
    return ensure_demo_account(key="officer", number=keys.index(technopark.key) + 1, scope=technopark.uid)


def recommend(call: Call) -> None:
    """Each techno-park recommends within its quota of five and declines the last of a long list."""
    with clock.on(call, 38):
        _recommend(call)


def _recommend(call: Call) -> None:
    for technopark, applications in by_technopark(call):
        officer = officer_of(technopark)
        declined = 1 if len(applications) > 2 else 0
        keep = min(call.candidates_per_technopark, len(applications) - declined)
        for rank, application in enumerate(applications, 1):
            if rank <= keep:
                recommend_one(application, officer, rank)
            else:
                decline_recommendation(
                    application=application,
                    by=officer,
                    reason="추천 한도 안에서 다른 기업을 먼저 추천했습니다.",
                )


def recommend_one(application: Application, officer: User, rank: int | None = None) -> Application:
    return recommend_application(
        application=application,
        by=officer,
        reason="지역 주력산업에 미치는 파급효과와 추진 의지가 큽니다.",
        shown_sha256=statement_hash(recommendation_statement(application)),
        priority=rank,
    )


def by_technopark(call: Call) -> Iterator[tuple[TechnoPark, list[Application]]]:
    waiting = call.applications.filter(status=ApplicationStatus.SUBMITTED).order_by("id")
    for technopark in TechnoPark.objects.filter(applications__in=waiting).distinct().order_by("id"):
        yield technopark, list(waiting.filter(technopark=technopark))


def check_all(screening: Screening, by: User, met: str = "yes") -> None:
    for result in screening.results.select_related("item"):
        record_check(screening=screening, by=by, item=result.item, met=met)


def screen(call: Call) -> None:
    """Check every recommended application; every fifth fails on its capability."""
    with clock.on(call, 55):
        _screen(call)


def _screen(call: Call) -> None:
    body = ensure_demo_account(key="body")
    waiting = call.applications.filter(status=ApplicationStatus.RECOMMENDED).order_by("id")
    for place, application in enumerate(waiting, 1):
        screening = open_screening(application=application, by=body)
        check_all(screening, body)
        if place % 5 == 0:
            item = screening.results.select_related("item").last().item  # type: ignore[union-attr]
            record_check(screening=screening, by=body, item=item, met="no", note="증빙 부족")
            fail_screening(application=application, by=body, reason="신청액 산출 근거가 확인되지 않습니다.")
        else:
            pass_screening(application=application, by=body)
