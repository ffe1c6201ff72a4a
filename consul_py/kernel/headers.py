"""Security headers, hashed static addresses, compressed static files, and who may store an answer."""

from __future__ import annotations

import hashlib
import mimetypes
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, abort, current_app, request, send_file
from flask.typing import ResponseReturnValue

from consul_py.kernel.application import application
from consul_py.kernel.authz import person

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'; "
    "manifest-src 'self'"
)
YEAR = 31_536_000


@lru_cache(maxsize=512)
def _digest(path: Path, _changed: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10]


def static_url(name: str) -> str:
    """The address of a static file with its hash, so that browsers keep it for a year."""
    app = application()  # a page asks often
    cache: dict[str, str] = app.extensions.setdefault("consul_static", {})
    if name not in cache or app.debug:
        path = Path(app.static_folder or "") / name
        cache[name] = (
            f"/static/{name}?v={_digest(path, path.stat().st_mtime_ns)}" if path.is_file() else f"/static/{name}"
        )
    return cache[name]


def static_file(filename: str) -> ResponseReturnValue:
    """Serve a static file, compressed when the browser takes it and the build made a compressed one."""
    root = Path(current_app.static_folder or "").resolve()
    path = _inside(root, filename)
    if path is None:
        abort(404)
    kind = mimetypes.guess_type(filename)[0] or "application/octet-stream"
    for encoding, suffix in (("br", ".br"), ("gzip", ".gz")):
        packed = path.with_name(path.name + suffix)
        if request.accept_encodings.best_match([encoding]) and _is_current(packed, path):
            answer = send_file(packed, mimetype=kind, conditional=True, max_age=YEAR)
            answer.headers["Content-Encoding"] = encoding
            break
    else:
        answer = send_file(path, mimetype=kind, conditional=True, max_age=YEAR)
    answer.headers["Vary"] = "Accept-Encoding"
    answer.cache_control.public, answer.cache_control.immutable = True, True
    return answer


def _inside(root: Path, name: str) -> Path | None:
    """The file of this name below `root`; None when there is none, or no file can be called so."""
    try:
        path = (root / name).resolve()
        return path if path.is_relative_to(root) and path.is_file() else None
    except (OSError, ValueError):  # too long, or with a zero byte
        return None


def _is_current(packed: Path, path: Path) -> bool:
    """Whether the compressed file is not older than its source was edited; unpacking a wheel takes a while, too."""
    return packed.is_file() and packed.stat().st_mtime > path.stat().st_mtime - 120


def _secure(answer: Response) -> Response:
    headers = answer.headers
    headers.setdefault("Content-Security-Policy", POLICY)
    headers["X-Content-Type-Options"] = "nosniff"
    headers.setdefault("Referrer-Policy", "same-origin")
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
    if current_app.config["SECURE"]:
        headers["Strict-Transport-Security"] = f"max-age={YEAR}; includeSubDomains"
    if request.endpoint != "static" and "Cache-Control" not in headers:
        headers["Cache-Control"] = "no-store" if person().is_signed_in else "private, no-cache"
    return answer


def let_forms_lead_to(answer: Response, origin: str) -> None:
    """The answer to a form of this page may lead to another site: browsers hold redirects to the policy, too."""
    answer.headers["Content-Security-Policy"] = POLICY.replace("form-action 'self'", f"form-action 'self' {origin}")


def init_app(app: Flask) -> None:
    app.after_request(_secure)
    app.add_url_rule("/static/<path:filename>", "static", static_file)
