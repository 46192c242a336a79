"""What the database itself refuses, two at once, each with a control without the guard."""

from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from programme.applications.choices import ApplicationStatus
from programme.applications.models import Application
from programme.core.errors import Conflict
from programme.core.signing import statement_hash
from programme.recommendations import services
from programme.recommendations.models import Quota, Recommendation
from programme.recommendations.queries import recommendation_statement
from tests.records import ApplicationFactory, CallFactory, TechnoParkFactory, officer_of

LIMIT = 5


def six_with_five_recommended() -> tuple[list[Application], list[Any]]:
    """Four recommended of five allowed, and two more that two officers recommend at once."""
    call, technopark = CallFactory(candidates_per_technopark=LIMIT), TechnoParkFactory()
    applications = [
        ApplicationFactory(call=call, technopark=technopark, status=ApplicationStatus.SUBMITTED)
        for _ in range(LIMIT + 1)
    ]
    officers = [officer_of(technopark), officer_of(technopark)]
    for application in applications[: LIMIT - 1]:
        recommend(application, officers[0])
    return applications[LIMIT - 1 :], officers


def recommend(application: Application, officer: Any) -> Application:
    return services.recommend_application(
        application=application,
        by=officer,
        reason="우수",
        shown_sha256=statement_hash(recommendation_statement(application)),
    )


def test_the_sixth_recommendation_by_two_officers_at_once_never_gets_in(
    run_together: Callable[..., list[Any]],
) -> None:
    pair, officers = six_with_five_recommended()
    results = run_together(*(lambda a=a, o=o: recommend(a, o) for a, o in zip(pair, officers, strict=True)))
    refused = [result for result in results if isinstance(result, Exception)]
    assert [type(error) for error in refused] == [Conflict]
    assert Recommendation.objects.live().count() == LIMIT
    assert Quota.objects.get(used__gt=0).used == LIMIT


def test_control_without_the_check_the_sixth_gets_in(
    run_together: Callable[..., list[Any]], owner_connection: psycopg.Connection
) -> None:
    pair, officers = six_with_five_recommended()
    owner_connection.execute("ALTER TABLE recommendations_quota DROP CONSTRAINT recommendations_quota_within")
    run_together(*(lambda a=a, o=o: recommend(a, o) for a, o in zip(pair, officers, strict=True)))
    assert Recommendation.objects.live().count() == LIMIT + 1


def test_one_application_gets_one_word_from_two_officers_at_once(
    run_together: Callable[..., list[Any]],
) -> None:
    application = ApplicationFactory(status=ApplicationStatus.SUBMITTED)
    officers = [officer_of(application.technopark), officer_of(application.technopark)]
    results = run_together(
        lambda: recommend(application, officers[0]),
        lambda: services.decline_recommendation(application=application, by=officers[1], reason="x"),
    )
    assert sum(isinstance(result, Exception) for result in results) == 1
    assert Recommendation.objects.live().count() == 1


def test_two_at_once_open_the_quotas_once(run_together: Callable[..., list[Any]]) -> None:
    call = CallFactory()
    for _ in range(3):
        TechnoParkFactory()
    assert run_together(*[lambda: services.open_quotas(call=call)] * 2) == [None, None]
    assert Quota.objects.filter(call=call).count() == 3


def insert(application: Application, **fields: Any) -> Recommendation:
    return Recommendation.objects.create(
        application=application,
        version=application.version,
        technopark=application.technopark,
        **{"outcome": "recommended", "reason": "x", **fields},
    )


@pytest.mark.django_db
class TestByRawStatements:
    @pytest.fixture
    def application(self) -> Application:
        application = ApplicationFactory(status=ApplicationStatus.SUBMITTED)
        services.open_quotas(call=application.call)
        return application

    def test_counting_is_the_databases(self, application: Application) -> None:
        insert(application)
        assert Quota.objects.get(technopark=application.technopark).used == 1
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE recommendations_recommendation SET standing = 'withdrawn', ended_at = now()"
            )
        assert Quota.objects.get(technopark=application.technopark).used == 0

    def test_no_recommendation_without_a_quota(self) -> None:
        with pytest.raises(IntegrityError):
            insert(ApplicationFactory(status=ApplicationStatus.SUBMITTED))

    def test_one_live_word_per_version(self, application: Application) -> None:
        insert(application, outcome="declined")
        with pytest.raises(IntegrityError):
            insert(application)

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE recommendations_recommendation SET outcome = 'declined'",
            "UPDATE recommendations_recommendation SET version_id = version_id + 1",
            "DELETE FROM recommendations_recommendation",
            "UPDATE recommendations_quota SET used = allowed + 1",
            "UPDATE recommendations_quota SET used = -1",
        ],
    )
    def test_what_was_said_stays(self, application: Application, statement: str) -> None:
        insert(application)
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)

    def test_a_withdrawn_word_does_not_come_back(self, application: Application) -> None:
        word = insert(application)
        Recommendation.objects.filter(pk=word.pk).update(standing="withdrawn", ended_at=word.decided_at)
        with pytest.raises(DatabaseError):
            Recommendation.objects.filter(pk=word.pk).update(standing="live", ended_at=None)
