"""Codes that people copy from paper: random characters of Crockford's base32 and one that finds mistyping.

The alphabet has no I, L, O and U; what looks like one of its characters is taken for it. The check character is a sum
in the field of 32 elements (Horner's scheme, each step times 2, reduced by x⁵ + x² + 1): it finds every single wrong
character and every two neighbours that changed places. The control numbers of ballots are checked in the same way.
"""

from __future__ import annotations

import re
import secrets
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 10  # random characters of five bits each, where nobody says otherwise
_LOOKS_LIKE = str.maketrans("OIL", "011")


def check_character(characters: str) -> str:
    """The character that follows `characters`. Raises ValueError for one that is not in the alphabet."""
    total = 0
    for character in characters:
        total = (total ^ ALPHABET.index(character)) << 1
        if total & 32:
            total ^= 0b100101
    return ALPHABET[total]


def new_code(length: int = LENGTH) -> str:
    """A new code of `length` random characters and its check character, as it is stored and compared."""
    characters = "".join(secrets.choice(ALPHABET) for _ in range(length))
    return characters + check_character(characters)


def normal(typed: str) -> str:
    """A code as people type it, without spaces and hyphens, with O as 0, I and L as 1."""
    shown = unicodedata.normalize("NFKC", typed[:200]).upper()
    return re.sub(r"[\W_]+", "", shown).translate(_LOOKS_LIKE)


def is_wellformed(code: str, length: int = LENGTH) -> bool:
    """Whether a normal code has its length, its characters and the right check character."""
    if len(code) != length + 1 or not set(code) <= set(ALPHABET):
        return False
    return check_character(code[:-1]) == code[-1]


def readable(code: str) -> str:
    """In groups of four: `7K3M-9QWX-2RT`."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))
