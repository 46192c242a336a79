"""What the database holds by itself: raw SQL as the application's role, and two at once."""

from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from programme.core.errors import WrongState
from programme.evaluation import services
from programme.evaluation.choices import AssignmentStatus
from programme.evaluation.models import Assignment, Score

from .rounds import Round, make_round


def sql(statement: str, *values: Any) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def add_score(there: Round, value: int, *, rubric: int = 1) -> None:
    sql(
        "INSERT INTO evaluation_score"
        " (assignment_id, criterion_id, rubric_version, version_id, score, comment)"
        " VALUES (%s, %s, %s, %s, %s, '')",
        there.assignments[0].pk,
        there.criteria[0].pk,
        rubric,
        there.application.version_id,
        value,
    )


@pytest.mark.django_db
def test_a_score_stays_within_its_criterion_and_rubric() -> None:
    there = make_round().assign().declare()
    for value, rubric in ((101, 1), (50, 2), (-1, 1)):
        with pytest.raises(DatabaseError):
            add_score(there, value, rubric=rubric)
    add_score(there, 100)
    with pytest.raises(IntegrityError, match="evaluation_one_score"):
        add_score(there, 90)


@pytest.mark.django_db
def test_no_score_is_added_changed_moved_or_deleted_once_sealed() -> None:
    make_round().assign().declare().score().seal()
    for statement in (
        "UPDATE evaluation_score SET score = 99",
        "UPDATE evaluation_score SET comment = '바꿈'",
        "DELETE FROM evaluation_score",
    ):
        with pytest.raises(DatabaseError):
            sql(statement)
    assert set(Score.objects.values_list("score", flat=True)) == {80}


@pytest.mark.django_db
def test_an_open_score_belongs_to_its_assignment_for_good() -> None:
    there = make_round().assign().declare().score()
    with pytest.raises(DatabaseError):
        sql(
            "UPDATE evaluation_score SET assignment_id = %s WHERE assignment_id = %s",
            *(one.pk for one in there.assignments),
        )
    sql("UPDATE evaluation_score SET score = 99 WHERE assignment_id = %s", there.assignments[0].pk)


@pytest.mark.django_db
def test_an_assignment_opens_only_with_a_declaration_and_moves_only_as_declared() -> None:
    there = make_round().assign()
    for status in ("open", "sealed"):
        with pytest.raises(DatabaseError):
            sql("UPDATE evaluation_assignment SET status = %s", status)
    with pytest.raises(IntegrityError, match="evaluation_assigned_once"):
        Assignment.objects.create(
            panel=there.panel, application=there.application, evaluator=there.evaluators[0]
        )


@pytest.mark.django_db
def test_the_history_of_scores_is_only_added_to() -> None:
    make_round().assign().declare().score()
    for statement in (
        "UPDATE evaluation_scoreevent SET score = 1",
        "DELETE FROM evaluation_scoreevent",
        "TRUNCATE evaluation_scoreevent",
    ):
        with pytest.raises(DatabaseError, match="permission denied"):
            sql(statement)


def test_without_the_guard_a_sealed_score_could_be_changed(owner_connection: psycopg.Connection) -> None:
    make_round().assign().declare().score().seal()
    with pytest.raises(DatabaseError, match="evaluation_score_sealed"):
        sql("UPDATE evaluation_score SET score = 99")
    triggers = owner_connection.execute(
        "SELECT tgname FROM pg_trigger WHERE tgname LIKE 'pgtrigger_evaluation_score_guard%'"
    ).fetchall()
    ((name,),) = triggers
    owner_connection.execute(f'ALTER TABLE evaluation_score DISABLE TRIGGER "{name}"')
    sql("UPDATE evaluation_score SET score = 99")


def test_a_save_and_a_seal_at_once_never_change_what_is_sealed(
    run_together: Callable[..., list[Any]],
) -> None:
    there = make_round().assign().declare().score(80)
    first = there.assignments[0]

    def save() -> Any:
        return services.save_scores(assignment=first, scores=there.scores(10), by=first.evaluator)

    def seal() -> Any:
        return services.seal_scores(assignment=first, by=first.evaluator)

    saved, sealed = run_together(save, seal)
    assert not isinstance(sealed, Exception), sealed
    values = set(Score.objects.filter(assignment=first).values_list("score", flat=True))
    assert values == ({80} if isinstance(saved, WrongState) else {10})


def test_raw_sql_and_a_seal_at_once_leave_nothing_unsealed(run_together: Callable[..., list[Any]]) -> None:
    there = make_round().assign().declare().score(80)
    first = there.assignments[0]

    def seal_slowly() -> Any:
        with transaction.atomic():
            services.seal_scores(assignment=first, by=first.evaluator)
            sql("SELECT pg_sleep(0.3)")

    def change() -> Any:
        sql("SELECT pg_sleep(0.1)")
        sql("UPDATE evaluation_score SET score = 10 WHERE assignment_id = %s", first.pk)

    sealed, changed = run_together(seal_slowly, change)
    assert sealed is None
    assert isinstance(changed, DatabaseError)
    assert set(Score.objects.filter(assignment=first).values_list("score", flat=True)) == {80}


def test_two_seals_at_once_seal_once(run_together: Callable[..., list[Any]]) -> None:
    there = make_round().assign().declare().score(80)
    first = there.assignments[0]
    results = run_together(*[lambda: services.seal_scores(assignment=first, by=first.evaluator)] * 2)
    assert sorted(isinstance(one, WrongState) for one in results) == [False, True]
    assert Assignment.objects.get(pk=first.pk).status == AssignmentStatus.SEALED
