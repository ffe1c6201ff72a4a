"""Strings that break things: the Big List of Naughty Strings where it is at hand, and some by heart."""

from __future__ import annotations

import json
from itertools import zip_longest

from tests.house.source import ROOT

BLNS = ROOT.parent / "shared" / "data" / "badinput" / "blns.json"
OWN = (
    "", " ", "\x00", "a\x00b", "\ud800", "\udfff tail", "\ufffe", "\u202egnat\u202c", "\u2066isolated", "\u200b\u200d\ufeff",
    "name\r\nBcc: victim@example.org", "x%0d%0aSet-Cookie: a=b", "' OR 1=1 --", "\"; DROP TABLE user_account; --", "%s%n%d{0}",
    "{{7*7}}", "{% raise %}", "${7*7}", "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onclick='alert(1)",
    "javascript:alert(1)", "[x](javascript:alert(1))", "![x](https://elsewhere.example/pixel.png)", "<svg/onload=alert(1)>",
    "</textarea><script src=//elsewhere.example></script>", "\" OR NEAR(", "title:*", "AND OR NOT (", "a* ^b -c \"d", ":*&!|",
    "🗳️👩‍👩‍👧‍👦", "Z̸̢̛a̷l̷g̵o̶" * 20, "اختبار النص", "漢字" * 50, "ﬀ", "İstanbul ſs", "-1", "0", "9" * 400, "2147483648", "1e999", "NaN",
    "0x10", "٣", "²", "true", "null", "[]", "__proto__", "../../../etc/passwd", "//elsewhere.example", "/\\elsewhere.example",
    "https://[", "http://xn--/", "a@b", "a@b@c.example", "\"a b\"@example.org", "a" * 300 + "@example.org", "0000-00-00",
    "9999-12-31T23:59",
    "0001-01-01T00:00", "2026-03-29T02:30", "2026-02-30", "=cmd|' /C calc'!A0", "@SUM(1)", "+1", "\t", "\n\n\n",
)  # fmt: skip
LONG = ("a" * 100_000, "ß " * 50_000, "[" * 50_000, "* " * 50_000, "<a>" * 30_000, "> " * 5_000 + "x")


def strings() -> list[str]:
    """All short ones."""
    known = json.loads(BLNS.read_text(encoding="utf-8")) if BLNS.is_file() else []
    return list(dict.fromkeys([*OWN, *map(str, known)]))


def packed(texts: list[str], limit: int) -> list[str]:
    """The same strings, several in one where that stays within `limit` characters; each whole."""
    bins: list[str] = []
    for text in sorted(texts, key=len, reverse=True):
        place = next((n for n, held in enumerate(bins) if len(held) + len(text) < limit), None)
        if place is None:
            bins.append(text)
        else:
            bins[place] += " " + text
    return bins


def sent(text: str) -> bytes:
    """As bytes of a request; lone surrogates become malformed UTF-8."""
    return text.encode("utf-8", "surrogatepass")


def turns(columns: list[list[str]]) -> list[tuple[str, ...]]:
    """Rows in which every string of every column occurs; columns are shifted, so that fields differ."""
    shifted = [column[7 * n % len(column) :] + column[: 7 * n % len(column)] for n, column in enumerate(columns)]
    return list(zip_longest(*shifted, fillvalue="x"))
