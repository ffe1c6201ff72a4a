"""What the pages of proposals show, gathered before anything is rendered."""

from __future__ import annotations

import difflib
import html
import re
from datetime import datetime
from typing import Any

from flask import url_for
from markupsafe import Markup

from consul_py.kernel import panels
from consul_py.kernel.authz import Person, may
from consul_py.kernel.i18n import date_long, ngettext, number, pgettext, sentence
from consul_py.kernel.i18n import gettext as _
from consul_py.processes.around import Window
from consul_py.processes.rules import OPEN, can
from consul_py.processes.rules import state as window_state
from consul_py.proposals import listing, queries, rules, words
from consul_py.proposals.permissions import PERMISSIONS
from consul_py.proposals.shown import Shown
from consul_py.votes.models import FOR

TALK = 40  # panels below this order, such as the trail, stand before the official answer, the talk after it


def show_page(proposal: Shown, who: Person, now: datetime) -> dict[str, Any]:
    """The page of one proposal with its panels."""
    window = proposal.consultation
    assert window is not None  # every proposal has one
    over = window_state(window, now) in ("closed", "evaluated")
    state = rules.state(proposal, over)
    versions = queries.versions(proposal)
    former = queries.former_answers(proposal)
    merged = queries.merged_ones(proposal) if proposal.merged_count else []
    below = panels.collect("subject", proposal, who) if proposal.is_public else []
    steps = words.history(proposal, versions, former, merged)
    return {
        "proposal": proposal,
        "state": state,
        "mark": words.chip_of(state) or (("open", "") if state == "open" and not over else None),
        "byline": _byline(proposal),
        "support_box": _support_box(proposal, window, now),
        "answer": _answer(proposal),
        "former": former,
        "pictures": [_shot(picture.file) for picture in queries.pictures(proposal)],
        "history": steps,
        "history_title": words.history_title(len(steps), proposal.version),
        "merged_into": queries.find(proposal.merged_into_id) if proposal.merged_into_id else None,
        "may_edit": may(PERMISSIONS, "edit", proposal)
        and rules.can_edit(proposal, can("propose", window, now)) is None,
        "may_withdraw": may(PERMISSIONS, "withdraw", proposal) and rules.can_withdraw(proposal) is None,
        "may_answer": may(PERMISSIONS, "answer", proposal),
        "above": [panel for panel in below if panel.order < TALK],
        "below": [panel for panel in below if panel.order >= TALK],
        "aside": panels.collect("subject_aside", proposal, who) if proposal.is_public else [],
    }


def _byline(proposal: Shown) -> dict[str, Any]:
    return {
        "name": proposal.author_name if proposal.author_deleted_at is None else "",
        "deleted": proposal.author_deleted_at is not None,
        "source": words.source_name(proposal.source_name, proposal.external_url),
        "url": proposal.external_url or "",
    }


def _support_box(proposal: Shown, window: Window, now: datetime) -> dict[str, Any] | None:
    """Arguments of the support component; None where support makes no sense."""
    if proposal.visibility == "draft" or (not window.allows("support") and not proposal.support_count):
        return None
    refusal = rules.can_support(proposal, can("support", window, now))
    mine = proposal.mine == FOR
    reached = proposal.threshold_reached_at
    box = {
        "n": proposal.support_count,
        "threshold": proposal.threshold,
        "action": url_for("proposals.support", id=proposal.id),
        "reached": _("Threshold of %(n)s reached on %(date)s", n=number(proposal.threshold), date=date_long(reached))
        if reached
        else "",
    }
    if refusal is not None:
        return box | {"state": "closed", "note": sentence(refusal), "until": _("You supported this.") if mine else ""}
    if mine:
        return box | {"state": "supported", "undo": url_for("proposals.unsupport", id=proposal.id)}
    note = _("Your name does not appear. You can take it back until then.")
    return box | {"state": "open", "until": words.possible_until(window.closes_at), "note": note}


def _answer(proposal: Shown) -> dict[str, Any] | None:
    if proposal.answered_at is None:
        return None
    over = _("Answer of the district")
    return {
        "title": words.decision_word(proposal.decision),
        "over": f"{over} · {date_long(proposal.answered_at)}",
        "html": Markup(proposal.answer_html),  # noqa: S704  # sanitised when it was stored
        "corrected_at": proposal.corrected_at,
        "facts": [
            (_("Responsible"), proposal.responsible_unit),
            (_("Costs"), proposal.cost_note),
            (_("Council decision"), proposal.decided_by_note),
            (_("Passed on to"), proposal.forwarded_to),
        ],
    }


def _shot(file: Any) -> dict[str, Any]:
    return {
        "url": file.url, "full_url": file.url, "alt": file.title, "caption": "",
        "width": file.width, "height": file.height,
    }  # fmt: skip


def similar_items(process_id: int, title: str, but: int | None = None) -> list[dict[str, str]]:
    """Items for the component that asks "Does this exist already?"."""
    return [
        {
            "title": row.title,
            "url": url_for("proposals.show", id=row.id, slug=row.slug),
            "note": ngettext("%(num)s support", "%(num)s supports", row.support_count),
        }
        for row in listing.similar(process_id, title, but=but)
    ]


def is_open(window: Any, now: datetime) -> bool:
    return window_state(window, now) == OPEN


def compared(new: Any, old: Any) -> list[dict[str, Any]]:
    """What changed between two versions, part by part; unchanged parts are left out."""
    names = [("title", _("Title")), ("summary", _("In one sentence")), ("body", _("Description"))]
    return [
        {"name": label, "text": differences(getattr(old, name) if old else "", getattr(new, name))}
        for name, label in names
        if old is None or getattr(old, name) != getattr(new, name)
    ]


def differences(old: str, new: str) -> Markup:
    """Two texts as one, with what went in <del> and what came in <ins>; words are compared."""
    before, after = _words(old), _words(new)
    parts: list[str] = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        gone, come = "".join(before[a:b]), "".join(after[c:d])
        if kind == "equal":
            parts.append(html.escape(come))
            continue
        if gone.strip():
            parts.append(f"<del>{html.escape(gone)}</del>")
        if come.strip():
            parts.append(f"<ins>{html.escape(come)}</ins>")
        elif come:
            parts.append(html.escape(come))
    lines = "".join(parts).replace("\n", "<br>")
    return Markup(lines)  # noqa: S704  # every part is escaped above


def _words(text: str) -> list[str]:
    return re.findall(r"\s+|\w+|[^\w\s]", text)[:20_000]


def desk_table(page: Any, asked: dict[str, Any], now: datetime) -> dict[str, Any]:
    """The desk's table: its rows with chips and days, the filters, and addresses that keep what was asked."""

    def address(**changes: Any) -> str:
        values = {name: value for name, value in (asked | changes).items() if value not in ("", None)}
        values["desc"] = 1 if values["desc"] else 0
        return url_for("desk_proposals.index", **values)

    rows = []
    for row in page.items:
        state = rules.state(row, row.closes_at is not None and row.closes_at <= now)
        overdue = rules.is_overdue(row.answer_due, row.answered_at, now)
        mark = ("overdue", "") if overdue else words.chip_of(state) or ("open", "")
        rows.append({"row": row, "mark": mark, "url": url_for("desk_proposals.answer", id=row.id)})
    return {
        "page": page,
        "rows": rows,
        "asked": asked,
        "at": lambda n: address() + f"&page={n}",
        "sort": {"key": asked["sort"], "desc": asked["desc"], "url": lambda key, desc: address(sort=key, desc=desc)},
        "states": [
            {"label": label, "url": address(state=state), "current": state == asked["state"]}
            for state, label in _desk_states()
        ],
        "export_url": url_for("desk_proposals.export", **{k: v for k, v in asked.items() if k != "desc" and v}),
    }


def _desk_states() -> list[tuple[str, str]]:
    return [
        ("waiting", _("Answer pending")),
        ("overdue", _("Overdue")),
        ("near", _("Near the threshold")),
        ("open", pgettext("state", "Open")),
        ("answered", _("Answered")),
        ("gone", _("No longer public")),
        ("all", _("All public ones")),
    ]
