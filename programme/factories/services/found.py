"""A lighthouse factory is born when a selection is published."""

import uuid
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from programme.accounts.models import User
from programme.calls.models import Call
from programme.companies.models import Company, Site
from programme.core.choices import Audience
from programme.core.errors import Conflict
from programme.core.events import record_event
from programme.core.ids import new_public_id
from programme.core.slugs import address_of
from programme.regions.models import IndustryLabel, Region, TechnoPark

from ..models import LighthouseFactory


def free_slug(name_ko: str, name_en: str = "") -> str:
    """An unused address from the name; with a random end when another factory has it already."""
    wanted = address_of(name_ko, name_en)[:60]
    if wanted and not LighthouseFactory.objects.filter(slug=wanted).exists():
        return wanted
    return f"{wanted}-{new_public_id()}".lstrip("-")


def found_factory(
    *,
    case: uuid.UUID,
    call: Call,
    company: Company,
    site: Site | None,
    technopark: TechnoPark | None,
    region: Region,
    size: str,
    industry_label: IndustryLabel | None,
    main_product_ko: str,
    plan_ko: str,
    project_total_krw: int | None,
    selected_on: date,
    by: User | None,
) -> LighthouseFactory:
    """The factory of a selected application, under the application's `case`.

    Called by the publication of a selection, which has checked the person and runs the transaction.
    `project_total_krw` is in whole won. Raises Conflict when the case has its factory already.
    """
    slug = free_slug(company.name_ko, company.name_en if company.name_en_checked else "")
    try:
        with transaction.atomic():
            factory = LighthouseFactory.objects.create(
                case=case,
                slug=slug,
                call=call,
                company=company,
                site=site,
                technopark=technopark,
                region=region,
                size=size,
                industry_label=industry_label,
                main_product_ko=main_product_ko,
                plan_ko=plan_ko,
                project_total_krw=project_total_krw,
                selected_on=selected_on,
            )
            record_event(factory, "factories.found", by=by, data={"call": call.key}, audience=Audience.PUBLIC)
    except IntegrityError as taken:
        if LighthouseFactory.objects.filter(case=case).exists():
            raise Conflict(_("This case already has its lighthouse factory."), code="exists") from taken
        raise
    return factory
