"""What each file of a domain may do: views never query, only acts commit, files stay small."""

from __future__ import annotations

import ast

import pytest

from tests.house import source

LIMITS = {
    "__init__.py": 60, "events.py": 80, "models.py": 250, "rules.py": 200, "permissions.py": 60, "queries.py": 250,
    "service.py": 250, "forms.py": 200, "views.py": 300, "staff_views.py": 300, "jobs.py": 120, "cli.py": 120,
    "recount.py": 720,  # published with every result: whoever checks it needs one file, and nothing else
}  # fmt: skip
ANY_FILE = 300
FUNCTION = 50
VIEW = 15
# Only these may end a transaction; everything else runs inside an act or a job.
COMMITTERS = {"consul_py/kernel/db.py", "migrations/env.py"}


def test_no_file_is_over_its_limit() -> None:
    wrong = []
    for path in source.modules():
        lines = len(path.read_text(encoding="utf-8").splitlines())
        limit = ANY_FILE if source.domain_of(path) == "kernel" else LIMITS.get(path.name, ANY_FILE)
        if lines > limit:
            wrong.append(f"{source.short(path)}: {lines} > {limit}")
    assert not wrong, "\n".join(wrong)


def test_no_function_is_over_fifty_lines() -> None:
    wrong = []
    for path in source.modules():
        for node in ast.walk(source.tree(path)):
            if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno + 1 > FUNCTION:
                wrong.append(f"{source.short(path)}:{node.lineno} {node.name}")
    assert not wrong, "\n".join(wrong)


def test_no_template_is_over_its_limit() -> None:
    wrong = []
    for path in sorted([*source.TEMPLATES.rglob("*.html"), *source.TEMPLATES.rglob("*.mjml")]):
        if path.with_suffix(".mjml").is_file() and path.suffix == ".html":
            continue  # made from the source beside it
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > 120:
            wrong.append(f"{source.short(path)}: {lines}")
    assert not wrong, "\n".join(wrong)


def test_views_never_query() -> None:
    wrong = []
    for path in source.modules():
        if not path.name.endswith("views.py"):
            continue
        for node in ast.walk(source.tree(path)):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "sqlalchemy":
                wrong.append(f"{source.short(path)}:{node.lineno} imports {node.module}")
            if isinstance(node, ast.Attribute) and node.attr == "session" and getattr(node.value, "id", "") == "db":
                wrong.append(f"{source.short(path)}:{node.lineno} uses db.session")
    assert not wrong, "\n".join(wrong)


def test_only_the_kernel_commits() -> None:
    wrong = []
    for path in source.modules():
        if source.short(path) in COMMITTERS:
            continue
        for node in ast.walk(source.tree(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit":
                wrong.append(f"{source.short(path)}:{node.lineno}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", ["TODO", "FIXME", "XXX", "NotImplementedError", "coming soon"])
def test_nothing_is_left_for_later(name: str) -> None:
    found = [source.short(path) for path in source.modules() if name in path.read_text(encoding="utf-8")]
    assert not found, found


def test_services_and_rules_do_not_know_the_request() -> None:
    wrong = []
    for path in source.modules():
        if path.name in ("service.py", "rules.py", "models.py") and source.domain_of(path) != "kernel":
            for node in ast.walk(source.tree(path)):
                if (
                    isinstance(node, ast.ImportFrom)
                    and node.module == "flask"
                    and any(a.name == "request" for a in node.names)
                ):
                    wrong.append(source.short(path))
    assert not wrong, wrong
