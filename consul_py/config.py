"""Every setting: name, environment variable, default, meaning. Nothing else reads the environment."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from consul_py.kernel.once import written_once


@dataclass(frozen=True)
class Setting:
    name: str
    default: str
    meaning: str
    kind: type = str

    @property
    def variable(self) -> str:
        return "CONSUL_" + self.name


SETTINGS = (
    Setting("INSTANCE", "instance", "folder for everything the embedded default writes"),
    Setting("DATABASE_URL", "", "sqlite:///… or postgresql://…; empty: SQLite in the instance folder"),
    Setting("QUEUE_URL", "", "sqlite:///… or redis://…; empty: SQLite in the instance folder"),
    Setting("CACHE_URL", "memory://", "rate limits and caches; redis://… when several processes serve"),
    Setting("MAIL_URL", "", "smtp://user:pass@host:port, smtp+starttls://, smtps://; empty: .eml files in the outbox"),
    Setting("MAIL_FROM", "beteiligung@example.org", "address in From and envelope"),
    Setting("MAIL_REPLY_TO", "", "address in Reply-To; empty: none"),
    Setting("MAIL_BOUNCES", "", "mailbox for returned newsletters, bounces@…: each gets bounces+…@… as return path"),
    Setting(
        "MAIL_DKIM_KEY", "", "file with the private key that signs newsletters (extra `dkim`); empty: no signature"
    ),
    Setting(
        "MAIL_DKIM_SELECTOR", "consul", "where the public key is found: <selector>._domainkey.<domain of MAIL_FROM>"
    ),
    Setting("MAIL_CONNECTIONS", "2", "connections to the relay that one worker keeps open", int),
    Setting("BASE_URL", "http://127.0.0.1:8000", "the public address; links are never built from the request's Host"),
    Setting("SECRET_KEY", "", "at least 32 characters; empty: generated once into the instance folder"),
    Setting(
        "KEYS",
        "",
        "folder of the keys that sign checkpoints and receipts of polls; empty: keys/ in the instance folder",
    ),
    Setting(
        "PERSON_KEY", "", "at least 32 characters, never changed: recognises people again; empty: made once as a file"
    ),
    Setting("RESIDENCE_MONTHS", "24", "a proof of residence counts for so many months", int),
    Setting("OIDC_ISSUER", "", "https://…: OpenID Connect provider that proves residence (extra `oidc`); empty: none"),
    Setting("OIDC_CLIENT_ID", "", "what the provider calls this site"),
    Setting("OIDC_CLIENT_SECRET", "", "what the provider knows this site by"),
    Setting("OIDC_NAME", "BundID", "what people call that provider"),
    Setting("OIDC_SCOPES", "openid profile address", "what is asked of the provider"),
    Setting(
        "OIDC_CLAIMS", "", "the provider's names where they differ, such as municipality=ags,birthdate=geburtsdatum"
    ),
    Setting("ENV", "development", "production refuses an empty or short secret key and an http base address"),
    Setting("TRUSTED_HOSTS", "", "comma-separated host names that may be asked for; empty: any"),
    Setting("PROXY_HOPS", "0", "reverse proxies in front whose forwarding headers count", int),
    Setting("PASSWORD_COST", "normal", "normal or cheap (tests only): memory and rounds of Argon2id"),
    Setting("RATE_LIMITS", "on", "on or off (tests and load generators only)"),
    Setting("RESIDENT_IDLE_HOURS", "24", "a resident's session ends after so many hours without a request", int),
    Setting("RESIDENT_SESSION_DAYS", "7", "a resident's session ends after so many days", int),
    Setting("DESK_IDLE_MINUTES", "30", "a session with the second factor ends after so many minutes idle", int),
    Setting("DESK_SESSION_HOURS", "12", "a session with the second factor ends after so many hours", int),
    Setting("UPLOAD_MEGABYTES", "8", "largest file a form takes", int),
)

SHORT_KEY = (
    "CONSUL_SECRET_KEY is missing or shorter than 32 characters; make one with: "
    "python3 -c 'import secrets; print(secrets.token_hex(32))'"
)


class ConfigError(RuntimeError):
    """The configuration cannot work; the message says how to mend it."""


def load(overrides: Mapping[str, Any] | None = None, environ: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """Read all settings. `overrides` (by setting name) win over the environment. Raises ConfigError."""
    values: dict[str, Any] = {s.name: s.kind(environ.get(s.variable, "") or s.default) for s in SETTINGS}
    values.update(overrides or {})
    instance = Path(values["INSTANCE"]).resolve()
    values["INSTANCE"] = instance
    values["BASE_URL"] = values["BASE_URL"].rstrip("/")
    if values["ENV"] == "production" and len(values["SECRET_KEY"]) < 32:
        raise ConfigError(SHORT_KEY)
    instance.mkdir(parents=True, exist_ok=True)
    values["SECRET_KEY"] = values["SECRET_KEY"] or _kept_secret(instance)
    if len(values["SECRET_KEY"]) < 32:
        raise ConfigError(SHORT_KEY)
    if 0 < len(values["PERSON_KEY"]) < 32:
        raise ConfigError(SHORT_KEY.replace("SECRET", "PERSON"))
    values["DATABASE_URL"] = values["DATABASE_URL"] or f"sqlite:///{instance / 'consul.sqlite'}"
    values["QUEUE_URL"] = values["QUEUE_URL"] or f"sqlite:///{instance / 'queue.sqlite'}"
    values["KEYS"] = values["KEYS"] or str(instance / "keys")
    values["MAIL_URL"] = values["MAIL_URL"] or f"file:{instance / 'outbox'}"
    return values


def _kept_secret(instance: Path) -> str:
    path = instance / "secret_key"
    key = path.read_text().strip() if path.exists() else written_once(path, secrets.token_hex(32))
    if not key:
        raise ConfigError(f"{path} is empty; put it back from the backup, or delete it and a new one is made")
    return key


def for_flask(values: dict[str, Any]) -> dict[str, Any]:
    """The same settings plus what Flask and its extensions call them."""
    secure = values["BASE_URL"].startswith("https://")
    url = values["DATABASE_URL"]
    engine: dict[str, Any] = {"hide_parameters": True}  # errors are logged: see `kernel.discreet`
    if url.startswith("postgresql"):
        url = url.replace("postgresql://", "postgresql+psycopg://", 1)
        engine |= {"pool_size": 8, "max_overflow": 8, "pool_timeout": 5}
        engine |= {"isolation_level": "AUTOCOMMIT", "skip_autocommit_rollback": True}  # acts change it: `kernel.db`
    else:
        engine |= {"connect_args": {"timeout": 10}}
    return values | {
        "SQLALCHEMY_DATABASE_URI": url,
        "SQLALCHEMY_ENGINE_OPTIONS": engine,
        "SESSION_COOKIE_NAME": "__Host-notice" if secure else "notice",
        "SESSION_COOKIE_SECURE": secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_PROTECTION": None,
        "TRUSTED_HOSTS": [h.strip() for h in values["TRUSTED_HOSTS"].split(",") if h.strip()] or None,
        "MAX_CONTENT_LENGTH": (values["UPLOAD_MEGABYTES"] * 6 + 1) * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
        "MAX_FORM_PARTS": 500,
        "BABEL_DEFAULT_LOCALE": "de",
        "BABEL_DEFAULT_TIMEZONE": "Europe/Berlin",
        "SECURE": secure,
    }
