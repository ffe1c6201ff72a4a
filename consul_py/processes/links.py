"""Where the verbs of a consultation lead, by endpoint, without importing who stands above."""

from __future__ import annotations

from typing import Any

from flask import current_app, url_for

from consul_py.processes.line_queries import Shown
from consul_py.processes.models import VERBS

# verb → endpoint and the name of its argument; what a build leaves out has no link.
VERB_ENDPOINTS = {
    "propose": "proposals.new",
    "support": "proposals.index",
    "debate": "debates.index",
    "vote": "polls.index",
}


def url_if_there(endpoint: str, **values: Any) -> str:
    """The address of an endpoint of an upper domain, or nothing where it does not exist."""
    return url_for(endpoint, **values) if endpoint in current_app.view_functions else ""


def verb_links(consultation: Shown) -> list[tuple[str, str]]:
    """The verbs of a consultation in their order, each with the page where it is done."""
    return [
        (verb, url_if_there(VERB_ENDPOINTS[verb], consultation=consultation.slug) if verb in VERB_ENDPOINTS else "")
        for verb in VERBS
        if consultation.allows(verb)
    ]


def topic_url(topic_id: int) -> str:
    """The proposals of a topic field."""
    return url_if_there("proposals.index", topic=topic_id) or "#fields"
