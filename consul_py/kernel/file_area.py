"""The addresses of stored files. Nobody can guess a name: 128 random bits, told only by pages that show the file."""

from __future__ import annotations

from flask import Response

from consul_py.kernel import files
from consul_py.kernel.authz import anyone
from consul_py.kernel.web import Area

area = Area("files", __name__)


@area.page("/files/<name>", needs=anyone)
def show(name: str) -> Response:
    return files.answer(name)
