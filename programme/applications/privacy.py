"""Who may not be erased: the last person who can speak for a company with an application under way."""

from django.utils.translation import gettext as _

from programme.accounts.choices import Role
from programme.accounts.models import RoleGrant, User
from programme.core.display import name_in_language
from programme.privacy.registry import against_erasure

from .choices import ApplicationStatus
from .models import Application

OVER = [
    ApplicationStatus.DRAFT,
    ApplicationStatus.NOT_RECOMMENDED,
    ApplicationStatus.SCREENED_OUT,
    ApplicationStatus.NOT_SELECTED,
    ApplicationStatus.WITHDRAWN,
]


def last_to_speak(user: User) -> str | None:
    """The sentence that names the company, when nobody else represents it."""
    others = RoleGrant.objects.filter(role=Role.COMPANY_OWNER, revoked_at=None).exclude(user=user)
    alone = set(user.scopes(Role.COMPANY_OWNER)) - set(others.values_list("scope", flat=True))
    under_way = Application.objects.filter(company__uid__in=alone).exclude(status__in=OVER)
    application = under_way.select_related("company").first()
    if application is None:
        return None
    return _(
        "You are the only representative of %(company)s, which has an application under way. "
        "Make someone else its representative, or withdraw the application first."
    ) % {"company": name_in_language(application.company)}


against_erasure(last_to_speak)
