"""Which accent colours can be read: contrast of the palette that a hue makes."""

from __future__ import annotations

from consul_py.kernel.palette import luminance
from consul_py.kernel.refusal import N_, Refusal

NEEDED = 4.5
# Lightness of accent and of what stands on it or around it, as in consul.css: light and dark theme.
PAIRS = (
    ((0.39, 1.0), (0.99, 0.004)),
    ((0.39, 1.0), (0.962, 0.014)),
    ((0.81, 1.09), (0.195, 0.01)),
    ((0.81, 1.09), (0.26, 0.02)),
)


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
