"""Message catalogues on disk, and the strings that code and templates hold."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from tokenize import TokenError

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import PoFileError, read_po, write_po
from jinja2 import TemplateSyntaxError

from consul_py.build.locking import ROOT

LANGUAGES = ("de", "en")
FOLDERS = {"consul_py": [("**.py", "python")], "templates": [("**", "jinja2")]}
SKIPPED = ("consul_py/build/", "consul_py/static/")
OPTIONS = {  # as the application reads templates
    "**": {
        "silent": "false",
        "trim_blocks": "true",
        "lstrip_blocks": "true",
        "extensions": "jinja2.ext.do,jinja2.ext.loopcontrols",
    }
}
SINGLE, PLURAL, CONTEXT, BOTH = None, (1, 2), ((1, "c"), 2), ((1, "c"), 2, 3)
KEYWORDS = {
    **dict.fromkeys(("_", "_l", "N_", "gettext", "lazy_gettext"), SINGLE),
    **dict.fromkeys(("_n", "ngettext", "lazy_ngettext"), PLURAL),
    **dict.fromkeys(("_p", "pgettext", "lazy_pgettext"), CONTEXT),
    **dict.fromkeys(("_np", "npgettext", "lazy_npgettext"), BOTH),
}
COMMENT_TAG = "i18n:"  # a comment that starts so, above the string, reaches the translator
HEADER = """\
msgid ""
msgstr ""
"Project-Id-Version: consul-py\\n"
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plural}\\n"

"""

Texts = tuple[str, ...]


class CatalogueError(Exception):
    """A file cannot be used; the message says which and why."""


def po_path(language: str) -> Path:
    return ROOT / "translations" / language / "LC_MESSAGES" / "messages.po"


def read(path: Path, language: str) -> Catalog:
    if not path.is_file():
        return Catalog(locale=language, fuzzy=False)
    try:
        with path.open("rb") as file:
            return read_po(file, locale=language, abort_invalid=True)
    except (PoFileError, UnicodeDecodeError) as error:
        raise CatalogueError(f"{path} is no valid catalogue: {error}") from error


def write(catalogue: Catalog, language: str) -> None:
    body = io.BytesIO()
    write_po(body, catalogue, width=0, sort_output=True, omit_header=True, ignore_obsolete=True, include_lineno=False)
    header = HEADER.format(language=language, plural=Catalog(locale=language).plural_forms)
    replace(po_path(language), header.encode() + body.getvalue().lstrip(b"\n"))


def replace(path: Path, data: bytes) -> bool:
    """Write in one step, and only what has changed."""
    if path.is_file() and path.read_bytes() == data:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(path.name + ".new")
    fresh.write_bytes(data)
    fresh.replace(path)
    return True


def entries(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def ids(message: Message) -> Texts:
    return tuple(message.id) if isinstance(message.id, (tuple, list)) else (message.id,)


def strings(message: Message) -> Texts:
    """The translation, empty where there is none."""
    found = tuple(message.string) if isinstance(message.string, (tuple, list)) else (message.string or "",)
    return tuple(text or "" for text in found)


def translated(message: Message) -> bool:
    return all(strings(message)) and not message.fuzzy


def fits(message: Message, other: Message) -> bool:
    """Whether the translation of `other` can be that of `message`: both with or both without a plural."""
    return len(ids(message)) == len(ids(other))


def described(message: Message) -> str:
    place = f" ({message.locations[0][0]})" if message.locations else ""
    context = f"[{message.context}] " if message.context else ""
    return context + " | ".join(repr(text) for text in ids(message)) + place


def sources() -> Catalog:
    """Everything that code and templates say."""
    template = Catalog(fuzzy=False)
    for folder, methods in FOLDERS.items():
        if not (ROOT / folder).is_dir():
            continue
        current = folder

        def at(name: str, _method: str, _options: object, folder: str = folder) -> None:
            nonlocal current
            current = f"{folder}/{name}"

        found = extract_from_dir(
            ROOT / folder,
            methods,
            OPTIONS,
            KEYWORDS,
            [COMMENT_TAG],
            callback=at,
            strip_comment_tags=True,
            directory_filter=lambda path: not path.endswith("__pycache__"),  # its own leaves out names with "_"
        )
        try:
            for name, line, message, comments, context in found:
                path = f"{folder}/{name}"
                if not path.startswith(SKIPPED):
                    template.add(message, None, [(path, line)], auto_comments=comments, context=context)
        except (SyntaxError, TemplateSyntaxError, TokenError) as error:
            raise CatalogueError(f"{current} cannot be read: {error}") from error
    return template
