"""The words of a form's errors: one source for the summary and for the text beside the field."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.forms import BaseForm, CheckboxInput, Field, FileInput, Select
from django.forms.boundfield import BoundField
from django.forms.formsets import BaseFormSet
from django.forms.widgets import CheckboxSelectMultiple, RadioSelect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

CHOSEN = (RadioSelect, CheckboxSelectMultiple, Select)
HANGUL = range(0xAC00, 0xD7A4)


@dataclass(frozen=True)
class FormError:
    """One line of the summary: the words, and the control (or group) that they are about.

    `name` is the field's, where the words alone do not say it.
    """

    text: str
    target: str
    name: str = ""


def field_error_texts(field: BoundField) -> list[str]:
    """Return the field's errors in words; a bare "this field is required" names the field instead."""
    return [text for error in field.errors.as_data() for text in _texts(error, field)]


def form_errors(form: BaseForm | BaseFormSet) -> Iterator[FormError]:
    """Yield every error of a form (or of a set of them) in the order of its fields.

    Those of the form or set as a whole come first.
    """
    if isinstance(form, BaseFormSet):
        for text in form.non_form_errors():
            yield FormError(str(text), whole_id(form))
        for part in form.forms:
            yield from form_errors(part)
        return
    for text in form.non_field_errors():
        yield FormError(str(text), whole_id(form))
    for field in form:
        if not field.is_hidden:
            for text in field_error_texts(field):
                yield FormError(text, first_control_id(field), _name_for(text, field))


def whole_id(form: BaseForm | BaseFormSet) -> str:
    """Return the id of the errors that belong to the form, or set of forms, as a whole."""
    if isinstance(form, BaseFormSet):
        return f"{form.prefix}-set-errors"
    return f"{form.prefix}-errors" if form.prefix else "form-errors"


def first_control_id(field: BoundField) -> str:
    """Return the id to jump to; a group of radios or boxes has none of its own, so its first one."""
    return field.field.widget.id_for_label(str(field.auto_id)) or f"{field.auto_id}_0"


def field_name(field: BoundField) -> str:
    """What the summary calls a field: its `short_name` where the label is a whole sentence, or the label."""
    return str(getattr(field.field, "short_name", "") or field.label).strip(" .:")


def _name_for(text: str, field: BoundField) -> str:
    """The field's name, unless the words hold it already."""
    name = field_name(field)
    return "" if name.casefold() in text.casefold() else name


def _texts(error: ValidationError, field: BoundField) -> list[str]:
    # A form that wrote its own "required" message keeps it.
    if error.code == "required" and error.message == Field.default_error_messages["required"]:
        return [_missing(field)]
    return [str(message) for message in error.messages]


def _missing(field: BoundField) -> str:
    widget = field.field.widget
    label = str(field.label)
    if isinstance(widget, CheckboxInput):
        return _("To go on, tick “%(label)s”.") % {"label": label.rstrip(".")}
    values = {"label": _inside_sentence(label)}
    if isinstance(widget, FileInput):
        return _("Choose a file: %(label)s.") % {"label": label}
    if isinstance(widget, CHOSEN):
        return _("Choose %(label)s.") % values
    return _("Enter %(label)s.") % values


def _inside_sentence(label: str) -> str:
    """Fit a label into a sentence: a small letter in English, the particle 을 or 를 in Korean."""
    if (get_language() or "").startswith("ko"):
        return _with_object_particle(label)
    return label if label[:2].isupper() else label[:1].lower() + label[1:]


def _with_object_particle(label: str) -> str:
    """Add 을 or 를 to a Korean label: the last syllable's final consonant decides."""
    last = label.rstrip(" )”’\"'")[-1:]
    if not last or ord(last) not in HANGUL:
        return f"{label}을(를)"
    return f"{label}{'을' if (ord(last) - HANGUL.start) % 28 else '를'}"
