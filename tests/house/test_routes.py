"""Every route declares what it needs, every POST is an act, and who may call what matches a checked-in table."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

TABLE = Path(__file__).with_name("routes.txt")
# Not an Area: Flask's own way to files.
PLAIN = {"static"}


def table(app: Flask) -> list[str]:
    """One line a route: method, rule, need."""
    lines = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint in PLAIN:
            continue
        view = app.view_functions[rule.endpoint]
        need = getattr(view, "need", None)
        method = "POST" if "POST" in (rule.methods or ()) else "GET"
        lines.append(f"{method:5}{rule.rule:64} {need}")
    return sorted(lines, key=lambda line: (line[5:], line))


def test_every_route_declares_its_need(app: Flask) -> None:
    assert not [line for line in table(app) if line.endswith(" None")]


def test_every_post_is_an_act_and_every_get_a_page(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        if rule.endpoint not in PLAIN:
            view = app.view_functions[rule.endpoint]
            assert (getattr(view, "verb", "") == "act") == ("POST" in (rule.methods or ())), rule


def test_the_routes_and_their_needs_match_the_checked_in_table(app: Flask) -> None:
    """A changed need is a decision, seen in the diff. Renew with: python -m tests.house.test_routes"""
    assert TABLE.read_text().splitlines() == table(app)


if __name__ == "__main__":
    import tempfile

    from consul_py.app import create_app

    with tempfile.TemporaryDirectory() as folder:
        TABLE.write_text("\n".join(table(create_app({"INSTANCE": folder}))) + "\n")
