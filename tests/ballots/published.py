"""Polls as they are published, made without the product: what `recount.py` is tried on."""

from __future__ import annotations

import hashlib
import json
import random
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from consul_py.ballots import recount

KINDS = ("single", "yesno", "multiple", "approval", "ranking", "irv", "score", "points")


def canonical(value: Any) -> bytes:
    """Said again here, so that a change in recount.py is seen."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def public(key: Ed25519PrivateKey) -> str:
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


def question(number: int, kind: str, options: int = 4, *, least: int = 1, most: int = 2) -> dict[str, Any]:
    method = {"ranking": "borda", "irv": "irv"}.get(kind, "")
    return {
        "id": number, "kind": "ranking" if kind == "irv" else kind, "title": f"Frage {number}", "text": "",
        "minimum": least, "maximum": most, "points": 7, "method": method,
        "options": [
            {"id": 10 * number + n, "title": f"Möglichkeit {n}", "text": "", "picture": None, "document": None}
            for n in range(options)
        ],
    }  # fmt: skip


def definition(*questions: dict[str, Any], majority: str = "relative", quorum: int = 0, **other: Any) -> dict[str, Any]:
    return {
        "format": "urne-1", "poll": 7, "title": "Spielplatz im Tälchen", "summary": "", "text": "",
        "opens": "2026-11-22T17:00:00Z", "closes": "2026-11-29T17:00:00Z", "rule": "Die meisten Stimmen.",
        "majority": majority, "quorum": quorum, "order": "fixed", "seal_from": 25, "objection_days": 7,
        "who": {"kind": "account", "municipality": None, "minimum_age": None},
        "keys": {"checkpoint": "00" * 32, "receipt": "00" * 32}, "questions": list(questions), **other,
    }  # fmt: skip


def any_choice(stated: dict[str, Any], dice: random.Random) -> Any:
    """A valid answer to a question, abstentions among them."""
    options = [option["id"] for option in stated["options"]]
    if dice.random() < 0.1:
        return "abstain"
    match stated["kind"]:
        case "single" | "yesno":
            return [dice.choice(options)]
        case "multiple":
            return sorted(dice.sample(options, dice.randint(stated["minimum"], stated["maximum"])))
        case "approval":
            return sorted(dice.sample(options, dice.randint(1, len(options))))
        case "ranking":
            return dice.sample(options, dice.randint(1, len(options)))
        case "score":
            return {str(option): dice.randint(0, 5) for option in options}
    left, given = stated["points"], {}
    for option in dice.sample(options, dice.randint(1, len(options))):
        if left:
            given[str(option)] = dice.randint(1, left)
            left -= given[str(option)]
    return given


class Poll:
    """Ballots are cast, sealed in batches, and everything is written into a folder."""

    def __init__(self, stated: dict[str, Any], seed: int = 1) -> None:
        self.dice = random.Random(seed)
        self.checkpoint_key = Ed25519PrivateKey.from_private_bytes(self.dice.randbytes(32))
        self.receipt_key = Ed25519PrivateKey.from_private_bytes(self.dice.randbytes(32))
        self.definition = stated | {
            "keys": {"checkpoint": public(self.checkpoint_key), "receipt": public(self.receipt_key)}
        }
        self.hash = hashlib.sha256(canonical(self.definition)).hexdigest()
        self.waiting: list[dict[str, Any]] = []
        self.ballots: list[dict[str, Any]] = []
        self.checkpoints: list[dict[str, str]] = []
        self.tree = recount.Tree()
        self.paper = 0

    def cast(self, choice: Any) -> dict[str, Any]:
        number = "".join(self.dice.choice(recount.ALPHABET) for _ in range(16))
        ballot = {
            "tracker": number + recount.check_character(number), "own": self.dice.choice(["", "4711", "00000000"]),
            "nonce": self.dice.randbytes(32).hex(), "choice": choice,
        }  # fmt: skip
        self.waiting.append(ballot)
        return ballot

    def leaf(self, ballot: dict[str, Any]) -> str:
        content = {"ballot": self.hash} | {key: ballot[key] for key in ("tracker", "own", "nonce", "choice")}
        return hashlib.sha256(b"\x00" + canonical(content)).hexdigest()

    def seal(self, *, final: bool = False, **other: Any) -> None:
        for ballot in sorted(self.waiting, key=lambda one: one["tracker"]):
            self.tree.add(self.leaf(ballot))
            self.ballots.append({"index": len(self.ballots), **ballot})
        self.waiting = []
        before = self.checkpoints[-1]["text"] if self.checkpoints else ""
        self.sign({
            "format": "urne-1 checkpoint", "origin": "https://mitreden.example/polls/7", "poll": 7,
            "number": len(self.checkpoints) + 1, "size": self.tree.size, "root": self.tree.root(),
            "used": self.tree.size + 2, "paper_issued": 5, "paper_counted": 3, "definition": self.hash,
            "previous": hashlib.sha256(before.encode()).hexdigest() if before else "", "final": final,
            "day": "2026-11-23", **other,
        })  # fmt: skip

    def sign(self, point: dict[str, Any]) -> None:
        text = canonical(point)
        self.checkpoints.append({"text": text.decode(), "signature": self.checkpoint_key.sign(text).hex()})

    def receipt(self, ballot: dict[str, Any]) -> dict[str, Any]:
        promise = {
            "format": "urne-1 receipt", "definition": self.hash, "tracker": ballot["tracker"], "leaf": self.leaf(ballot)
        }  # fmt: skip
        return promise | {"signature": self.receipt_key.sign(canonical(promise)).hex()}

    def write(self, folder: Path) -> Path:
        folder.mkdir(exist_ok=True)
        (folder / "definition.json").write_bytes(canonical(self.definition))
        (folder / "stimmzettel.jsonl").write_bytes(b"".join(canonical(one) + b"\n" for one in self.ballots))
        (folder / "checkpoints.jsonl").write_bytes(b"".join(canonical(one) + b"\n" for one in self.checkpoints))
        result = recount.count(self.definition, [ballot["choice"] for ballot in self.ballots])
        (folder / "ergebnis.json").write_bytes(canonical(result))
        return folder


def make_poll(*kinds: str, ballots: int = 60, batches: int = 4, seed: int = 1, **other: Any) -> Poll:
    """A finished poll with a question of each kind."""
    stated = definition(*(question(n, kind) for n, kind in enumerate(kinds or KINDS, start=1)), **other)
    poll = Poll(stated, seed)
    for batch in range(batches):
        for _ in range(ballots // batches):
            blank = poll.dice.random() < 0.1
            poll.cast({} if blank else {str(q["id"]): any_choice(q, poll.dice) for q in stated["questions"]})
        poll.seal(final=batch == batches - 1)
    return poll
