"""Routes that cannot exist without a permission, and acts that are one transaction.

`Area.page` registers a GET that reads, `Area.act` a POST that changes. Both demand `needs`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, NoReturn, TypeVar
from urllib.parse import urlsplit

from flask import Blueprint, Flask, Response, abort, current_app, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadHost, BadRequest, HTTPException, SecurityError

from consul_py.kernel import away, csrf, limits, parking
from consul_py.kernel.authz import Need, SecondFactorNeeded, SignInNeeded, person
from consul_py.kernel.db import commits_itself, db, transaction
from consul_py.kernel.i18n import gettext, sentence
from consul_py.kernel.refusal import Refused

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])


class GetChangedRows(AssertionError):
    """A page left changed rows in the session; pages only read."""


class _Declined(Exception):
    """A view answered with an error: nothing it wrote before it noticed may stay."""

    def __init__(self, answer: Response) -> None:
        super().__init__(answer.status)
        self.answer = answer


def keep_rows() -> None:
    """Commit although the answer of this act is an error: for a mail that goes out with a refusal."""
    g.keep_rows = True


class Area(Blueprint):
    """A domain's part of the site."""

    def page(self, rule: str, *, needs: Need, endpoint: str | None = None, **options: Any) -> Callable[[View], View]:
        """Register a GET. It never commits; leaving changed rows behind fails in tests."""

        def register(view: View) -> View:
            @wraps(view)
            def run(**values: Any) -> ResponseReturnValue:
                needs.check(person())
                answer = view(**values)
                session = db.session()
                if current_app.testing and (session.new or session.dirty or session.deleted):
                    raise GetChangedRows(f"{request.endpoint} changed rows on GET")
                return answer

            return self._add(rule, endpoint, view, run, "page", needs, methods=["GET"], **options)

        return register

    def act(
        self,
        rule: str,
        *,
        needs: Need,
        endpoint: str | None = None,
        prepare: Callable[..., Any] | None = None,
        checked: bool = True,
        parked: bool = True,
        one_statement: bool = False,
        **options: Any,
    ) -> Callable[[View], View]:
        """Register a POST that is one transaction.

        `prepare` (same URL values) does slow work before the transaction holds any lock, for those who may act; the
        view gets its answer as `prepared`. `checked=False` leaves out token and origin: for programs, such as one-click
        unsubscribe. What a visitor sends before signing in is kept where `kernel.parking` knows the act; `parked=False`
        says that it never is: for what must not be stored beside a way back to a person. `one_statement`: see
        `kernel.db.transaction`. A Refused rolls back and becomes a message on the page the person came from, or its own
        status; so does an answer of 400 and above, such as the form with its errors, unless the view called `keep_rows`.
        """

        def register(view: View) -> View:
            @wraps(view)
            def run(**values: Any) -> ResponseReturnValue:
                if checked:
                    csrf.check_origin()
                try:
                    if prepare is not None:
                        _admit(needs, checked)
                        values["prepared"] = _prepared(prepare, values, one_statement)
                    with transaction(one_statement=one_statement):
                        if prepare is None:
                            _admit(needs, checked)
                        answer = current_app.make_response(view(**values))
                        if answer.status_code >= 400 and not g.pop("keep_rows", False):
                            raise _Declined(answer)
                        if waited := request.form.get("parked"):
                            parking.discard(waited)  # the act that waited for sign-in is taken up
                        return answer
                except _Declined as declined:
                    return declined.answer
                except SignInNeeded:
                    return _park() if parked else _sign_in()
                except Refused as refused:
                    return refuse(refused)

            return self._add(rule, endpoint, view, run, "act", needs, methods=["POST"], **options)

        return register

    def _add(
        self, rule: str, endpoint: str | None, view: View, run: Any, verb: str, needs: Need, **options: Any
    ) -> View:
        run.need, run.verb = needs, verb
        name = endpoint or view.__name__
        self.add_url_rule(rule, name, run, **options)
        return view


def _admit(needs: Need, checked: bool) -> None:
    """Raise unless this person may act and the form carries their token.

    Whose session ended while they wrote sends the token of that session: what may wait for sign-in goes on to do so.
    """
    needs.check(person())
    if checked and not csrf.token_is_right() and (person().is_signed_in or not _waits()):
        raise _expired()


def _waits() -> bool:
    """Whether an act of a visitor may wait for sign-in, and a page of ours sent it."""
    return parking.may_wait(request.endpoint) and csrf.comes_from_here()


def _expired() -> BadRequest:
    return BadRequest(gettext("This form has expired. Please load the page again."))


def _prepared(prepare: Callable[..., Any], values: dict[str, Any], one_statement: bool) -> Any:
    if not commits_itself(one_statement):
        db.session.rollback()  # no connection waits for the slow work
    return prepare(**values)


def _sign_in() -> ResponseReturnValue:
    return redirect(url_for("accounts.login", next=way_back()), 303)


def _park() -> ResponseReturnValue:
    """Keep what a visitor sent and lead them through sign-in; only what may wait, and only from a form of ours."""
    if not parking.may_wait(request.endpoint):
        return _sign_in()
    if not csrf.token_is_right() and not csrf.comes_from_here():
        raise _expired()
    limits.limit("park", network_limit="60/hour")
    with transaction():
        token = parking.park(request.path, list(request.form.items(multi=True)))
    return redirect(url_for("accounts.login", next=url_for("accounts.resume", token=token)), 303)


def refuse(refused: Refused) -> ResponseReturnValue:
    """Answer a refusal: as a page with its status, or as a message on the page the person came from."""
    if refused.refusal.status is not None:
        return error_page(refused.refusal.status, sentence(refused.refusal))
    flash(sentence(refused.refusal), "danger")
    return redirect(way_back(), 303)


def safe_path(target: str | None) -> str | None:
    """`target` if it is a path on this site, else None: no open redirect."""
    if not target or not target.startswith("/") or target.startswith("//"):
        return None
    if "\\" in target or any(ord(c) < 33 or ord(c) == 127 for c in target) or urlsplit(target).netloc:
        return None
    return target


def way_back(fallback: str = "") -> str:
    """The page the person came from, when it is one of ours; after an act that waited, its `fallback`."""
    fallback, used_up = fallback or "/", fallback and request.form.get("parked")
    try:
        came_from = urlsplit("" if used_up else request.referrer or "")
    except ValueError:  # what programs send as Referer need not be an address
        return fallback
    if came_from.netloc == request.host:
        path = came_from.path + (f"?{came_from.query}" if came_from.query else "")
        return safe_path(path) or fallback
    return fallback


def public_url(endpoint: str, **values: Any) -> str:
    """An absolute address on the configured public address, never from the request's Host."""
    return str(current_app.config["BASE_URL"]) + path_for(endpoint, **values)


def path_for(endpoint: str, **values: Any) -> str:
    """`url_for` that works with and without a request, always a path."""
    from flask import has_request_context

    if has_request_context():
        return url_for(endpoint, **values)
    with current_app.test_request_context():
        return url_for(endpoint, **values)


def error_page(code: int, message: str | None = None) -> ResponseReturnValue:
    try:
        return render_template("_base/error.html", code=code, message=message), code
    except away.AWAY as error:  # what stands around every page could not be read
        return away.answer(error)


def confirm(message: str) -> None:
    """Say on the next page what an act did and what happens next."""
    flash(message, "success")


def init_errors(app: Flask) -> None:
    """Sign-in, second factor and plain errors as calm pages."""

    @app.errorhandler(SignInNeeded)
    def sign_in(_error: SignInNeeded) -> ResponseReturnValue:
        return redirect(url_for("accounts.login", next=request.full_path.rstrip("?")), 303)

    @app.errorhandler(SecondFactorNeeded)
    def second_factor(_error: SecondFactorNeeded) -> ResponseReturnValue:
        return redirect(url_for("accounts.second_factor", next=request.full_path.rstrip("?")), 303)

    @app.errorhandler(Refused)
    def refused(error: Refused) -> ResponseReturnValue:
        return error_page(error.refusal.status or 409, sentence(error.refusal))

    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> ResponseReturnValue:
        if error.response is not None or error.code is None or error.code < 400:
            return error.get_response()
        if isinstance(error, (BadHost, SecurityError)):
            return error.get_response()  # for a host that is none or not ours no page of ours can be built
        db.session.rollback()
        own = error.description if isinstance(error, BadRequest) and type(error) is BadRequest else None
        return error_page(error.code, own)

    @app.errorhandler(500)
    def failed(_error: Exception) -> ResponseReturnValue:
        db.session.rollback()
        return error_page(500)


def not_found() -> NoReturn:
    """Raise 404; what a person may not see does not exist for them."""
    abort(404)
