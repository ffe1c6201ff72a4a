"""Walking through every public page that links lead to, with the client that checks each."""

from __future__ import annotations

import html
import re
from collections import deque

from tests import watch

SKIPPED = (
    "/account", "/language", "/static", "/desk", "/newsletter/subscribe", "/health", "/theme", "/comments/", "/subjects/",
)  # fmt: skip
LINK = re.compile(r'href="(/[^"#]*)')


def crawl(client: watch.Client) -> dict[str, str]:
    """Path → page of everything that links without a query lead to; fails on any answer but 200."""
    seen: dict[str, str] = {}
    waiting = deque(["/", "/processes", "/consultations", "/workshops", "/proposals", "/measures", "/newsletter"])
    while waiting:
        path = waiting.popleft()
        if path in seen or path.startswith(SKIPPED):
            continue
        response = client.get(path, follow_redirects=True)
        assert response.status_code == 200, (path, response.status_code)
        seen[path] = response.get_data(as_text=True) if response.mimetype == "text/html" else ""
        response.close()
        waiting.extend(link for link in LINK.findall(seen[path]) if "?" not in link)
    return seen


def words_of(page: str) -> str:
    """What a person reads between header and footer."""
    main = re.search(r"<main.*?</main>", page, re.DOTALL)
    text = re.sub(r"<(script|style|svg).*?</\1>", "", main[0] if main else page, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())
