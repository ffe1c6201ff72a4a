"""Blocks in a text written by hand: a line `{{consultation:slug}}` becomes the consultation's own facts.

A block is filled with Markdown, so that the HTML part, the text part and the page in the archive say the same. It is
filled when the issue is frozen: what it says is what was true when it went out.
"""

from __future__ import annotations

import re

from consul_py.kernel import clock
from consul_py.kernel.i18n import date_time, weekday_date
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.text import one_line
from consul_py.newsletter import writing_queries
from consul_py.processes.models import Consultation
from consul_py.processes.rules import CLOSED, EVALUATED, SCHEDULED, state

_PLACE = re.compile(r"\{\{\s*([^{}\n]*?)\s*\}\}")
_LINE = re.compile(r"^[ \t]*\{\{\s*consultation\s*:\s*([a-z0-9-]{1,80})\s*\}\}[ \t]*$", re.MULTILINE)
_MEANING = re.compile(r"([\\`*_\[\]<>|~#+=&{}])")
_BEGINNING = re.compile(r"^(\d+|)([.)-])")
MOST = 12  # an issue that lists more is a list, not a newsletter


def block(slug: str) -> str:
    """What the chooser puts into the text."""
    return "{{consultation:" + slug + "}}"


def verbs(consultation: Consultation) -> list[str]:
    """What can be done in a consultation, in words."""
    offered = {
        "propose": _("make proposals"),
        "support": _("support proposals"),
        "debate": _("debate"),
        "comment": _("comment"),
        "vote": _("vote"),
    }
    return [words for verb, words in offered.items() if consultation.allows(verb)]


def complaints(source: str) -> list[str]:
    """What is wrong with the blocks of a text, in words; empty when they all can be filled."""
    lines = _LINE.findall(source)
    said = []
    if len(_PLACE.findall(source)) > len(lines):
        odd = next((name for name in _PLACE.findall(_LINE.sub("", source))), "")
        said.append(_("“{{%(name)s}}” is no block. A block is a line of its own: {{consultation:name}}", name=odd[:60]))
    if len(lines) > MOST:
        said.append(_("Please use at most %(n)s blocks in one issue.", n=MOST))
        return said
    found = writing_queries.consultations(set(lines))
    said += [_("There is no public consultation “%(name)s”.", name=slug) for slug in lines if slug not in found]
    return said


def fill(source: str) -> str:
    """The text with its blocks filled, in the current language. A consultation that is gone leaves no block."""
    found = writing_queries.consultations(set(_LINE.findall(source)[: MOST * 2]))
    return _LINE.sub(lambda match: _markdown(found[match[1]]) if match[1] in found else "", source)


def _markdown(consultation: Consultation) -> str:
    url = f"/consultations/{consultation.slug}"
    parts = [f"### [{plain(consultation.title)}]({url})"]
    if consultation.summary:
        parts.append(plain(consultation.summary))
    facts = [(term, value) for term, value in _facts(consultation) if value]
    parts.append("\n".join(f"- **{plain(term)}:** {plain(value)}" for term, value in facts))
    parts.append(f"[{plain(_label(consultation))}]({url})")
    return "\n" + "\n\n".join(part for part in parts if part) + "\n"


def _facts(consultation: Consultation) -> list[tuple[str, str]]:
    """What is worth knowing at this moment: before it opens, while it is open, after its end."""
    assert consultation.opens_at is not None  # of every public one
    assert consultation.closes_at is not None
    now, due = state(consultation, clock.now()), consultation.evaluation_due
    answer = (_("Answer by the district"), _("by %(date)s", date=weekday_date(due)) if due else "")
    if now == EVALUATED:
        return [(_("State"), _("evaluated"))]
    if now == CLOSED:
        return [(_("Ended"), date_time(consultation.closes_at)), answer]
    what = (_("What you can do"), ", ".join(verbs(consultation)))
    until = (_("Open until"), date_time(consultation.closes_at))
    return [(_("Opens"), date_time(consultation.opens_at)), until, what] if now == SCHEDULED else [until, what, answer]


def _label(consultation: Consultation) -> str:
    labels = {EVALUATED: _("Read the evaluation"), CLOSED: _("See what came together"), SCHEDULED: _("Read more")}
    return str(labels.get(state(consultation, clock.now()), _("Take part")))


def plain(words: str) -> str:
    """Words that Markdown takes as they are."""
    return _BEGINNING.sub(r"\1\\\2", _MEANING.sub(r"\\\1", one_line(words)))
