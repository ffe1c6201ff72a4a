"""Proof by a provider: go there, come back, take over what it said."""

from __future__ import annotations

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from consul_py.kernel import limits
from consul_py.kernel.authz import resident
from consul_py.kernel.forms import argument
from consul_py.residence import oidc, online, queries
from consul_py.residence.views import area, me, proven


def _way() -> oidc.Way:
    queries.provider_or_404()
    limits.limit("residence-online", account="20/hour")
    return online.way()


@area.act("/online", needs=resident, prepare=_way, parked=False)
def go_online(prepared: oidc.Way) -> ResponseReturnValue:
    """The only contact with anybody else, and only now that the person asked for it."""
    online.start(me(), prepared)
    if oidc.is_there(prepared.address):
        return redirect(prepared.address, 303)
    # The page's policy does not let a form lead to another host than the issuer's; a link may.
    return render_template("residence/online_go.html", address=prepared.address, provider=queries.provider_or_404())


@area.page("/online/back", needs=resident)
def online_back() -> ResponseReturnValue:
    provider = queries.provider_or_404()
    limits.limit("residence-online-back", account="30/hour")
    given = {name: argument(name, limit=2000) for name in ("state", "code", "error")}
    found = online.come_back(me(), given)
    return render_template("residence/online_back.html", found=found, provider=provider)


@area.act("/online/take", needs=resident, parked=False)
def take_online() -> ResponseReturnValue:
    queries.provider_or_404()
    return proven(online.take(me(), request.form.get("ticket", "")))
