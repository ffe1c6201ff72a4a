"""A real OpenID Connect provider on this machine, and somebody who signs in there."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests

from tests.journeys.inbox import free_port

EVA = {
    "given_name": "Eva Maria", "family_name": "Müller", "birthdate": "1965-03-04",
    "address": {"postal_code": "12345", "locality": "Auental"},
    "acr": "http://eidas.europa.eu/LoA/substantial",
}  # fmt: skip


@dataclass(frozen=True)
class Provider:
    issuer: str

    def knows(self, sub: str, **claims: Any) -> None:
        """A person with an account there."""
        requests.put(f"{self.issuer}/users/{sub}", json=claims, timeout=10).raise_for_status()

    def sign_in(self, address: str, sub: str = "eva") -> str:
        """Follow the way as a browser would; answers the path that the provider leads back to."""
        return self._choose(address, {"sub": sub})

    def stop(self, address: str) -> str:
        return self._choose(address, {"action": "deny"})

    def _choose(self, address: str, fields: dict[str, str]) -> str:
        assert requests.get(address, timeout=10).status_code == 200
        answer = requests.post(address, data=fields, timeout=10, allow_redirects=False)
        assert answer.status_code in (302, 303), answer.text
        back = urlsplit(answer.headers["Location"])
        return f"{back.path}?{back.query}"


@contextmanager
def running() -> Iterator[Provider]:
    """The provider in a process of its own: its import warns."""
    port = free_port()
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    provider = Provider(f"http://localhost:{port}")
    try:
        until = time.monotonic() + 30
        while True:
            try:
                requests.get(provider.issuer + "/.well-known/openid-configuration", timeout=5).raise_for_status()
                break
            except requests.RequestException:
                assert process.poll() is None, "the provider ended"
                assert time.monotonic() < until, "the provider did not start"
                time.sleep(0.1)
        yield provider
    finally:
        process.terminate()
        process.wait(10)
