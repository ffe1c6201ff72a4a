"""Changing settings and pages."""

from __future__ import annotations

from typing import Any

from consul_py.kernel import audit, clock, settings
from consul_py.kernel.db import db
from consul_py.kernel.refusal import ensure
from consul_py.kernel.text import html_from_markdown
from consul_py.site import rules
from consul_py.site.models import SitePage


def save_settings(values: dict[str, Any]) -> None:
    """Store the district's settings. Raises Refused for a palette that cannot be read."""
    ensure(rules.can_use_hue(float(values["hue"]), float(values["chroma"])))
    settings.save(values)
    audit.record("site.settings", "site", None, str(values["name"]))


def save_page(key: str, language: str, title: str, body: str) -> None:
    db.session.merge(
        SitePage(
            key=key,
            language=language,
            title=title,
            body=body,
            body_html=html_from_markdown(body),
            updated_at=clock.now(),
        )
    )
    audit.record("site.page", "page", None, f"{key} ({language})")
