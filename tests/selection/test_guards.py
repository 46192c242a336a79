"""What the database holds by itself, and two publications at once."""

from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from programme.core.errors import ServiceError, WrongState
from programme.factories.models import LighthouseFactory
from programme.notifications.models import Message
from programme.selection import services
from programme.selection.choices import Outcome
from programme.selection.models import Decision, Publication
from tests.records import company_person

from .rounds import THREE, make_judged


def sql(statement: str, *values: Any) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.mark.django_db
def test_a_published_decision_never_changes() -> None:
    judged = make_judged(*THREE).decide()
    sql("UPDATE selection_decision SET reason = 'x'")  # control: staged ones do
    with pytest.raises(DatabaseError):
        sql("DELETE FROM selection_decision")
    judged.publish()
    for statement in (
        "UPDATE selection_decision SET outcome = 'select'",
        "UPDATE selection_decision SET published_at = NULL",
        "DELETE FROM selection_decision",
    ):
        with pytest.raises(DatabaseError):
            sql(statement)


@pytest.mark.django_db
def test_a_publication_and_the_history_of_decisions_are_only_added_to() -> None:
    make_judged(*THREE).decide().publish()
    for table, column in (("selection_publication", "statement"), ("selection_decisionevent", "outcome")):
        for statement in (
            f"UPDATE {table} SET {column} = ''",
            f"DELETE FROM {table}",
            f"TRUNCATE {table} CASCADE",
        ):
            with pytest.raises(DatabaseError, match="permission denied"):
                sql(statement)


@pytest.mark.django_db
def test_a_decision_has_a_known_outcome_and_an_appeal_an_answer() -> None:
    judged = make_judged(*THREE).decide()
    with pytest.raises(IntegrityError, match="selection_decision_outcome"):
        sql("UPDATE selection_decision SET outcome = 'maybe'")
    judged.publish()
    loser = judged.applications[1]
    services.file_appeal(application=loser, text="이의", by=company_person(loser.company))
    with pytest.raises(IntegrityError, match="selection_appeal_answered"):
        sql("UPDATE selection_appeal SET status = 'upheld'")


def test_without_the_guard_a_published_decision_could_be_changed(
    owner_connection: psycopg.Connection,
) -> None:
    make_judged(*THREE).decide().publish()
    with pytest.raises(DatabaseError):
        sql("UPDATE selection_decision SET outcome = 'reserve'")
    triggers = owner_connection.execute(
        "SELECT tgname FROM pg_trigger WHERE tgname LIKE 'pgtrigger_selection_decision_published%'"
    ).fetchall()
    ((name,),) = triggers
    owner_connection.execute(f'ALTER TABLE selection_decision DISABLE TRIGGER "{name}"')
    sql("UPDATE selection_decision SET outcome = 'reserve'")


def test_two_publications_at_once_publish_once(run_together: Callable[..., list[Any]]) -> None:
    judged = make_judged(*THREE).decide(2)
    for one in judged.applications:
        company_person(one.company)
    shown = judged.shown()

    def publish() -> Any:
        return services.publish_results(call=judged.call, by=judged.ministry, shown_sha256=shown)

    results = run_together(publish, publish)
    assert sorted(isinstance(one, WrongState) for one in results) == [False, True], results
    assert Publication.objects.count() == 1
    assert LighthouseFactory.objects.count() == 2
    assert Message.objects.filter(template="selection/mail/result").count() == 3


def test_a_decision_and_the_publication_at_once_never_disagree(
    run_together: Callable[..., list[Any]],
) -> None:
    judged = make_judged(*THREE).decide(1)
    second, shown = judged.applications[1], judged.shown()

    def publish() -> Any:
        return services.publish_results(call=judged.call, by=judged.ministry, shown_sha256=shown)

    def decide() -> Any:
        return services.stage_decision(application=second, outcome=Outcome.SELECT, by=judged.ministry)

    published, decided = run_together(publish, decide)
    # One of the two came second and was refused; what is published is what was signed.
    assert isinstance(published, ServiceError) != isinstance(decided, ServiceError), (published, decided)
    second.refresh_from_db()
    if isinstance(decided, ServiceError):
        assert second.status == "not_selected"
    else:
        assert second.status == "evaluated"
        assert Decision.objects.get(application=second).outcome == Outcome.SELECT
