"""Roles for PostgreSQL: the web processes put ballots into the urn and cannot read them, the worker can.

The statements are printed for the owner of the database, who also migrates, to read and run; again after each migration.
"""

from __future__ import annotations

import re

NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")
WAITING, LOG, CHECKPOINT, URN = "ballot_waiting", "ballot_log", "ballot_checkpoint", "urn"
PUBLISHED = "ballot_published"  # the view of ballots that are final
# What the web may change of an urn: papers, and how many may vote. Never its result, nor when it was sealed.
URN_COLUMNS = ("eligible", "paper_open", "paper_issued", "paper_counted")
HEAD = """\
-- Roles of consul_py. Run as the owner of the tables, after each `consul-py db upgrade`. Safe to repeat.
-- {web}: serves pages (CONSUL_DATABASE_URL of `consul-py serve`). It may put ballots into the urn; of what lies there it
--   can ask for which poll a ballot is, which is how many, never its number or what it says. Of sealed ballots it sees the
--   leaves, and the rest once the poll is over.
-- {worker}: seals, counts, sends (CONSUL_DATABASE_URL of `consul-py worker`). It may what {owner} may: clearing away what
--   is left of sealed ballots (TRUNCATE) is for owners only.
-- Give both a password: ALTER ROLE {web} PASSWORD '…'; the two URLs belong to different users of the system."""


def statements(web: str, worker: str, owner: str) -> list[str]:
    """The SQL, a statement each. Raises ValueError for what is no plain name of a role."""
    for name in (web, worker, owner):
        if not NAME.fullmatch(name):
            raise ValueError(f"{name!r} is no plain name of a role: small letters, digits, underscores")
    return [
        _made(web),
        _made(worker),
        f"GRANT {owner} TO {worker}",
        f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {web}, PUBLIC",
        f"GRANT USAGE ON SCHEMA public TO {web}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {web}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {web}",
        f"REVOKE ALL ON {WAITING}, {LOG}, {PUBLISHED}, {CHECKPOINT}, {URN}, alembic_version FROM {web}",
        f"GRANT INSERT, SELECT (poll_id) ON {WAITING} TO {web}",
        f"GRANT SELECT (poll_id, position, leaf) ON {LOG} TO {web}",
        f"GRANT SELECT ON {PUBLISHED}, {CHECKPOINT}, alembic_version TO {web}",
        f"GRANT SELECT, INSERT, DELETE, UPDATE ({', '.join(URN_COLUMNS)}) ON {URN} TO {web}",
    ]


def _made(name: str) -> str:
    there = f"EXISTS (SELECT FROM pg_roles WHERE rolname = '{name}')"
    return f"DO $$ BEGIN IF NOT {there} THEN CREATE ROLE {name} LOGIN; END IF; END $$"


def script(web: str, worker: str, owner: str) -> str:
    """All statements as one file, in one transaction."""
    body = "".join(f"{statement};\n" for statement in statements(web, worker, owner))
    return f"{HEAD.format(web=web, worker=worker, owner=owner)}\nBEGIN;\n{body}COMMIT;"
