"""What is wrong with a message catalogue."""

from __future__ import annotations

import re
from collections.abc import Iterator

from babel.core import Locale
from babel.messages.catalog import Catalog, Message

from consul_py.build.catalogues import Texts, described, entries, fits, ids, po_path, read, strings

COUNTS = {"num", "n", "count"}  # may be left out of a singular: "ein Vorschlag"


def check_catalogue(language: str, template: Catalog) -> Iterator[str]:
    catalogue = read(po_path(language), language)
    for message in entries(template):
        entry = catalogue.get(message.id, context=message.context)
        if entry is None or not fits(message, entry):
            yield f"{language}: missing from the catalogue: {described(message)}"
    for message in entries(catalogue):
        if template.get(message.id, context=message.context) is None:
            yield f"{language}: no longer in the sources: {described(message)}"
        elif fault := translation_fault(message, Locale.parse(language)):
            yield f"{language}: {fault}: {described(message)}"


def translation_fault(message: Message, locale: Locale) -> str | None:
    if message.fuzzy:
        return "fuzzy"
    if not any(strings(message)):
        return "untranslated"
    forms = len(locale.plural_form.tags | {"other"}) if len(ids(message)) > 1 else 1
    if len(strings(message)) != forms or not all(strings(message)):
        return "plural form missing"
    return placeholder_fault(ids(message), strings(message))


def placeholder_fault(sources: Texts, translations: Texts) -> str | None:
    """Each form needs the names of its source, may leave out a count in the singular, and may not invent one."""
    known = placeholders(*sources)
    for number, text in enumerate(translations):
        source = sources[min(number, len(sources) - 1)]
        found, needed = placeholders(text), placeholders(source)
        if number == 0 and len(sources) > 1:
            needed = {name for name in needed if name.strip("%(){}sdf") not in COUNTS}
        if needed - found:
            return f"lacks {', '.join(sorted(needed - found))}"
        if found - known:
            return f"has {', '.join(sorted(found - known))}, which the source has not"
        if formats(source) and not formats(text):
            return "a percent sign must be written %%"
        if edges(source) != edges(text):
            return "starts or ends with other white space than the source"
    return None


def placeholders(*texts: str) -> set[str]:
    return {name for text in texts for name in re.findall(r"%\(\w+\)[a-z]|\{[A-Za-z_]\w*\}", text.replace("%%", ""))}


def formats(text: str) -> bool:
    class Anything(dict[str, int]):
        def __missing__(self, _key: str) -> int:
            return 1

    try:
        text % Anything()
    except (ValueError, TypeError):
        return False
    return True


def edges(text: str) -> tuple[str, str]:
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
