"""Tables to download: CSV that spreadsheets open as it is meant, never as formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from flask import Response

from consul_py.kernel.clock import to_berlin

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|")


def cell(value: Any) -> str:
    """A value as text. What a spreadsheet would take for a formula gets an apostrophe before it; numbers stay."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return to_berlin(value).strftime("%Y-%m-%d %H:%M")
    text = str(value)
    if isinstance(value, (int, float)) or not text.lstrip().startswith(_FORMULA):
        return text
    return "'" + text


def download(name: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Response:
    """A CSV file, UTF-8 with a mark that spreadsheets recognise, semicolons as German ones expect."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([cell(label) for label in header])
    writer.writerows([cell(value) for value in row] for row in rows)
    answer = Response("\ufeff" + out.getvalue(), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    answer.headers["Cache-Control"] = "no-store"
    return answer
