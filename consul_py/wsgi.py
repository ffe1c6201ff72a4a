"""The application object a WSGI server imports. Built when the server asks for it, not when the package is imported."""

from __future__ import annotations

import gc

from consul_py.app import create_app

application = create_app()

# What the application is made of is no garbage; looking through it again and again would take time from requests.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 20)
