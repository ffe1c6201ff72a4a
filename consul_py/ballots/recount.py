#!/usr/bin/env python3
"""Nachzählen: prüft eine geheime Abstimmung und zählt sie neu aus – ohne Netz, ohne Zusatzprogramme.

    python3 recount.py ORDNER                              alles prüfen und neu auszählen
    python3 recount.py ORDNER --number ABCD-EFGH-JKMN-PQRS-T     den eigenen Stimmzettel zeigen
    python3 recount.py ORDNER --receipt quittung.json      eine Empfangsbescheinigung prüfen (oder einen
                                                           Prüfpunkt, den jemand per E-Mail bekommen hat)

ORDNER enthält die veröffentlichten Dateien. Rückgabewert: 0 alles stimmt, 1 es gibt Mängel, 2 nicht lesbar.
So liest man dieses Programm: erst die Zählregeln (Question), dann der Baum (Tree), die Unterschriften
(verify_signature) und zuletzt die Prüfungen (Check). Jeder Mangel wird mit seiner Stelle genannt.

    definition.json     was gefragt war und wie gezählt wird; ihr SHA-256 steht in jedem Prüfpunkt
    stimmzettel.jsonl   ein Stimmzettel je Zeile: Kontrollnummer, eigene Zahl, Zufallszahl, Stimme
    checkpoints.jsonl   Prüfpunkte: so viele Stimmzettel lagen damals in der Urne, mit dieser Wurzel, unterschrieben
    ergebnis.json       das veröffentlichte Ergebnis

In English: checks a secret poll and counts it again; standard library only, Python 3.9 or newer. `--english` says
everything in English. Exit code 0: all is right; 1: defects, each named; 2: the files cannot be read.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from collections import Counter
from functools import lru_cache
from pathlib import Path
from typing import Any

# ---- Writing: one way to write a thing down, so that everybody gets the same hash --------------------------------

_write = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode
_read = json.JSONDecoder().raw_decode
HEX64 = re.compile(r"[0-9a-f]{64}")


def canonical(value: Any) -> bytes:
    """JSON with sorted keys, without spaces, in UTF-8."""
    return _write(value).encode()


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def read(content: bytes, strict: bool = True) -> Any:
    """What a JSON text says; None when it is none, or is not written canonically (a key twice, spaces …)."""
    try:
        value, _ = _read(content.decode().strip())
        return value if canonical(value) == content or not strict else None
    except (ValueError, RecursionError):
        return None


# ---- Control numbers --------------------------------------------------------------------------------------------

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U
NUMBER = re.compile(f"[{ALPHABET}]+")
VALUE = {character: value for value, character in enumerate(ALPHABET)}
# Times two in the field of 32 elements (x^5 + x^2 + 1): the powers of two run through all 31 elements that are not 0.
TWICE = [(v << 1) ^ (0b100101 if v & 16 else 0) for v in range(32)]


def check_character(characters: str) -> str:
    """The last character of a control number or code.

    The sum of all characters, each times another power of two in the field of 32 elements, is zero with it.
    One wrong character changes the sum, and so does swapping two different ones (any two, up to 31 characters).
    """
    total = 0
    for character in characters:
        total = TWICE[total ^ VALUE[character]]
    return ALPHABET[total]


def well_formed(number: Any, length: int = 16) -> bool:
    """Whether a control number has `length` characters of the alphabet and the right check character."""
    if not isinstance(number, str) or len(number) != length + 1 or not NUMBER.fullmatch(number):
        return False
    return check_character(number[:-1]) == number[-1]


def normal(text: str) -> str:
    """A number as typed by a person, as it was meant: o is 0, i and l are 1, spaces and hyphens are nothing."""
    return "".join(text.split()).replace("-", "").upper().translate(str.maketrans("OIL", "011"))


def readable(number: str) -> str:
    """In groups of four: ABCD-EFGH-JKMN-PQRS-T."""
    return "-".join(number[start : start + 4] for start in range(0, len(number), 4))


# ---- Counting: exact whole numbers only. A tie stays a tie -------------------------------------------------------

ABSTAIN = "abstain"


class Question:
    """One question of the definition: which answers it allows, and how they are counted.

    single, yesno     one option; the one with the most votes leads (plurality).
    multiple          between `minimum` and `maximum` options, one vote each (block vote).
    approval          every option one approves of, one vote each (Brams/Fishburn, Approval Voting, 1978).
    score             0 to 5 for every option; the sums are compared (range voting).
    points            up to `points` points, shared out freely; the sums are compared (cumulative voting).
    ranking, borda    of n options the first gets n−1 points, the second n−2 …, one not ranked 0 (Borda, 1781).
    ranking, irv      instant runoff, see `runoff` (Ware, 1871).
    """

    def __init__(self, stated: dict[str, Any]) -> None:
        self.id: int = stated["id"]
        self.kind, self.method = str(stated["kind"]), str(stated["method"])
        self.title: str = stated["title"]
        self.options: list[int] = [option["id"] for option in stated["options"]]
        self.names: dict[str, str] = {str(option["id"]): option["title"] for option in stated["options"]}
        self.known = frozenset(self.options)
        self.points: int = stated["points"]
        limits = {"single": (1, 1), "yesno": (1, 1), "multiple": (stated["minimum"], stated["maximum"])}
        least_and_most: tuple[int, int] = limits.get(self.kind, (1, len(self.options)))
        self.least, self.most = least_and_most

    def allows(self, answer: Any) -> bool:
        """Whether this is a valid answer to the question; "abstain" always is."""
        if answer == ABSTAIN:
            return True
        return self._allows_numbers(answer) if self.kind in ("score", "points") else self._allows_options(answer)

    def _allows_options(self, answer: Any) -> bool:
        if not isinstance(answer, list) or any(type(option) is not int for option in answer):
            return False
        if len(set(answer)) < len(answer) or not self.known.issuperset(answer):
            return False
        if self.kind != "ranking" and answer != sorted(answer):
            return False
        return self.least <= len(answer) <= self.most

    def _allows_numbers(self, answer: Any) -> bool:
        if not isinstance(answer, dict) or any(type(number) is not int for number in answer.values()):
            return False
        if self.kind == "score":
            return answer.keys() == self.names.keys() and all(0 <= number <= 5 for number in answer.values())
        given: list[int] = list(answer.values())
        return set(answer) <= set(self.names) and min(given, default=0) >= 1 and sum(given) <= self.points

    def words(self, answer: Any) -> str:
        """An answer as the voter knows it; nothing for an abstention."""
        if isinstance(answer, dict):
            return ", ".join(f"{self.names[name]} {number}" for name, number in answer.items())
        return ", ".join(self.names[str(option)] for option in answer) if answer != ABSTAIN else ""

    def count(self, answers: list[Any], majority: str) -> dict[str, Any]:
        """The result of this question. Blank ballots are not among `answers`; abstentions are, and count for nobody."""
        given = [answer for answer in answers if answer != ABSTAIN]
        rounds = self.runoff(given) if self.method == "irv" else [{"counts": self._add_up(given)}]
        final: dict[str, int] = rounds[-1]["counts"]
        most = max(final.values())
        leaders = [option for option in self.options if most and final.get(str(option)) == most]
        result = {
            "id": self.id,
            "kind": self.kind,
            "valid": len(given),
            "abstentions": len(answers) - len(given),
            "counts": rounds[0]["counts"],
            "leaders": leaders,  # several are a tie; nobody leads with nothing
            "reached": len(leaders) == 1 and self._has_majority(most, len(given), majority),
        }
        return {**result, "rounds": rounds} if self.method == "irv" else result

    def _has_majority(self, votes: int, valid: int, majority: str) -> bool:
        """Absolute: more than half of the valid answers. Two thirds: at least. Only where a share means something."""
        if majority == "relative" or not (self.kind in ("single", "yesno") or self.method == "irv"):
            return True
        return votes * 2 > valid if majority == "absolute" else votes * 3 >= valid * 2

    def _add_up(self, answers: list[Any]) -> dict[str, int]:
        total: Counter[Any] = Counter(dict.fromkeys(self.names, 0))
        for answer in answers:
            if isinstance(answer, dict):
                for name, number in answer.items():
                    total[name] += number
            else:
                for place, option in enumerate(answer, start=1):
                    total[str(option)] += len(self.options) - place if self.kind == "ranking" else 1
        return dict(total)

    def runoff(self, rankings: list[list[int]]) -> list[dict[str, Any]]:
        """Instant runoff, as with piles of paper: each ballot lies on the pile of its best option still in.

        Whoever has more than half of the ballots still lying on a pile has won. Otherwise the smallest pile is out
        (all of the smallest together when several are equal), and its ballots move to their next option still in;
        a ballot without one is put aside. Would that take everybody out, those left are tied.
        """
        piles: dict[int, list[list[int]]] = {option: [] for option in self.options}
        for ranking in rankings:
            piles[ranking[0]].append(ranking)
        rounds: list[dict[str, Any]] = []
        while True:
            counts = {option: len(pile) for option, pile in piles.items()}
            fewest = min(counts.values())
            out = [option for option in counts if counts[option] == fewest]
            over = max(counts.values()) * 2 > sum(counts.values()) or len(out) == len(piles)
            rounds.append({"counts": {str(o): n for o, n in counts.items()}, "out": [] if over else out})
            if over:
                return rounds
            for ranking in [paper for option in out for paper in piles.pop(option)]:
                following = next((option for option in ranking if option in piles), None)
                if following is not None:
                    piles[following].append(ranking)


def valid_choice(questions: list[Question], choice: Any) -> bool:
    """A ballot is deliberately blank ({}) or has an answer to every question."""
    if not isinstance(choice, dict):
        return False
    if not choice:
        return True
    return len(choice) == len(questions) and all(q.allows(choice.get(str(q.id))) for q in questions)


def questions_of(definition: dict[str, Any]) -> list[Question]:
    return [Question(stated) for stated in definition["questions"]]


def count(definition: dict[str, Any], choices: list[dict[str, Any]]) -> dict[str, Any]:
    """The result of a poll. Blank ballots count as cast (for the quorum too), but to no question."""
    marked = [choice for choice in choices if choice]
    return {
        "ballots": len(choices),
        "blank": len(choices) - len(marked),
        "quorum_reached": len(choices) >= definition["quorum"],
        "questions": [
            question.count([choice[str(question.id)] for choice in marked], definition["majority"])
            for question in questions_of(definition)
        ],
    }


# ---- The tree: one hash, the root, stands for all ballots in their order (RFC 6962, section 2.1) ----------------


def leaf_hash(definition_hash: str, tracker: str, own: str, nonce: str, choice: Any) -> str:
    """What is published of a ballot while voting runs; the random nonce keeps the choice from being guessed."""
    content = {"ballot": definition_hash, "tracker": tracker, "own": own, "nonce": nonce, "choice": choice}
    return hashlib.sha256(b"\x00" + canonical(content)).hexdigest()


class Tree:
    """Grows leaf by leaf; keeps only the roots of its complete halves, largest first. The root is known any time."""

    def __init__(self) -> None:
        self.size = 0
        self._roots: list[bytes] = []

    def add(self, leaf: str) -> None:
        node, rest = bytes.fromhex(leaf), self.size
        while rest & 1:  # as carrying in binary: two equal trees become one of twice the size
            node = hashlib.sha256(b"\x01" + self._roots.pop() + node).digest()
            rest >>= 1
        self._roots.append(node)
        self.size += 1

    def root(self) -> str:
        if not self._roots:
            return sha256(b"")
        node = self._roots[-1]
        for left in self._roots[-2::-1]:
            node = hashlib.sha256(b"\x01" + left + node).digest()
        return node.hex()


def prefix_roots(leaves: list[str], sizes: set[int]) -> dict[int, str]:
    """The roots of the first n leaves, for each n asked for."""
    tree = Tree()
    roots = {0: tree.root()}
    for leaf in leaves:
        tree.add(leaf)
        if tree.size in sizes:
            roots[tree.size] = tree.root()
    return roots


# ---- Signatures: Ed25519 (RFC 8032). Points of the curve are (X, Y, Z, T) with x = X/Z, y = Y/Z, xy = T/Z ---------

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
NEUTRAL = (0, 1, 1, 0)


def _add(p: Any, q: Any) -> Any:
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * D * p[3] * q[3] % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def _decode(text: bytes) -> Any:
    """The point 32 bytes stand for; None when they are not the one right way to write a point."""
    number = int.from_bytes(text, "little")
    sign, y = number >> 255, number & (2**255 - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


def _encode(p: tuple[int, ...]) -> bytes:
    inverse = pow(p[2], -1, P)
    return (p[1] * inverse % P | (p[0] * inverse % P & 1) << 255).to_bytes(32, "little")


@lru_cache(maxsize=8)
def _doublings(text: bytes, negative: bool) -> Any:
    """The point and 1, 2, 4, 8 … times it, so that a multiple is a mere sum; None for no point or a weak one."""
    point = _decode(text)
    if point is None:
        return None
    found = [(P - point[0], point[1], 1, P - point[3]) if negative else point]
    for _ in range(255):
        found.append(_add(found[-1], found[-1]))
    return found if _encode(found[3]) != _encode(NEUTRAL) else None  # 8 times a weak key is nothing


def _sum(p: Any, factor: int, doublings: Any) -> Any:
    """p + factor · point"""
    for bit, summand in enumerate(doublings):
        if factor >> bit & 1:
            p = _add(p, summand)
    return p


BASE = (4 * pow(5, -1, P) % P).to_bytes(32, "little")


def verify_signature(public_key: Any, message: bytes, signature: Any) -> bool:
    """Whether the Ed25519 signature (128 hex digits) of the message was made with the key (64 hex digits). Strict."""
    if not isinstance(public_key, str) or not isinstance(signature, str) or not HEX64.fullmatch(public_key):
        return False
    r, s = signature[:64], signature[64:]
    if not HEX64.fullmatch(r) or not HEX64.fullmatch(s):
        return False
    key, start, factor = bytes.fromhex(public_key), bytes.fromhex(r), int.from_bytes(bytes.fromhex(s), "little")
    base, minus_key = _doublings(BASE, False), _doublings(key, True)
    if factor >= L or minus_key is None:
        return False
    challenge = int.from_bytes(hashlib.sha512(start + key + message).digest(), "little") % L
    return _encode(_sum(_sum(NEUTRAL, factor, base), challenge, minus_key)) == start


# ---- Checking ---------------------------------------------------------------------------------------------------

KINDS = {"single", "yesno", "multiple", "approval", "ranking", "score", "points"}
OPTION = {"id": int, "title": str}
QUESTION = {
    "id": int, "kind": KINDS, "title": str, "minimum": int, "maximum": int, "points": int,
    "method": {"", "borda", "irv"}, "options": [OPTION],
}  # fmt: skip
DEFINITION = {
    "format": {"urne-1"}, "poll": int, "title": str, "quorum": int, "majority": {"relative", "absolute", "two_thirds"},
    "keys": {"checkpoint": HEX64, "receipt": HEX64}, "questions": [QUESTION],
}  # fmt: skip
CHECKPOINT = {
    "format": {"urne-1 checkpoint"}, "origin": str, "poll": int, "number": int, "size": int, "root": HEX64,
    "used": int, "paper_issued": int, "paper_counted": int, "definition": HEX64, "previous": str, "final": bool,
    "day": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
}  # fmt: skip
RECEIPT = {"format": {"urne-1 receipt"}, "definition": HEX64, "tracker": str, "leaf": HEX64, "signature": str}
SIGNED = {"text": str, "signature": str}
BALLOT = {"index", "tracker", "own", "nonce", "choice"}
OWN = re.compile(r"([0-9]{4,8})?")


def fits(value: Any, shape: Any) -> bool:
    """Whether a value has the shape: a type, a pattern, one of a set, [a list of], or a dict with at least these."""
    if isinstance(shape, dict):
        return isinstance(value, dict) and all(key in value and fits(value[key], shape[key]) for key in shape)
    if isinstance(shape, list):
        return isinstance(value, list) and bool(value) and all(fits(item, shape[0]) for item in value)
    if shape is int:
        return type(value) is int and 0 <= value < 2**53
    if isinstance(shape, type):
        return type(value) is shape
    return isinstance(value, str) and bool(value in shape if isinstance(shape, set) else shape.fullmatch(value))


def is_exactly(value: Any, shape: dict[str, Any]) -> bool:
    return fits(value, shape) and len(value) == len(shape)


def is_ballot(value: Any) -> bool:
    """The same said plainly for ballots: there are many."""
    if not isinstance(value, dict) or value.keys() != BALLOT or type(value["index"]) is not int:
        return False
    texts = isinstance(value["tracker"], str) and isinstance(value["own"], str) and isinstance(value["nonce"], str)
    return bool(texts and OWN.fullmatch(value["own"]) and HEX64.fullmatch(value["nonce"]))


def is_definition(value: Any) -> bool:
    """Whether one can count by it."""
    return (
        fits(value, DEFINITION)
        and _differ(value["questions"])
        and all(
            _differ(stated["options"]) and (stated["kind"] == "ranking") == bool(stated["method"])
            for stated in value["questions"]
        )
    )


def _differ(stated: list[dict[str, Any]]) -> bool:
    return len({one["id"] for one in stated}) == len(stated)


class Check:
    """Everything that is checked; `said` is what to tell, `defects` what is wrong."""

    def __init__(self, folder: Path, english: bool = False) -> None:
        self.folder, self.english = folder, english
        self.said: list[str] = []
        self.defects: list[str] = []
        self.definition: Any = None
        self.points: list[tuple[int, dict[str, Any]]] = []  # the checkpoints, each with its line
        self.texts: set[str] = set()
        self.leaves: list[str] = []
        self.choices: list[Any] = []  # None for one that does not count
        self.places: dict[str, int] = {}  # control number → place in the list

    def words(self, german: str, *values: Any) -> str:
        text = (ENGLISH.get(german, german) if self.english else german).format(*values)
        return "".join(character if character.isprintable() else "?" for character in text)

    def say(self, german: str, *values: Any) -> None:
        self.said.append(self.words(german, *values))

    def wrong(self, name: str, line: int, german: str, *values: Any) -> None:
        place = self.words("{}, Zeile {}", name, line) if line else name
        self.defects.append(f"{place}: {self.words(german, *values)}")

    def run(self) -> None:
        names = ("definition.json", "checkpoints.jsonl", "stimmzettel.jsonl", "ergebnis.json")
        stated, points, ballots, published = ((self.folder / name).read_bytes() for name in names)
        if not is_definition(read(stated)):
            return self.wrong(names[0], 0, "Das ist keine gültige Definition.")
        self.definition, self.hash = read(stated), sha256(stated)
        self.questions = questions_of(self.definition)
        self.say("Abstimmung: {}", self.definition["title"])
        self.say("Prüfsumme der Definition: {}", self.hash)
        self.check_points(points.splitlines())
        self.check_ballots(ballots.splitlines())
        self.check_roots()
        result = count(self.definition, [choice for choice in self.choices if choice is not None])
        if published != canonical(result):
            self.wrong(names[3], 0, "Das veröffentlichte Ergebnis ist nicht das, was die Stimmzettel ergeben.")
        return self.tell(result)

    def is_signed(self, key: str, text: bytes, signature: str) -> bool:
        return verify_signature(self.definition["keys"][key], text, signature)

    def check_points(self, lines: list[bytes]) -> None:
        """Each checkpoint is signed, continues the one before and is for this poll; the last one is the final one."""
        name, before = "checkpoints.jsonl", {"size": 0, "origin": "", "text": ""}
        for number, line in enumerate(lines, start=1):
            signed = read(line)
            point: Any = read(signed["text"].encode()) if is_exactly(signed, SIGNED) else None
            if not is_exactly(point, CHECKPOINT):
                self.wrong(name, number, "Das ist kein lesbarer Prüfpunkt.")
                continue
            if not self.is_signed("checkpoint", signed["text"].encode(), signed["signature"]):
                self.wrong(name, number, "Die Unterschrift ist falsch.")
            if point["final"] != (number == len(lines)):
                self.wrong(name, number, "Der letzte Prüfpunkt, und nur er, muss der endgültige sein.")
            point["text"] = signed["text"]
            self.compare(number, point, before)
            self.points.append((number, point))
            self.texts.add(signed["text"])
            before = point
        if not lines:
            self.wrong(name, 0, "Es gibt keinen Prüfpunkt.")

    def compare(self, line: int, point: dict[str, Any], before: dict[str, Any]) -> None:
        due = point["used"] - point["paper_issued"] + point["paper_counted"]
        previous = sha256(before["text"].encode()) if before["text"] else ""
        for broken, german in (
            (point["number"] != line, "Die Nummern laufen nicht durch."),
            (point["previous"] != previous, "Er schließt nicht an den vorigen an."),
            (point["size"] < before["size"], "Die Urne ist kleiner geworden."),
            (point["definition"] != self.hash, "Er gilt einer anderen Definition."),
            (point["poll"] != self.definition["poll"], "Er gilt einer anderen Abstimmung."),
            (before["origin"] not in ("", point["origin"]), "Er kommt von einer anderen Adresse."),
            (point["paper_counted"] > point["paper_issued"], "Mehr Papier ist gezählt als ausgegeben."),
        ):
            if broken:
                self.wrong("checkpoints.jsonl", line, german)
        if point["size"] != due:
            german = "{} Stimmzettel liegen in der Urne, aber {} Stimmen sind abgegeben."
            self.wrong("checkpoints.jsonl", line, german, point["size"], due)

    def check_ballots(self, lines: list[bytes]) -> None:
        """Each ballot is in its place, the only one of its control number, and valid under the definition."""
        name, before, starts = "stimmzettel.jsonl", "", {point["size"] for _, point in self.points}
        for index, line in enumerate(lines):
            ballot = read(line)
            if not is_ballot(ballot):
                self.wrong(name, index + 1, "Das ist kein lesbarer Stimmzettel.")
                self.leaves.append(sha256(line))
                self.choices.append(None)
                continue
            tracker, choice = ballot["tracker"], ballot["choice"]
            valid = valid_choice(self.questions, choice)
            for broken, german in (
                (ballot["index"] != index, "Die Stelle (index) ist falsch."),
                (not well_formed(tracker), "Die Kontrollnummer ist falsch gebildet."),
                (tracker in self.places, "Die Kontrollnummer kommt doppelt vor."),
                (tracker < before and index not in starts, "Er liegt nicht in der Reihenfolge der Kontrollnummern."),
                (not valid, "Die Stimme ist nach der Definition ungültig."),
            ):
                if broken:
                    self.wrong(name, index + 1, german)
            self.leaves.append(leaf_hash(self.hash, tracker, ballot["own"], ballot["nonce"], choice))
            self.choices.append(choice if valid else None)
            self.places.setdefault(tracker, index)
            before = tracker

    def check_roots(self) -> None:
        """Every checkpoint's root is that of the first ballots of the final list; the last one covers all of them."""
        roots, sound = prefix_roots(self.leaves, {point["size"] for _, point in self.points}), 0
        for line, point in self.points:
            size = point["size"]
            if roots.get(size) == point["root"]:
                sound = max(sound, size)
            else:
                german = "Von den {} Stimmzetteln dieses Prüfpunkts stehen nur die ersten {} unverändert in der Liste."
                self.wrong("checkpoints.jsonl", line, german, size, sound)
        last = self.points[-1][1]["size"] if self.points else 0
        if last != len(self.leaves):
            german = "{} Stimmzettel stehen in der Liste, {} im letzten Prüfpunkt."
            self.wrong("stimmzettel.jsonl", 0, german, len(self.leaves), last)

    def tell(self, result: dict[str, Any]) -> None:
        self.say("Prüfpunkte: {}", len(self.points))
        self.say("Stimmzettel: {}, davon leer: {}", result["ballots"], result["blank"])
        if not result["quorum_reached"]:
            self.say("Die nötige Zahl von {} Stimmzetteln ist nicht erreicht.", self.definition["quorum"])
        for question, counted in ((q, result["questions"][place]) for place, q in enumerate(self.questions)):
            self.say("")
            self.say("{} (gültig: {}, Enthaltungen: {})", question.title, counted["valid"], counted["abstentions"])
            for number, one in enumerate(counted.get("rounds", [counted]), start=1):
                if "rounds" in counted:
                    self.say("  Runde {}", number)
                for option, votes in one["counts"].items():
                    self.say("{:>9}  {}", votes, question.names[option])
            first = ", ".join(question.names[str(option)] for option in counted["leaders"])
            self.say("  Gleichstand: {}" if len(counted["leaders"]) > 1 else "  Vorn: {}", first or "–")
            if not counted["reached"]:
                self.say("  Die nötige Mehrheit ist nicht erreicht.")
        self.say("")

    def check_receipt(self, path: Path) -> None:
        """A receipt promised that a ballot will be in the list; a checkpoint somebody has kept must be in theirs."""
        paper = read(path.read_bytes(), strict=False)
        if is_exactly(paper, SIGNED):
            faults: tuple[tuple[bool, str], ...] = (
                (not self.is_signed("checkpoint", paper["text"].encode(), paper["signature"]),
                 "Die Unterschrift ist falsch."),
                (paper["text"] not in self.texts,
                 "Dieser unterschriebene Prüfpunkt fehlt in der veröffentlichten Liste."),
            )  # fmt: skip
            good, where = "{}: Dieser Prüfpunkt steht in der veröffentlichten Liste.", 0
        elif is_exactly(paper, RECEIPT):
            promise = canonical({key: paper[key] for key in paper if key != "signature"})
            place = self.places.get(paper["tracker"])
            faults = (
                (paper["definition"] != self.hash, "Sie gilt einer anderen Abstimmung."),
                (not self.is_signed("receipt", promise, paper["signature"]), "Die Unterschrift ist falsch."),
                (place is None, "Der zugesagte Stimmzettel fehlt in der Liste."),
                (place is not None and self.leaves[place] != paper["leaf"],
                 "Der Stimmzettel in der Liste ist nicht der zugesagte."),
            )  # fmt: skip
            good, where = "{}: Der zugesagte Stimmzettel steht in der Liste, Zeile {}.", (place or 0) + 1
        else:
            faults, good, where = ((True, "Das ist keine Empfangsbescheinigung."),), "", 0
        found = [german for broken, german in faults if broken]
        if found:
            self.wrong(path.name, 0, found[0])
        else:
            self.say(good, path.name, where)

    def show(self, typed: str) -> None:
        """The ballot of one control number."""
        number = normal(typed)
        if not well_formed(number):
            return self.wrong("--number", 0, "Das ist keine Kontrollnummer; bitte prüfen Sie die Eingabe.")
        if number not in self.places:
            return self.wrong("--number", 0, "Diese Kontrollnummer fehlt in der Liste.")
        choice = self.choices[self.places[number]]
        self.say("{} steht in Zeile {}:", readable(number), self.places[number] + 1)
        if not choice:
            return self.say("  ungültig" if choice is None else "  leerer Stimmzettel")
        for question in self.questions:
            self.say("  {}: {}", question.title, question.words(choice[str(question.id)]) or self.words("Enthaltung"))
        return None


ENGLISH = {
    "{}, Zeile {}": "{}, line {}",
    "Abstimmung: {}": "Poll: {}",
    "Prüfsumme der Definition: {}": "Hash of the definition: {}",
    "Prüfpunkte: {}": "Checkpoints: {}",
    "Stimmzettel: {}, davon leer: {}": "Ballots: {}, of them blank: {}",
    "Die nötige Zahl von {} Stimmzetteln ist nicht erreicht.": "The quorum of {} ballots is not reached.",
    "{} (gültig: {}, Enthaltungen: {})": "{} (valid: {}, abstentions: {})",
    "  Runde {}": "  Round {}",
    "  Gleichstand: {}": "  Tie: {}",
    "  Vorn: {}": "  First: {}",
    "  Die nötige Mehrheit ist nicht erreicht.": "  The majority needed is not reached.",
    "Das ist keine gültige Definition.": "This is not a valid definition.",
    "Das ist kein lesbarer Prüfpunkt.": "This is not a readable checkpoint.",
    "Die Unterschrift ist falsch.": "The signature is wrong.",
    "Der letzte Prüfpunkt, und nur er, muss der endgültige sein.": "The last checkpoint, and no other, must be final.",
    "Es gibt keinen Prüfpunkt.": "There is no checkpoint.",
    "Die Nummern laufen nicht durch.": "The numbers do not run on.",
    "Er schließt nicht an den vorigen an.": "It does not continue the one before.",
    "Die Urne ist kleiner geworden.": "The urn has become smaller.",
    "Er gilt einer anderen Definition.": "It is for another definition.",
    "Er gilt einer anderen Abstimmung.": "It is for another poll.",
    "Er kommt von einer anderen Adresse.": "It comes from another address.",
    "Mehr Papier ist gezählt als ausgegeben.": "More paper is counted than was issued.",
    "{} Stimmzettel liegen in der Urne, aber {} Stimmen sind abgegeben.": "{} ballots in the urn, but {} votes were cast.",
    "Das ist kein lesbarer Stimmzettel.": "This is not a readable ballot.",
    "Die Stelle (index) ist falsch.": "Its index is wrong.",
    "Die Kontrollnummer ist falsch gebildet.": "The control number is malformed.",
    "Die Kontrollnummer kommt doppelt vor.": "The control number occurs twice.",
    "Er liegt nicht in der Reihenfolge der Kontrollnummern.": "It is not in the order of the control numbers.",
    "Die Stimme ist nach der Definition ungültig.": "The choice is invalid under the definition.",
    "Von den {} Stimmzetteln dieses Prüfpunkts stehen nur die ersten {} unverändert in der Liste.":
        "Of the {} ballots of this checkpoint only the first {} are unchanged in the list.",
    "{} Stimmzettel stehen in der Liste, {} im letzten Prüfpunkt.": "{} ballots in the list, {} in the last checkpoint.",
    "Das veröffentlichte Ergebnis ist nicht das, was die Stimmzettel ergeben.":
        "The published result is not what the ballots add up to.",
    "Dieser unterschriebene Prüfpunkt fehlt in der veröffentlichten Liste.":
        "This signed checkpoint is missing from the published list.",
    "{}: Dieser Prüfpunkt steht in der veröffentlichten Liste.": "{}: This checkpoint is in the published list.",
    "Das ist keine Empfangsbescheinigung.": "This is not a receipt.",
    "Sie gilt einer anderen Abstimmung.": "It is for another poll.",
    "Der zugesagte Stimmzettel fehlt in der Liste.": "The promised ballot is missing from the list.",
    "Der Stimmzettel in der Liste ist nicht der zugesagte.": "The ballot in the list is not the promised one.",
    "{}: Der zugesagte Stimmzettel steht in der Liste, Zeile {}.": "{}: The promised ballot is in the list, line {}.",
    "Das ist keine Kontrollnummer; bitte prüfen Sie die Eingabe.":
        "This is not a control number; please check what you typed.",
    "Diese Kontrollnummer fehlt in der Liste.": "This control number is not in the list.",
    "{} steht in Zeile {}:": "{} is in line {}:",
    "  ungültig": "  invalid",
    "  leerer Stimmzettel": "  blank",
    "Enthaltung": "abstention",
    "Nicht lesbar: {} ({})": "Cannot be read: {} ({})",
    "MANGEL {}": "DEFECT {}",
    "… und {} weitere": "… and {} more",
    "{} Mängel.": "{} defects.",
    "Kein Mangel gefunden: Alle Prüfpunkte, Stimmzettel und Zahlen stimmen.":
        "No defect found: all checkpoints, ballots and figures are right.",
}  # fmt: skip
TOLD = 50  # defects one by one; a wrong definition may well spoil every line


def check(folder: Path, receipts: list[Path], number: str = "", english: bool = False) -> tuple[int, str]:
    """The exit code and the report."""
    work = Check(folder, english)
    try:
        work.run()
        if work.definition is not None:
            for path in receipts:
                work.check_receipt(path)
            if number:
                work.show(number)
    except OSError as error:
        return 2, work.words("Nicht lesbar: {} ({})", error.filename, error.strerror)
    work.said += [work.words("MANGEL {}", defect) for defect in work.defects[:TOLD]]
    if len(work.defects) > TOLD:
        work.say("… und {} weitere", len(work.defects) - TOLD)
    if work.defects:
        work.say("{} Mängel.", len(work.defects))
        return 1, "\n".join(work.said)
    work.say("Kein Mangel gefunden: Alle Prüfpunkte, Stimmzettel und Zahlen stimmen.")
    return 0, "\n".join(work.said)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path, metavar="ORDNER", help="mit definition.json, stimmzettel.jsonl …")
    parser.add_argument("--receipt", type=Path, action="append", default=[], metavar="DATEI")
    parser.add_argument("--number", default="", metavar="KONTROLLNUMMER")
    parser.add_argument("--english", action="store_true", help="report in English")
    asked = parser.parse_args()
    code, report = check(asked.folder, asked.receipt, asked.number, asked.english)
    sys.stdout.buffer.write(report.encode("utf-8", "replace") + b"\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
