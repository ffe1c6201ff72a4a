"""Panels: lower pages show what upper domains know, without importing them.

A panel function takes (slot specific) arguments and returns a Panel or None. It is called, and does its
queries, before rendering starts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, current_app


@dataclass(frozen=True)
class Panel:
    """A template to include at a slot, with what it shows."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)
    order: int = 50


PanelFunction = Callable[..., Panel | None]


def init_app(app: Flask, functions: list[tuple[str, PanelFunction]]) -> None:
    registry: dict[str, list[PanelFunction]] = {}
    for slot, function in functions:
        registry.setdefault(slot, []).append(function)
    app.extensions["consul_panels"] = registry


def collect(slot: str, *args: Any, **kwargs: Any) -> list[Panel]:
    """The panels of a slot, in order. Known slots: `subject` (subject, person), `process`, `home`, `me`, `account`, `desk`."""
    functions = current_app.extensions["consul_panels"].get(slot, ())
    found = [panel for function in functions if (panel := function(*args, **kwargs)) is not None]
    return sorted(found, key=lambda panel: panel.order)
