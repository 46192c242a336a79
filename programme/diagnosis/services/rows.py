"""Writing a form's rows: findings, improvements, indicators, costs."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from programme.core.errors import Conflict, Incomplete

Row = Mapping[str, Any]


def replace_rows(parent: models.Model, name: str, rows: Sequence[Row], *, many: Sequence[str] = ()) -> None:
    """Replace the rows of `parent.<name>` by `rows`, each checked as its model says.

    `many` names the many-to-many fields among a row's. Raises Incomplete with the fields
    "<name>-<row>-<field>". Call it inside the parent's transaction.
    """
    manager = getattr(parent, name)
    model, link = manager.model, manager.field.name
    objects, faults = [], {}
    for index, row in enumerate(rows):
        obj = model(**{link: parent}, **{key: value for key, value in row.items() if key not in many})
        try:
            obj.full_clean(exclude=[link])
        except ValidationError as error:
            for field, texts in error.message_dict.items():
                faults[f"{name}-{index}-{field}"] = " ".join(texts)
        objects.append(obj)
    if faults:
        raise Incomplete(_("Some rows are incomplete."), faults)
    manager.all().delete()
    for obj, row in zip(objects, rows, strict=True):
        obj.save()
        for field in many:
            getattr(obj, field).set(row.get(field, ()))


def check_revision(saved: int, shown: int | None) -> None:
    """Refuse to overwrite what someone saved in another window; None overwrites. Raises Conflict."""
    if shown is not None and saved != shown:
        raise Conflict(
            _("Someone has saved this meanwhile, perhaps you in another window. Open the page again."),
            code="saved_meanwhile",
        )
