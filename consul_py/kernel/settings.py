"""Settings that staff change at the desk: the district's name, address, hue. Rows, read at most every few seconds."""

from __future__ import annotations

import time
from decimal import Decimal
from typing import Any

from flask import current_app, has_request_context, request
from sqlalchemy import String, Text, select, update
from sqlalchemy.orm import Mapped, mapped_column

from consul_py.kernel.db import Base, db, insert_once
from consul_py.kernel.palette import Palette, palettes

FRESH_SECONDS = 5.0


class SiteSetting(Base):
    """One setting by name; what has no row has its default."""

    __tablename__ = "site_setting"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[str] = mapped_column(Text)


DEFAULTS: dict[str, str] = {
    "name": "Landkreis Lindental",
    "claim": "gestaltet mit",
    "headline": "Sie schlagen vor.\nDer Kreis antwortet.",
    "lead": "Wie soll das Digitale unser Leben auf dem Land leichter machen? Bringen Sie Ihre Ideen ein – und sehen "
    "Sie bei jeder nach, was daraus geworden ist.",
    "note": "Beteiligungsplattform des Landkreises und seiner Kommunen",
    "address": "Der Kreisausschuss\nStabsstelle Digitalisierung\nAm Kreishaus 1, Lindental",
    "contact_email": "beteiligung@example.org",
    "source_url": "",  # of this installation's source code (AGPL, section 13); "": on request
    "hue": "160",
    "chroma": "0.078",
    # The newsletter, see newsletter/desk_settings.py. "" is no.
    "newsletter_second_person": "",
    "newsletter_pace": "0",  # mails a second in all; 0: as fast as the relay takes them
    "newsletter_domain_pace": "",  # lines such as `gmail.com 2`
    "newsletter_digest_day": "5",  # ISO weekday, 5 is Friday
    "newsletter_digest_hour": "7",  # in Berlin
    "person_key_mark": "",  # see kernel/person_key.py
}


class Site:
    """The settings as attributes: `site.name`, `site.address_lines`."""

    def __init__(self, values: dict[str, str]) -> None:
        self._values = DEFAULTS | values

    def __getattr__(self, name: str) -> str:
        try:
            return self._values[name]
        except KeyError:
            raise AttributeError(name) from None

    @property
    def values(self) -> dict[str, Any]:
        """All settings by name, numbers as numbers, for the form at the desk."""
        return self._values | {"hue": int(self._values["hue"]), "chroma": Decimal(self._values["chroma"])}

    @property
    def address_lines(self) -> list[str]:
        return self._values["address"].splitlines()

    @property
    def palettes(self) -> tuple[Palette, Palette]:
        """The colours of mails, light and dark."""
        return palettes(float(self.hue), float(self.chroma))

    @property
    def headline_lines(self) -> list[str]:
        return self._values["headline"].splitlines()


IN_REQUEST = "consul.site"


def site() -> Site:
    """The current settings: one statement at most every FRESH_SECONDS in each process, and the same for a whole request,
    so that no page asks for them anew while it is drawn."""
    if not has_request_context():
        return _current()
    held: Site | None = request.environ.get(IN_REQUEST)
    if held is None:
        held = request.environ[IN_REQUEST] = _current()
    return held


def _current() -> Site:
    cached: tuple[float, Site] | None = current_app.extensions.get("consul_site")
    if cached and time.monotonic() - cached[0] < FRESH_SECONDS:
        return cached[1]
    rows = db.session.execute(select(SiteSetting.name, SiteSetting.value)).all()
    fresh = Site({row.name: row.value for row in rows})
    current_app.extensions["consul_site"] = (time.monotonic(), fresh)
    return fresh


def save(values: dict[str, Any]) -> None:
    """Store settings by name. Raises KeyError for an unknown name."""
    for name, value in sorted(values.items()):
        if name not in DEFAULTS:
            raise KeyError(name)
        if not insert_once(SiteSetting, {"name": name, "value": str(value)}):
            db.session.execute(update(SiteSetting).where(SiteSetting.name == name).values(value=str(value)))
    read_anew()


def read_anew() -> None:
    """Forget the settings that were read: whoever wrote one sees it at once."""
    current_app.extensions.pop("consul_site", None)
    if has_request_context():
        request.environ.pop(IN_REQUEST, None)
