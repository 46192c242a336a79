"""A factory leaves the counts: the selection is declined, or the agreement ended early."""

from programme.accounts.models import User
from programme.core.choices import Audience
from programme.core.transitions import transition

from ..models import LighthouseFactory


def decline_selection(*, factory: LighthouseFactory, by: User | None, reason: str) -> LighthouseFactory:
    """The company does not take up its selection. Raises NotAllowed, WrongState."""
    with transition(
        factory, "decline", by=by, data={"reason": reason}, audience=Audience.PARTICIPANTS
    ) as factory:
        pass
    return factory


def terminate_factory(*, factory: LighthouseFactory, by: User | None, reason: str) -> LighthouseFactory:
    """End the agreement before completion. Raises NotAllowed, WrongState."""
    with transition(
        factory, "terminate", by=by, data={"reason": reason}, audience=Audience.PARTICIPANTS
    ) as factory:
        pass
    return factory
