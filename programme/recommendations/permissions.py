"""Who may speak for a techno-park."""

from typing import Any

from programme.accounts.choices import Role
from programme.applications.models import Application
from programme.calls.models import Call
from programme.regions.models import TechnoPark

from .models import Nomination, Quota


def is_officer(user: Any, technopark: TechnoPark | None) -> bool:
    """Whether the person acts for this techno-park."""
    return technopark is not None and user.holds(Role.OFFICER, scope=technopark.uid)


def can_recommend(user: Any, application: Application) -> bool:
    """Only an officer of the techno-park that was asked; the word is signed."""
    return is_officer(user, application.technopark)


def can_enter_recommendation(user: Any, application: Application) -> bool:
    """Staff who enter what a techno-park sent on paper."""
    return user.is_staff and user.has_perm("recommendations.add_recommendation")


def can_decline(user: Any, application: Application) -> bool:
    """As for recommending, and staff who enter a word given on paper."""
    return can_recommend(user, application) or can_enter_recommendation(user, application)


def can_take_back(user: Any, application: Application) -> bool:
    """The techno-park itself, or staff who may correct its word."""
    return can_recommend(user, application) or user.has_perm("recommendations.change_recommendation")


def can_set_quota(user: Any, quota: Quota) -> bool:
    """Staff who set how many each techno-park may recommend."""
    return user.has_perm("recommendations.change_quota")


def can_nominate(user: Any, call: Call, technopark: TechnoPark) -> bool:
    """The techno-park's officers, and staff who enter nominations."""
    return is_officer(user, technopark) or user.has_perm("recommendations.add_nomination")


def can_settle_nomination(user: Any, nomination: Nomination) -> bool:
    """The techno-park's officers, and staff who change nominations."""
    return is_officer(user, nomination.technopark) or user.has_perm("recommendations.change_nomination")
