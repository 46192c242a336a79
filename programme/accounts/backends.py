"""Who may be signed in at all."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings

from .models import User
from .queries import person_of_session


class PortalBackend(AuthenticationBackend):
    """Active people; demonstration accounts only while the demonstration is shown."""

    def user_can_authenticate(self, user: Any) -> bool:
        return super().user_can_authenticate(user) and (settings.DEMO or not user.is_demo)

    def get_user(self, user_id: Any) -> User | None:
        user = person_of_session(user_id)
        return user if user is not None and self.user_can_authenticate(user) else None
