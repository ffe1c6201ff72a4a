"""Rate limits, per account and per network, kept in the shared cache."""

from __future__ import annotations

import ipaddress
from typing import Any

from flask import Flask, current_app, request
from limits import parse
from limits.storage import storage_from_string
from limits.strategies import MovingWindowRateLimiter

from consul_py.kernel.authz import person
from consul_py.kernel.refusal import N_, Refusal, Refused

TOO_MANY = Refusal(
    "too_many", N_("That was too often in a short time. Please wait a little and try again."), status=429
)


def init_app(app: Flask) -> None:
    url = app.config["CACHE_URL"]
    app.extensions["consul_limits"] = MovingWindowRateLimiter(storage_from_string(url))


def network() -> str:
    """The caller's network: the IPv4 address, or the /64 of an IPv6 address."""
    try:
        address = ipaddress.ip_address(request.remote_addr or "0.0.0.0")  # noqa: S104  # a stand-in, not a binding
    except ValueError:
        return "unknown"
    if address.version == 6:
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


def within(limit: str, *key: Any) -> bool:
    """Count one hit against `limit` (such as `5/15 minutes`) for a key; False when it is used up."""
    if current_app.config["RATE_LIMITS"] == "off":
        return True
    limiter: MovingWindowRateLimiter = current_app.extensions["consul_limits"]
    return bool(limiter.hit(parse(limit), *[str(part) for part in key]))


def is_left(limit: str, *key: Any) -> bool:
    """Whether a key has hits left, without counting one."""
    if current_app.config["RATE_LIMITS"] == "off":
        return True
    limiter: MovingWindowRateLimiter = current_app.extensions["consul_limits"]
    return bool(limiter.test(parse(limit), *[str(part) for part in key]))


def forget(limit: str, *key: Any) -> None:
    """Give a key its hits back: what was counted turned out to be right."""
    limiter: MovingWindowRateLimiter = current_app.extensions["consul_limits"]
    limiter.clear(parse(limit), *[str(part) for part in key])


def limit(name: str, *, account: str | None = None, network_limit: str | None = None) -> None:
    """Refuse with 429 when the account or the network did `name` too often. Raises Refused."""
    who = person()
    if account and who.id is not None and not within(account, name, "account", who.id):
        raise Refused(TOO_MANY)
    if network_limit and not within(network_limit, name, "network", network()):
        raise Refused(TOO_MANY)
