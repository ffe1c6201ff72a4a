"""Message catalogues: one German, one English, extracted from code and templates.

    python -m consul_py.build.messages extract        bring both catalogues up to what the sources say
    python -m consul_py.build.messages todo           print what German lacks, as a .po to fill in
    python -m consul_py.build.messages absorb FILE…   take German translations over from side files
    python -m consul_py.build.messages compile        write the .mo files (ignored by git)
    python -m consul_py.build.messages check          exit 1 and say what is missing or wrong

Sources are English. An English entry that nobody wrote says what the source says. Catalogues are sorted by text and
carry no dates, line numbers or old entries, so two people's changes seldom meet in a diff. Every command takes a lock.
"""

from __future__ import annotations

import argparse
import io
import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import write_po

from consul_py.build.catalogues import (
    LANGUAGES,
    CatalogueError,
    described,
    entries,
    fits,
    po_path,
    read,
    replace,
    sources,
    strings,
    translated,
    write,
)
from consul_py.build.checking import check_catalogue
from consul_py.build.locking import locked

SOURCE_LANGUAGE = "en"
NEVER = datetime(2000, 1, 1, tzinfo=UTC)  # instead of the time of the run


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m consul_py.build.messages")
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("extract", "compile", "check", "todo"):
        commands.add_parser(name)
    commands.add_parser("absorb").add_argument("file", nargs="+", type=Path)
    chosen = parser.parse_args(arguments)
    try:
        with locked("messages"):
            match chosen.command:
                case "absorb":
                    return absorb(chosen.file)
                case "extract":
                    return extract()
                case "compile":
                    return compile_all()
                case "todo":
                    return todo()
                case _:
                    return check()
    except CatalogueError as error:
        print(f"messages: {error}", file=sys.stderr)
        return 1


def merged(language: str, template: Catalog) -> Catalog:
    """The sources' strings with the translations there are."""
    before = read(po_path(language), language)
    after = Catalog(locale=language, fuzzy=False)
    for message in entries(template):
        old = before.get(message.id, context=message.context)
        keep = old if old and fits(message, old) else None
        string = keep.string if keep else None
        if language == SOURCE_LANGUAGE and not (keep and all(strings(keep))):
            string = message.id
        places = sorted({(name, 0) for name, _ in message.locations})
        after.add(
            message.id,
            string,
            places,
            flags=keep.flags if keep else (),
            auto_comments=message.auto_comments,
            user_comments=keep.user_comments if keep else (),
            context=message.context,
        )
    return after


def extract() -> int:
    template = sources()
    for language in LANGUAGES:
        catalogue = merged(language, template)
        write(catalogue, language)
        lacking = sum(not translated(message) for message in entries(catalogue))
        print(f"messages: {language} {len(catalogue)} strings, {lacking} untranslated")
    return 0


def absorb(files: list[Path]) -> int:
    catalogue = merged("de", sources())
    for path in files:
        if not path.is_file():
            raise CatalogueError(f"{path} is not a file")
        taken, unknown = 0, []
        for message in entries(read(path, "de")):
            if not translated(message):
                continue
            target = catalogue.get(message.id, context=message.context)
            if target is None or not fits(target, message):
                unknown.append(described(message))
            elif strings(target) != strings(message) or target.fuzzy:
                target.string, taken = message.string, taken + 1
                target.flags.discard("fuzzy")
        print(f"messages: {path.name}: {taken} translations taken over, {len(unknown)} not in the sources")
        for text in unknown:
            print(f"  not in the sources: {text}")
    write(catalogue, "de")
    return 0


def todo() -> int:
    catalogue = merged("de", sources())
    for message in list(entries(catalogue)):
        if translated(message):
            catalogue.delete(message.id, context=message.context)
    body = io.BytesIO()
    write_po(body, catalogue, width=0, sort_output=True, omit_header=True, include_lineno=False)
    print(body.getvalue().decode().lstrip("\n"), end="")
    return 0


def compile_all() -> int:
    for language in LANGUAGES:
        catalogue = read(po_path(language), language)
        catalogue.creation_date = catalogue.revision_date = NEVER
        body = io.BytesIO()
        write_mo(body, catalogue)
        replace(po_path(language).with_suffix(".mo"), body.getvalue())
    return 0


def check() -> int:
    template = sources()
    faults = [fault for language in LANGUAGES for fault in check_catalogue(language, template)]
    for fault in faults:
        print(fault)
    if faults:
        print(f"messages: {len(faults)} faults; `extract` adds what is missing, `todo` prints what is untranslated")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
