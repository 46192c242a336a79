"""People and what they may be."""

import uuid
from datetime import timedelta
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now
from django.utils.crypto import salted_hmac
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from programme.core.display import datetime_text
from programme.core.models import PublicIdModel
from programme.core.triggers import only_added

from .choices import DESK_ROLES, Role, TokenScope


class UserManager(BaseUserManager["User"]):
    """Accounts by e-mail address, written in small letters."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """One person, one account. The id is random, so that events may name it for ever."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=60, blank=True)
    language = models.CharField(
        _("language"), max_length=2, choices=[("ko", "한국어"), ("en", "English")], default="ko"
    )
    is_staff = models.BooleanField(_("back office"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    is_demo = models.BooleanField(_("demonstration account"), default=False)
    date_joined = models.DateTimeField(_("joined"), db_default=Now())
    erased_at = models.DateTimeField(_("erased at"), null=True, blank=True, editable=False)
    # Part of every session's key: raised by one, it ends them all without touching the password.
    session_epoch = models.PositiveIntegerField(default=0, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = pgettext_lazy("user", "person")
        verbose_name_plural = pgettext_lazy("user", "people")
        constraints = [models.UniqueConstraint(Lower("email"), name="accounts_user_email_ci")]

    def __str__(self) -> str:
        if self.erased_at:
            return gettext("A person whose record was erased")
        return self.name or self.email

    def get_full_name(self) -> str:
        """What the back office's frame calls the person who is signed in."""
        return str(self)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        value = f"{self.password}{self.session_epoch}"
        return salted_hmac("accounts.User.session", value, secret=secret, algorithm="sha256").hexdigest()

    # Read with the person at each request (queries.person_of_session): without grants none are asked for.
    has_grants: bool = True

    @cached_property
    def live_grants(self) -> "list[RoleGrant]":
        """This person's live role grants, read once per request."""
        return list(self.grants.filter(revoked_at=None)) if self.has_grants else []

    def scopes(self, *roles: str) -> list[uuid.UUID]:
        """The scopes (company, partner, techno-park) in which this person holds one of `roles`."""
        return [grant.scope for grant in self.live_grants if grant.role in roles and grant.scope]

    def holds(self, *roles: str, scope: uuid.UUID | None = None) -> bool:
        """Whether this person holds one of `roles` (in `scope`, when given)."""
        return any(g.role in roles and (scope is None or g.scope == scope) for g in self.live_grants)

    @property
    def needs_second_factor(self) -> bool:
        return self.is_staff or self.holds(*DESK_ROLES)

    def forget_grants(self) -> None:
        """Read the roles again: they were changed."""
        for known in ("live_grants", "has_grants"):
            self.__dict__.pop(known, None)


class RoleGrant(models.Model):
    """A role given to a person; written by the owner of the scope, revoked but never deleted.

    Grants and changes are kept three years (facts/FACTS.md section 7 [56]). `scope` is the `uid` of
    the company, partner organisation or techno-park; None for roles without one.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants", verbose_name=_("person"))
    role = models.CharField(_("role"), max_length=20, choices=Role)
    scope = models.UUIDField(_("scope"), null=True, blank=True)
    granted_by = models.UUIDField(null=True, blank=True)
    granted_at = models.DateTimeField(_("granted at"), db_default=Now())
    revoked_by = models.UUIDField(null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "scope"],
                condition=Q(revoked_at=None),
                nulls_distinct=False,
                name="accounts_one_live_grant",
            )
        ]
        indexes = [models.Index(fields=["scope", "role"], name="accounts_grant_scope")]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.user}"


class Signature(models.Model):
    """A statement that a person signed after a fresh second factor; rows are only added.

    `statement` is the text as shown, `sha256` the hash of its UTF-8 bytes in hexadecimal.
    """

    by = models.UUIDField()
    statement = models.TextField()
    sha256 = models.CharField(max_length=64)
    subject_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    subject_id = models.CharField(max_length=40)
    signed_at = models.DateTimeField(db_default=Now())

    append_only = True

    class Meta:
        triggers = [only_added("accounts_signature_only_added")]

    def __str__(self) -> str:
        return f"{self.sha256[:12]}… {datetime_text(self.signed_at, get_language() or 'ko')}"


class SavedView(PublicIdModel):
    """A person's own view of a back-office list: its filters, search and order under a name.

    `list` is the model's label ("applications.application"), `query` the list's query string without
    the page. At most one view of a list opens it (`is_default`).
    """

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="saved_views")
    list = models.CharField(max_length=80)
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(max_length=1000)
    is_default = models.BooleanField(_("opens the list"), default=False)
    saved_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "list", "name"], name="accounts_view_name"),
            models.UniqueConstraint(
                fields=["owner", "list"], condition=Q(is_default=True), name="accounts_one_default_view"
            ),
        ]

    def __str__(self) -> str:
        return self.name


# How every secret of a token begins, so that a lost one is recognised where it should not be.
TOKEN_PREFIX = "kslf_"  # noqa: S105  no secret, its beginning


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def live(self) -> "ApiTokenQuerySet":
        """Neither revoked nor expired, on the database's clock."""
        return self.filter(revoked_at=None, expires_at__gt=Now())


class ApiToken(PublicIdModel):
    """A person's key for programs. The secret is shown once; only its SHA-256 is kept.

    `scopes` are of TokenScope. `hint` is the secret's end, by which its person recognises it.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(_("name"), max_length=60)
    scopes = ArrayField(models.CharField(max_length=10, choices=TokenScope))
    sha256 = models.CharField(max_length=64, unique=True, editable=False)
    hint = models.CharField(max_length=4, editable=False)
    made_at = models.DateTimeField(_("made at"), db_default=Now())
    expires_at = models.DateTimeField(_("expires at"))
    last_used_on = models.DateField(_("last used on"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__lte=models.F("made_at") + timedelta(days=366)),
                name="accounts_token_at_most_a_year",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def scope_names(self) -> list[str]:
        """What the token may do, in words."""
        return [str(TokenScope(scope).label) for scope in self.scopes]
