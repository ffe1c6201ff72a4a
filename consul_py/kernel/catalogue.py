"""The reader's language and the catalogues: like Flask-Babel's functions, but a page asks for words a hundred times.

The language is found once in a request, and a template's sentence without values is looked up once in a process.
"""

from __future__ import annotations

from functools import cache, lru_cache
from gettext import GNUTranslations, NullTranslations, translation
from typing import Any

from flask import Flask, g, has_app_context, has_request_context, request
from flask_babel.speaklater import LazyString
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from consul_py.kernel.authz import person
from consul_py.kernel.resources import resource_dir

LANGUAGES = {"de": "Deutsch", "en": "English"}
_SOURCE = NullTranslations()


def language() -> str:
    """The language of this request: chosen by cookie, else the person's, else German."""
    kept: dict[str, Any] = g._get_current_object().__dict__  # a proxy is slow, and this is asked for all the time
    found: str | None = kept.get("language")  # somebody else's: a mail is written
    if found is not None and found in LANGUAGES:
        return found
    found = kept.get("asked_language")
    if found is None:
        if not has_request_context():
            return "de"
        found = kept["asked_language"] = _asked()
    return found


def _asked() -> str:
    chosen = request.cookies.get("lang")
    if chosen not in LANGUAGES:
        chosen = person().locale
    return chosen if chosen and chosen in LANGUAGES else "de"


@cache
def _catalogue(code: str) -> GNUTranslations | NullTranslations:
    return translation("messages", resource_dir("translations"), [code], fallback=True)


def _words() -> GNUTranslations | NullTranslations:
    return _catalogue(language()) if has_app_context() else _SOURCE


def gettext(sentence: str, **values: Any) -> str:
    found = _words().gettext(sentence)
    return found % values if values else found


def ngettext(one: str, many: str, num: int, **values: Any) -> str:
    return _words().ngettext(one, many, num) % {"num": num, **values}


def pgettext(context: str, sentence: str, **values: Any) -> str:
    found = _words().pgettext(context, sentence)
    return found % values if values else found


def lazy_gettext(sentence: str, **values: Any) -> LazyString:
    """A sentence that is translated each time it is shown."""
    return LazyString(gettext, sentence, **values)


@lru_cache(maxsize=4096)
def _finished(code: str, sentence: str) -> Markup:
    return Markup(_catalogue(code).gettext(sentence)) % {}  # noqa: S704  # our own catalogue


@pass_eval_context
def _in_template(around: EvalContext, sentence: str, **values: Any) -> str:
    """`_('…')` of a template: always a format; values are escaped in HTML."""
    if not around.autoescape:
        return gettext(sentence) % values
    if not values:
        return _finished(language(), sentence)
    return Markup(gettext(sentence)) % values  # noqa: S704  # our own catalogue


@pass_eval_context
def _number_in_template(around: EvalContext, one: str, many: str, num: int, **values: Any) -> str:
    found = _words().ngettext(one, many, num)
    values.setdefault("num", num)
    return (Markup(found) if around.autoescape else found) % values  # noqa: S704  # our own catalogue


def init_app(app: Flask) -> None:
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.globals.update(
        {"_": _in_template, "gettext": _in_template, "ngettext": _number_in_template, "pgettext": pgettext}
    )
