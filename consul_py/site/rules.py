"""Which accent colours can be read: contrast of the palette that a hue makes."""

from __future__ import annotations

import math

from consul_py.kernel.refusal import N_, Refusal

NEEDED = 4.5
# Lightness of accent and of what stands on it or around it, as in consul.css: light and dark theme.
PAIRS = (
    ((0.39, 1.0), (0.99, 0.004)),
    ((0.39, 1.0), (0.962, 0.014)),
    ((0.81, 1.09), (0.195, 0.01)),
    ((0.81, 1.09), (0.26, 0.02)),
)


def luminance(lightness: float, chroma: float, hue: float) -> float:
    """Relative luminance (WCAG 2.2) of an OKLCH colour, clipped to sRGB.

    The matrices are those of the OKLab definition by Björn Ottosson (2020).
    """
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    l_, m_, s_ = (
        (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3,
        (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3,
        (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3,
    )
    red = 4.0767416621 * l_ - 3.3077115913 * m_ + 0.2309699292 * s_
    green = -1.2684380046 * l_ + 2.6097574011 * m_ - 0.3413193965 * s_
    blue = -0.0041960863 * l_ - 0.7034186147 * m_ + 1.7076147010 * s_
    clipped = [min(1.0, max(0.0, value)) for value in (red, green, blue)]
    return 0.2126 * clipped[0] + 0.7152 * clipped[1] + 0.0722 * clipped[2]


def contrast(one: float, two: float) -> float:
    high, low = max(one, two), min(one, two)
    return (high + 0.05) / (low + 0.05)


def can_use_hue(hue: float, chroma: float) -> Refusal | None:
    """Refuse a palette whose text would be hard to read in one of the two themes."""
    worst = min(
        contrast(luminance(front[0], chroma * front[1], hue), luminance(back[0], back[1], hue)) for front, back in PAIRS
    )
    if worst < NEEDED:
        return Refusal(
            "low_contrast",
            N_("This colour reaches a contrast of %(found)s only; 4.5 is needed. Please choose a weaker colour."),
            {"found": f"{worst:.1f}"},
        )
    return None
