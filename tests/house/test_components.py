"""Components are the only place for markup that repeats, so each must be explained, shown and free of holes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from consul_py.kernel.resources import resource_dir

TEMPLATES = Path(resource_dir("templates"))
COMPONENTS = sorted((TEMPLATES / "_components").glob("*.html"))
STATIC = Path(__file__).parents[2] / "consul_py" / "static"


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)
def test_a_component_says_how_it_is_called(path: Path) -> None:
    assert path.read_text().startswith("{# "), "begin with a comment that shows an example call"


def test_every_component_is_shown_in_the_gallery_or_built_into_something_shown() -> None:
    shown = "".join(
        path.read_text()
        for folder in ("site", "site/components", "_base", "_components")
        for path in (TEMPLATES / folder).glob("*.html")
    )
    missing = [path.stem for path in COMPONENTS if f'"_components/{path.name}" import' not in shown]
    assert not missing, f"add an example to templates/site/components: {missing}"


def test_every_icon_a_template_names_is_drawn() -> None:
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "img" / "icons.svg").read_text()))
    named = {
        (path.name, name)
        for path in TEMPLATES.rglob("*.html")
        for name in re.findall(r"""\b(?:icon|draw)\('([\w-]+)'|\bicon='([\w-]+)'""", path.read_text())
        for name in name
        if name
    }
    assert not {(path, name) for path, name in named if name not in drawn}


def test_the_stylesheet_writes_the_dark_theme_twice_the_same() -> None:
    """Once for the system's setting and once for the chosen theme: whoever changes one must change the other."""
    css = (STATIC / "css" / "consul.css").read_text()
    by_system = css.split(':root:not([data-kern-theme="light"]) {', 1)[1].split("}", 1)[0]
    chosen = css.split(':root[data-kern-theme="dark"] {', 1)[1].split("}", 1)[0].replace("color-scheme: dark;", "")
    assert by_system.split() == chosen.split()
