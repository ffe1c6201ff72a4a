"""What makes a page cheap: addresses, icons and modules of macros are made once, whatever the page.

Nothing of this is data: each is a pure function of its arguments and the application.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from flask import Flask, has_request_context, request
from flask.templating import Environment
from jinja2 import Template
from jinja2.environment import TemplateModule
from jinja2.runtime import Context
from markupsafe import Markup

from consul_py.kernel.headers import static_url

MOST_ADDRESSES = 20_000  # some 4 MB
_PLAIN = {str, int, type(None)}


class Pages(Environment):
    """Templates ask mostly for what stands in a dict: look there first."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        if type(obj) is dict:
            try:
                return obj[attribute]
            except KeyError:
                pass
        return super().getattr(obj, attribute)


class SiteApp(Flask):
    """Flask that remembers the addresses it built: pages ask for the same ones again and again."""

    jinja_environment = Pages

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._built: dict[tuple[Any, ...], str] = {}

    def url_for(
        self,
        /,
        endpoint: str,
        *,
        _anchor: str | None = None,
        _method: str | None = None,
        _scheme: str | None = None,
        _external: bool | None = None,
        **values: Any,
    ) -> str:
        """As Flask's. Only plain paths are remembered; a bool would be mistaken for the number it equals."""
        special = {"_anchor": _anchor, "_method": _method, "_scheme": _scheme, "_external": _external}
        plain = not (_anchor or _method or _scheme or _external) and _PLAIN.issuperset(map(type, values.values()))
        if not plain or endpoint[:1] == "." or not has_request_context():
            return super().url_for(endpoint, **special, **values)  # type: ignore[arg-type]  # checked by Flask
        key = (request.script_root, endpoint, *values.items())
        found = self._built.get(key)
        if found is None:
            if len(self._built) >= MOST_ADDRESSES:
                self._built.clear()
            found = self._built[key] = super().url_for(endpoint, **values)
        return found


class OneModule(Template):
    """A template whose macros are imported as one module for the whole process.

    Jinja makes it anew for each render that brings globals of its own. Ours bring none.
    """

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        if self._module is None:
            self._module = self.make_module()
        return self._module


@lru_cache(maxsize=512)
def _icon(address: str, name: str, size: str) -> Markup:
    size = f" icon--{size}" if size else ""
    return Markup(
        '<svg class="icon{}" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>'
    ).format(size, address, name)


def icon(name: str, size: str = "") -> Markup:
    """A decorative icon, always beside a word. Names: static/img/icons.svg; sizes: `s`, `l`."""
    return _icon(static_url("img/icons.svg"), name, size)


def init_app(app: Flask, names: Mapping[str, Any]) -> None:
    """Set up the template environment; `names` are its globals."""
    app.jinja_env.template_class = OneModule
    app.jinja_env.globals.update(names, drawn_icon=icon, static_url=static_url)
