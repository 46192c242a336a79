"""Every rule that writes programmes and calls."""

from .draft import draft_call
from .load import cited, load_programme, published_rounds
from .publish import conclude_call, extend_deadline, extend_stage, publish_call, reopen_call
from .revise import revise_criteria, revise_questions

__all__ = [
    "cited",
    "conclude_call",
    "draft_call",
    "extend_deadline",
    "extend_stage",
    "load_programme",
    "publish_call",
    "published_rounds",
    "reopen_call",
    "revise_criteria",
    "revise_questions",
]
