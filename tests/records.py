"""Test data in one place: rows as a stage finds them, inserted without the services.

Inserting a later status directly is allowed by the triggers (they guard changes), so that a test
of one stage need not walk through those before it.
"""

import itertools
from datetime import timedelta
from typing import Any

import factory
from django.contrib.auth.models import Group, Permission
from factory.django import DjangoModelFactory

from programme.accounts.choices import Role
from programme.accounts.models import RoleGrant, User
from programme.applications.choices import ApplicationStatus
from programme.applications.models import Application, SubmittedVersion
from programme.calls.choices import CallStatus
from programme.calls.models import Call, Criterion, Programme, Question, RequiredDocument
from programme.companies.business_number import check_digit
from programme.companies.models import Company, PartnerOrganisation, Site
from programme.core.clock import db_now, seoul_day
from programme.core.triggers import set_aside
from programme.factories.choices import FactoryStatus
from programme.factories.models import LighthouseFactory
from programme.news.choices import AnswerStatus, ArticleStatus
from programme.news.models import Answer, Article
from programme.regions.models import IndustryLabel, Region, TechnoPark

_serial = itertools.count(1)


def business_number(serial: int) -> str:
    """A valid, invented business number."""
    nine = f"9{serial:08d}"
    return f"{nine}{check_digit(nine)}"


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person{n}@example.test")
    name = factory.Sequence(lambda n: f"사람 {n}")
    password = "!"  # unusable, as of everyone who signs in with a code


class RegionFactory(DjangoModelFactory):
    class Meta:
        model = Region

    key = factory.Sequence(lambda n: f"region-{n}")
    name_ko = factory.Sequence(lambda n: f"지역 {n}")
    name_en = factory.Sequence(lambda n: f"Region {n}")
    short_ko = factory.Sequence(lambda n: f"지역{n}")
    category = "province"


class IndustryLabelFactory(DjangoModelFactory):
    class Meta:
        model = IndustryLabel

    key = factory.Sequence(lambda n: f"label-{n}")
    name_ko = factory.Sequence(lambda n: f"업종 {n}")
    name_en = factory.Sequence(lambda n: f"Industry {n}")


class TechnoParkFactory(DjangoModelFactory):
    class Meta:
        model = TechnoPark

    key = factory.Sequence(lambda n: f"technopark-{n}")
    name_ko = factory.Sequence(lambda n: f"{n} 테크노파크")
    name_en = factory.Sequence(lambda n: f"Technopark {n}")
    region = factory.SubFactory(RegionFactory)


class CompanyFactory(DjangoModelFactory):
    class Meta:
        model = Company

    name_ko = factory.Sequence(lambda n: f"주식회사 {n}")
    name_en = factory.Sequence(lambda n: f"Company {n}")
    name_en_checked = True
    business_number = factory.Sequence(business_number)
    size = "sme"


class SiteFactory(DjangoModelFactory):
    class Meta:
        model = Site

    company = factory.SubFactory(CompanyFactory)
    name = factory.Sequence(lambda n: f"제{n}공장")
    region = factory.SubFactory(RegionFactory)
    industry_label = factory.SubFactory(IndustryLabelFactory)


class PartnerOrganisationFactory(DjangoModelFactory):
    class Meta:
        model = PartnerOrganisation

    kind = "supplier"
    name_ko = factory.Sequence(lambda n: f"공급기업 {n}")


class ProgrammeFactory(DjangoModelFactory):
    class Meta:
        model = Programme

    key = factory.Sequence(lambda n: f"programme-{n}")
    name_ko = "시험 사업"
    name_en = "Test programme"


class CallFactory(DjangoModelFactory):
    """An open call; move its deadline, not the clock."""

    class Meta:
        model = Call

    programme = factory.SubFactory(ProgrammeFactory)
    key = factory.Sequence(lambda n: f"call-{n}")
    title_ko = factory.Sequence(lambda n: f"공고 {n}")
    title_en = factory.Sequence(lambda n: f"Call {n}")
    year = 2026
    status = CallStatus.PUBLISHED
    opens_at = factory.LazyFunction(lambda: db_now() - timedelta(days=10))
    closes_at = factory.LazyFunction(lambda: db_now() + timedelta(days=10))
    planned_places = 4
    budget_krw = 1_600_000_000


class QuestionFactory(DjangoModelFactory):
    class Meta:
        model = Question

    call = factory.SubFactory(CallFactory)
    key = factory.Sequence(lambda n: f"question-{n}")
    text_ko = factory.Sequence(lambda n: f"질문 {n}")
    text_en = factory.Sequence(lambda n: f"Question {n}")

    @classmethod
    def _create(cls, model_class: type[Question], *args: Any, **kwargs: Any) -> Question:
        with set_aside("calls.Question:calls_question_frozen"):  # the call is open already
            return super()._create(model_class, *args, **kwargs)


class CriterionFactory(DjangoModelFactory):
    class Meta:
        model = Criterion

    call = factory.SubFactory(CallFactory)
    key = factory.Sequence(lambda n: f"criterion-{n}")
    name_ko = factory.Sequence(lambda n: f"평가지표 {n}")
    name_en = factory.Sequence(lambda n: f"Criterion {n}")
    weight = 40
    position = factory.Sequence(lambda n: n)

    @classmethod
    def _create(cls, model_class: type[Criterion], *args: Any, **kwargs: Any) -> Criterion:
        with set_aside("calls.Criterion:calls_criterion_frozen"):  # the call is open already
            return super()._create(model_class, *args, **kwargs)


class RequiredDocumentFactory(DjangoModelFactory):
    class Meta:
        model = RequiredDocument

    call = factory.SubFactory(CallFactory)
    key = factory.Sequence(lambda n: f"document-{n}")
    name_ko = "사업계획서"
    name_en = "Business plan"
    kinds = ["pdf"]


class ApplicationFactory(DjangoModelFactory):
    """An application in any status; beyond a draft it has one submitted version."""

    class Meta:
        model = Application

    call = factory.SubFactory(CallFactory)
    company = factory.SubFactory(CompanyFactory)
    site = factory.SubFactory(SiteFactory, company=factory.SelfAttribute("..company"))
    technopark = factory.SubFactory(TechnoParkFactory, region=factory.SelfAttribute("..site.region"))
    size = "sme"
    main_product = "정밀주조품"
    total_krw = 2_400_000_000
    requested_krw = 1_200_000_000

    @classmethod
    def _create(cls, model_class: type[Application], *args: Any, **kwargs: Any) -> Application:
        status = kwargs.pop("status", ApplicationStatus.DRAFT)
        application = model_class._default_manager.create(**kwargs)
        if status != ApplicationStatus.DRAFT:
            Application.objects.filter(pk=application.pk).update(version=add_version(application))
            jump_to(application, status)
        return application


def add_version(application: Application, number: int = 1) -> SubmittedVersion:
    """A submitted version with the amounts and no answers."""
    application.version = SubmittedVersion.objects.create(
        application=application,
        number=number,
        receipt_number=f"T-{next(_serial):06d}",
        content={
            "main_product": application.main_product,
            "total_krw": application.total_krw,
            "requested_krw": application.requested_krw,
        },
        sha256="0" * 64,
        question_version=1,
        rubric_version=1,
    )
    return application.version


def jump_to(application: Application, status: str) -> None:
    """Walk the shortest allowed path to `status`, one legal update after another."""
    from programme.applications.choices import APPLICATION_PAIRS

    paths = {str(application.status): [str(application.status)]}
    queue = [str(application.status)]
    while queue:
        here = queue.pop(0)
        for source, target in sorted((str(a), str(b)) for a, b in APPLICATION_PAIRS):
            if source == here and target not in paths:
                paths[target] = [*paths[here], target]
                queue.append(target)
    for step in paths[str(status)][1:]:
        Application.objects.filter(pk=application.pk).update(status=step)
    application.refresh_from_db()


class LighthouseFactoryFactory(DjangoModelFactory):
    class Meta:
        model = LighthouseFactory

    slug = factory.Sequence(lambda n: f"factory-{n}")
    call = factory.SubFactory(CallFactory)
    company = factory.SubFactory(CompanyFactory)
    technopark = factory.SubFactory(TechnoParkFactory)
    region = factory.SelfAttribute("technopark.region")
    size = "sme"
    status = FactoryStatus.SELECTED


class ArticleFactory(DjangoModelFactory):
    """A published article."""

    class Meta:
        model = Article

    programme = factory.SubFactory(ProgrammeFactory)
    status = ArticleStatus.PUBLISHED
    title_ko = factory.Sequence(lambda n: f"소식 {n}")
    title_en = factory.Sequence(lambda n: f"Article {n}")
    body_ko = "본문입니다."
    body_en = "The text."
    english_checked = True
    published_at = factory.LazyFunction(db_now)
    published_on = factory.LazyAttribute(lambda article: seoul_day(article.published_at))


class AnswerFactory(DjangoModelFactory):
    """A published answer."""

    class Meta:
        model = Answer

    programme = factory.SubFactory(ProgrammeFactory)
    status = AnswerStatus.PUBLISHED
    question_ko = factory.Sequence(lambda n: f"질문 {n}")
    question_en = factory.Sequence(lambda n: f"Question {n}")
    answer_ko = "답변입니다."
    answer_en = "The answer."
    english_checked = True


def person_with(role: str, *, scope: Any = None, **fields: Any) -> User:
    """A person who holds one role; `scope` is a company, techno-park or partner (its uid is used)."""
    user = UserFactory(**fields)
    RoleGrant.objects.create(user=user, role=role, scope=getattr(scope, "uid", scope))
    return user


def company_person(company: Company, role: str = Role.COMPANY_OWNER) -> User:
    return person_with(role, scope=company)


def officer_of(technopark: TechnoPark) -> User:
    return person_with(Role.OFFICER, scope=technopark)


def staff(*permissions: str, **fields: Any) -> User:
    """A staff person holding exactly the given permissions ("app.codename")."""
    user = UserFactory(is_staff=True, **fields)
    for permission in permissions:
        app_label, codename = permission.split(".")
        user.user_permissions.add(
            Permission.objects.get(content_type__app_label=app_label, codename=codename)
        )
    return user


def staff_in(group: str, **fields: Any) -> User:
    """A staff person of one group; the test databases hold the groups of accounts/groups.py."""
    user = UserFactory(is_staff=True, **fields)
    user.groups.add(Group.objects.get(name=group))
    return user
