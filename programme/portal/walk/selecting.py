"""The ministry publishes the results; the selected become factories."""

from programme.accounts.demo import ensure_demo_account
from programme.accounts.models import User
from programme.calls.models import Call
from programme.core.registers import correct
from programme.core.signing import statement_hash
from programme.factories.models import LighthouseFactory
from programme.regions.models import Technology
from programme.selection.queries import publication_statement
from programme.selection.services import publish_results, stage_top

from . import cast, clock


def select(call: Call) -> None:
    """The ministry stages the best of the ranking, publishes all results and describes the chosen."""
    ministry = ensure_demo_account(key="ministry")
    places = call.planned_places
    assert places is not None
    with clock.on(call, 215):
        stage_top(call=call, places=places, by=ministry)
        shown = statement_hash(publication_statement(call))
        publish_results(call=call, by=ministry, shown_sha256=shown)
        for factory in factories_of(call):
            describe(factory, ministry)


def describe(factory: LighthouseFactory, ministry: User) -> None:
    """What staff enter beside the application: the product in English and the technologies."""
    applicant = cast.applicant_of(factory.company)
    factory.main_product_en = applicant.product_en
    factory.technologies.set(Technology.objects.filter(key__in=applicant.technologies))
    correct(factory, ["main_product_en", "technologies"], by=ministry)


def owner_of(factory: LighthouseFactory) -> User:
    """The demonstration person who represents the factory's company."""
    return User.objects.get(
        grants__scope=factory.company.uid, grants__role="company_owner", grants__revoked_at=None
    )


def factories_of(call: Call) -> list[LighthouseFactory]:
    return list(call.factories.select_related("company", "call").order_by("id"))
