"""Every rule that writes news, notices, answers and contacts."""

from .articles import (
    attach_file,
    draft_article,
    pin_article,
    publish_article,
    remove_file,
    revise_article,
    unpin_article,
    withdraw_article,
)
from .help import add_contact, draft_answer, publish_answer, unpublish_answer
from .load import load_news

__all__ = [
    "add_contact",
    "attach_file",
    "draft_answer",
    "draft_article",
    "load_news",
    "pin_article",
    "publish_answer",
    "publish_article",
    "remove_file",
    "revise_article",
    "unpin_article",
    "unpublish_answer",
    "withdraw_article",
]
