"""Uploads: what is taken, what it is made into, and that nothing is left behind."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator

import pytest
from flask import Flask
from PIL import Image, ImageFile
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from consul_py.kernel import clock, files
from consul_py.kernel.db import db, transaction
from consul_py.kernel.files import StoredFile
from consul_py.kernel.refusal import Refused
from consul_py.processes.models import ProcessDocument
from tests.processes.make import make_process
from tests.watch import Client

PDF = b"%PDF-1.7\n<script>alert(1)</script>\n%%EOF\n"


def upload(data: bytes, name: str = "a.png") -> FileStorage:
    return FileStorage(io.BytesIO(data), name)


def encoded(kind: str, size: tuple[int, int] = (400, 300), mode: str = "RGB", **options: object) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, 90 if mode == "L" else None).save(out, kind, **options)
    return out.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few kilobytes that claims to be huge."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 1_000_000, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.fixture
def folder(app: Flask) -> Iterator[set[str]]:
    """The names in the folder; files a test wrote go afterwards."""
    before = {path.name for path in files.folder(app).iterdir()}
    yield before
    for path in files.folder(app).iterdir():
        if path.name not in before:
            path.unlink()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_written_anew_as_webp(app: Flask, folder: set[str], kind: str) -> None:
    row = files.store_picture(upload(encoded(kind)), "Ein Bild")
    assert (row.media_type, row.width, row.height) == ("image/webp", 400, 300)
    with Image.open(files.folder() / row.name) as stored:
        assert stored.format == "WEBP" and stored.size == (400, 300)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16", "YCbCr"])
def test_every_kind_of_picture_is_understood(app: Flask, mode: str) -> None:
    kind = "JPEG" if mode in ("CMYK", "YCbCr") else "PNG"
    assert files.read_picture(upload(encoded(kind, mode=mode))).media_type == "image/webp"


def test_place_and_camera_are_removed_and_the_picture_is_upright(app: Flask, folder: set[str]) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010F] = "Kamera Geheim"
    exif.get_ifd(0x8825)[2] = (50.0, 20.0, 1.0)
    row = files.store_picture(upload(encoded("JPEG", exif=exif, comment=b"secret")), "Bild")
    data = (files.folder() / row.name).read_bytes()
    with Image.open(io.BytesIO(data)) as stored:
        assert stored.size == (300, 400) and not stored.getexif() and "exif" not in stored.info
    assert b"Geheim" not in data and b"EXIF" not in data and b"secret" not in data


def test_large_pictures_become_1600_pixels_wide(app: Flask) -> None:
    made = files.read_picture(upload(encoded("JPEG", (6000, 4000))))
    assert (made.width, made.height) == (1600, 1067)


@pytest.mark.parametrize("size", [(50_000, 50_000), (6000, 4001), (20_000, 6000), (2**31 - 1, 2**31 - 1)])
def test_a_pixel_bomb_is_refused_by_its_header(
    app: Flask, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ImageFile.ImageFile, "load", lambda _self: pytest.fail("decoded"))
    with pytest.raises(Refused) as caught:
        files.read_picture(upload(bomb(*size)))
    assert caught.value.refusal.code == "too_many_pixels"


@pytest.mark.parametrize(
    "data",
    [
        b"", b"GIF89a<script>alert(1)</script>", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"<!doctype html><h1>",
        b"\xff\xd8\xff\xe0 not really", encoded("PNG")[:60], bomb(100, 100)[:50], encoded("GIF"), encoded("TIFF"),
        b"RIFF\x00\x00\x00\x00WEBPVP8 ",
    ],
)  # fmt: skip
def test_what_is_no_picture_is_refused(app: Flask, folder: set[str], data: bytes) -> None:
    with pytest.raises(Refused) as caught:
        files.store_picture(upload(data), "x")
    assert caught.value.refusal.code == "no_picture"
    assert {path.name for path in files.folder(app).iterdir()} == folder


def test_what_hides_behind_a_picture_does_not_survive(app: Flask) -> None:
    made = files.read_picture(upload(encoded("PNG") + b"<script>alert(1)</script>PK\x03\x04"))
    assert b"script" not in made.data and b"PK\x03\x04" not in made.data


@pytest.mark.parametrize("data", [b"", b"<html>%PDF-1.7 %%EOF", b"%PDF-1.7 cut off", b"MZ\x90%PDF-"])
def test_only_whole_pdf_documents_are_taken(app: Flask, data: bytes) -> None:
    with pytest.raises(Refused) as caught:
        files.store_pdf(upload(data), "x")
    assert caught.value.refusal.code == "no_pdf"


def test_too_large_a_file_is_refused(app: Flask) -> None:
    with pytest.raises(Refused) as caught:
        files.read_pdf(upload(b"%PDF-" + b"x" * 8 * 1024 * 1024 + b"%%EOF"))
    assert caught.value.refusal.code == "too_large"


def test_a_transaction_that_is_rolled_back_leaves_no_file(app: Flask, folder: set[str]) -> None:
    written: set[str] = set()

    def act() -> None:
        with transaction():
            files.store_picture(upload(encoded("PNG")), "Bild")
            written.update(path.name for path in files.folder(app).iterdir())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        act()
    assert written > folder
    assert {path.name for path in files.folder(app).iterdir()} == folder
    assert db.session.scalar(select(StoredFile)) is None


def test_a_file_is_erased_only_when_the_transaction_holds(app: Flask, folder: set[str]) -> None:
    with transaction():
        row = files.store_picture(upload(encoded("PNG")), "Bild")
    path = files.folder() / row.name

    def act() -> None:
        with transaction():
            assert files.let_go(row)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        act()
    assert path.is_file() and db.session.get(StoredFile, row.id)
    with transaction():
        files.erase(row.name)
    assert path.is_file(), "its row is still there"
    with transaction():
        files.let_go(row)
    assert not path.exists() and not db.session.scalars(select(StoredFile)).all()
    files.erase("../../etc/passwd")


def test_what_nobody_refers_to_goes_after_a_day_and_all_else_stays(app: Flask, folder: set[str]) -> None:
    with transaction():
        orphan, used = (files.store_picture(upload(encoded("PNG")), word) for word in ("Waise", "Gebraucht"))
        document = ProcessDocument(process_id=make_process().id, file_id=used.id, title="Eins", position=1)
        db.session.add(document)
    assert files.sweep() == 0
    with clock.fixed(clock.in_days(2)):
        assert (files.sweep(), files.sweep()) == (1, 0)
    assert [row.title for row in db.session.scalars(select(StoredFile))] == ["Gebraucht"]
    assert not (files.folder() / orphan.name).exists() and (files.folder() / used.name).is_file()


def test_a_file_that_another_row_refers_to_is_not_let_go(app: Flask, folder: set[str]) -> None:
    with transaction():
        file = files.store_picture(upload(encoded("PNG")), "Bild")
        one, other = (
            ProcessDocument(process_id=make_process().id, file_id=file.id, title="Eins", position=1) for _ in "ab"
        )
        db.session.add_all([one, other])
    with transaction():
        db.session.delete(one)
        assert not files.let_go(file)
    assert (files.folder() / file.name).is_file()
    with transaction():
        db.session.delete(other)
        assert files.let_go(file)
    assert not (files.folder() / file.name).exists()


def test_a_disk_that_keeps_a_file_fails_no_act(app: Flask, folder: set[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_a: object, **_k: object) -> None:
        raise PermissionError

    with transaction():
        file = files.store_picture(upload(encoded("PNG")), "Bild")
    with monkeypatch.context() as patched:
        patched.setattr("pathlib.Path.unlink", refuse)
        with transaction():
            assert files.let_go(file)
    assert db.session.scalar(select(StoredFile)) is None


def test_a_disk_that_fails_leaves_no_half_file(app: Flask, folder: set[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_number: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("consul_py.kernel.files.os.fsync", fail)
    with pytest.raises(OSError, match="No space"):
        files.store_picture(upload(encoded("PNG")), "Bild")
    assert {path.name for path in files.folder(app).iterdir()} == folder


def test_pictures_are_shown_and_documents_only_downloaded(client: Client, folder: set[str]) -> None:
    picture = files.store_picture(upload(encoded("PNG")), "Bild")
    document = files.store_pdf(upload(PDF), "Protokoll des Abends")
    shown, saved = client.get(picture.url, buffered=True), client.get(document.url, buffered=True)
    assert shown.mimetype == "image/webp" and "attachment" not in shown.headers.get("Content-Disposition", "")
    assert saved.mimetype == "application/pdf"
    assert saved.headers["Content-Disposition"] == "attachment; filename=protokoll-des-abends.pdf"
    for answer in (shown, saved):
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert "immutable" in answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    "name", ["x", "..", "%2e%2e%2fsecret_key", "secret_key", "a" * 32 + ".html", "0" * 32 + ".webp"]
)
def test_other_names_are_not_found(client: Client, name: str) -> None:
    assert client.get(f"/files/{name}").status_code == 404
