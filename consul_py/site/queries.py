"""Reading the pages and what the desk shows first."""

from __future__ import annotations

from collections.abc import Sequence

from flask import render_template
from sqlalchemy import select

from consul_py.kernel import panels
from consul_py.kernel.audit import AuditEntry
from consul_py.kernel.authz import Person
from consul_py.kernel.db import db
from consul_py.kernel.i18n import lazy_gettext as _l
from consul_py.kernel.paging import Page, paged
from consul_py.kernel.text import html_from_markdown
from consul_py.site.models import SitePage

PAGES = {
    "imprint": _l("Legal notice"),
    "privacy": _l("Privacy"),
    "accessibility": _l("Accessibility"),
    "easy-language": _l("Easy language"),
    "sign-language": _l("Sign language"),
    "rules": _l("House rules"),
    "how-it-works": _l("How it works"),
}


def find_page(key: str, language: str) -> SitePage | None:
    return db.session.get(SitePage, (key, language))


def page_text(key: str, language: str) -> tuple[str, str, str]:
    """Title, Markdown source and HTML of a page: as edited, else as shipped."""
    edited = find_page(key, language)
    if edited is not None:
        return edited.title, edited.body, edited.body_html
    body = render_template(f"site/pages/{key}.{language}.md").strip()
    return str(PAGES[key]), body, html_from_markdown(body)


def edited_pages() -> Sequence[SitePage]:
    return db.session.scalars(select(SitePage).order_by(SitePage.key, SitePage.language)).all()


def work(who: Person) -> list[dict[str, object]]:
    """What waits for this person, from every domain, overdue things first."""
    items = [item for panel in panels.collect("desk_work", who) for item in panel.context.get("items", [])]
    return [item for item in items if item.get("count")]


def log(number: int) -> Page[AuditEntry]:
    """The audit log, newest first."""
    return paged(select(AuditEntry).order_by(AuditEntry.at.desc(), AuditEntry.id.desc()), number, 50)
