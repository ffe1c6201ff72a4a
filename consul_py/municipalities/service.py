"""Adding and changing municipalities. Nothing here commits."""

from __future__ import annotations

from typing import Any

from sqlalchemy.exc import IntegrityError

from consul_py.kernel import audit
from consul_py.kernel.db import db
from consul_py.kernel.refusal import Refusal, Refused
from consul_py.municipalities import rules
from consul_py.municipalities.models import Municipality


class FieldRefused(Refused):
    """A refusal that belongs to one field of the form."""

    def __init__(self, field: str, refusal: Refusal) -> None:
        super().__init__(refusal)
        self.field = field


def save(municipality: Municipality, **values: Any) -> Municipality:
    """Write a new or known municipality. The unique keys decide who was first. Raises FieldRefused."""
    values["ags"] = values.get("ags") or None
    wrong = rules.sound(values["ags"], values.get("latitude"), values.get("longitude"))
    if wrong is not None:
        raise FieldRefused(*wrong)
    verb, known = ("create", False) if municipality.id is None else ("edit", True)
    try:
        with db.session.begin_nested():
            for name, value in values.items():
                setattr(municipality, name, value)
            db.session.add(municipality)
    except IntegrityError as error:
        if known:
            db.session.refresh(municipality)
        if "ags" in str(error.orig):
            raise FieldRefused("ags", rules.AGS_TAKEN) from error
        raise FieldRefused("name", rules.NAME_TAKEN) from error
    audit.record(f"municipality.{verb}", "municipality", municipality.id, municipality.name)
    return municipality
