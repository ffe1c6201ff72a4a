"""What counts as plausible, how often something may be tried, how long things last."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from consul_py.kernel.refusal import N_, Refusal

OLDEST = 120  # years
TRIES = {"code": 10, "extract": 5}  # a day
LETTERS_A_MONTH = 3
MONTH = timedelta(days=30)
CODE_LIFE = timedelta(days=60)
ADDRESS_KEPT = timedelta(days=30)
ENDED_KEPT = timedelta(days=90)  # requests without a name, so that three a month can be counted
DESK_CODE_LIFE = timedelta(minutes=15)
ONLINE_LIFE = timedelta(minutes=15)
TOLD_BEFORE = timedelta(days=30)
FEW = 5  # numbers below are not told

NOT_BORN = Refusal("not_born", N_("This date lies in the future. Please enter the date of birth."))
TOO_OLD = Refusal(
    "too_old", N_("This date lies more than %(years)s years back. Please enter the date of birth."), {"years": OLDEST}
)
ODD_POSTCODE = Refusal("odd_postcode", N_("A postcode has five digits."))
NOBODY = Refusal(
    "nobody",
    N_("There is no account with this address and no such code. Codes count for 15 minutes: ask for a new one."),
)
GONE = Refusal("gone", N_("That took too long. Please look the account up again."), status=410)
NOT_YOURSELF = Refusal("not_yourself", N_("Nobody proves their own residence. Please ask a colleague."))
SOMEBODY_ELSE = Refusal(
    "somebody_else",
    N_("Your account is proven with another name or date of birth. If that has changed, please come to a desk."),
)
TAKEN = Refusal(
    "taken",
    N_("Another account is proven with this name and date of birth. Please ask for a letter or come to a desk."),
)
NOT_FOUND = Refusal(
    "not_found",
    N_("This name with this date of birth is not in the extract. Please ask for a letter or come to a desk."),
)
ENOUGH_LETTERS = Refusal(
    "enough_letters",
    N_("You have asked for %(number)s letters in the last 30 days. The next one is possible from %(date)s."),
)
MISTYPED = Refusal(
    "mistyped", N_("A character of this code is not right. Please compare it with the letter; this did not cost a try.")
)
WRONG_CODE = Refusal("wrong_code", N_("This is not the code of your newest letter. Tries left today: %(left)s."))
CODE_ENDED = Refusal("code_ended", N_("This code has ended. Please ask for a new letter."))
NO_TRIES = Refusal("no_tries", N_("That was often enough for today. Please try again tomorrow."), status=429)
CHANGED = Refusal(
    "changed", N_("Meanwhile somebody printed or withdrew a letter, so nothing was printed. Please try again.")
)
NOTHING_WAITS = Refusal("nothing_waits", N_("No letter waits to be printed."))


def birth(born_on: date, today: date) -> Refusal | None:
    """Whether somebody can have been born on a day."""
    if born_on > today:
        return NOT_BORN
    if today.year - born_on.year > OLDEST:
        return TOO_OLD
    return None


def another_letter(asked: int, first_again: str) -> Refusal | None:
    """Whether somebody who asked so often in a month may ask again; `first_again` is the day, in words."""
    if asked < LETTERS_A_MONTH:
        return None
    return Refusal(ENOUGH_LETTERS.code, ENOUGH_LETTERS.sentence, {"number": asked, "date": first_again})


def wrong_code(left: int) -> Refusal:
    return Refusal(WRONG_CODE.code, WRONG_CODE.sentence, {"left": left})


def postcode(typed: str) -> Refusal | None:
    return None if len(typed) == 5 and typed.isascii() and typed.isdigit() else ODD_POSTCODE


def end_of(proven_at: datetime, months: int) -> datetime:
    """When a proof ends: the same day so many months later, or the last day of that month."""
    year, month = divmod(proven_at.year * 12 + proven_at.month - 1 + months, 12)
    for day in range(proven_at.day, 27, -1):
        try:
            return proven_at.replace(year=year, month=month + 1, day=day)
        except ValueError:
            continue
    return proven_at.replace(year=year, month=month + 1)


def same_person(before: str | None, now: str, method: str) -> Refusal | None:
    """Ways that take people's own word cannot turn an account into somebody else; a document can."""
    return SOMEBODY_ELSE if before not in (None, now) and method in ("letter", "extract") else None
