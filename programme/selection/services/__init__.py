"""Every rule that writes about selections."""

from .appeals import dismiss_appeal, file_appeal, uphold_appeal
from .decisions import stage_decision, stage_top
from .publication import publish_results, reject_application, select_application

__all__ = [
    "dismiss_appeal",
    "file_appeal",
    "publish_results",
    "reject_application",
    "select_application",
    "stage_decision",
    "stage_top",
    "uphold_appeal",
]
