"""Reading the source for the house rules."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "consul_py"
TEMPLATES = ROOT / "templates"

# Bottom first; names in one tuple are siblings that may not import each other.
ORDER: tuple[tuple[str, ...], ...] = (
    ("kernel",),
    ("municipalities",),
    ("accounts",),
    ("residence",),
    ("processes",),
    ("subjects",),
    ("comments", "votes", "follows", "ballots"),
    ("proposals", "debates", "polls", "surveys", "workshops"),
    ("measures",),
    ("notifications", "newsletter"),
    ("site",),
    ("demo",),
    ("api",),
)
LEVEL = {name: level for level, names in enumerate(ORDER) for name in names}
TOP = {"app", "cli", "wiring", "wsgi", "__main__"}


def modules() -> Iterator[Path]:
    yield from sorted(PACKAGE.rglob("*.py"))


def domain_of(path: Path) -> str:
    """The room a file is in: `proposals` for consul_py/proposals/views.py, `app` for consul_py/app.py."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def imports(path: Path) -> Iterator[str]:
    """Dotted names of everything a file imports from this project."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.startswith("consul_py"))
        elif isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("consul_py"):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def short(path: Path) -> str:
    return str(path.relative_to(ROOT))
