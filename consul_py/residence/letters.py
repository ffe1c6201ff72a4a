"""Letters with a code: asked for, printed, redeemed, taken back. Nothing here commits."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import update

from consul_py.accounts.queries import find_user
from consul_py.kernel import audit, clock, codes, letters, person_key
from consul_py.kernel.authz import person
from consul_py.kernel.db import db
from consul_py.kernel.db import now as database_now
from consul_py.kernel.i18n import date_long
from consul_py.kernel.refusal import Refused, ensure
from consul_py.kernel.web import public_url
from consul_py.residence import digests, letter_queries, queries, rules, service, tries
from consul_py.residence.models import BASIC, LetterBatch, LetterRequest

NO_ADDRESS: dict[str, Any] = {"name": None, "street": None, "postcode": None, "place": None}


@dataclass(frozen=True)
class Address:
    """What somebody typed to get a letter."""

    name: str
    born_on: date
    street: str
    postcode: str
    place: str
    municipality_id: int | None


@dataclass(frozen=True)
class Print:
    """A file that is ready, and the codes in it: letter → keyed hash. Counts once `keep_print` has written it down."""

    content: bytes | str
    codes: dict[int, str]


def ask(user_id: int, typed: Address) -> None:
    """Ask for a letter; an older one stops counting. Raises Refused."""
    person_key.hold()
    if find_user(user_id, lock=True) is None:
        raise Refused(rules.GONE)
    now = clock.now()
    asked = letter_queries.asked_since(user_id, now - rules.MONTH)
    ensure(rules.another_letter(len(asked), date_long(asked[0] + rules.MONTH) if asked else ""))
    digest = digests.of_line(typed.name, typed.born_on)
    proof = queries.find_proof(user_id)
    ensure(rules.same_person(proof.digest if proof else None, digest, "letter"))
    withdraw(user_id)
    db.session.add(LetterRequest(user_id=user_id, digest=digest, asked_at=now, **vars(typed)))


def withdraw(user_id: int) -> None:
    """Nothing that somebody asked for counts any more, and no address is kept."""
    _end(LetterRequest.user_id == user_id)


def redeem(user_id: int, typed: str) -> bool:
    """Somebody types the code of their letter; True when another account of theirs is proven, too. Raises Refused.

    A code that cannot be one costs no try.
    """
    code = codes.normal(typed)
    if not codes.is_wellformed(code):
        raise Refused(rules.MISTYPED)
    left = tries.take(user_id, "code")
    letter = letter_queries.find_code(user_id, digests.of_code(code))
    if letter is None:
        raise Refused(rules.wrong_code(left))
    if letter.expires_at is None or letter.expires_at <= database_now():
        raise Refused(rules.CODE_ENDED)
    proof = service.Proof(letter.digest, letter.born_on, letter.municipality_id, "letter", BASIC)
    other = service.prove(user_id, proof)
    letter.used_at = clock.now()
    letter.name = letter.street = letter.postcode = letter.place = None
    return other


def make_print(places: Collection[int] | None) -> Print:
    """Draw the letters that wait, with new codes; writes nothing. Raises Refused when none waits."""
    waiting = letter_queries.waiting(places)
    if not waiting:
        raise Refused(rules.NOTHING_WAITS)
    made = {letter.id: codes.new_code() for letter in waiting}
    shown = [_shown(letter, made[letter.id]) for letter in waiting]
    end = clock.now() + rules.CODE_LIFE
    render = letters.render if letters.available() else letters.page
    html = render("residence/print_letters.html", letters=shown, end=end, today=clock.now())
    content = letters.pdf(html) if letters.available() else html
    return Print(content, {number: digests.of_code(code) for number, code in made.items()})


def _shown(letter: LetterRequest, code: str) -> dict[str, Any]:
    address = public_url("residence.code", code=code)
    return {
        "address": [letter.name, letter.street, f"{letter.postcode} {letter.place}"],
        "asked_at": letter.asked_at,
        "code": codes.readable(code),
        "picture": letters.picture_of(address),
    }


def keep_print(made: Print) -> LetterBatch:
    """Write down that letters are printed. Raises Refused when one of them was printed or withdrawn meanwhile."""
    now = clock.now()
    batch = LetterBatch(printed_at=now, printed_by_id=person().id)
    db.session.add(batch)
    db.session.flush()
    for number, code_hash in made.codes.items():
        values = {"batch_id": batch.id, "code_hash": code_hash, "expires_at": now + rules.CODE_LIFE}
        if not _change(values, LetterRequest.id == number, letter_queries.WAITING):
            raise Refused(rules.CHANGED)
    audit.record("residence.print", "residence_batch", batch.id, str(batch.id), letters=len(made.codes))
    return batch


def void(letter: LetterRequest) -> None:
    """Staff take a letter back: its code does not count and its address goes."""
    _end(LetterRequest.id == letter.id)
    audit.record("residence.void", "residence_letter", letter.id, str(letter.id))


def print_again(batch: LetterBatch, places: Collection[int] | None) -> int:
    """Letters of a batch that got lost wait once more; the codes printed before do not count. Answers how many."""
    back = {"batch_id": None, "code_hash": None, "expires_at": None}
    mine = (LetterRequest.batch_id == batch.id, LetterRequest.name.is_not(None))
    number = _change(back, letter_queries.OPEN, letter_queries.covered_by(places), *mine)
    audit.record("residence.again", "residence_batch", batch.id, str(batch.id), letters=number)
    return number


def _end(*which: Any) -> int:
    return _change(NO_ADDRESS | {"voided_at": clock.now()}, letter_queries.OPEN, *which)


def _change(values: dict[str, Any], *which: Any) -> int:
    statement = update(LetterRequest).where(*which).values(**values)
    changed: Any = db.session.execute(statement.execution_options(synchronize_session=False))
    return int(changed.rowcount)
