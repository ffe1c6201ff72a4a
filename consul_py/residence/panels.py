"""What residence shows on pages of others."""

from __future__ import annotations

from consul_py.kernel import clock
from consul_py.kernel.authz import Person
from consul_py.kernel.panels import Panel
from consul_py.residence import queries


def account(person: Person) -> Panel:
    """Beside one's own page: whether residence is proven, and the way there."""
    proof = queries.find_proof(person.id)
    counts = proof is not None and proof.expires_at > clock.now()
    return Panel("residence/_account.html", {"proof": proof, "counts": counts})
