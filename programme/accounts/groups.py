"""What each staff group may do: the one table of back-office permissions.

Written to the database by `manage.py load_reference`; a permission not listed here is not given.
`can_<verb>` functions ask for these permissions, never for a group.

"<app>.*" is everything of that app except deleting: nothing is deleted in the back office.
"""

from .choices import StaffGroup

# Every group sees everything that passes through its hands; "view" on all of the programme's models.
VIEW_ALL = "*.view"

# No wildcard reaches these: scores are sealed, and are read through the evaluation's own queries
# alone; who looked at whose record is for those who check it, not for those who are checked.
HELD_BACK = frozenset({"evaluation.score", "evaluation.scoreevent", "privacy.accesslog"})

GROUP_PERMISSIONS: dict[str, list[str]] = {
    StaffGroup.MINISTRY: [
        VIEW_ALL,
        "regions.*",
        "calls.*",
        "companies.add_company",
        "companies.change_company",
        "companies.change_claim",
        "factories.change_lighthousefactory",
        "applications.add_application",
        "applications.change_application",
        "evaluation.*",
        "selection.*",
        "funding.add_appropriation",
        "funding.change_appropriation",
        "funding.countersign_agreement",
        "funding.approve_instalment",
        "tours.*",
        "news.*",
        "accounts.change_user",
        "accounts.change_rolegrant",
        "accounts.add_user",
        "privacy.export_personal",
        "notifications.change_message",
    ],
    StaffGroup.BODY: [
        VIEW_ALL,
        "privacy.export_personal",
        "accounts.change_rolegrant",
        "notifications.change_message",
        "companies.add_company",
        "companies.change_company",
        "companies.change_claim",
        "applications.add_application",
        "applications.change_application",
        "recommendations.*",
        "screening.*",
        "diagnosis.*",
        "evaluation.*",
        "funding.add_agreement",
        "funding.change_agreement",
        "funding.approve_instalment",
        "tours.*",
        "news.*",
    ],
    StaffGroup.FINANCE: [
        VIEW_ALL,
        "funding.pay_instalment",
    ],
    StaffGroup.AUDITOR: [VIEW_ALL, "privacy.view_accesslog"],
}
