"""The signed statement is a text in one language: the tests' threads and clients use the default one."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.utils import translation


@pytest.fixture(autouse=True)
def _default_language() -> Iterator[None]:
    with translation.override(settings.LANGUAGE_CODE):
        yield
