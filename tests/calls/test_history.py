"""The kept history of a call's terms: added to by the database, changed by nobody."""

import pytest
from django.apps import apps
from django.db import DatabaseError, transaction

from programme.calls.models import Call
from tests.records import CallFactory

pytestmark = pytest.mark.django_db


def test_every_change_of_terms_is_kept_even_by_bulk() -> None:
    history = apps.get_model("calls", "CallHistory").objects
    call = CallFactory(planned_places=4)
    Call.objects.filter(pk=call.pk).update(planned_places=5)
    Call.objects.filter(pk=call.pk).update(note_ko="설명만 바뀜")  # not a term
    kept = history.filter(pgh_obj_id=call.pk).order_by("pgh_id").values_list("planned_places", flat=True)
    assert list(kept) == [4, 5]


def test_the_application_may_not_rewrite_it() -> None:
    CallFactory()
    history = apps.get_model("calls", "CallHistory").objects
    for rewrite in (lambda: history.update(planned_places=9), lambda: history.all()._raw_delete("default")):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            rewrite()


def test_it_holds_no_personal_column() -> None:
    names = {field.name for field in apps.get_model("calls", "CallHistory")._meta.fields}
    assert not names & {"pgh_context", "by", "user"}
