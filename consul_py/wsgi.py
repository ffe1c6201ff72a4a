"""The application object a WSGI server imports. Built when the server asks for it, not when the package is imported."""

from __future__ import annotations

from consul_py.app import create_app

application = create_app()
