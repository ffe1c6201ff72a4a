"""A file that is written once and never again: a key."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def written_once(path: Path, content: str) -> str:
    """Write a file whole or not at all, and only for us; what another process wrote first stands, and is the answer.

    A draft becomes the file by a link, which never replaces: so nobody reads half a key, and a process that is killed
    in between leaves a draft, no empty key.
    """
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink(missing_ok=True)
    return path.read_text().strip()
