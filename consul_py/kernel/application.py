"""The running application itself."""

from __future__ import annotations

from typing import Any, cast

from flask import Flask, current_app


def application() -> Flask:
    """What `current_app` stands for: to hand to another thread, or where a proxy is too slow."""
    proxy: Any = current_app
    return cast(Flask, proxy._get_current_object())
