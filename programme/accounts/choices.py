from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person may be outside the ministry; the scope says for whom."""

    COMPANY_OWNER = "company_owner", _("Company representative")  # scope: company
    COMPANY_MEMBER = "company_member", _("Company staff")  # scope: company
    PARTNER_MEMBER = "partner_member", _("Partner organisation staff")  # scope: partner organisation
    OFFICER = "officer", _("Techno-park officer")  # scope: techno-park
    CONSULTANT = "consultant", _("Diagnosis consultant")
    EVALUATOR = "evaluator", _("Evaluator")


# People who work on other people's cases need a second factor at every sign-in.
DESK_ROLES = frozenset({Role.OFFICER, Role.CONSULTANT, Role.EVALUATOR})

# Roles without a scope: given and ended by staff.
APPOINTED_ROLES = frozenset({Role.CONSULTANT, Role.EVALUATOR})

COMPANY_ROLES = frozenset({Role.COMPANY_OWNER, Role.COMPANY_MEMBER})


class StaffGroup(models.TextChoices):
    """Groups of people with access to the back office; accounts/groups.py lists their permissions."""

    MINISTRY = "ministry", _("Ministry")
    BODY = "body", _("Specialised body")
    FINANCE = "finance", _("Funding officers")
    AUDITOR = "auditor", _("Auditors (read only)")


class TokenScope(models.TextChoices):
    """What a personal token of the API may do at tours, for its person."""

    READ = "read", _("Read my bookings and places in line")
    BOOK = "book", _("Book, change, cancel, wait")
    CHECK_IN = "check_in", _("Check visitors in, as a host")
