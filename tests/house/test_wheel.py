"""What is installed is what is in the repository: nothing is missing from the wheel, nothing foreign is in it."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.house.source import PACKAGE, ROOT

# Folders beside the package that move into it; pyproject.toml says so to hatchling.
INSIDE = ("templates", "translations", "migrations")
MADE = ("*.mo", "static/vendor/*", "*.gz", "*.br")  # at build time, so that git does not hold them


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names of the files in a fresh wheel."""
    pytest.importorskip("hatchling", reason="hatchling, which builds the wheel, is not installed")
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = folder.glob("*.whl")
    with zipfile.ZipFile(built) as archive:
        return {name for name in archive.namelist() if ".dist-info/" not in name}


def kept_by_git() -> set[str]:
    """Where each file that git holds belongs in the wheel."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout, so nothing says which files belong to the project")
    command = ["git", "ls-files", "-z", "--cached", "consul_py", *INSIDE]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    held = {name for name in names if name and (ROOT / name).is_file()}
    return {name if name.startswith("consul_py/") else f"consul_py/{name}" for name in held}


def is_made(name: str) -> bool:
    return any(Path(name).match(pattern) for pattern in MADE) or "/static/vendor/" in name


def test_every_file_of_the_repository_is_in_the_wheel(wheel: set[str]) -> None:
    assert not sorted(kept_by_git() - wheel)


def test_the_wheel_holds_nothing_but_the_repository_and_what_is_made_of_it(wheel: set[str]) -> None:
    """A file that somebody has lying about must not be shipped by accident."""
    untracked = subprocess.run(
        ["git", "ls-files", "-z", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\0")
    lying_about = {name if name.startswith("consul_py/") else f"consul_py/{name}" for name in untracked}
    assert not sorted(name for name in wheel - kept_by_git() - lying_about if not is_made(name))


def test_every_catalogue_is_in_the_wheel_compiled(wheel: set[str]) -> None:
    catalogues = [name for name in wheel if name.endswith(".po")]
    assert len(catalogues) >= 2
    assert not [name for name in catalogues if name.removesuffix("po") + "mo" not in wheel]


def test_everything_that_is_served_is_in_the_wheel_with_its_compressed_copies(wheel: set[str]) -> None:
    on_disk = {
        path.relative_to(PACKAGE.parent).as_posix() for path in (PACKAGE / "static").rglob("*") if path.is_file()
    }
    assert not sorted(on_disk - wheel)
    if (PACKAGE / "static" / "vendor").is_dir():
        styles = [name for name in wheel if name.endswith("css/consul.css")]
        assert styles and all({f"{name}.gz", f"{name}.br"} <= wheel for name in styles)
