"""Break the casting of votes on purpose, one line at a time, and see that a test notices.

python -m tests.chaos.mutants [--only NAME] [--postgresql]

Each mutant is a copy of this tree with one change; the tests named for it must fail there. A mutant that lives is a test
that proves nothing. The unchanged copy must pass first.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COPIED = ("consul_py", "migrations", "templates", "translations", "tests", "pyproject.toml")
CASTING, SEALING = "consul_py/ballots/casting.py", "consul_py/ballots/sealing.py"
MIGRATION = "migrations/versions/0022_urn.py"
PARALLEL, URN, STORY = "tests/ballots/test_parallel.py", "tests/ballots/test_urn.py", "tests/ballots/test_story.py"
ANSWER, SECRECY, SCHEMA = (
    "tests/ballots/test_answer.py",
    "tests/ballots/test_secrecy.py",
    "tests/ballots/test_schema.py",
)


UPSERT = """on_conflict_do_update(
        index_elements=list(REGISTER.primary_key), set_={"used": 1}, where=REGISTER.c.used == 0
    )"""
WAITING = "sorted(db.session.execute(select(*columns).where(table.c.poll_id == poll_id)).all()"


@dataclass(frozen=True)
class Mutant:
    name: str
    changes: tuple[tuple[str, str, str], ...]  # file, text, other text
    tests: tuple[str, ...]


MUTANTS = (
    Mutant(
        "a used place may be taken again",
        ((CASTING, 'set_={"used": 1}, where=REGISTER.c.used == 0', 'set_={"used": 1}'),),
        (PARALLEL,),
    ),
    Mutant(
        "a used place of a listed key may be taken again",
        ((CASTING, 'free = (REGISTER.c.person_key == _given("key"), REGISTER.c.used == 0)',
          'free = (REGISTER.c.person_key == _given("key"),)'),),
        (URN,),
    ),
    Mutant(
        "the register has no key",
        (
            (MIGRATION, '        sa.PrimaryKeyConstraint("poll_id", "person_key", name=op.f("pk_urn_register")),\n', ""),
            (MIGRATION, '        sqlite_with_rowid=False,\n    )\n    op.create_table(\n        "ballot_waiting"',
             '    )\n    op.create_table(\n        "ballot_waiting"'),
            (CASTING, f"entered.{UPSERT}.returning", "entered.returning"),
        ),
        (PARALLEL, SCHEMA),
    ),
    Mutant(
        "the ballot is put although the place was not taken",
        ((CASTING, "        return False\n    db.session.execute(_put()", "        pass\n    db.session.execute(_put()"),
         (CASTING, "select(taken.c.poll_id, *[", "select(_given('poll', Integer), *[")),
        (PARALLEL, STORY),
    ),
    Mutant(
        "the end of voting is not looked at",
        ((CASTING, "URN.c.opens_at <= now, now < URN.c.closes_at,", "URN.c.opens_at <= now,"),),
        (URN,),
    ),
    Mutant(
        "the last second counts twice",
        ((CASTING, "now < URN.c.closes_at", "now <= URN.c.closes_at"),),
        (URN,),
    ),
    Mutant(
        "a sealed urn takes ballots when the clock is set back",
        ((CASTING, ", URN.c.sealed_at.is_(None))", ",)"),),
        (URN,),
    ),
    Mutant(
        "the answer is given before the commit",
        (("consul_py/kernel/db.py", "                yield\n                db.session.commit()",
          "                yield\n                db.session.flush()"),
         ("consul_py/kernel/web.py", "                        return answer\n                except _Declined",
          ("                        answer.call_on_close(db.session.commit)\n                        return answer\n"
          "                except _Declined"))),
        (ANSWER,),
    ),
    Mutant(
        "ballots are sealed in the order they came",
        ((SEALING, f"{WAITING})", f"{WAITING}, key=lambda row: row[1])"),),
        (SECRECY,),
    ),
    Mutant(
        "register and urn are not compared before sealing",
        ((SEALING, "    if (last.size if last else 0) + len(waiting) != used - urn.paper_issued + urn.paper_counted:",
          "    if False:"),),
        (URN,),
    ),
    Mutant(
        "old pages keep what was sealed",
        ((SEALING, "PRAGMA secure_delete = ON", "PRAGMA secure_delete = OFF"),
         (SEALING, "PRAGMA wal_checkpoint(TRUNCATE)", "PRAGMA optimize"),
         (SEALING, "TRUNCATE ballot_waiting", "DELETE FROM ballot_waiting")),
        (SECRECY,),
    ),
)  # fmt: skip


def copy_of_the_tree(folder: Path) -> Path:
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__", "snapshots"))
        else:
            shutil.copy(source, folder / name)
    return folder


def fails(folder: Path, tests: tuple[str, ...]) -> tuple[bool, str]:
    """Whether a test fails there; anything else that goes wrong is no proof."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests]
    done = subprocess.run(
        command, cwd=folder, env=os.environ | {"PYTHONPATH": str(folder)}, capture_output=True, text=True, check=False
    )
    if done.returncode not in (0, 1):
        raise SystemExit(done.stdout + done.stderr)
    red = [line for line in done.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    return done.returncode == 1, red[0][:150] if red else ""


def change(folder: Path, mutant: Mutant) -> None:
    for name, before, after in mutant.changes:
        text = (folder / name).read_text(encoding="utf-8")
        if text.count(before) != 1:
            raise SystemExit(f"{mutant.name}: {name} has changed; say anew what to break: {before!r}")
        (folder / name).write_text(text.replace(before, after), encoding="utf-8")


def run(only: str) -> int:
    chosen = [mutant for mutant in MUTANTS if only in mutant.name]
    with tempfile.TemporaryDirectory(prefix="consul-mutant-") as name:
        tests = tuple(sorted({test for mutant in chosen for test in mutant.tests}))
        failed, red = fails(copy_of_the_tree(Path(name)), tests)
        if failed:
            raise SystemExit(f"the unchanged tree fails: {red}")
    alive = 0
    for mutant in chosen:
        with tempfile.TemporaryDirectory(prefix="consul-mutant-") as name:
            folder = copy_of_the_tree(Path(name))
            change(folder, mutant)
            failed, red = fails(folder, mutant.tests)
            alive += not failed
            print(f"{'dead ' if failed else 'ALIVE'} {mutant.name}{': ' + red if red else ''}", flush=True)
    print(f"{len(chosen)} mutants, {alive} alive")
    return int(alive > 0)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="part of a name")
    parser.add_argument("--postgresql", action="store_true")
    options = parser.parse_args()
    if not options.postgresql:
        return run(options.only)
    from tests.postgres import VARIABLE, start_cluster

    with start_cluster() as url:
        if url is None:
            raise SystemExit("PostgreSQL is not installed")
        os.environ[VARIABLE] = url
        return run(options.only)


if __name__ == "__main__":
    sys.exit(main())
