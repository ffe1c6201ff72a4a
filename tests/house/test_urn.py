"""Nobody looks into the urn: ballots that wait are read by the sealer alone, and the room's tables by nobody outside."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.house import source

ROOM = source.PACKAGE / "ballots"
TABLES = re.compile(r"\b(ballot_waiting|ballot_log|ballot_checkpoint|urn_register|urn_key)\b")
# The window of an urn and its checkpoints are public; its ballots are nobody's business but the room's.
BALLOTS = {"WaitingBallot", "SealedBallot"}
REGISTER = {"RegisterPlace", "UrnKey"}
# Whose place is which, whether a vote of mine is recorded, and the turnout: asked by the room that knows people.
ASK_THE_REGISTER = {"polls/voters.py", "polls/queries.py", "polls/seal_queries.py"}
# Prints the statements that take the right to read away.
NAME_THE_TABLES = {"polls/grants.py"}


def _parents(path: Path) -> dict[ast.AST, ast.AST]:
    return {child: node for node in ast.walk(source.tree(path)) for child in ast.iter_child_nodes(node)}


def _only_puts(node: ast.Name, above: dict[ast.AST, ast.AST]) -> bool:
    """`insert(WAITING)`, the alias `WAITING = WaitingBallot.__table__`, and `.returning(WAITING.c.poll_id)`."""
    up = above[node]
    if isinstance(up, ast.Call):
        return isinstance(up.func, ast.Name) and up.func.id == "insert"
    if isinstance(up, ast.Attribute) and up.attr == "__table__":
        return isinstance(above[up], (ast.Assign, ast.AnnAssign))
    if isinstance(up, ast.Attribute) and up.attr == "c":
        column = above[up]
        return isinstance(column, ast.Attribute) and column.attr == "poll_id" and isinstance(above[column], ast.Call)
    return isinstance(up, (ast.Assign, ast.AnnAssign)) and isinstance(node.ctx, ast.Store)


def test_only_the_sealer_reads_the_ballots_that_wait() -> None:
    """Casting and paper put ballots in; whoever could read them would know interim results and the latest voter's choice."""
    wrong = []
    for path in source.modules():
        if path in (ROOM / "sealing.py", ROOM / "models.py"):
            continue
        names, above = {"WaitingBallot"} | ({"WAITING"} if path.parent == ROOM else set()), _parents(path)
        for node in ast.walk(source.tree(path)):
            if isinstance(node, ast.Name) and node.id in names and not _only_puts(node, above):
                wrong.append(f"{source.short(path)}:{node.lineno} reads ballots that wait")
    assert not wrong, "\n".join(wrong)


def test_the_tables_of_the_urn_are_named_in_its_room_only() -> None:
    wrong = []
    for path in source.modules():
        if path.is_relative_to(ROOM):
            continue
        short = str(path.relative_to(source.PACKAGE))
        asks, may_name = short in ASK_THE_REGISTER, short in NAME_THE_TABLES
        for node in ast.walk(source.tree(path)):
            if isinstance(node, ast.ImportFrom) and node.module == "consul_py.ballots.models":
                names = {alias.name for alias in node.names} & (BALLOTS if asks else BALLOTS | REGISTER)
                wrong += [f"{source.short(path)}:{node.lineno} imports {name}" for name in sorted(names)]
            text = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
            if TABLES.search(text) and not may_name:
                wrong.append(f"{source.short(path)}:{node.lineno} names a table of the urn")
    assert not wrong, "\n".join(wrong)


def test_raw_sql_on_ballots_that_wait_is_the_sealers() -> None:
    wrong = []
    for path in sorted(ROOM.glob("*.py")):
        if path.name in ("sealing.py", "models.py"):
            continue
        for node in ast.walk(source.tree(path)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and "ballot_waiting" in node.value:
                wrong.append(f"{source.short(path)}:{node.lineno}")
    assert not wrong, "\n".join(wrong)
