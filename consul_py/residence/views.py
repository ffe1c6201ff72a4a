"""One's own proof of residence: where it stands, the ways to one, the end of it."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from consul_py.kernel import clock, limits
from consul_py.kernel.authz import person, resident
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.web import Area, confirm
from consul_py.residence import queries, service
from consul_py.residence.words import LEVELS, METHODS

area = Area("residence", __name__, url_prefix="/account/residence")


@area.page("", needs=resident)
def show() -> ResponseReturnValue:
    me = person().id
    proof = queries.find_proof(me)
    counts = proof is not None and proof.expires_at > clock.now()
    words = {"methods": METHODS, "levels": LEVELS}
    desk_code = queries.find_desk_code(me)
    return render_template("residence/show.html", proof=proof, counts=counts, desk_code=desk_code, **words)


@area.act("/desk-code", needs=resident)
def make_desk_code() -> ResponseReturnValue:
    limits.limit("desk-code", account="20/hour")
    service.new_desk_code(person().id or 0)
    return redirect(url_for("residence.show") + "#desk", 303)


@area.page("/delete", needs=resident)
def delete() -> ResponseReturnValue:
    return render_template("residence/delete.html", proof=queries.get_proof(person().id))


@area.act("/delete", needs=resident)
def delete_now() -> ResponseReturnValue:
    service.delete_proof(person().id or 0)
    confirm(_("Your proof of residence is deleted."))
    return redirect(url_for("residence.show"), 303)
