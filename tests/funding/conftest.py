import pytest

from tests.funding.stage import Stage, new_stage


@pytest.fixture
def stage(db: None) -> Stage:
    """A selected factory with appropriations and everybody who acts on its money."""
    made = new_stage()
    made.appropriate()
    return made
