"""The area of the newsletter's desk, and what its pages have in common."""

from __future__ import annotations

from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from consul_py.kernel.authz import STAFF, desk, require
from consul_py.kernel.forms import choice
from consul_py.kernel.i18n import LANGUAGES, language
from consul_py.kernel.paging import number_from
from consul_py.kernel.web import Area, confirm
from consul_py.newsletter import issue_queries
from consul_py.newsletter.models import Mailing
from consul_py.newsletter.permissions import PERMISSIONS

area = Area("desk_newsletter", __name__, url_prefix="/desk/newsletter")
staff = desk(STAFF)


def page_number() -> int:
    return number_from(request.args.get("page"))


def shown_language() -> str:
    """The language in which an issue is looked at."""
    return choice("language", tuple(LANGUAGES), language())


def own_mailing(id: int, *, lock: bool = False) -> Mailing:
    """An issue that the person may write. Raises 404, Forbidden."""
    mailing = issue_queries.get_mailing(id, lock=lock)
    require(PERMISSIONS, "write", mailing.process_id)
    return mailing


def back_to(id: int, said: str, page: str = "show", **values: Any) -> ResponseReturnValue:
    """On to a page of the issue, which says what was done."""
    confirm(said)
    return redirect(url_for(f"desk_newsletter.{page}", id=id, **values), 303)
