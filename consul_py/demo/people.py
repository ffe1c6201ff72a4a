"""Who takes part in the demo: people to sign in as, and a crowd that supports and votes."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import insert, select

from consul_py.accounts import queries, roles, service
from consul_py.accounts.models import User
from consul_py.demo.stage import Moment, Stage
from consul_py.kernel import clock
from consul_py.kernel.authz import ADMINISTRATOR, FACILITATOR, MODERATOR, STAFF
from consul_py.kernel.db import db, insert_once
from consul_py.kernel.text import comparable
from consul_py.municipalities.models import Municipality
from consul_py.municipalities.queries import find_by_name

# A password for everybody and one secret for the second factor: this is a demo, and both are printed.
PASSWORD = "Birnbaum-Feldweg-Kanne"  # noqa: S105  # printed for everybody
SECRET = "LINDENTALDEMOLINDENTALDEMOLINDEN"  # noqa: S105  # printed for everybody
DOMAIN = "example.org"

OFFICIALS = (
    ("staff", "Beteiligungsteam", STAFF),
    ("facilitator", "Workshop-Begleitung", FACILITATOR),
    ("moderator", "Netzpflege", MODERATOR),
    ("administrator", "Technik", ADMINISTRATOR),
)
# Short name (also the address), display name, municipality.
RESIDENTS = (
    ("resident", "Sommerlinde", "Hainfeld"),
    ("waldrand", "Waldrand", "Hainfeld"),
    ("feldweg", "Feldweg", "Weidenbach"),
    ("kastanie", "Kastanie 7", "Rodenau"),
    ("hobelspan", "Hobelspan", "Oberlinden"),
    ("pendlerin", "Pendlerin im Regio", "Kaltenborn"),
    ("linde", "Linde 12", "Weidenbach"),
    ("kassenwart", "Kassenwart a. D.", "Rodenau"),
    ("streuobst", "Streuobst", "Oberlinden"),
    ("drosselweg", "Drosselweg", "Lindental"),
    ("fernweh", "Fernweh mit Rucksack", "Auental"),
    ("nachtschicht", "Nachtschicht", "Marktbrunn"),
    ("oma-enkel", "Oma und Enkel", "Tannrode"),
    ("bienenkorb", "Bienenkorb", "Ebersgrund"),
    ("klasse-9b", "Klasse 9b", "Lindental"),
    ("rollstuhl", "Auf vier Rädern", "Erlenfurt"),
    ("werkbank", "Werkbank", "Quellenrod"),
    ("morgentau", "Morgentau", "Niederlinden"),
    ("landluft", "Landluft", "Hohenlinde"),
    ("vereinsheim", "Vereinsheim", "Kaltenborn"),
)
CROWD = 280

# Fictional municipalities: name and centre.
TOWNS = (
    ("Auental", 50.561, 9.402), ("Ebersgrund", 50.622, 9.318), ("Erlenfurt", 50.498, 9.287),
    ("Hainfeld", 50.587, 9.244), ("Hohenlinde", 50.641, 9.401), ("Kaltenborn", 50.529, 9.351),
    ("Lindental", 50.548, 9.297), ("Marktbrunn", 50.471, 9.362), ("Niederlinden", 50.512, 9.214),
    ("Oberlinden", 50.604, 9.189), ("Quellenrod", 50.659, 9.255), ("Rodenau", 50.573, 9.341),
    ("Tannrode", 50.634, 9.476), ("Weidenbach", 50.489, 9.441),
)  # fmt: skip


def address(name: str) -> str:
    return f"{name}@{DOMAIN}"


def enter_towns(stage: Stage) -> None:
    for name, latitude, longitude in TOWNS:
        insert_once(Municipality, {"name": name, "latitude": latitude, "longitude": longitude})
        town = find_by_name(name)
        assert town is not None
        stage.towns[name] = town.id


def enter_officials(stage: Stage) -> None:
    """The people of the district: with a second factor, so that they can open the desk."""
    for name, shown, role in OFFICIALS:
        user = _account(name, shown, None)
        if not queries.grants_of(user.id):
            user.totp_secret = user.totp_secret or SECRET
            roles.grant(user, role)
        stage.users[name] = user


def enter_residents(stage: Stage, joined: Moment = (-230, 9), only: Collection[str] = ()) -> None:
    """The residents with names, each an account like any other."""
    with clock.fixed(stage.at(joined)):
        for name, shown, town in RESIDENTS:
            if only and name not in only:
                continue
            stage.users[name] = _account(name, shown, stage.towns.get(town))


def _account(name: str, shown: str, town: int | None) -> User:
    """An account by its address, made when it is not there yet."""
    known = queries.find_user_by_email(address(name))
    return known or service.create_user(address(name), shown, PASSWORD, municipality_id=town)


def enter_crowd(stage: Stage, joined: Moment = (-220, 12)) -> None:
    """Residents who support and vote but never sign in: without a password, so that no time goes into hashing one."""
    moment, towns = stage.at(joined), list(stage.towns.values())
    known = _ids(_crowd_addresses())
    if not known:
        rows = [
            {
                "email": email, "email_key": email, "display_name": f"Hausnummer {number}",
                "name_key": comparable(f"Hausnummer {number}"), "password_hash": "!",
                "municipality_id": towns[number % len(towns)] if towns else None,
                "created_at": moment, "terms_accepted_at": moment, "confirmed_at": moment,
            }
            for number, email in enumerate(_crowd_addresses(), start=1)
        ]  # fmt: skip
        db.session.execute(insert(User), rows)
        known = _ids(_crowd_addresses())
    stage.crowd = known


def _crowd_addresses() -> list[str]:
    return [address(f"bewohner-{number:03}") for number in range(1, CROWD + 1)]


def _ids(emails: Iterable[str]) -> list[int]:
    return list(db.session.scalars(select(User.id).where(User.email_key.in_(list(emails))).order_by(User.email_key)))


def sign_ins(residents: bool = True) -> list[str]:
    """The lines that tell how to sign in."""
    lines = [
        f"Demo-Zugänge, Passwort für alle: {PASSWORD}",
        "",
        f"{address('resident'):<30} Einwohnerin oder Einwohner",
    ]
    if residents:
        lines.append(f"{address('waldrand'):<30} hat den „Rollenden Dorfladen“ vorgeschlagen")
    words = {STAFF: "Schreibtisch", FACILITATOR: "Workshops", MODERATOR: "Moderation", ADMINISTRATOR: "alles"}
    lines += [f"{address(name):<30} {words[role]}, mit zweitem Faktor" for name, _shown, role in OFFICIALS]
    return [*lines, "", f"Zweiter Faktor, Geheimnis: {SECRET}", "Code ohne App: consul-py demo-code staff@example.org"]
