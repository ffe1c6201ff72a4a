"""create_app(): the application as a table of contents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from flask import Flask, g, get_flashed_messages, has_request_context, url_for
from flask_login import LoginManager
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter

from consul_py import config, wiring
from consul_py.accounts import registry, sessions
from consul_py.kernel import (
    away,
    csrf,
    db,
    events,
    files,
    headers,
    i18n,
    jobs,
    limits,
    mail,
    panels,
    parking,
    rendering,
    web,
)
from consul_py.kernel.authz import NOBODY, person
from consul_py.kernel.resources import resource_dir
from consul_py.kernel.settings import site
from consul_py.site import frame, waiting
from consul_py.site.actions import action_name


class RowId(IntegerConverter):
    """A row's id in an address; larger numbers than a database knows are no address."""

    def __init__(self, url_map: Any, **options: Any) -> None:
        super().__init__(url_map, max=2_147_483_647, **options)


def create_app(overrides: Mapping[str, Any] | None = None) -> Flask:
    """Build the application. `overrides` are settings by name (see `config.SETTINGS`) or Flask's own keys."""
    app = rendering.SiteApp("consul_py", template_folder=str(resource_dir("templates")), static_folder=None)
    app.static_folder = "static"  # served by `headers.static_file`, compressed and with a hash
    app.config.from_mapping(config.for_flask(config.load(overrides)))
    app.url_map.converters["int"] = RowId
    if app.config["PROXY_HOPS"]:
        hops = app.config["PROXY_HOPS"]
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]  # as Flask says
    _templates(app)
    db.init_app(app)
    _people(app)
    i18n.init_app(app)
    headers.init_app(app)
    limits.init_app(app)
    files.init_app(app)
    mail.init_app(app)
    jobs.init_app(app, wiring.jobs())
    events.init_app(app, wiring.handlers())
    panels.init_app(app, wiring.panels())
    parking.init_app(app, waiting.ACTS)
    app.extensions["consul_checks"] = wiring.checks()
    web.init_errors(app)
    away.init_app(app)
    for area in wiring.areas():
        app.register_blueprint(area)
    return app


class Notices:
    """The messages of the last act; taken out of the cookie only when a page really shows them."""

    def __iter__(self) -> Iterator[Any]:
        yield from get_flashed_messages(with_categories=True)


def _templates(app: Flask) -> None:
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.auto_reload = app.debug
    rendering.init_app(app, {"csrf_token": csrf.token, "csrf_field": csrf.field, "action_name": action_name})

    @app.context_processor
    def around() -> dict[str, Any]:
        """What every page shows around its content; mails, which speak their reader's language, have no frame."""
        if not has_request_context() or g.get("language"):
            return {"site": site()}
        return {
            "site": site(),
            "person": person(),
            "nav": frame.navigation,
            "desk_nav": frame.desk_navigation,
            "account_link": frame.account_link(),
            "service_links": frame.service_links,
            "footer_groups": partial(frame.footer_groups, site().source_url),  # read here: rendering never asks
            "contact_url": f"mailto:{site().contact_email}",
            "desk_url": url_for("desk.index"),
            "theme_url": frame.theme_url(),
            "notices": Notices(),
        }


def _people(app: Flask) -> None:
    manager = LoginManager(app)
    manager.session_protection = None
    manager.anonymous_user = lambda: NOBODY
    manager.request_loader(wiring.load_person)
    app.after_request(sessions.renew)
    registry.init_app(app, wiring.scopes(), wiring.person_data())
