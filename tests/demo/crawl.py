"""Walking through every public page that links lead to, with the client that checks each."""

from __future__ import annotations

import re
from collections import deque

from tests import watch

SKIPPED = ("/account", "/language", "/static", "/desk", "/newsletter/subscribe", "/health", "/theme")
LINK = re.compile(r'href="(/[^"#]*)')


def crawl(client: watch.Client, *starts: str) -> dict[str, str]:
    """Path → page of everything reachable from `starts` without query; fails on any answer but 200."""
    seen: dict[str, str] = {}
    waiting = deque(["/", "/processes", "/consultations", "/workshops", "/proposals", "/measures", *starts])
    while waiting:
        path = waiting.popleft()
        if path in seen or path.startswith(SKIPPED):
            continue
        response = client.get(path, follow_redirects=True)
        assert response.status_code == 200, (path, response.status_code)
        html = response.mimetype == "text/html"
        seen[path] = response.get_data(as_text=True) if html else ""
        if html:
            waiting.extend(link for link in LINK.findall(seen[path]) if "?" not in link)
    return seen
