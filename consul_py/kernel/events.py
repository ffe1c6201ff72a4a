"""Events inside the transaction: a handler may only write rows, so the news and the fact are one commit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask, current_app

Handler = Callable[[Any], None]


def init_app(app: Flask, handlers: list[tuple[type, Handler]]) -> None:
    registry: dict[type, list[Handler]] = {}
    for kind, handler in handlers:
        registry.setdefault(kind, []).append(handler)
    app.extensions["consul_events"] = registry


def emit(event: object) -> None:
    """Tell every handler that `wiring.py` lists for this kind of event, now, in this transaction."""
    for handler in current_app.extensions["consul_events"].get(type(event), ()):
        handler(event)
