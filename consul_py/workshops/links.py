"""Addresses that only one person knows: the link to a registration, as it stands in mails."""

from __future__ import annotations

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from consul_py.kernel.web import path_for, public_url
from consul_py.workshops.models import Workshop, WorkshopRegistration


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.config["SECRET_KEY"]), salt="consul.workshop.registration")


def token(registration: WorkshopRegistration) -> str:
    """Signed, so that the database alone gives nobody the link; with the row's salt, so that it dies with the row."""
    return str(_serializer().dumps([registration.id, registration.salt]))


def read(text: str) -> tuple[int, str] | None:
    """Id and salt out of a token; None when it is not ours."""
    try:
        number, salt = _serializer().loads(text[:500])
    except (BadSignature, ValueError, TypeError):
        return None
    return (number, salt) if isinstance(number, int) and isinstance(salt, str) else None


def registration_url(registration: WorkshopRegistration) -> str:
    return public_url("workshops.registration_page", token=token(registration))


def follow_up_path(workshop: Workshop) -> str:
    return path_for("workshops.follow_up", id=workshop.id)
