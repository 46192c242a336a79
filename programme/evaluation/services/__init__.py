"""Every rule that writes about evaluations."""

from .closing import close_evaluation, reopen_evaluation
from .panels import assign_evaluators, change_panel, form_panel, replace_evaluator
from .scoring import declare_conflict, declare_no_conflict, save_scores, seal_scores, unseal_scores

__all__ = [
    "assign_evaluators",
    "change_panel",
    "close_evaluation",
    "declare_conflict",
    "declare_no_conflict",
    "form_panel",
    "reopen_evaluation",
    "replace_evaluator",
    "save_scores",
    "seal_scores",
    "unseal_scores",
]
