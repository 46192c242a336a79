"""Django's own sentences that our Korean catalogue words in the portal's tone ("~해 주세요").

They are named here so that script/messages keeps them; the catalogues of LOCALE_PATHS win over Django's.
"""

from django.utils.translation import gettext_noop as _

WORDED_BY_US = [
    _("Enter a whole number."),
    _("Enter a number."),
    _("Enter a valid value."),
    _("Enter a valid date."),
    _("Enter a valid time."),
    _("Enter a valid date/time."),
    _("Enter a valid email address."),
    _("Enter a valid URL."),
    _("Select a valid choice. That choice is not one of the available choices."),
]
