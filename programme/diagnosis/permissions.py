"""Who may assign, diagnose and design."""

from typing import Any

from programme.applications.models import Application

from .models import Design, Diagnosis


def can_assign(user: Any, application: Application) -> bool:
    """The specialised body assigns consultants."""
    return user.has_perm("diagnosis.add_diagnosis")


def can_diagnose(user: Any, application: Application) -> bool:
    """The consultant of this case, or staff who enter it for them."""
    if user.has_perm("diagnosis.change_diagnosis"):
        return True
    return Diagnosis.objects.filter(application=application, consultant_id=user.pk).exists()


def can_design(user: Any, application: Application) -> bool:
    """The designer of this case, or staff who enter it for them."""
    if user.has_perm("diagnosis.change_design"):
        return True
    return Design.objects.filter(application=application, designer_id=user.pk).exists()


def can_reopen_diagnosis(user: Any, application: Application) -> bool:
    """Staff who look after diagnoses."""
    return user.has_perm("diagnosis.change_diagnosis")


def can_reopen_design(user: Any, application: Application) -> bool:
    """Staff who look after designs."""
    return user.has_perm("diagnosis.change_design")
