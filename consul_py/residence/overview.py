"""The page of one's own proof: its state and the ways that are open here."""

from __future__ import annotations

from flask import current_app, make_response, render_template
from flask.typing import ResponseReturnValue

from consul_py.kernel import clock
from consul_py.kernel.authz import person
from consul_py.kernel.headers import let_forms_lead_to
from consul_py.residence import letter_queries, oidc, queries, rules
from consul_py.residence.words import LEVELS, METHODS


def page() -> ResponseReturnValue:
    me = person().id
    proof = queries.find_proof(me)
    html = render_template(
        "residence/show.html",
        proof=proof,
        counts=proof is not None and proof.expires_at > clock.now(),
        months=current_app.config["RESIDENCE_MONTHS"],
        desk_code=queries.find_desk_code(me),
        letter=letter_queries.newest_of(me),
        extract=queries.newest_extract(),
        provider=current_app.config["OIDC_NAME"] if current_app.config["OIDC_ISSUER"] else "",
        minutes=int(rules.DESK_CODE_LIFE.total_seconds() // 60),
        methods=METHODS,
        levels=LEVELS,
    )
    answer = make_response(html)
    if current_app.config["OIDC_ISSUER"]:
        let_forms_lead_to(answer, oidc.origin())
    return answer
