"""Talking to an OpenID Connect provider (BundID behind a broker): authorization code with PKCE, state and nonce.

By authlib (extra `oidc`), imported only when a provider is set. Knows no tables. Whatever goes wrong is a Trouble,
whose refusal is what the person reads; nothing of what the provider said goes into a log.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from flask import current_app

from consul_py.kernel.refusal import Refused
from consul_py.kernel.text import one_line
from consul_py.residence import online_rules as rules
from consul_py.residence.forms import parse_date

log = logging.getLogger("consul.oidc")
PATIENCE = 10  # seconds
CLAIMS = {
    "given_name": "given_name", "family_name": "family_name", "birthdate": "birthdate",
    "place": "address.locality", "municipality": "",
}  # fmt: skip
DISCOVERY = "/.well-known/openid-configuration"


@dataclass(frozen=True)
class Way:
    """The address to send somebody to, and what must come back."""

    address: str
    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True)
class Told:
    """What the provider says about a person."""

    given_name: str
    family_name: str
    born_on: date
    place: str
    municipality: str
    level: str


def origin() -> str:
    """Scheme and host of the provider, for the policy of the page that leads there; empty without one."""
    return _origin(str(current_app.config["OIDC_ISSUER"]))


def is_there(address: str) -> bool:
    """Whether an address is where the policy of our page lets a form lead."""
    return _origin(address) == origin()


def way(back: str) -> Way:
    """Ask the provider for the way. Raises Refused."""
    with _trouble_told():
        known = _metadata()
        verifier, nonce = secrets.token_urlsafe(48), secrets.token_urlsafe(24)
        with _session(back) as session:
            address, state = session.create_authorization_url(
                known["authorization_endpoint"], state=secrets.token_urlsafe(32), nonce=nonce, code_verifier=verifier
            )
        return Way(address, state, nonce, verifier)


def ask(code: str, back: str, *, nonce: str, verifier: str) -> Told:
    """Exchange the code somebody came back with for what the provider says about them. Raises Refused."""
    with _trouble_told():
        known = _metadata()
        with _session(back) as session:
            token = session.fetch_token(
                known["token_endpoint"], code=code, code_verifier=verifier, timeout=PATIENCE, allow_redirects=False
            )
            claims = _checked(token["id_token"], token.get("access_token"), nonce, known)
            if "userinfo_endpoint" in known:
                more = session.get(known["userinfo_endpoint"], timeout=PATIENCE, allow_redirects=False)
                more.raise_for_status()
                said = more.json()
                if said.get("sub") != claims["sub"]:
                    raise ValueError("the answer is about somebody else")
                claims = said | claims
    return _told(claims)


def _metadata() -> dict[str, Any]:
    """What the provider tells about itself; must come from the issuer that is set."""
    import requests

    issuer = str(current_app.config["OIDC_ISSUER"]).rstrip("/")
    answer = requests.get(issuer + DISCOVERY, timeout=PATIENCE, allow_redirects=False)
    answer.raise_for_status()
    known: dict[str, Any] = answer.json()
    if str(known["issuer"]).rstrip("/") != issuer:
        raise ValueError("the issuer is another one")
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        if urlsplit(known[name]).scheme != "https" and urlsplit(issuer).scheme == "https":
            raise ValueError(f"{name} is not https")
    return known


def _session(back: str) -> Any:
    from authlib.integrations.requests_client import OAuth2Session

    config = current_app.config
    return OAuth2Session(
        config["OIDC_CLIENT_ID"], config["OIDC_CLIENT_SECRET"], scope=config["OIDC_SCOPES"], redirect_uri=back,
        code_challenge_method="S256",
    )  # fmt: skip


def _checked(id_token: str, access_token: str | None, nonce: str, known: dict[str, Any]) -> dict[str, Any]:
    """The claims of an ID token whose signature, issuer, audience, time and nonce are right."""
    import requests
    from authlib.oidc.core import CodeIDToken
    from joserfc import jwt
    from joserfc.jwk import KeySet
    from joserfc.jws import JWSRegistry

    answer = requests.get(known["jwks_uri"], timeout=PATIENCE, allow_redirects=False)
    answer.raise_for_status()
    allowed = [alg for alg in known.get("id_token_signing_alg_values_supported", ["RS256"]) if alg[:2] in rules.SIGNED]
    registry = JWSRegistry(algorithms=allowed, strict_check_header=False)
    token = jwt.decode(id_token, KeySet.import_key_set(answer.json()), registry=registry)
    client = current_app.config["OIDC_CLIENT_ID"]
    wanted = {"iss": {"essential": True, "value": known["issuer"]}, "aud": {"essential": True, "value": client}}
    params = {"nonce": nonce, "client_id": client, "access_token": access_token}
    claims = CodeIDToken(token.claims, token.header, wanted, params)
    claims.validate(leeway=120)
    return dict(claims)


@contextmanager
def _trouble_told() -> Iterator[None]:
    """Whatever a missing library, a silent provider or a wrong answer raises becomes a refusal."""
    try:
        import requests
        from authlib.common.errors import AuthlibBaseError
        from joserfc.errors import JoseError
    except ImportError as error:
        log.exception("CONSUL_OIDC_ISSUER is set, but authlib is missing; install consul-py[oidc]")
        raise Refused(rules.NOT_SET_UP) from error
    try:
        yield
    except requests.RequestException as error:
        log.warning("the provider does not answer: %s", type(error).__name__)
        raise Refused(rules.NO_ANSWER) from error
    except (AuthlibBaseError, JoseError, ValueError, KeyError, TypeError, AttributeError) as error:
        log.warning("the provider's answer cannot be used: %s", type(error).__name__)
        raise Refused(rules.BAD_ANSWER) from error


def _names() -> dict[str, str]:
    """Our names of claims → the provider's."""
    pairs = (pair.partition("=") for pair in str(current_app.config["OIDC_CLAIMS"]).split(",") if "=" in pair)
    return CLAIMS | {ours.strip(): theirs.strip() for ours, _sign, theirs in pairs}


def _told(claims: dict[str, Any]) -> Told:
    """Raises Refused when something is missing that a proof needs."""
    given = {ours: _claim(claims, theirs) for ours, theirs in _names().items()}
    born_on = parse_date(given["birthdate"])
    if born_on is None or not given["family_name"] or not (given["place"] or given["municipality"]):
        raise Refused(rules.INCOMPLETE)
    return Told(
        given["given_name"], given["family_name"], born_on, given["place"], given["municipality"],
        rules.level_of(_claim(claims, "acr")),
    )  # fmt: skip


def _claim(claims: dict[str, Any], path: str) -> str:
    """A claim as a line of text, `address.locality` inside another; empty when it is missing."""
    value: Any = claims
    for part in path.split(".") if path else ():
        value = value.get(part) if isinstance(value, dict) else None
    return one_line(str(value))[:200] if isinstance(value, (str, int)) else ""


def _origin(address: str) -> str:
    where = urlsplit(address)
    return f"{where.scheme}://{where.netloc}" if where.netloc else ""
