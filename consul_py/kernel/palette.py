"""The site's colours as plain numbers: mail programs do not know OKLCH, and contrast must be reckoned.

`consul.css` says the same in OKLCH; the hue and its strength are settings, lightness is fixed, so contrast holds.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

TEXT, MUTED = (0.2023, 0.0321, 277.67), (0.4661, 0.0574, 276.44)  # KERN's neutral 950 and 650
DARK_TEXT, DARK_MUTED = (0.9672, 0.0041, 271.37), (0.7801, 0.0315, 277.47)  # 025 and 250


@dataclass(frozen=True)
class Palette:
    """What a mail is painted with, as `#rrggbb`."""

    page: str  # around the sheet
    sheet: str
    tint: str  # behind facts
    line: str
    text: str
    muted: str
    accent: str
    on_accent: str


def linear(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    """An OKLCH colour as linear sRGB, clipped. The matrices are those of the OKLab definition by Björn Ottosson (2020)."""
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    l_, m_, s_ = (
        (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3,
        (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3,
        (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3,
    )
    red = 4.0767416621 * l_ - 3.3077115913 * m_ + 0.2309699292 * s_
    green = -1.2684380046 * l_ + 2.6097574011 * m_ - 0.3413193965 * s_
    blue = -0.0041960863 * l_ - 0.7034186147 * m_ + 1.7076147010 * s_
    return _clipped(red), _clipped(green), _clipped(blue)


def _clipped(value: float) -> float:
    return min(1.0, max(0.0, value))


def luminance(lightness: float, chroma: float, hue: float) -> float:
    """Relative luminance (WCAG 2.2) of an OKLCH colour."""
    red, green, blue = linear(lightness, chroma, hue)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def hexed(lightness: float, chroma: float, hue: float) -> str:
    """The colour as `#rrggbb`."""
    return "#" + "".join(f"{round(255 * _curved(value)):02x}" for value in linear(lightness, chroma, hue))


def _curved(value: float) -> float:
    return 12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055


@lru_cache(maxsize=64)
def palettes(hue: float, chroma: float) -> tuple[Palette, Palette]:
    """The light and the dark palette of a hue."""
    light = Palette(
        page=hexed(0.976, 0.009, 92),
        sheet="#ffffff",
        tint=hexed(0.962, 0.014, hue - 14),
        line=hexed(0.895, 0.012, 92),
        text=hexed(*TEXT),
        muted=hexed(*MUTED),
        accent=hexed(0.39, chroma, hue),
        on_accent=hexed(0.99, 0.004, 150),
    )
    dark = Palette(
        page=hexed(0.165, 0.01, hue),
        sheet=hexed(0.215, 0.011, hue),
        tint=hexed(0.26, 0.02, hue),
        line=hexed(0.36, 0.014, hue),
        text=hexed(*DARK_TEXT),
        muted=hexed(*DARK_MUTED),
        accent=hexed(0.81, 0.085, hue),
        on_accent=hexed(0.19, 0.03, hue),
    )
    return light, dark
