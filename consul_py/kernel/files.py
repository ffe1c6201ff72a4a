"""Uploaded files: pictures are decoded and written anew, PDF documents are kept as attachments; names are random."""

from __future__ import annotations

import hashlib
import io
import secrets
import warnings
from datetime import datetime
from pathlib import Path

from flask import Flask, Response, abort, current_app, send_file
from PIL import Image, ImageOps, UnidentifiedImageError
from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.datastructures import FileStorage

from consul_py.kernel import clock
from consul_py.kernel.db import Base, db
from consul_py.kernel.refusal import N_, Refusal, Refused
from consul_py.kernel.text import one_line

MAX_PIXELS = 24_000_000
LONG_SIDE = 1600
FORMATS = ("JPEG", "PNG", "WEBP")

NO_PICTURE = Refusal("no_picture", N_("This file is not a picture we can read. Please use JPEG, PNG or WebP."))
TOO_MANY_PIXELS = Refusal(
    "too_many_pixels", N_("This picture has more than 24 million pixels. Please make it smaller.")
)
NO_PDF = Refusal("no_pdf", N_("This file is not a PDF document."))
TOO_LARGE = N_("This file is larger than %(limit)s MB.")


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


def store_picture(upload: FileStorage, title: str) -> StoredFile:
    """Decode a picture and write it anew as WebP, upright, at most 1600 px, without EXIF. Raises Refused."""
    data = _checked_bytes(upload)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(data), formats=FORMATS)
            if picture.width * picture.height > MAX_PIXELS:
                raise Refused(TOO_MANY_PIXELS)
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((LONG_SIDE, LONG_SIDE))
            clear = upright.convert("RGBA" if "A" in upright.getbands() or "transparency" in upright.info else "RGB")
    except Refused:
        raise
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombWarning,
            Image.DecompressionBombError) as error:  # fmt: skip
        raise Refused(NO_PICTURE) from error
    out = io.BytesIO()
    clear.save(out, "WEBP", quality=82, method=4)
    return _store(out.getvalue(), "image/webp", ".webp", title, clear.width, clear.height)


def store_pdf(upload: FileStorage, title: str) -> StoredFile:
    """Keep a PDF document as it is; it is only ever offered as an attachment. Raises Refused."""
    data = _checked_bytes(upload)
    if not data.startswith(b"%PDF-") or b"%%EOF" not in data[-2048:]:
        raise Refused(NO_PDF)
    return _store(data, "application/pdf", ".pdf", title, None, None)


def _store(data: bytes, media_type: str, suffix: str, title: str, width: int | None, height: int | None) -> StoredFile:
    name = secrets.token_hex(16) + suffix
    path = folder() / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    row = StoredFile(
        name=name, media_type=media_type, title=one_line(title)[:300], octets=len(data), width=width, height=height,
        sha256=hashlib.sha256(data).hexdigest(), created_at=clock.now(),
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    return row


def answer(name: str) -> Response:
    """Serve a stored file: pictures to look at, everything else as a download, nothing ever as a page."""
    path = folder() / name
    if not path.is_file() or path.parent != folder():
        abort(404)
    kind = "image/webp" if name.endswith(".webp") else "application/pdf"
    response = send_file(path, mimetype=kind, as_attachment=kind != "image/webp", download_name=name, conditional=True)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
