"""`consul-py doctor`: is everything there, and if not, how to mend it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import SQLAlchemyError

from consul_py.kernel import health, letters, person_key
from consul_py.kernel.bell import make_huey
from consul_py.kernel.migrating import newest_migration
from consul_py.kernel.resources import resource_dir
from consul_py.kernel.transport import SmtpTransport, TemporaryFailure


class Finding(NamedTuple):
    """What was looked at, whether it is well, and what was found or how to mend it."""

    name: str
    well: bool
    words: str


def database() -> Finding:
    state = health.database_state()
    where = urlsplit(current_app.config["DATABASE_URL"])
    shown = f"{where.scheme}://{where.hostname or ''}{where.path}"
    advice = {
        "ok": f"{shown}, migrated to {newest_migration()}",
        "not migrated": "the tables are missing or old; run: consul-py db upgrade",
        "unreachable": f"{shown} cannot be reached; start the server or correct CONSUL_DATABASE_URL",
    }
    return Finding("database", state == "ok", advice[state])


def mail() -> Finding:
    url = current_app.config["MAIL_URL"]
    if url.startswith("file:"):
        folder = Path(url.removeprefix("file://").removeprefix("file:"))
        if current_app.config["ENV"] == "production":
            return Finding("mail", False, f"mails only land as files in {folder}; set CONSUL_MAIL_URL=smtp://…")
        return _writable("mail", folder, "CONSUL_MAIL_URL")
    transport = SmtpTransport(url)
    try:
        transport.check()
    except TemporaryFailure as error:
        return Finding("mail", False, f"{error}; correct CONSUL_MAIL_URL or start the relay")
    finally:
        transport.close()
    return Finding("mail", True, f"{transport.host}:{transport.port} answers; sender {current_app.config['MAIL_FROM']}")


def queue() -> Finding:
    url = current_app.config["QUEUE_URL"]
    try:
        waiting = make_huey(url, lambda _name: None).pending_count()
    except Exception as error:  # noqa: BLE001  # each storage has errors of its own
        return Finding("queue", False, f"cannot be read ({error}); correct CONSUL_QUEUE_URL or start Redis")
    return Finding("queue", True, f"{urlsplit(url).scheme}, {waiting} bells waiting")


def folders() -> Finding:
    return _writable("folder", Path(current_app.config["INSTANCE"]), "CONSUL_INSTANCE")


def _writable(name: str, folder: Path, variable: str) -> Finding:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        words = f"{folder} cannot be written ({error.strerror}); give it to the user {os.geteuid()} or set {variable}"
        return Finding(name, False, words)
    return Finding(name, True, str(folder))


def secret_key() -> Finding:
    """A short key never starts; what can be wrong still is a key file that others can read."""
    path = Path(current_app.config["INSTANCE"]) / "secret_key"
    if path.exists() and path.stat().st_mode & 0o077:
        return Finding("secret key", False, f"others can read {path}; run: chmod 600 {path}")
    return Finding("secret key", True, "at least 32 characters")


def person_key_file() -> Finding:
    """The key that recognises people: without it, or with another one, nobody can be proven or register."""
    try:
        trouble = person_key.trouble()
    except SQLAlchemyError:
        return Finding("person key", False, "cannot be checked without the database")
    path = person_key.path()
    if not trouble and path.exists() and path.stat().st_mode & 0o077:
        trouble = f"others can read {path}; run: chmod 600 {path}"
    return Finding("person key", not trouble, trouble or "is the one this database was filled with")


def paper() -> Finding:
    words = (
        "letters are PDF files" if letters.available() else "letters are pages to print (extra pdf is not installed)"
    )
    return Finding("paper", True, words)


def provider() -> Finding:
    """Whether an online proof of residence that is switched on can work."""
    issuer = current_app.config["OIDC_ISSUER"]
    if not issuer:
        return Finding("online proof", True, "none; CONSUL_OIDC_ISSUER is empty")
    if not (find_spec("authlib") and find_spec("joserfc")):
        return Finding("online proof", False, "authlib is missing; run: pip install 'consul-py[oidc]'")
    missing = [name for name in ("OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET") if not current_app.config[name]]
    if missing or (current_app.config["ENV"] == "production" and not issuer.startswith("https://")):
        return Finding("online proof", False, f"set CONSUL_{missing[0]}" if missing else f"{issuer} is not https")
    return Finding("online proof", True, issuer)


def static_files() -> Finding:
    vendor = Path(current_app.root_path) / "static" / "vendor" / "kern.min.css"
    if not vendor.is_file():
        return Finding("static files", False, "style sheets of others are missing; run: make frontend")
    if not list(resource_dir("translations").glob("*/LC_MESSAGES/messages.mo")):
        return Finding("static files", False, "translations are not compiled; run: make messages")
    return Finding("static files", True, "style sheets and translations are built")


def address() -> Finding:
    base = current_app.config["BASE_URL"]
    if current_app.config["ENV"] == "production" and not base.startswith("https://"):
        return Finding("address", False, f"{base} is not https; set CONSUL_BASE_URL to the public address")
    return Finding("address", True, base)


CHECKS: tuple[Callable[[], Finding], ...] = (
    database, mail, queue, folders, secret_key, person_key_file, static_files, address, paper, provider,
)  # fmt: skip


def _of_others() -> list[Callable[[], Finding]]:
    """The checks of other rooms, which wiring names as `module:function`."""
    named = (name.split(":") for name in current_app.extensions["consul_checks"])
    return [getattr(import_module(module), function) for module, function in named]


@click.command()
@with_appcontext
def doctor() -> None:
    """Check the set-up: say what is wrong and how to mend it."""
    findings = [check() for check in (*CHECKS, *_of_others())]
    for name, well, words in findings:
        click.echo(f"{'ok   ' if well else 'WRONG'}  {name:<13} {words}")
    wrong = sum(not finding.well for finding in findings)
    if wrong:
        raise click.ClickException(f"{wrong} of {len(findings)} checks failed.")
