"""How long the portal keeps what accounts and this app own. Sources: FACTS.md section 7."""

from datetime import timedelta
from typing import Any

from django.contrib.sessions.models import Session
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from programme.accounts.models import ApiToken, RoleGrant, SavedView, Signature, User
from programme.core.clock import db_now
from programme.core.idempotency import forget_answers
from programme.core.models import Event, IdempotentAnswer
from programme.core.triggers import set_aside

from .models import AccessLog
from .registry import Retention, export_section, keep, on_erasure

GRANTS_FOR = timedelta(days=3 * 365 + 1)
TOKENS_FOR = timedelta(days=90)
UNPROVED_FOR = timedelta(days=7)
ACCESS_LOG_FOR = timedelta(days=2 * 365 + 1)

ACT = _("Personal Information Protection Act, article 21")
STANDARD = _("Standard of measures to secure personal information (the Commission's notice)")


def destroy_sessions() -> int:
    return Session.objects.filter(expire_date__lt=db_now()).delete()[0]


def destroy_unproved() -> int:
    """Accounts opened by asking for a code that never came back: no name, never signed in, no role."""
    asked = User.objects.filter(name="", last_login=None, is_staff=False, grants=None, erased_at=None)
    return asked.filter(date_joined__lt=db_now() - UNPROVED_FOR).delete()[1].get("accounts.User", 0)


def destroy_grants() -> int:
    return RoleGrant.objects.filter(revoked_at__lt=db_now() - GRANTS_FOR).delete()[0]


def destroy_tokens() -> int:
    """Tokens that expired or were revoked TOKENS_FOR ago."""
    over = db_now() - TOKENS_FOR
    return ApiToken.objects.filter(Q(expires_at__lt=over) | Q(revoked_at__lt=over)).delete()[0]


def destroy_access_log() -> int:
    """Only the owner's role has the right; the trigger that stops everyone is set aside for this."""
    with set_aside("privacy.AccessLog:privacy_access_log_only_added"):
        return AccessLog.objects.filter(at__lt=db_now() - ACCESS_LOG_FOR).delete()[0]


keep(
    Retention(
        kind="account",
        what=_("Name, e-mail address, language, roles"),
        why=_("To sign you in, to write to you, to know for whom you speak"),
        period=_("Until you erase your account"),
        law=ACT,
    ),
    Retention(
        kind="unproved_addresses",
        what=_("E-mail addresses to which a code was sent that nobody entered"),
        why=_("To open an account for whoever enters the code"),
        period=_("7 days"),
        law=ACT,
        destroy=destroy_unproved,
    ),
    Retention(
        kind="saved_views",
        what=_("Own views of the back office's lists"),
        why=_("To find the same rows again"),
        period=_("Until you delete them or erase your account"),
        law=ACT,
    ),
    Retention(
        kind="second_factor",
        what=_("Authenticator (encrypted), security keys, recovery codes"),
        why=_("To make sure that it is you"),
        period=_("Until you remove them or erase your account"),
        law=STANDARD,
    ),
    Retention(
        kind="sessions",
        what=_("Sessions"),
        why=_("To keep you signed in"),
        period=_("60 minutes without use; removed in the following night"),
        law=STANDARD,
        destroy=destroy_sessions,
    ),
    Retention(
        kind="api_tokens",
        what=_("API tokens: name, what they may do, days of making and last use; of the secret only a hash"),
        why=_("To let your programs act for you"),
        period=_("90 days after they expire or are revoked, or until you erase your account"),
        law=STANDARD,
        destroy=destroy_tokens,
    ),
    Retention(
        kind="api_answers",
        what=_("Answers of the API to requests that may be repeated"),
        why=_("So that nothing is done twice"),
        period=_("24 hours"),
        law=ACT,
        destroy=forget_answers,
    ),
    Retention(
        kind="grants",
        what=_("Roles given and ended"),
        why=_("To show who could do what, and when"),
        period=_("3 years after the role ended"),
        law=STANDARD,
        destroy=destroy_grants,
    ),
    Retention(
        kind="signatures",
        what=_("Signed texts with the signer's number, without the name"),
        why=_("Evidence of what was signed"),
        period=_("As long as the document that was signed"),
        law=_("Public Records Management Act"),
    ),
    Retention(
        kind="access_log",
        what=_("Who saw whose data"),
        why=_("To find misuse"),
        period=_("2 years"),
        law=STANDARD,
        destroy=destroy_access_log,
        as_owner=True,
    ),
)


def read_account(user: User) -> dict[str, Any]:
    return {
        "id": str(user.pk),
        "email": user.email,
        "name": user.name,
        "language": user.language,
        "joined_at": user.date_joined.isoformat(),
        "back_office": user.is_staff,
        "groups": sorted(group.name for group in user.groups.all()),
    }


def read_roles(user: User) -> list[dict[str, Any]]:
    return [
        {
            "role": grant.role,
            "scope": str(grant.scope or ""),
            "granted_at": grant.granted_at.isoformat(),
            "revoked_at": grant.revoked_at.isoformat() if grant.revoked_at else None,
        }
        for grant in user.grants.order_by("granted_at")
    ]


def read_signatures(user: User) -> list[dict[str, Any]]:
    rows = Signature.objects.filter(by=user.pk).order_by("signed_at")
    return [
        {"signed_at": row.signed_at.isoformat(), "text": row.statement, "sha256": row.sha256} for row in rows
    ]


def read_steps(user: User) -> list[dict[str, Any]]:
    rows = Event.objects.filter(by=user.pk).order_by("id").values_list("at", "verb")
    return [{"at": at.isoformat(), "step": verb} for at, verb in rows]


def read_accesses(user: User) -> list[dict[str, Any]]:
    rows = AccessLog.objects.filter(whose=user.pk).order_by("id")
    return [{"at": row.at.isoformat(), "what": row.what, "why": row.why} for row in rows]


def read_views(user: User) -> list[dict[str, Any]]:
    rows = SavedView.objects.filter(owner=user)
    return [{"list": row.list, "name": row.name, "query": row.query} for row in rows]


def read_tokens(user: User) -> list[dict[str, Any]]:
    return [
        {
            "name": token.name,
            "may": token.scopes,
            "made_at": token.made_at.isoformat(),
            "expires_at": token.expires_at.isoformat(),
            "last_used_on": token.last_used_on.isoformat() if token.last_used_on else None,
            "revoked_at": token.revoked_at.isoformat() if token.revoked_at else None,
        }
        for token in user.api_tokens.order_by("id")
    ]


def read_answers(user: User) -> list[dict[str, Any]]:
    rows = IdempotentAnswer.objects.filter(by=user.pk).order_by("id")
    return [{"at": row.at.isoformat(), "key": row.key, "answer": row.body} for row in rows]


def erase_api_use(user: User) -> None:
    """Tokens end at once; kept answers may hold the person's words."""
    ApiToken.objects.filter(user=user).delete()
    IdempotentAnswer.objects.filter(by=user.pk).delete()


def erase_views(user: User) -> None:
    """Names and searches are the person's own words."""
    SavedView.objects.filter(owner=user).delete()


on_erasure(erase_views)
on_erasure(erase_api_use)
export_section("account", read_account)
export_section("roles", read_roles)
export_section("saved_views", read_views)
export_section("signatures", read_signatures)
export_section("steps_taken", read_steps)
export_section("seen_by_others", read_accesses)
export_section("api_tokens", read_tokens)
export_section("api_answers", read_answers)
