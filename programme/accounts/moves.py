"""Steps on people and roles in the back office, and how their events read."""

from django.utils.translation import gettext_lazy as _

from programme.core.forms import ReasonForm
from programme.core.moves import Act, name_events, register_acts
from programme.core.story import read_data

from . import permissions, services
from .choices import Role
from .models import RoleGrant, User

register_acts(
    Act(
        model=User,
        verb="end_sessions",
        label=_("End all sessions"),
        can=permissions.can_change_person,
        service=services.end_sessions,
        noun="user",
        bulk="accounts.change_user",
        when=lambda user: user.is_active,
        warning=_("The person is signed out on every device and must sign in again."),
    ),
    Act(
        model=User,
        verb="deactivate_person",
        label=_("Close the account"),
        can=permissions.can_change_person,
        service=services.deactivate_person,
        noun="user",
        form=ReasonForm,
        when=lambda user: user.is_active,
        warning=_("The person is signed out and cannot sign in until the account is opened again."),
    ),
    Act(
        model=User,
        verb="reactivate_person",
        label=_("Open the account again"),
        can=permissions.can_change_person,
        service=services.reactivate_person,
        noun="user",
        when=lambda user: not user.is_active and not user.erased_at,
    ),
    Act(
        model=RoleGrant,
        verb="revoke_role",
        label=_("End this role"),
        can=permissions.can_end_role,
        service=services.revoke_role,
        noun="grant",
        bulk="accounts.change_rolegrant",
        when=lambda grant: grant.revoked_at is None,
        warning=_("The person loses access to what this role opens. The role stays in the record."),
    ),
)

read_data({"role": (_("role"), lambda role: dict(Role.choices).get(role, role))})

name_events(
    {
        "accounts.grant_role": _("Role given"),
        "accounts.revoke_role": _("Role ended"),
        "accounts.end_sessions": _("All sessions ended"),
        "accounts.deactivate_person": _("Account closed"),
        "accounts.reactivate_person": _("Account opened again"),
        "accounts.create_token": _("API token made"),
        "accounts.revoke_token": _("API token revoked"),
        "accounts.change_groups": _("Access to the back office changed"),
    }
)
