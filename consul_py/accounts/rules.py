"""Names, passwords, links and roles: what is refused, and why."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from datetime import timedelta

from consul_py.kernel.refusal import N_, Refusal

NAME_KEY_LIMIT = 80
PASSWORD_MIN, PASSWORD_MAX = 12, 128
WEAK_BELOW = 3  # zxcvbn's score: 3 withstands a slow hash that was stolen
LINK_LIFE = {"confirm": timedelta(hours=48), "reset": timedelta(hours=1), "email": timedelta(hours=48)}
INVITATION_LIFE = timedelta(days=7)
LINKS_AN_HOUR = 3
RECOVERY_CODES, RECOVERY_FEW = 8, 2  # how many there are at first; with how many left new ones are due
UNCONFIRMED_KEPT = timedelta(days=7)
DELETED_NAME = "Gelöschtes Konto"

WRONG_SIGN_IN = Refusal("wrong_sign_in", N_("The e-mail address or the password is not right."))
WRONG_PASSWORD = Refusal("wrong_password", N_("This is not your current password."))
WRONG_CODE = Refusal(
    "wrong_code",
    N_("This code is not right or was used already. Please wait for the next digits or take another recovery code."),
)
CODE_ODD = Refusal(
    "code_odd", N_("Please enter the six digits from your app, or a whole recovery code of 16 characters.")
)
RECOVERY_MISTYPED = Refusal(
    "recovery_mistyped", N_("There is a slip in this recovery code. Please compare it with your list.")
)
NOT_CONFIRMED = Refusal(
    "not_confirmed", N_("Please confirm your e-mail address first. We have sent you the link once more.")
)
DISABLED = Refusal("disabled", N_("This account is closed for now. Please write to the participation team."))
LINK_SPENT = Refusal(
    "link_spent",
    N_("This link was used already, is too old, or a newer one was sent. Please ask for a new one."),
    status=410,
)
CONFIRMED_ALREADY = Refusal(
    "confirmed_already", N_("Your e-mail address is confirmed already. You can simply sign in."), status=410
)
SIGN_IN_EXPIRED = Refusal("sign_in_expired", N_("That took too long. Please sign in again."))
PARKED_GONE = Refusal(
    "parked_gone", N_("What you typed was sent already, or is no longer kept. Please go back to the page."), status=410
)
NAME_TAKEN = Refusal(
    "name_taken", N_("Somebody already uses this name or one that looks like it. Please choose another.")
)
NAME_OFFICIAL = Refusal(
    "name_official", N_("This name sounds like an official body or somebody who speaks for one. Please choose another.")
)
NAME_ODD = Refusal("name_odd", N_("Please choose a name of two letters or more, in one script."))
NAME_ADDRESS = Refusal("name_address", N_("Your name is public. Please do not use an e-mail or web address as a name."))
EMAIL_TAKEN = Refusal("email_taken", N_("There is already an account with this e-mail address."))
OFFICIALS_KEEP_IT = Refusal("officials_keep_it", N_("Whoever has a role at the desk needs the second factor."))
LAST_ADMINISTRATOR = Refusal(
    "last_administrator", N_("This is the last administrator. Please give somebody else that role first.")
)
NOT_YOURSELF = Refusal("not_yourself", N_("You cannot do this to your own account. Please ask another administrator."))
SCOPE_MISSING = Refusal("scope_missing", N_("Please choose for what this role counts."))
ADMINISTRATOR_SCOPE = Refusal("administrator_scope", N_("An administrator always counts for the whole installation."))
REASON_MISSING = Refusal("reason_missing", N_("Please say why."))
GRANT_EXISTS = Refusal("grant_exists", N_("This person has that role already."))

# What looks like a Latin letter in another script, and Latin letters and pairs that look like each other.
_PAIRS = (
    "аa вb еe кk мm нh оo рp сc тt уy хx іi јj ѕs ԁd ԛq ԝw ӏi "  # Cyrillic
    "ηn αa βb γy δd εe ζz ιi κk νv οo ρp τt υu χx ωw "  # Greek
    "li ʟi ɪi ɑa ɡg"  # Latin
)
_LOOKS_LIKE = str.maketrans({pair[0]: pair[1] for pair in _PAIRS.split()})
# Titles may stand close together, as in "Dr.rer.nat."; they are no address.
_TITLE = r"(?i:prof|dr|mag|dipl|cand|stud|rer|nat|pol|med|dent|vet|phil|jur|theol|oec|agr|ing|grad|habil)\."
_TITLES = re.compile(rf"\b{_TITLE}(?=\s|[A-ZÄÖÜ]|{_TITLE}|$)")
# What mail programs make a link of. Shorter words before a dot are initials.
_ADDRESS = re.compile(r"(?i:\bwww\.)|\b[\w-]{3,}\.(?:[a-z]{2,}|[A-Z]{2,})(?!\w)")
_SCRIPTS = {"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "COPTIC", "CHEROKEE"}
_OFFICIAL_PARTS = (
    "landkreis", "verwaltung", "moderation", "moderator", "administrator", "administration", "kreisausschuss",
    "kreistag", "landratsamt", "burgermeister", "buergermeister", "beteiligungsteam", "ordnungsamt",
    "datenschutzbeauftragte", "pressestelle", "geloschteskonto",
)  # fmt: skip
_OFFICIAL_WORDS = {
    "admin", "landrat", "landratin", "landraetin", "redaktion", "support", "system", "team", "staff", "kreis",
    "gemeinde", "stadt", "stadtverwaltung", "rathaus", "postmaster", "webmaster", "consul",
}  # fmt: skip


def skeleton(key: str) -> str:
    """A folded name by its looks: look-alike letters of other scripts and of our own become one."""
    return key.translate(_LOOKS_LIKE).replace("rn", "m").replace("vv", "w")


def holds_address(name: str) -> bool:
    """Whether an e-mail or web address is in a name: we would write it to whomever a stranger chose."""
    return "@" in name or "://" in name or _ADDRESS.search(_TITLES.sub(" ", name)) is not None


def name_shape(name: str, key: str) -> Refusal | None:
    """Whether a name (`key` is its folded form) can be a name at all."""
    if holds_address(name):
        return NAME_ADDRESS
    scripts = {unicodedata.name(c, "").split(" ")[0] for c in name if c.isalpha()} & _SCRIPTS
    if len(key) < 2 or len(key) > NAME_KEY_LIMIT or len(scripts) > 1 or not any(c.isalpha() for c in name):
        return NAME_ODD
    return None


def name_official(key: str, officials: Collection[str]) -> Refusal | None:
    """Whether a folded name looks like the district, its administration, or one of `officials` (folded names)."""
    looks = skeleton(key)
    if looks in {skeleton(word) for word in _OFFICIAL_WORDS} | {skeleton(name) for name in officials}:
        return NAME_OFFICIAL
    return NAME_OFFICIAL if any(skeleton(part) in looks for part in _OFFICIAL_PARTS) else None


def grant_shape(role: str, scope: str, scope_id: int) -> Refusal | None:
    """Whether a role makes sense in a scope."""
    if role == "administrator" and scope != "installation":
        return ADMINISTRATOR_SCOPE
    return SCOPE_MISSING if (scope == "installation") != (scope_id == 0) else None


def losing_administrator(is_administrator: bool, others: int) -> Refusal | None:
    """Whether taking an administrator away would leave nobody (`others`: administrators besides)."""
    return LAST_ADMINISTRATOR if is_administrator and others == 0 else None
