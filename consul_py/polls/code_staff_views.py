"""One-time codes at the desk: print letters, see how many there are."""

from __future__ import annotations

from typing import Any

from flask import make_response, render_template
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage
from wtforms import FileField, IntegerField
from wtforms.validators import Optional

from consul_py.ballots import queries as urns
from consul_py.kernel import letters
from consul_py.kernel.forms import BaseForm, NumberRange
from consul_py.kernel.i18n import lazy_gettext as _l
from consul_py.kernel.i18n import sentence
from consul_py.kernel.refusal import Refusal, Refused
from consul_py.polls import code_letters
from consul_py.polls.models import Poll
from consul_py.polls.staff_views import STAFFED, area, own_poll


class CodesForm(BaseForm):
    number = IntegerField(_l("How many letters"), [Optional(), NumberRange(1, code_letters.MOST)])
    addresses = FileField(
        _l("Addresses (CSV)"),
        description=_l("One address a line: name, street, postcode and place. It is printed and never stored."),
    )

    def recipients(self) -> list[list[str]]:
        """An address for each letter, empty where none was given. Raises Refused."""
        upload = self.addresses.data
        if isinstance(upload, FileStorage) and upload.filename:
            return self._counted(code_letters.addresses(upload.stream.read(code_letters.MOST_OCTETS + 1)))
        if not self.number.data:
            raise Refused(code_letters.HOW_MANY)
        return [[] for _n in range(self.number.data)]

    def _counted(self, found: list[list[str]]) -> list[list[str]]:
        """The addresses, once somebody has seen how many they are: no printed letter can be taken back."""
        if self.number.data != len(found):
            self.number.raw_data = [str(len(found))]
            raise Refused(Refusal("counted", code_letters.COUNTED, {"found": len(found)}))
        return found


def _page(poll: Poll, form: CodesForm) -> str:
    return render_template(
        "polls/desk_codes.html", poll=poll, form=form, printed=urns.listed(poll.id), used=urns.used(poll.id),
        pdf=letters.available(), urn=urns.find_urn(poll.id),
    )  # fmt: skip


@area.page("/<int:id>/codes", needs=STAFFED)
def codes(id: int) -> ResponseReturnValue:
    return _page(own_poll(id), CodesForm())


def _draw(id: int) -> tuple[CodesForm, code_letters.Letters | None]:
    """Letters are drawn before any lock is held; the codes count once they are entered."""
    poll, form = own_poll(id), CodesForm.read()
    if not form.validate():
        return form, None
    try:
        return form, code_letters.draw(poll, form.recipients())
    except Refused as refused:
        if refused.refusal.status is not None:
            raise
        form.errors_at("addresses" if form.addresses.data else "number", sentence(refused.refusal))
        return form, None


@area.act("/<int:id>/codes", needs=STAFFED, prepare=_draw)
def print_codes(id: int, prepared: tuple[CodesForm, Any]) -> ResponseReturnValue:
    form, made = prepared
    poll = own_poll(id, lock=True)
    if made is None:
        return _page(poll, form), 422
    code_letters.enter(poll, made)
    if isinstance(made.content, bytes):
        return letters.download(f"codes-{id}", made.content)
    answer = make_response(made.content)
    answer.headers["Cache-Control"] = "no-store"
    return answer
