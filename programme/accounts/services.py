"""Every rule that writes about people."""

import secrets
import uuid
from collections.abc import Iterable
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from programme.core.choices import Audience
from programme.core.clock import db_now
from programme.core.errors import Conflict, Incomplete, WrongState
from programme.core.events import record_event
from programme.core.moves import require
from programme.core.signing import TEXT_CHANGED, statement_hash

from .choices import APPOINTED_ROLES, TokenScope
from .groups import GROUP_PERMISSIONS, HELD_BACK, VIEW_ALL
from .models import TOKEN_PREFIX, ApiToken, RoleGrant, Signature, User
from .permissions import can_change_person, can_have_tokens, can_manage_people
from .queries import secret_hash

TOKEN_DAYS = 365
TOKENS_AT_MOST = 10  # live ones of a person


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
    user.forget_grants()
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


def appoint(*, email: str, name: str, role: str, by: User | None) -> RoleGrant:
    """Make a person consultant or evaluator; the account is made when there is none yet.

    The person signs in with a code sent to `email`. Raises NotAllowed, Incomplete.
    """
    if by is not None:
        require(can_manage_people(by), _("You may not appoint people."))
    if role not in APPOINTED_ROLES:
        raise Incomplete(_("This role is given elsewhere."), {"role": _("Choose consultant or evaluator.")})
    with transaction.atomic():
        person = open_account(email=email, name=name)
        return grant_role(user=person, role=role, by=by)


def open_account(*, email: str, name: str, language: str = "ko") -> User:
    """The account of this address, old or new; a new one has no password: its person uses a code."""
    address = email.strip().lower()
    person, _new = User.objects.get_or_create(
        email__iexact=address,
        defaults={"email": address, "name": name, "language": language, "password": make_password(None)},
    )
    if person.erased_at or not person.is_active:
        raise Conflict(_("This account is closed."), code="account_closed")
    EmailAddress.objects.get_or_create(user=person, email=person.email, defaults={"primary": True})
    return person


def end_sessions(*, user: User, by: User | None) -> User:
    """Sign a person out everywhere at once: every session's key holds `session_epoch`. Tokens end too."""
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)
        user.api_tokens.live().update(revoked_at=Now())
        record_event(user, "accounts.end_sessions", by=by, audience=Audience.STAFF)
    user.refresh_from_db(fields=["session_epoch"])
    return user


def deactivate_person(*, user: User, by: User | None, reason: str = "") -> User:
    """Close an account, end its sessions and tokens; its roles stay and do nothing meanwhile."""
    if by is not None:
        require(can_change_person(by, user), _("You may not close this account."))
        require(by.pk != user.pk, _("You cannot close your own account here."))
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(is_active=False, session_epoch=F("session_epoch") + 1)
        user.api_tokens.live().update(revoked_at=Now())
        record_event(
            user, "accounts.deactivate_person", by=by, data={"reason": reason}, audience=Audience.STAFF
        )
    user.refresh_from_db(fields=["is_active", "session_epoch"])
    return user


def reactivate_person(*, user: User, by: User | None) -> User:
    """Open a closed account again. An erased one stays closed (WrongState)."""
    if by is not None:
        require(can_change_person(by, user), _("You may not open this account."))
    if user.erased_at:
        raise WrongState(_("This person's record was erased."))
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(is_active=True)
        record_event(user, "accounts.reactivate_person", by=by, audience=Audience.STAFF)
    user.refresh_from_db(fields=["is_active"])
    return user


def create_token(*, by: User, name: str, scopes: Iterable[str], days: int) -> tuple[ApiToken, str]:
    """Make a personal token for the API, for `days` days (at most TOKEN_DAYS).

    Returns it and its secret, which is not kept. A live token's name is taken: two could not be told
    apart, and a page that is sent again makes no second one. Raises NotAllowed (the account needs a
    second factor), Incomplete, Conflict (`too_many`).
    """
    require(can_have_tokens(by), _("Accounts that need a second step at sign-in cannot use tokens."))
    chosen = [scope for scope in TokenScope.values if scope in set(scopes)]
    fields = {}
    if not name.strip():
        fields["name"] = _("Enter a name by which you recognise the token.")
    if not chosen:
        fields["scopes"] = _("Choose what the token may do.")
    if not 1 <= days <= TOKEN_DAYS:
        fields["days"] = _("A token is valid for a year at most.")
    if fields:
        raise Incomplete(_("Some values are missing or wrong."), fields)
    secret = TOKEN_PREFIX + secrets.token_urlsafe(32)
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=by.pk)  # two windows count the same tokens
        if by.api_tokens.live().count() >= TOKENS_AT_MOST:
            text = _("You have %(count)s tokens. Revoke one that you no longer need.")
            raise Conflict(text % {"count": TOKENS_AT_MOST}, code="too_many")
        if by.api_tokens.live().filter(name__iexact=name.strip()).exists():
            raise Incomplete(
                _("Some values are missing or wrong."),
                {"name": _("You have a token of this name. Choose another, or revoke that one first.")},
            )
        token = ApiToken.objects.create(
            user=by,
            name=name.strip(),
            scopes=chosen,
            sha256=secret_hash(secret.encode()),
            hint=secret[-4:],
            expires_at=db_now() + timedelta(days=days),
        )
        data = {"token": token.public_id, "scopes": chosen}
        record_event(by, "accounts.create_token", by=by, data=data, audience=Audience.STAFF)
    return token, secret


def revoke_token(*, token: ApiToken, by: User) -> ApiToken:
    """End a token of one's own; a second time changes nothing. Raises NotAllowed."""
    require(token.user_id == by.pk, _("This token is not yours."))
    with transaction.atomic():
        if ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=Now()):
            data = {"token": token.public_id}
            record_event(by, "accounts.revoke_token", by=by, data=data, audience=Audience.STAFF)
    token.refresh_from_db(fields=["revoked_at"])
    return token


def update_profile(*, user: User, name: str, language: str) -> User:
    """A person's own name and language (of mails)."""
    user.name, user.language = name.strip(), language
    user.save(update_fields=["name", "language"])
    return user


def follow_language(*, user: User, language: str) -> None:
    """Mails follow the language in which the person signed in last."""
    if language in dict(settings.LANGUAGES) and user.language != language:
        user.language = language
        user.save(update_fields=["language"])


def record_groups_change(*, user: User, before: set[str], after: set[str], by: User) -> None:
    """Keep who gave or took access to the back office (three years: FACTS.md section 7 [56])."""
    if before != after:
        data = {"given": sorted(after - before), "taken": sorted(before - after)}
        record_event(user, "accounts.change_groups", by=by, data=data, audience=Audience.STAFF)


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
    if f"{app}.{codename}" in patterns:
        return True
    if f"{app}.{permission.content_type.model}" in HELD_BACK:
        return False
    return (f"{app}.*" in patterns and not codename.startswith("delete_")) or (
        VIEW_ALL in patterns and codename.startswith("view_")
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
