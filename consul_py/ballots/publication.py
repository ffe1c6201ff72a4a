"""What everybody may download: while voting runs the leaves and checkpoints, afterwards all that a recount needs."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

from consul_py.ballots import queries, recount
from consul_py.ballots.recount import canonical

ALWAYS = ("definition.json", "leaves.txt", "checkpoints.jsonl", "recount.py")
AT_THE_END = ("stimmzettel.jsonl", "ergebnis.json")
MEDIA_TYPES = {".json": "application/json", ".jsonl": "application/jsonl", ".txt": "text/plain", ".py": "text/x-python"}


def names(is_final: bool) -> tuple[str, ...]:
    return (*ALWAYS, *AT_THE_END) if is_final else ALWAYS


def content(poll_id: int, name: str) -> Iterator[bytes]:
    """The lines of a file of `names`. Nothing of the two last is there before the final seal."""
    if name == "definition.json":
        yield queries.definition_text(poll_id).encode()
    elif name == "recount.py":
        yield Path(recount.__file__).read_bytes()
    elif name == "leaves.txt":
        yield from (f"{leaf}\n".encode() for leaf in queries.leaves(poll_id))
    elif name == "checkpoints.jsonl":
        for one in queries.checkpoints(poll_id):
            yield canonical({"text": one.text, "signature": one.signature}) + b"\n"
    elif name == "ergebnis.json":
        yield canonical(queries.result(poll_id))
    elif name == "stimmzettel.jsonl":
        yield from _ballots(poll_id)


def _ballots(poll_id: int) -> Iterator[bytes]:
    for one in queries.ballots(poll_id):
        line = {
            "index": one.position, "tracker": one.tracker, "own": one.own_number, "nonce": one.nonce,
            "choice": json.loads(one.choice),
        }  # fmt: skip
        yield canonical(line) + b"\n"


def archive(poll_id: int) -> bytes:
    """All files of a final poll in one ZIP file, the same bytes whenever it is made."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name in names(True):
            entry = zipfile.ZipInfo(f"abstimmung-{poll_id}/{name}", (1980, 1, 1, 0, 0, 0))
            file.writestr(entry, b"".join(content(poll_id, name)), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def write(poll_id: int, folder: Path) -> None:
    """Write all files of a final poll into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in names(True):
        (folder / name).write_bytes(b"".join(content(poll_id, name)))
