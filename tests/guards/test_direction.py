"""The way of a factory is read from top to bottom: nothing lower imports what stands higher.

Held on imports, on related models (string keys too), on the migration graph, on the SQL of triggers
and on template includes; `{% url %}` is free.
"""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

ORDER = {app: place for place, app in enumerate(settings.PROGRAMME_APPS)}
ROOT = Path(settings.BASE_DIR)
# Inside an app each file imports only those to its left.
FILES = ["choices", "models", "queries", "permissions", "services", "forms", "moves", "views", "urls"]
DOORS = {"api": "views", "admin": "views", "tasks": "views"}


def imports_of(path):
    """Dotted names a file imports, absolute."""
    package = path.relative_to(ROOT).with_suffix("").parts[:-1]
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join([*base, *([node.module] if node.module else [])])
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)


def python_files(app):
    return [path for path in (ROOT / "programme" / app).rglob("*.py") if "migrations" not in path.parts]


def app_of(dotted):
    parts = dotted.split(".")
    return parts[1] if parts[0] == "programme" and len(parts) > 1 else None


def wrong_imports(app, names):
    return [name for name in names if (other := app_of(name)) and ORDER[other] > ORDER[app]]


@pytest.mark.parametrize("app", settings.PROGRAMME_APPS)
def test_imports_point_upwards(app):
    wrong = {
        str(path.relative_to(ROOT)): found
        for path in python_files(app)
        if (found := wrong_imports(app, imports_of(path)))
    }
    assert not wrong


def test_the_guard_on_imports_bites():
    assert wrong_imports("calls", ["programme.tours.models", "programme.core.models"]) == [
        "programme.tours.models"
    ]


def layer(path, app):
    """The place of a file or of a package split by noun, or None for a helper of one file."""
    name = path.relative_to(ROOT / "programme" / app).parts[0].removesuffix(".py")
    name = DOORS.get(name, name)
    return FILES.index(name) if name in FILES else None


# Core is the ground that the layers are made of; it has no layers of its own.
@pytest.mark.parametrize("app", [app for app in settings.PROGRAMME_APPS if app != "core"])
def test_files_import_only_those_to_their_left(app):
    wrong = []
    for path in python_files(app):
        here = layer(path, app)
        if here is None:
            continue
        for name in imports_of(path):
            parts = name.split(".")
            if parts[:2] != ["programme", app] or len(parts) < 3:
                continue
            there = DOORS.get(parts[2], parts[2])
            if there in FILES and FILES.index(there) > here:
                wrong.append((str(path.relative_to(ROOT)), name))
    assert not wrong


def test_no_programme_app_imports_the_project():
    """Only settings reach down; the project itself stands above the apps."""
    wrong = [
        (str(path.relative_to(ROOT)), name)
        for app in settings.PROGRAMME_APPS
        for path in python_files(app)
        for name in imports_of(path)
        if name.split(".")[0] == "lighthouse"
    ]
    assert not wrong


def programme_models():
    return [model for model in apps.get_models() if model._meta.app_label in ORDER]


def test_relations_point_upwards():
    wrong = []
    for model in programme_models():
        for field in model._meta.get_fields():
            if field.auto_created or not field.is_relation or field.related_model is None:
                continue
            other = field.related_model._meta.app_label
            if other in ORDER and ORDER[other] > ORDER[model._meta.app_label]:
                wrong.append(f"{model._meta.label}.{field.name}")
    assert not wrong


def test_generic_relations_only_in_event():
    from django.contrib.contenttypes.fields import GenericForeignKey

    having = {
        model._meta.label
        for model in programme_models()
        for field in model._meta.private_fields
        if isinstance(field, GenericForeignKey)
    }
    assert having == {"core.Event"}


def test_migrations_point_upwards():
    loader = MigrationLoader(None, ignore_no_migrations=True)
    wrong = [
        (key, dependency)
        for key, migration in loader.disk_migrations.items()
        if key[0] in ORDER
        for dependency in migration.dependencies
        if dependency[0] in ORDER and ORDER[dependency[0]] > ORDER[key[0]]
    ]
    assert not wrong


@pytest.mark.django_db
def test_triggers_touch_only_what_stands_above():
    """Every table that a trigger's function names belongs to its own app or one above."""
    tables = {
        model._meta.db_table: model._meta.app_label for model in programme_models() if not model._meta.proxy
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, p.prosrc FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "JOIN pg_proc p ON p.oid = t.tgfoid WHERE NOT t.tgisinternal"
        )
        rows = cursor.fetchall()
    wrong = [
        (table, other)
        for table, source in rows
        if table in tables
        for other, app in tables.items()
        if re.search(rf"\b{other}\b", source) and ORDER[app] > ORDER[tables[table]]
    ]
    assert rows
    assert not wrong


def test_templates_include_only_what_stands_above():
    wrong = []
    for app in settings.PROGRAMME_APPS:
        for path in (ROOT / "templates" / app).rglob("*"):
            if path.suffix not in {".html", ".txt"}:
                continue
            for used in re.findall(r"{%\s*(?:include|extends)\s+[\"']([^\"']+)", path.read_text()):
                other = used.split("/")[0]
                if other in ORDER and ORDER[other] > ORDER[app]:
                    wrong.append((str(path.relative_to(ROOT)), used))
    assert not wrong
