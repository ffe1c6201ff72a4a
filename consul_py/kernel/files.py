"""Uploaded files: pictures are decoded and written anew, PDF documents are kept as attachments; names are random.

Reading and re-encoding (`read_picture`, `read_pdf`) is slow and needs no database: an act does it in `prepare`,
before it holds a lock. `keep` writes the row and the file; the file goes again when the transaction does not hold.
Whoever takes a picture or a document away hands it to `let_go`: what nobody refers to any more is erased.
"""

from __future__ import annotations

import hashlib
import io
import logging
import os
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, abort, current_app, send_file
from sqlalchemy import Column, ColumnElement, String, exists, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.datastructures import FileStorage

from consul_py.kernel import clock
from consul_py.kernel.db import Base, after_commit, db, on_rollback, transaction
from consul_py.kernel.refusal import N_, Refusal, Refused
from consul_py.kernel.text import one_line, slug

log = logging.getLogger("consul.files")
MAX_PIXELS = 24_000_000
LONG_SIDE = 1600
ORPHANS_KEPT = timedelta(days=1)
FORMATS = ("JPEG", "PNG", "WEBP")
NAME = re.compile(r"[0-9a-f]{32}\.(webp|pdf)")

NO_PICTURE = Refusal("no_picture", N_("This file is not a picture we can read. Please use JPEG, PNG or WebP."))
TOO_MANY_PIXELS = Refusal(
    "too_many_pixels", N_("This picture has more than 24 million pixels. Please make it smaller.")
)
NO_PDF = Refusal("no_pdf", N_("This file is not a PDF document."))
TOO_LARGE = N_("This file is larger than %(limit)s MB.")
UNREADABLE = (OSError, ValueError, SyntaxError, EOFError, MemoryError, OverflowError, TypeError)


class StoredFile(Base):
    """One stored file; `name` is random and is also its address, `title` what people read (alt text of pictures)."""

    __tablename__ = "stored_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60), unique=True)
    media_type: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(300))
    octets: Mapped[int]
    width: Mapped[int | None]
    height: Mapped[int | None]
    sha256: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]

    @property
    def url(self) -> str:
        return f"/files/{self.name}"

    @property
    def is_picture(self) -> bool:
        return self.media_type.startswith("image/")


@dataclass(frozen=True)
class Content:
    """What will be stored: checked, re-encoded where it is a picture, and not yet anywhere."""

    data: bytes
    media_type: str
    suffix: str
    width: int | None = None
    height: int | None = None


def init_app(app: Flask) -> None:
    folder(app).mkdir(parents=True, exist_ok=True)


def folder(app: Flask | None = None) -> Path:
    config = (app or current_app).config
    return Path(config["INSTANCE"]) / "files"


def _checked_bytes(upload: FileStorage) -> bytes:
    limit = current_app.config["UPLOAD_MEGABYTES"]
    data = upload.stream.read(limit * 1024 * 1024 + 1)
    if len(data) > limit * 1024 * 1024:
        raise Refused(Refusal("too_large", TOO_LARGE, {"limit": limit}))
    return data


def _decoded(data: bytes) -> Any:  # PIL.Image, which is only loaded for a picture
    """The first frame, upright and small. What is too large is refused by its header, before anything is decoded."""
    from PIL import Image, ImageOps

    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise Refused(TOO_MANY_PIXELS)
            picture.draft(None, (LONG_SIDE, LONG_SIDE))  # JPEG: decode no more than is needed
            picture.thumbnail((LONG_SIDE, LONG_SIDE))
            upright = ImageOps.exif_transpose(picture)
            clear = "A" in upright.getbands() or "transparency" in upright.info
            return upright.convert("RGBA" if clear else "RGB")
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise Refused(TOO_MANY_PIXELS) from error
    except UNREADABLE as error:
        raise Refused(NO_PICTURE) from error


def read_picture(upload: FileStorage) -> Content:
    """Decode a picture and encode it anew as WebP: upright, at most 1600 px, without EXIF. Raises Refused."""
    clear = _decoded(_checked_bytes(upload))
    clear.info.clear()  # an encoder takes profiles, EXIF and comments from here
    out = io.BytesIO()
    clear.save(out, "WEBP", quality=82, method=4)
    return Content(out.getvalue(), "image/webp", ".webp", clear.width, clear.height)


def read_pdf(upload: FileStorage) -> Content:
    """A PDF document as it is; it is only ever offered as an attachment. Raises Refused."""
    data = _checked_bytes(upload)
    if not data.startswith(b"%PDF-") or b"%%EOF" not in data[-2048:]:
        raise Refused(NO_PDF)
    return Content(data, "application/pdf", ".pdf")


def store_picture(upload: FileStorage, title: str) -> StoredFile:
    """`read_picture` and `keep` in one step. Raises Refused."""
    return keep(read_picture(upload), title)


def store_pdf(upload: FileStorage, title: str) -> StoredFile:
    """`read_pdf` and `keep` in one step. Raises Refused."""
    return keep(read_pdf(upload), title)


def keep(content: Content, title: str) -> StoredFile:
    """Write the file and its row. A transaction that is rolled back leaves neither."""
    name = secrets.token_hex(16) + content.suffix
    path = folder() / name
    _write(path, content.data)
    on_rollback(lambda: path.unlink(missing_ok=True))
    row = StoredFile(
        name=name, media_type=content.media_type, title=one_line(title)[:300], octets=len(content.data),
        width=content.width, height=content.height, sha256=hashlib.sha256(content.data).hexdigest(),
        created_at=clock.now(),
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    return row


def _write(path: Path, data: bytes) -> None:
    """All or nothing: nobody ever reads half a file, and a power cut leaves none under this name."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(".part")
    try:
        with half.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        half.replace(path)
    except BaseException:
        half.unlink(missing_ok=True)
        raise


def copy(file: StoredFile) -> StoredFile | None:
    """The same content as a file of one's own: the first may be taken away. None when it is gone already."""
    try:
        data = (folder() / file.name).read_bytes()
    except OSError:
        return None
    return keep(Content(data, file.media_type, Path(file.name).suffix, file.width, file.height), file.title)


def let_go(file: StoredFile, *, content_stays: bool = False) -> bool:
    """Delete a file that its owner no longer refers to, unless another row does; answers whether it goes. Never fails.

    With `content_stays`, something public still shows what was in it; `erase` takes that away later.
    """
    db.session.flush()
    if db.session.scalar(select(exists().where(StoredFile.id == file.id, is_referred()))):
        return False
    try:
        with db.session.begin_nested():
            db.session.delete(file)
    except IntegrityError:  # somebody took it in this moment
        return False
    if not content_stays:
        erase(file.name)
    return True


def erase(name: str) -> None:
    """Delete the content of a file once the current transaction holds, unless there is still a row for it."""
    if NAME.fullmatch(name) and not db.session.scalar(select(exists().where(StoredFile.name == name))):
        path = folder() / name
        after_commit(lambda: _unlink(path))


def _unlink(path: Path) -> None:
    """What is committed must not fail any more; a disk that refuses is the log's."""
    try:
        path.unlink(missing_ok=True)
    except OSError:
        log.exception("%s could not be deleted", path)


@cache
def _referring() -> list[Column[Any]]:
    """Every column of any domain that names a stored file."""
    key = StoredFile.__table__.c.id
    columns = [column for table in Base.metadata.sorted_tables for column in table.c]
    return [column for column in columns if any(one.column is key for one in column.foreign_keys)]


def is_referred() -> ColumnElement[bool]:
    """Whether any row of any domain refers to a stored file."""
    return or_(*[StoredFile.id.in_(select(column).where(column.is_not(None))) for column in _referring()])


def sweep() -> int:
    """Delete what nobody refers to, a day after it came; answers how many. Takes the lock only when there is some."""
    due = select(StoredFile).where(StoredFile.created_at < clock.now() - ORPHANS_KEPT, ~is_referred())
    due = due.order_by(StoredFile.id).limit(100)
    if db.session.scalars(due).first() is None:
        return 0
    with transaction():
        return sum(let_go(file) for file in db.session.scalars(due).all())


def answer(name: str) -> Response:
    """Serve a stored file: pictures to look at, everything else as a download, nothing ever as a page."""
    path = folder() / name
    if not NAME.fullmatch(name) or not path.is_file():
        abort(404)
    if name.endswith(".webp"):
        response = send_file(path, mimetype="image/webp", conditional=True)
    else:
        title = db.session.scalar(select(StoredFile.title).where(StoredFile.name == name))
        called = slug(title or "dokument") + ".pdf"
        response = send_file(
            path, mimetype="application/pdf", as_attachment=True, download_name=called, conditional=True
        )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
