#!/usr/bin/env python3
"""The Korean message catalogues, without gettext installed.

    script/messages            bring locale/<app>/ko/LC_MESSAGES/django.po up to the code
    script/messages check      list what is missing, obsolete, untranslated, fuzzy,
                               malformed, or translated in two ways
    script/messages compile    write the .mo files that are out of date

English is the source language. One catalogue per app, from programme/<app> and templates/<app>;
core also has lighthouse/ and every template folder that is no app's. What core's catalogue has is
not repeated in the others.
"""

import ast
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import polib
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
APPS = ["core", *sorted({path.parent.name for path in ROOT.glob("programme/*/__init__.py")} - {"core"})]
# How many leading arguments are (context, singular, plural), by function; `_` is gettext.
CALLS = {"gettext": "s", "ngettext": "sp", "pgettext": "cs", "npgettext": "csp"}
LITERAL = r"""u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
TEMPLATE_CALL = re.compile(rf"\b(_|n?p?gettext)\(\s*({LITERAL}(?:\s*,\s*{LITERAL})*)", re.DOTALL)
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")
HEADER = {
    "Language": "ko",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=1; plural=0;",
}
Key = tuple[str | None, str, str]  # context, msgid, msgid_plural ("" when there is none)


class NotLiteral(Exception):
    """A marked text that is computed, which no catalogue can hold."""


def catalogue(app: str) -> Path:
    return ROOT / "locale" / app / "ko" / "LC_MESSAGES" / "django.po"


def key_of(function: str, texts: list[str]) -> Key:
    named = dict(zip(CALLS[function], texts, strict=False))
    return named.get("c"), named["s"], named.get("p", "")


def in_python(source: str) -> Iterator[Key]:
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        function = "gettext" if name == "_" else name.removesuffix("_lazy").removesuffix("_noop")
        if function not in CALLS:
            continue
        arguments = node.args[: len(CALLS[function])]
        texts = [a.value for a in arguments if isinstance(a, ast.Constant) and isinstance(a.value, str)]
        if len(texts) < len(CALLS[function]):
            raise NotLiteral(f"line {node.lineno}: {name}() wants literal text")
        yield key_of(function, texts)


def in_template(source: str) -> Iterator[Key]:
    for name, literals in TEMPLATE_CALL.findall(templatize(source)):
        texts = [ast.literal_eval(text) for text in re.findall(LITERAL, literals, re.DOTALL)]
        yield key_of("gettext" if name == "_" else name, texts)


def sources(app: str) -> Iterator[Path]:
    """The files whose messages belong to this app's catalogue."""
    yield from (file for file in ROOT.glob(f"programme/{app}/**/*.py") if "migrations" not in file.parts)
    if app == "core":
        yield from ROOT.glob("lighthouse/**/*.py")
        folders = [path for path in ROOT.glob("templates/*") if path.name == "core" or path.name not in APPS]
    else:
        folders = [ROOT / "templates" / app]
    for folder in folders:
        files = [folder] if folder.is_file() else folder.rglob("*")
        yield from (file for file in files if file.suffix in {".html", ".txt"})


def collect() -> dict[str, dict[Key, set[str]]]:
    """Each app's messages with the files that use them."""
    found: dict[str, dict[Key, set[str]]] = {}
    for app in APPS:
        messages = found[app] = {}
        for file in sorted(sources(app)):
            place = str(file.relative_to(ROOT))
            try:
                for key in (in_python if file.suffix == ".py" else in_template)(file.read_text()):
                    if key[1] and (app == "core" or key not in found["core"]):
                        messages.setdefault(key, set()).add(place)
            except (NotLiteral, SyntaxError) as error:
                sys.exit(f"messages: {place}: {error}")
    return found


def read(app: str) -> dict[Key, polib.POEntry]:
    path = catalogue(app)
    entries = polib.pofile(str(path)) if path.exists() else []
    return {(e.msgctxt, e.msgid, e.msgid_plural): e for e in entries if not e.obsolete}


def is_translated(entry: polib.POEntry) -> bool:
    return bool(entry.msgstr or entry.msgstr_plural.get(0)) and not entry.fuzzy


def update() -> None:
    written = {app: read(app) for app in APPS}
    # A message that moved to another app's catalogue takes its translation along.
    known = {
        key: entry for entries in written.values() for key, entry in entries.items() if is_translated(entry)
    }
    for app, messages in collect().items():
        if not messages:
            catalogue(app).unlink(missing_ok=True)
            continue
        po = polib.POFile(wrapwidth=100)
        po.metadata = HEADER
        for key in sorted(messages, key=lambda key: (key[1], key[0] or "")):
            context, msgid, plural = key
            old = written[app].get(key) or known.get(key) or polib.POEntry()
            entry = polib.POEntry(msgctxt=context, msgid=msgid, msgstr=old.msgstr, tcomment=old.tcomment)
            if plural:
                entry.msgid_plural, entry.msgstr_plural = plural, {0: old.msgstr_plural.get(0, "")}
            entry.occurrences = [(place, "") for place in sorted(messages[key])]
            if re.search(r"%\(\w+\)[a-z]|%[sd]", msgid + plural):
                entry.flags.append("python-format")
            po.append(entry)
        catalogue(app).parent.mkdir(parents=True, exist_ok=True)
        po.save(str(catalogue(app)))


def check() -> list[str]:
    """Every fault as one line; an empty list when all is well."""
    faults = []
    first: dict[Key, tuple[str, str]] = {}  # the app that has the message first, and its translation
    for app, messages in collect().items():
        entries = read(app)
        faults += [
            f"{app}: missing, run script/messages: {key[1]!r}" for key in messages.keys() - entries.keys()
        ]
        faults += [
            f"{app}: obsolete, run script/messages: {key[1]!r}" for key in entries.keys() - messages.keys()
        ]
        for entry in entries.values():
            if not is_translated(entry):
                faults.append(f"{app}: {'fuzzy' if entry.fuzzy else 'untranslated'}: {entry.msgid!r}")
                continue
            wanted = set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
            if set(PLACEHOLDER.findall(entry.msgstr or entry.msgstr_plural[0])) != wanted:
                faults.append(f"{app}: placeholders differ: {entry.msgid!r}")
            # Django merges the catalogues into one: of two translations only one would ever be shown.
            text = entry.msgstr or entry.msgstr_plural[0]
            other, its = first.setdefault((entry.msgctxt, entry.msgid, entry.msgid_plural), (app, text))
            if its != text:
                faults.append(f"{app}: {other} has it as {its!r}, give one a context: {entry.msgid!r}")
    return sorted(faults)


def compile_catalogues() -> None:
    for path in ROOT.glob("locale/*/ko/LC_MESSAGES/django.po"):
        compiled = path.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime_ns < path.stat().st_mtime_ns:
            # Beside and then renamed: several test processes may do this at once.
            unfinished = compiled.with_suffix(f".mo.{os.getpid()}")
            polib.pofile(str(path)).save_as_mofile(str(unfinished))
            unfinished.rename(compiled)


def main(command: str = "update") -> None:
    if not settings.configured:
        settings.configure()
    if command == "check":
        faults = check()
        print("\n".join(faults) or "messages: all translated")
        sys.exit(1 if faults else 0)
    if command not in {"update", "compile"}:
        sys.exit((__doc__ or "").split("\n\n")[1])
    if command == "update":
        update()
    compile_catalogues()


if __name__ == "__main__":
    main(*sys.argv[1:2])
