"""Every rule that writes about people."""

import uuid

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils.translation import gettext as _

from programme.core.clock import db_now
from programme.core.errors import Conflict
from programme.core.events import record_event
from programme.core.signing import TEXT_CHANGED, statement_hash

from .groups import GROUP_PERMISSIONS, VIEW_ALL
from .models import RoleGrant, Signature, User


def grant_role(*, user: User, role: str, scope: uuid.UUID | None = None, by: User | None) -> RoleGrant:
    """Give `user` a role, once; called by the service that owns the scope, which checks `by`.

    Returns the live grant, old or new.
    """
    with transaction.atomic():
        grant, created = RoleGrant.objects.get_or_create(
            user=user, role=role, scope=scope, revoked_at=None, defaults={"granted_by": by.pk if by else None}
        )
        if created:
            record_event(user, "accounts.grant_role", by=by, data={"role": role, "scope": str(scope or "")})
    user.__dict__.pop("live_grants", None)
    return grant


def revoke_role(*, grant: RoleGrant, by: User | None) -> RoleGrant:
    """End a role; the row stays for three years. Called by the service that owns the scope."""
    with transaction.atomic():
        grant = RoleGrant.objects.select_for_update(no_key=True).get(pk=grant.pk)
        if grant.revoked_at is None:
            grant.revoked_at, grant.revoked_by = db_now(), by.pk if by else None
            grant.save(update_fields=["revoked_at", "revoked_by"])
            record_event(
                grant.user,
                "accounts.revoke_role",
                by=by,
                data={"role": grant.role, "scope": str(grant.scope or "")},
            )
    return grant


def sync_groups() -> None:
    """Write accounts/groups.py to the database: each group holds exactly what the table lists."""
    for name, patterns in GROUP_PERMISSIONS.items():
        group, _created = Group.objects.get_or_create(name=name)
        group.permissions.set(
            permission for permission in _programme_permissions() if _listed(permission, patterns)
        )


def _programme_permissions() -> models.QuerySet[Permission]:
    return Permission.objects.filter(content_type__app_label__in=settings.PROGRAMME_APPS).select_related(
        "content_type"
    )


def _listed(permission: Permission, patterns: list[str]) -> bool:
    app, codename = permission.content_type.app_label, permission.codename
    return (
        f"{app}.{codename}" in patterns
        or f"{app}.*" in patterns
        or (VIEW_ALL in patterns and codename.startswith("view_"))
    )


def sign(*, by: User, statement: str, shown_sha256: str, subject: models.Model) -> Signature:
    """Keep a signature under `statement`; call it inside the transaction of what is signed.

    The door asks for a fresh second factor before. `shown_sha256` is the hash that the page
    carried: when the statement has changed since, Conflict is raised and nothing is signed.
    """
    sha256 = statement_hash(statement)
    if sha256 != shown_sha256:
        raise Conflict(
            _("The text has changed since you read it. Please read it again and sign."), code=TEXT_CHANGED
        )
    return Signature.objects.create(
        by=by.pk,
        statement=statement,
        sha256=sha256,
        subject_type=ContentType.objects.get_for_model(subject),
        subject_id=str(subject.pk),
    )
