"""Public pages of the site: home, search, legal and inclusive pages, the theme."""

from __future__ import annotations

from datetime import timedelta

from flask import Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from consul_py.kernel import clock
from consul_py.kernel.authz import anyone, person
from consul_py.kernel.i18n import language
from consul_py.kernel.settings import site
from consul_py.kernel.web import Area, not_found, public_url
from consul_py.site import queries
from consul_py.site.home import home_view

area = Area("site", __name__)


@area.page("/", needs=anyone)
def home() -> ResponseReturnValue:
    return render_template("site/home.html", **home_view(person()))


@area.page("/theme.css", needs=anyone)
def theme() -> ResponseReturnValue:
    """The district's accent, as the two knobs of consul.css."""
    answer = Response(f":root{{--hue:{site().hue};--chroma:{site().chroma}}}\n", mimetype="text/css")
    answer.cache_control.public, answer.cache_control.max_age = True, 300
    return answer


def _text_page(key: str) -> ResponseReturnValue:
    title, _source, html = queries.page_text(key, language())
    return render_template("site/page.html", title=title, html=html, key=key)


for _key in queries.PAGES:

    @area.page(f"/{_key}", needs=anyone, endpoint=_key.replace("-", "_"))
    def text_page(key: str = _key) -> ResponseReturnValue:
        return _text_page(key)


@area.page("/robots.txt", needs=anyone)
def robots() -> ResponseReturnValue:
    return Response("User-agent: *\nDisallow: /desk/\nDisallow: /account/\n", mimetype="text/plain")


@area.page("/favicon.ico", needs=anyone)
def favicon() -> ResponseReturnValue:
    return redirect(url_for("static", filename="img/icon.svg"), 301)


@area.page("/.well-known/<name>", needs=anyone)
def well_known(name: str) -> ResponseReturnValue:
    """security.txt (RFC 9116)."""
    if name != "security.txt":
        not_found()
    expires = (clock.now() + timedelta(days=180)).strftime("%Y-%m-%dT00:00:00Z")
    canonical = public_url("site.well_known", name=name)
    text = render_template("site/security.txt", expires=expires, canonical=canonical)
    return Response(text, mimetype="text/plain")
