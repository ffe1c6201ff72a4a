"""Letters at the desk: who waits, print, what was printed, take back, print again."""

from __future__ import annotations

from flask import make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from consul_py.kernel import audit, clock, letters
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.i18n import ngettext
from consul_py.kernel.web import confirm
from consul_py.residence import letter_queries, rules
from consul_py.residence import letters as service
from consul_py.residence.desk_area import NEEDED, area, covered


@area.page("/letters", needs=NEEDED, endpoint="letters")
def list_letters() -> ResponseReturnValue:
    places = covered()
    return render_template(
        "residence/desk_letters.html",
        waiting=letter_queries.waiting(places),
        number=letter_queries.waiting_number(places),
        most=letter_queries.IN_A_BATCH,
        batches=letter_queries.batches(places),
        pdf=letters.available(),
        days=rules.ADDRESS_KEPT.days,
    )


@area.act("/letters/print", needs=NEEDED, endpoint="print_letters", prepare=lambda: service.make_print(covered()))
def print_letters(prepared: service.Print) -> ResponseReturnValue:
    """The file is drawn before any lock is taken; the codes in it count once this is committed."""
    batch = service.keep_print(prepared)
    if isinstance(prepared.content, bytes):
        return letters.download(f"briefe-{batch.id}", prepared.content)
    answer = make_response(prepared.content)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@area.page("/letters/batches/<int:id>", needs=NEEDED)
def batch(id: int) -> ResponseReturnValue:
    printed, rows = letter_queries.get_batch(id, covered())
    log = audit.latest("residence_batch", id)
    return render_template("residence/desk_batch.html", batch=printed, letters=rows, now=clock.now(), log=log)


@area.act("/letters/batches/<int:id>/again", needs=NEEDED)
def print_again(id: int) -> ResponseReturnValue:
    places = covered()
    printed, _rows = letter_queries.get_batch(id, places)
    number = service.print_again(printed, places)
    said = ngettext("%(num)s letter waits to be printed again.", "%(num)s letters wait to be printed again.", number)
    confirm(said + " " + _("The codes printed before no longer count."))
    return redirect(url_for("desk_residence.letters"), 303)


@area.act("/letters/<int:id>/void", needs=NEEDED)
def void(id: int) -> ResponseReturnValue:
    service.void(letter_queries.get_letter(id, covered()))
    confirm(_("The letter is taken back: its code does not count, and the address is deleted."))
    return redirect(url_for("desk_residence.letters"), 303)
