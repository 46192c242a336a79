"""Erasure, export, destruction, and the log of who saw whose data."""

import uuid
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.utils.translation import gettext as _

from programme.accounts.models import User
from programme.accounts.services import revoke_role
from programme.core.choices import Audience
from programme.core.clock import db_now
from programme.core.errors import Conflict, NotAllowed
from programme.core.events import record_event

from . import registry
from .models import AccessLog


def log_access(
    *,
    by: User,
    what: str,
    whose: uuid.UUID | None = None,
    people: int = 1,
    why: str = "",
    conditions: str = "",
    place: str | None = None,
) -> AccessLog:
    """Note that `by` saw personal data of someone else.

    `what` is "<app>.<thing>"; `whose` the person's id, None for a list of `people`; `why` is needed
    for a download, whose `conditions` are the filters in words; `place` the network address.
    """
    return AccessLog.objects.create(
        by=by.pk,
        whose=whose,
        people=people,
        what=what,
        why=why,
        conditions=conditions[: AccessLog._meta.get_field("conditions").max_length],
        place=place,
    )


def export_person(*, user: User) -> dict[str, Any]:
    """What the portal holds about a person, section by section, as JSON can hold it."""
    sections = {name: read(user) for name, read in registry.export_sections().items()}
    return {"exported_at": db_now().isoformat(), **sections}


def erase_person(*, user: User, by: User | None) -> User:
    """Take a person out of the portal: name, address, sign-in means, roles and messages.

    The row stays without anything personal, because stages refer to it; events stay, because they
    hold only ids. Raises Conflict with the reasons while someone depends on this person.
    """
    if by is not None and by.pk != user.pk and not by.has_perm("accounts.change_user"):
        raise NotAllowed(_("You may not erase this person."))
    with transaction.atomic():
        user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
        if user.erased_at:
            return user
        reasons = registry.obstacles(user)
        if reasons:
            raise Conflict(" ".join(reasons), code="still_needed")
        for grant in user.grants.filter(revoked_at=None):
            revoke_role(grant=grant, by=by)
        registry.erase_everywhere(user)
        for model in (EmailAddress, Authenticator, SocialAccount):
            model._default_manager.filter(user=user).delete()
        user.groups.clear()
        user.user_permissions.clear()
        user.email, user.name = f"{user.pk}@erased.invalid", ""
        user.is_active = user.is_staff = user.is_superuser = False
        user.erased_at, user.session_epoch = db_now(), user.session_epoch + 1
        user.set_unusable_password()
        user.save()
        record_event(user, "privacy.erase_person", by=by, audience=Audience.STAFF)
    return user


def destroy_expired(*, as_owner: bool = False) -> dict[str, int]:
    """Remove what is over its time (registry.Retention); how many rows of each kind.

    The portal's own role may not delete what is only added: those rows are left to
    `manage.py destroy_records`, run with the owner's DATABASE_URL.
    """
    return {
        row.kind: row.destroy()
        for row in registry.retentions()
        if row.destroy is not None and row.as_owner == as_owner
    }
