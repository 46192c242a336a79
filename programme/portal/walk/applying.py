"""Companies register, write their applications, name their partners and submit."""

from collections.abc import Iterable

from django.core.files.uploadedfile import SimpleUploadedFile

from programme.accounts.demo import ensure_demo_account
from programme.accounts.models import User
from programme.applications.models import Application
from programme.applications.services import (
    add_partner,
    attach_document,
    confirm_part,
    save_draft,
    start_application,
    submit_application,
)
from programme.calls.models import Call
from programme.companies.models import Company, PartnerOrganisation
from programme.companies.services import add_site, register_company, register_partner
from programme.core.clock import db_now, seoul_day
from programme.regions.models import IndustryLabel, TechnoPark

from . import cast, clock

# The smallest file that is a PDF by its content and opens in a reader: one empty page.
PDF = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj
trailer<</Root 1 0 R>>
%%EOF
"""
HALF = len(cast.APPLICANTS) // 2  # each past round has half of the cast
PARTS = {
    "supplier": "제조실행시스템과 데이터 수집 체계 구축",
    "university": "공정 데이터 분석 모형 개발과 현장 인력 교육",
    "institute": "설비 진단 알고리즘 검증",
}


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
