"""People and roles in the back office."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from programme.core.admin import BaseAdmin, ReadOnlyAdmin, ReadOnlyInline, StandardView, person_column

from . import permissions, services
from .choices import StaffGroup
from .forms import AppointForm
from .models import RoleGrant, User

# What a group may do is written in groups.py, and the providers of sign-in in the settings: neither is
# typed in the back office; nor are the secrets of second factors.
for model in (Authenticator, Group, SocialAccount, SocialApp, SocialToken):
    admin.site.unregister(model)

FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


class GrantInline(ReadOnlyInline):
    model = RoleGrant
    fields = ["role", "scope", "granted_at", "revoked_at"]
    readonly_fields = fields
    show_change_link = True


class StaffGroupFilter(admin.SimpleListFilter):
    """People of one group, by the group's readable name."""

    title = _("group")
    parameter_name = "group"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(StaffGroup.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> QuerySet[User]:
        return queryset.filter(groups__name=self.value()) if self.value() else queryset


@admin.register(User)
class UserAdmin(BaseAdmin):
    """A person: name, language, groups. Passwords and second factors belong to the person alone."""

    demo_path = "is_demo"
    personal = True
    list_display = [
        "email",
        "name",
        "is_staff",
        "has_second_factor",
        "is_active",
        "date_joined",
        "last_login",
    ]
    list_filter = ["is_staff", "is_active", StaffGroupFilter, "language"]
    date_hierarchy = "date_joined"
    standard_views = (
        StandardView(name=_("Back office"), query="is_staff__exact=1"),
        StandardView(name=_("Closed accounts"), query="is_active__exact=0"),
    )
    search_fields = ["email", "name"]
    ordering = ["email"]
    inlines = [GrantInline]
    fields = [
        "email",
        "name",
        "language",
        "is_staff",
        "groups",
        "has_second_factor",
        "is_active",
        "last_login",
    ]
    readonly_fields = ["has_second_factor", "group_names", "is_active", "last_login"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        factor = Authenticator.objects.filter(user=OuterRef("pk"), type__in=FACTORS)
        return super().get_queryset(request).annotate(second_factor=Exists(factor))

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """The four groups as boxes to tick, each by its readable name."""
        kwargs["widget"] = UnfoldAdminCheckboxSelectMultipleWidget()
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if field is not None and db_field.name == "groups":
            names = dict(StaffGroup.choices)
            field.label_from_instance = lambda group: str(names.get(group.name, group.name))
            field.help_text = ""
        return field

    def get_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        fields = list(super().get_fields(request, obj))
        if obj is not None and not self.has_change_permission(request, obj):
            return ["group_names" if name == "groups" else name for name in fields]
        return fields

    @admin.display(description=_("groups"))
    def group_names(self, user: User) -> str:
        names = dict(StaffGroup.choices)
        return ", ".join(str(names.get(group.name, group.name)) for group in user.groups.all())

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        # The address signs a person in: only they change it, once the account stands.
        fields = super().get_readonly_fields(request, obj)
        return [*fields, "email"] if obj else fields

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        may = super().has_change_permission(request, obj)
        return may and (obj is None or permissions.can_change_person(request.user, obj))

    @admin.display(boolean=True, description=_("Second factor"))
    def has_second_factor(self, user: User) -> bool:
        return getattr(user, "second_factor", False)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        before = {group.name for group in form.instance.groups.all()}
        super().save_related(request, form, formsets, change)
        after = {group.name for group in form.instance.groups.all()}
        services.record_groups_change(user=form.instance, before=before, after=after, by=request.user)


@admin.register(RoleGrant)
class RoleGrantAdmin(ReadOnlyAdmin):
    """Every role ever given. "Add" appoints a consultant or an evaluator."""

    personal = True
    standard_views = (StandardView(name=_("Held now"), query="revoked_at__isempty=1"),)
    list_display = ["user", "role", "scope", "granted_at", "revoked_at"]
    list_filter = ["role", ("revoked_at", admin.EmptyFieldListFilter)]
    search_fields = ["user__email", "user__name", "=scope"]
    list_select_related = ["user"]
    date_hierarchy = "granted_at"
    fields = readonly_fields = [
        "user",
        "role",
        "scope",
        "granting_person",
        "granted_at",
        "revoking_person",
        "revoked_at",
    ]
    granting_person = person_column("granted_by", _("granted by"))
    revoking_person = person_column("revoked_by", _("revoked by"))

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return permissions.can_manage_people(request.user)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        return self.service_form_view(
            request,
            AppointForm,
            lambda data: services.appoint(by=request.user, **data),
        )


@admin.register(Authenticator)
class AuthenticatorAdmin(ReadOnlyAdmin):
    """Second factors without their secrets; a lost one is removed here, and its person enrols anew."""

    personal = True
    list_display = ["user", "type", "created_at", "last_used_at"]
    list_filter = ["type"]
    list_select_related = ["user"]
    search_fields = ["user__email"]
    fields = list_display

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_superuser
