"""Mails can be read in every hue that the desk accepts, in light and in dark colours."""

from __future__ import annotations

import pytest

from consul_py.kernel.palette import hexed, luminance, palettes
from consul_py.site.rules import can_use_hue, contrast

READ = [
    ("text", "sheet"), ("text", "tint"), ("muted", "page"), ("muted", "sheet"), ("muted", "tint"),
    ("accent", "page"), ("accent", "sheet"), ("on_accent", "accent"),
]  # fmt: skip


def of(colour: str) -> float:
    """Luminance of `#rrggbb`, reckoned from what is shown, not from what was meant."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("chroma", [0.0, 0.04, 0.078, 0.12])
def test_every_accepted_hue_can_be_read_in_mails(chroma: float) -> None:
    accepted = [hue for hue in range(0, 360, 5) if can_use_hue(hue, chroma) is None]
    assert accepted
    for hue in accepted:
        for palette in palettes(hue, chroma):
            for front, back in READ:
                found = contrast(of(getattr(palette, front)), of(getattr(palette, back)))
                assert found >= 4.5, (hue, front, back, found)


def test_known_colours_come_out_right() -> None:
    assert hexed(0, 0, 0) == "#000000"
    assert hexed(1, 0, 0) == "#ffffff"
    assert hexed(0.62796, 0.25768, 29.234) == "#ff0000"  # sRGB red in OKLCH
    assert luminance(0.62796, 0.25768, 29.234) == pytest.approx(0.2126, abs=0.001)
