"""Who may screen."""

from typing import Any

from programme.applications.models import Application


def can_screen(user: Any, application: Application | None) -> bool:
    """Staff of the specialised body, by permission."""
    return user.has_perm("screening.change_screening")
