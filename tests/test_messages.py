"""The message catalogues: what script/messages finds; its `check` is a step of script/test."""

import pytest

from script import messages


def test_python_calls_are_found() -> None:
    source = """
_("one")
gettext_lazy("two "
             "halves")
ngettext("%(n)s thing", "%(n)s things", n)
translation.pgettext_lazy("a month", "May")
other("not this")
"""
    assert set(messages.in_python(source)) == {
        (None, "one", ""),
        (None, "two halves", ""),
        (None, "%(n)s thing", "%(n)s things"),
        ("a month", "May", ""),
    }


def test_computed_text_is_refused() -> None:
    with pytest.raises(messages.NotLiteral):
        list(messages.in_python('_(f"for {name}")'))


def test_template_tags_are_found() -> None:
    source = """{% translate "It's here" %}{% translate 'May' context "a month" as m %}
{{ _("in a filter")|upper }}
{% blocktranslate trimmed count n=items|length %}
  {{ n }} tour
{% plural %}
  {{ n }} tours
{% endblocktranslate %}
{% comment %}{% translate "not this" %}{% endcomment %}"""
    assert set(messages.in_template(source)) == {
        (None, "It's here", ""),
        ("a month", "May", ""),
        (None, "in a filter", ""),
        (None, "%(n)s tour", "%(n)s tours"),
    }
