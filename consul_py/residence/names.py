"""One person, one spelling: what of a name goes into the keyed hash. Pure functions.

Documents, registers and people write names in different ways: with or without second given names, titles and umlauts,
in capitals, family name first. Only the first given name and the last part of the family name count, written as on the
machine-readable line of a passport (ü as ue). So Eva Maria Müller, MUELLER Eva and Dr. Eva Müller are one person.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from consul_py.kernel.refusal import N_, Refusal

ODD_NAME = Refusal("odd_name", N_("Please enter given name and family name as in the identity document."))
_PASSPORT = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "œ": "oe", "ø": "oe", "å": "aa", "ł": "l", "đ": "d",
     "ð": "d", "þ": "th", "ı": "i"}
)  # fmt: skip
_TITLES = {"dr", "prof", "dres", "med", "dent", "vet", "phil", "jur", "rer", "nat", "pol", "ing", "dipl", "habil", "hc"}


def parts(name: str) -> list[str]:
    """The words of a name as a passport's machine-readable line would write them, without titles."""
    folded = unicodedata.normalize("NFC", name).casefold().translate(_PASSPORT)
    plain = "".join(c for c in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(c))
    words = re.findall(r"[^\W\d_]+", plain.replace("'", "").replace("’", ""))
    return [word for word in words if word not in _TITLES] or words


def split(line: str) -> tuple[str, str]:
    """Given and family name of a name in one line: `Eva Müller` or `Müller, Eva`."""
    family, comma, given = line.partition(",")
    if comma and given.strip():
        return given, family
    words = line.replace(",", " ").split()
    return " ".join(words[:-1]), words[-1] if words else ""


def person(given: str, family: str, born_on: date) -> str:
    """What is hashed of a person."""
    first, last = parts(given), parts(family)
    return f"{last[-1] if last else ''}|{first[0] if first else ''}|{born_on.isoformat()}"


def shape(name: str) -> Refusal | None:
    """Whether something can be a person's name."""
    return None if sum(len(word) for word in parts(name)) >= 2 else ODD_NAME
