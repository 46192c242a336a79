"""Every rule that writes about applications."""

from .documents import attach_document, remove_attachment
from .drafts import save_draft, start_application
from .partners import add_partner, confirm_part, remove_partner
from .submission import recall_application, submit_application, withdraw_application

__all__ = [
    "add_partner",
    "attach_document",
    "confirm_part",
    "recall_application",
    "remove_attachment",
    "remove_partner",
    "save_draft",
    "start_application",
    "submit_application",
    "withdraw_application",
]
