"""What a person reads when the database would refuse: a sentence, never a constraint's name."""

from collections.abc import Iterator

from django import forms
from django.db import models
from django.urls import get_resolver

from programme.calls.models import Call
from programme.companies.models import Company
from programme.regions.models import Region
from programme.tours.models import Session

OFFICE = {Call, Company, Region}  # edited in the back office, by Django's own forms


def subclasses(cls: type) -> Iterator[type]:
    for one in cls.__subclasses__():
        yield one
        yield from subclasses(one)


def models_behind_forms() -> set[type[models.Model]]:
    """The models of the pages' own model forms."""
    assert get_resolver().url_patterns  # imports every form
    found = {
        form._meta.model for form in subclasses(forms.ModelForm) if form.__module__.startswith("programme.")
    }
    return {model for model in found if model is not None and issubclass(model, models.Model)}


def names_itself(constraint: models.BaseConstraint) -> bool:
    """Whether Django would show the constraint's name to whoever violates it."""
    if isinstance(constraint, models.UniqueConstraint) and constraint.fields and constraint.condition is None:
        return False  # "… with this name already exists."
    return str(constraint.violation_error_message) == str(constraint.default_violation_error_message)


def nameless(found: set[type[models.Model]]) -> list[str]:
    return sorted(one.name for model in found for one in model._meta.constraints if names_itself(one))


def test_every_constraint_behind_a_form_says_what_is_wrong():
    assert len(models_behind_forms()) > 8
    assert nameless(models_behind_forms() | OFFICE) == []


def test_the_guard_sees_a_constraint_without_words():
    assert "tours_session_seats" in nameless({Session})  # counters: no form writes them
