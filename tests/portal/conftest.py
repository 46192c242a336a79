"""Who looks at the portal's pages."""

import pytest
from django.test import Client

from programme.accounts.choices import StaffGroup
from programme.accounts.models import User
from tests.accounts.second_factor import sign_in
from tests.records import staff_in


@pytest.fixture
def ministry(client: Client) -> User:
    """A signed-in officer of the ministry."""
    person = staff_in(StaffGroup.MINISTRY)
    sign_in(client, person)
    return person
