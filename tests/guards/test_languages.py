"""Both languages are complete: what load_reference and the demonstration write, and every choice's name."""

import re

import pytest
from django.apps import apps
from django.db.models import Model
from django.utils import translation

from programme.core.display import name_in_language
from programme.regions.models import Region

pytestmark = pytest.mark.usefixtures("walked_database")

HANGUL = re.compile("[\uac00-\ud7a3]")
# What a company is called and makes is known from publications: where none has an English text, the Korean
# stands, marked as such.
AS_PUBLISHED = {("Company", "name"), ("Company", "later_name"), ("LighthouseFactory", "main_product")}


def models() -> list[type[Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("programme.")]


def pairs() -> list[tuple[type[Model], str]]:
    """Every text kept in both languages: model and the field's name without its language."""
    found = []
    for model in models():
        names = {field.name for field in model._meta.concrete_fields}
        found += [
            (model, name[:-3])
            for name in sorted(names)
            if name.endswith("_ko") and f"{name[:-3]}_en" in names
        ]
    return found


def faults(korean: str, english: str) -> list[str]:
    """What is wrong with one text in two languages."""
    wrong = []
    if bool(korean.strip()) != bool(english.strip()):
        wrong.append("one language is missing")
    if HANGUL.search(english):
        wrong.append("Korean in the English text")
    if re.search(r"[a-z]+ [a-z]+ [a-z]+", korean) and not HANGUL.search(korean):
        wrong.append("English in the Korean text")
    return wrong


def test_texts_are_there_in_both_languages() -> None:
    wrong, seen = {}, set()
    for model, name in pairs():
        if (model.__name__, name) in AS_PUBLISHED:
            continue
        for record in model._default_manager.all():
            seen.add(model.__name__)
            found = faults(getattr(record, f"{name}_ko"), getattr(record, f"{name}_en"))
            if found:
                wrong[f"{model.__name__}.{name}: {record}"] = found
    assert wrong == {}
    assert seen >= {
        "Region", "Industry", "IndustryLabel", "Technology", "TechnoPark", "Programme", "Call", "StageDate",
        "Criterion", "Question", "RequiredDocument", "CheckItem", "TourProgramme",
    }  # fmt: skip


def test_regions_have_a_short_name_in_both_languages() -> None:
    for region in Region.objects.all():
        with translation.override("en"):
            assert not HANGUL.search(name_in_language(region, "short"))
        with translation.override("ko"):
            assert HANGUL.search(name_in_language(region, "short"))


def test_every_choice_is_named_in_both_languages() -> None:
    wrong, seen = [], 0
    for model in models():
        for field in model._meta.concrete_fields:
            if field.name == "language" and model.__name__ == "User":
                continue  # each language by its own name for itself
            for value, label in field.flatchoices:
                seen += 1
                with translation.override("en"):
                    english = str(label)
                with translation.override("ko"):
                    korean = str(label)
                own = english == korean and re.fullmatch(r"[A-Z0-9 .%-]*|English", english)  # AI, PDF
                if not english or HANGUL.search(english) or not (own or HANGUL.search(korean)):
                    wrong.append((f"{model.__name__}.{field.name}", value, english, korean))
    assert wrong == []
    assert seen > 100


@pytest.mark.parametrize(
    ("korean", "english"), [("가", ""), ("", "A"), ("가", "가"), ("this is not translated", "this is it")]
)
def test_the_check_itself_finds_what_it_should(korean: str, english: str) -> None:
    assert faults(korean, english)
    assert faults("가나", "AB") == faults("AI", "AI") == []
