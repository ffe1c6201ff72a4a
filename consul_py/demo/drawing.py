"""Pictures and documents of the demo, drawn by code: no picture of a third party, no real person."""

from __future__ import annotations

import io
import math
import random
from collections.abc import Sequence

from PIL import Image, ImageDraw

SIZE = (1200, 800)
Colour = tuple[int, int, int]


def _png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG", compress_level=1)
    return out.getvalue()


def _hills(draw: ImageDraw.ImageDraw, base: int, height: int, colour: Colour, shift: float) -> None:
    line = [
        (x, base - height * (math.sin(x / 170 + shift) + math.sin(x / 310 + 2 * shift))) for x in range(0, 1220, 20)
    ]
    draw.polygon([(0, SIZE[1]), *line, (SIZE[0], SIZE[1])], fill=colour)


def _house(draw: ImageDraw.ImageDraw, x: int, y: int, size: int, wall: Colour, roof: Colour) -> None:
    draw.rectangle((x, y - size, x + int(size * 1.5), y), fill=wall)
    draw.polygon(
        [(x - size // 8, y - size), (x + int(size * 0.75), y - int(size * 1.7)), (x + int(size * 1.63), y - size)],
        fill=roof,
    )
    for column in range(2):
        left = x + size // 5 + column * int(size * 0.7)
        draw.rectangle((left, y - int(size * 0.75), left + size // 3, y - int(size * 0.4)), fill=(250, 222, 150))


def _chance(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311  # a drawing, no secret


def landscape(seed: int = 1) -> bytes:
    """Hills, a village and a sun, as a PNG."""
    chance = _chance(seed)
    picture = Image.new("RGB", SIZE, (214, 229, 233))
    draw = ImageDraw.Draw(picture)
    draw.ellipse((900, 90, 1030, 220), fill=(248, 212, 120))
    for base, height, colour in ((430, 50, (150, 182, 170)), (520, 40, (104, 150, 128)), (620, 30, (64, 116, 92))):
        _hills(draw, base, height, colour, chance.uniform(0, 3))
    for number in range(6):
        size = chance.randrange(60, 100)
        _house(draw, 120 + number * 165, 690 + chance.randrange(-20, 30), size, (238, 228, 208), (150, 74, 52))
    draw.rectangle((0, 720, *SIZE), fill=(88, 132, 84))
    return _png(picture)


def pinboard(seed: int = 2) -> bytes:
    """A board full of cards with dots, as a PNG."""
    chance = _chance(seed)
    picture = Image.new("RGB", SIZE, (226, 214, 190))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((30, 30, 1170, 770), outline=(150, 118, 78), width=16)
    colours: list[Colour] = [(255, 244, 178), (196, 226, 240), (210, 236, 196), (248, 214, 214)]
    for column in range(4):
        for row in range(5):
            x = 80 + column * 275 + chance.randrange(-12, 12)
            y = 80 + row * 132 + chance.randrange(-10, 10)
            draw.rectangle((x, y, x + 220, y + 104), fill=colours[column])
            for line in range(chance.randrange(2, 4)):
                draw.line(
                    (x + 18, y + 26 + line * 22, x + chance.randrange(120, 200), y + 26 + line * 22), (90, 90, 100), 5
                )
            for dot in range(chance.randrange(0, 6)):
                draw.ellipse((x + 18 + dot * 30, y + 78, x + 38 + dot * 30, y + 98), fill=(196, 62, 48))
    return _png(picture)


def table(seed: int = 3) -> bytes:
    """People as simple figures around a table, seen from the side, as a PNG."""
    chance = _chance(seed)
    picture = Image.new("RGB", SIZE, (240, 234, 222))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 620, *SIZE), fill=(190, 160, 124))
    for window in range(3):
        draw.rectangle(
            (120 + window * 360, 80, 350 + window * 360, 330), fill=(188, 214, 222), outline=(255, 255, 255), width=10
        )
    coats: list[Colour] = [
        (64, 116, 92), (62, 84, 130), (168, 92, 60), (120, 88, 130), (196, 150, 60), (90, 100, 110), (150, 60, 70),
    ]  # fmt: skip
    for number, coat in enumerate(coats):
        x, y = 130 + number * 140, 430 + chance.randrange(-18, 18)
        draw.rounded_rectangle((x, y, x + 104, y + 200), 40, fill=coat)
        draw.ellipse((x + 18, y - 78, x + 86, y - 6), fill=(224, 190, 160))
    draw.rounded_rectangle((70, 560, 1130, 610), 20, fill=(128, 92, 60))
    for card in range(9):
        draw.rectangle((130 + card * 110, 548, 190 + card * 110, 562), fill=(255, 244, 178))
    return _png(picture)


def pdf(title: str, lines: Sequence[str]) -> bytes:
    """A small PDF document with one page of text: valid, searchable, with title and language."""
    shown = [b"BT /F1 18 Tf 56 780 Td (" + _pdf_text(title) + b") Tj ET"]
    for number, line in enumerate(lines):
        shown.append(b"BT /F1 11 Tf 56 %d Td (" % (740 - 18 * number) + _pdf_text(line) + b") Tj ET")
    stream = b"\n".join(shown)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang (de-DE) >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n" % len(stream) + stream + b"\nendstream",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Title (" + _pdf_text(title) + b") >>",
    ]
    return _assembled(objects)


def _pdf_text(text: str) -> bytes:
    data = text.encode("cp1252", "replace")
    return data.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _assembled(objects: Sequence[bytes]) -> bytes:
    """Objects with the table that says where each begins."""
    data, starts = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", []
    for number, content in enumerate(objects, start=1):
        starts.append(len(data))
        data += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % start for start in starts)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    tail = b"trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1, len(objects), len(data),
    )  # fmt: skip
    return data + head + table + tail
