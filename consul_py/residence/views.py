"""One's own proof of residence: where it stands, the ways to one, the end of it."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from consul_py.kernel import codes, limits
from consul_py.kernel.authz import person, resident
from consul_py.kernel.forms import argument
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.refusal import Refused
from consul_py.kernel.web import Area, confirm, keep_rows
from consul_py.municipalities.queries import choices
from consul_py.residence import extracts, letters, overview, queries, rules, service
from consul_py.residence.forms import CodeForm, ExtractForm, LetterForm
from consul_py.residence.letters import Address

area = Area("residence", __name__, url_prefix="/account/residence")


def me() -> int:
    return person().id or 0


def proven(other: bool) -> ResponseReturnValue:
    """What every way ends with."""
    confirm(_("Thank you! Your residence is proven."))
    if other:
        confirm(_("You have another proven account. In votes, both of your accounts count as one person."))
    return redirect(url_for("residence.show"), 303)


@area.page("", needs=resident)
def show() -> ResponseReturnValue:
    return overview.page()


@area.act("/desk-code", needs=resident)
def make_desk_code() -> ResponseReturnValue:
    limits.limit("desk-code", account="20/hour")
    service.new_desk_code(me())
    return redirect(url_for("residence.show") + "#desk", 303)


@area.page("/delete", needs=resident)
def delete() -> ResponseReturnValue:
    return render_template("residence/delete.html", proof=queries.get_proof(me()))


@area.act("/delete", needs=resident)
def delete_now() -> ResponseReturnValue:
    service.delete_proof(me())
    confirm(_("Your proof of residence is deleted."))
    return redirect(url_for("residence.show"), 303)


def _letter_page(form: Any, status: int = 200) -> ResponseReturnValue:
    return render_template("residence/letter.html", form=form, most=rules.LETTERS_A_MONTH), status


@area.page("/letter", needs=resident)
def letter() -> ResponseReturnValue:
    return _letter_page(LetterForm(data={"municipality_id": person().municipality_id}).offer(choices()))


@area.act("/letter", needs=resident, parked=False)
def ask_letter() -> ResponseReturnValue:
    form = LetterForm.read().offer(choices())
    if not form.validate():
        return _letter_page(form, 422)
    try:
        letters.ask(me(), Address(**form.data))
    except Refused as refused:
        if refused.refusal.status:
            raise
        form.refuse(refused.refusal, "name")
        return _letter_page(form, 422)
    confirm(_("Your letter will be printed in the next working days. Please type the code from it here."))
    return redirect(url_for("residence.show"), 303)


@area.act("/letter/withdraw", needs=resident)
def withdraw_letter() -> ResponseReturnValue:
    letters.withdraw(me())
    confirm(_("Your letter is cancelled, and your address is deleted."))
    return redirect(url_for("residence.show"), 303)


@area.page("/code", needs=resident)
def code() -> ResponseReturnValue:
    given = codes.normal(argument("code", limit=40))
    form = CodeForm(data={"code": codes.readable(given) if codes.is_wellformed(given) else ""})
    return render_template("residence/code.html", form=form)


@area.act("/code", needs=resident, parked=False)
def redeem() -> ResponseReturnValue:
    limits.limit("residence-code", network_limit="100/hour")
    form = CodeForm.read()
    if form.validate():
        try:
            return proven(letters.redeem(me(), form.code.data))
        except Refused as refused:
            if refused.refusal.status:
                raise
            form.refuse(refused.refusal, "code")
            keep_rows()  # the try counts
    return render_template("residence/code.html", form=form), 422


@area.page("/register", needs=resident)
def register() -> ResponseReturnValue:
    queries.get_extract()
    return render_template("residence/register.html", form=ExtractForm(), tries=rules.TRIES["extract"])


@area.act("/register", needs=resident, parked=False)
def prove_by_register() -> ResponseReturnValue:
    limits.limit("residence-register", network_limit="50/hour")
    queries.get_extract()
    form = ExtractForm.read()
    if form.validate():
        try:
            extracts.prove(me(), form.name.data, form.born_on.data)
            return proven(False)
        except Refused as refused:
            if refused.refusal.status:
                raise
            form.refuse(refused.refusal, "name")
            keep_rows()  # the try counts
    return render_template("residence/register.html", form=form, tries=rules.TRIES["extract"]), 422
