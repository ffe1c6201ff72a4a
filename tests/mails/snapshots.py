"""What every mail says, as files: `python -m tests.mails.snapshots` writes them anew; look at the difference.

The head of the HTML parts is the same for all of them but for the title, so it is kept once.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from flask import Flask

from consul_py.app import create_app
from consul_py.kernel.i18n import LANGUAGES
from tests.conftest import SETTINGS
from tests.mails.samples import Mail, samples, staged

FOLDER = Path(__file__).parent / "snapshots"
HEAD = "head.html"


def rendered(app: Flask) -> dict[str, str]:
    """All snapshots by file name, as they are now."""
    files: dict[str, str] = {}
    with staged(app):
        for sample in samples():
            for language in LANGUAGES:
                mail = sample.make(language)
                files[f"{sample.name}.{language}.txt"] = f"Subject: {mail.subject}\n\n{mail.text}"
                files[f"{sample.name}.{language}.html"] = body(mail)
                files.setdefault(HEAD, head(mail))
    return files


def head(mail: Mail) -> str:
    """What stands above the body, without what is this mail's own."""
    before = mail.html.partition("<body")[0]
    title = before.partition("<title>")[2].partition("</title>")[0]
    return before.replace(f"<title>{title}</title>", "<title></title>").replace('lang="en"', 'lang="de"')


def body(mail: Mail) -> str:
    return "".join(mail.html.partition("<body")[1:])


def main() -> int:
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as instance:
        files = rendered(create_app(SETTINGS | {"INSTANCE": instance}))
    kept = {path.name: path.read_text("utf-8") for path in FOLDER.iterdir()}
    for name, text in files.items():
        (FOLDER / name).write_text(text, "utf-8")
    for name in kept.keys() - files.keys():
        (FOLDER / name).unlink()
    changed = sorted(name for name in files if kept.get(name) != files[name])
    print(f"{len(files)} snapshots, {len(changed)} changed, {len(kept.keys() - files.keys())} removed")
    print("".join(f"  {name}\n" for name in changed[:40]), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
