"""A person's own views of the back office's lists: everything that reads or writes them.

Nobody else's are found: a service takes the owner and the view's public id, and raises SavedView.DoesNotExist
(404) for a view of somebody else.
"""

from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext as _

from programme.core.errors import Conflict, Incomplete

from .models import SavedView, User

VIEWS_OF_A_LIST = 20
LONGEST_QUERY, LONGEST_NAME = 1000, 60  # as the model has them
# Parts of a list's address that say where in it one stands, not what one sees.
PASSING = ("p", "e", "all", "_popup", "_to_field", "_changelist_filters")


def tidy(query: str) -> str:
    """A list's query without page and empty values, in a fixed order: equal views are equal texts."""
    values = QueryDict(query)
    pairs = sorted((name, value) for name in values for value in values.getlist(name) if value)
    kept = QueryDict(mutable=True)
    for name, value in pairs:
        if name not in PASSING:
            kept.appendlist(name, value)
    return kept.urlencode()


def views_of(user: User, label: str) -> list[SavedView]:
    """The person's views of a list, by name."""
    return list(SavedView.objects.filter(owner=user, list=label))


def save_view(*, by: User, label: str, name: str, query: str, opens: bool = False) -> SavedView:
    """Keep a list's query under a name; `opens` makes it the list's opening view.

    Raises Incomplete without a name or with a query too long, Conflict for a name already used or too
    many views.
    """
    name, query = _name(name), tidy(query)
    if len(query) > LONGEST_QUERY:
        raise Incomplete(_("This choice of filters is too long to be saved."))
    with transaction.atomic():
        own = _locked(by, label)
        if len(own) >= VIEWS_OF_A_LIST:
            text = _("A list takes %(number)d views of yours. Delete one first.")
            raise Conflict(text % {"number": VIEWS_OF_A_LIST})
        _refuse_twice(own, name)
        if opens:
            _close(own)
        return SavedView.objects.create(owner=by, list=label, name=name, query=query, is_default=opens)


def change_view(*, by: User, public_id: str, name: str, opens: bool) -> SavedView:
    """Rename a view, and say whether it opens its list. Raises as save_view."""
    name = _name(name)
    with transaction.atomic():
        view = SavedView.objects.get(owner=by, public_id=public_id)
        others = [one for one in _locked(by, view.list) if one.pk != view.pk]
        _refuse_twice(others, name)
        if opens:
            _close(others)
        view.name, view.is_default = name, opens
        view.save(update_fields=["name", "is_default"])
    return view


def delete_view(*, by: User, public_id: str) -> SavedView:
    """Forget a view."""
    view = SavedView.objects.get(owner=by, public_id=public_id)
    view.delete()
    return view


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not name:
        raise Incomplete(_("Give the view a name."), {"name": _("Give the view a name.")})
    if len(name) > LONGEST_NAME:
        raise Incomplete(_("The name is too long."), {"name": _("The name is too long.")})
    return name


def _locked(user: User, label: str) -> list[SavedView]:
    """The person's views of a list, while nobody else changes them: the person's own row is the lock."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    return views_of(user, label)


def _refuse_twice(views: list[SavedView], name: str) -> None:
    if any(view.name == name for view in views):
        text = _("You already have a view named “%(name)s” here.") % {"name": name}
        raise Conflict(text, {"name": text})


def _close(views: list[SavedView]) -> None:
    SavedView.objects.filter(pk__in=[view.pk for view in views], is_default=True).update(is_default=False)
