"""Who may write, publish and answer: staff whose group has it (accounts/groups.py)."""

from typing import Any

from .models import Answer, Article


def can_edit_article(user: Any, article: Article) -> bool:
    """Publish, revise, pin and withdraw, and add files."""
    return user.has_perm("news.change_article")


def can_edit_answer(user: Any, answer: Answer) -> bool:
    return user.has_perm("news.change_answer")
