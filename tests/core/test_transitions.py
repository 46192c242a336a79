"""Locking, checking, saving and the event live once; each is shown here on the simplest model."""

import pytest
from django.db import DatabaseError, connection, transaction

from programme.companies.choices import ClaimStatus
from programme.companies.models import Claim
from programme.core.errors import NotAllowed, WrongState
from programme.core.models import Event
from programme.core.moves import Move, get_move, register
from programme.core.transitions import transition
from tests.records import CompanyFactory, UserFactory, business_number, staff


def make_claim():
    return Claim.objects.create(
        company=CompanyFactory(business_number=None), user=UserFactory(), business_number=business_number(9)
    )


@pytest.mark.django_db
def test_a_move_saves_the_status_and_one_event():
    claim, clerk = make_claim(), staff("companies.change_claim")
    with transition(claim, "confirm", by=clerk, data={"amount_krw": 5}) as locked:
        locked.reason = "확인"
    claim.refresh_from_db()
    assert (claim.status, claim.reason) == (ClaimStatus.CONFIRMED, "확인")
    event = Event.objects.about(claim).get()
    assert event.data == {"from": "pending", "to": "confirmed", "amount_krw": 5}
    assert (event.by, event.verb) == (clerk.pk, "companies.confirm")


@pytest.mark.django_db
def test_the_person_is_asked_before_the_status():
    claim = make_claim()
    Claim.objects.filter(pk=claim.pk).update(status=ClaimStatus.REFUSED)
    with pytest.raises(NotAllowed), transition(claim, "confirm", by=UserFactory()):
        pass


@pytest.mark.django_db
def test_the_locked_status_counts_not_the_one_in_hand():
    claim, clerk = make_claim(), staff("companies.change_claim")
    Claim.objects.filter(pk=claim.pk).update(status=ClaimStatus.REFUSED)
    assert claim.status == ClaimStatus.PENDING
    with pytest.raises(WrongState), transition(claim, "confirm", by=clerk):
        pass


@pytest.mark.django_db
def test_what_the_block_raises_undoes_everything():
    claim, clerk = make_claim(), staff("companies.change_claim")

    def fail_halfway():
        with transition(claim, "confirm", by=clerk) as locked:
            locked.reason = "확인"
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_halfway()
    claim.refresh_from_db()
    assert (claim.status, claim.reason) == (ClaimStatus.PENDING, "")
    assert not Event.objects.about(claim).exists()


@pytest.mark.django_db
def test_the_database_refuses_an_undeclared_pair():
    claim = make_claim()
    Claim.objects.filter(pk=claim.pk).update(status=ClaimStatus.REFUSED)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE companies_claim SET status = 'confirmed' WHERE id = %s", [claim.pk])


def test_a_step_is_registered_once():
    move = get_move(Claim, "confirm")
    with pytest.raises(ValueError, match="registered twice"):
        register(
            Move(
                model=Claim,
                verb="confirm",
                label="",
                sources=move.sources,
                target=move.target,
                can=move.can,
                service=move.service,
                noun="claim",
            )
        )


def test_two_at_once_decide_a_claim_once(own_database, run_together):
    claim, clerk = make_claim(), staff("companies.change_claim")

    def decide(verb):
        with transition(Claim.objects.get(pk=claim.pk), verb, by=clerk):
            pass
        return verb

    outcomes = run_together(lambda: decide("confirm"), lambda: decide("refuse"))
    assert sum(isinstance(outcome, WrongState) for outcome in outcomes) == 1
    assert Event.objects.about(claim).count() == 1


def test_without_the_lock_both_would_pass(own_database, run_together, monkeypatch):
    """The control: the same race with the lock taken out ends in the database's refusal, not ours."""
    claim, clerk = make_claim(), staff("companies.change_claim")
    monkeypatch.setattr("programme.core.transitions.lock", lambda obj: type(obj)._base_manager.get(pk=obj.pk))
    import threading

    both_read = threading.Barrier(2)

    def decide(verb):
        with transition(Claim.objects.get(pk=claim.pk), verb, by=clerk):
            both_read.wait(timeout=5)

    outcomes = run_together(lambda: decide("confirm"), lambda: decide("refuse"))
    assert not any(isinstance(outcome, WrongState) for outcome in outcomes)
    assert sum(isinstance(outcome, DatabaseError) for outcome in outcomes) == 1  # the trigger's
