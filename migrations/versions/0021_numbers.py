"""How many public subjects a consultation has, and how many arguments a talk: pages show them, triggers keep them."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"

# table → (its own key, what it counts in, that table's columns of the key, when a row counts, what can change that)
NUMBERS = {
    "consultation_number": (
        "consultation_id, kind",
        "subject",
        ("consultation_id", "kind"),
        "{row}.visibility = 'public' AND {row}.consultation_id IS NOT NULL",
        "visibility, consultation_id",
    ),
    "talk_number": (
        "subject_id, side",
        "comment",
        ("subject_id", "side"),
        "{row}.side IS NOT NULL AND {row}.deleted_at IS NULL AND {row}.hidden_at IS NULL",
        "side, deleted_at, hidden_at",
    ),
}
EVENTS = ("insert", "update", "delete")


def _acts(name: str) -> dict[str, str]:
    """The statements of each event's trigger."""
    key, _of, columns, counts, _changes = NUMBERS[name]
    new, old = counts.format(row="NEW"), counts.format(row="OLD")
    more = f"INSERT INTO {name} ({key}, number) SELECT {', '.join(f'NEW.{one}' for one in columns)}, 1 WHERE {new}"
    more += f" ON CONFLICT ({key}) DO UPDATE SET number = {name}.number + 1;"
    less = f"UPDATE {name} SET number = number - 1 WHERE {old}"
    less += "".join(f" AND {one} = OLD.{one}" for one in columns) + ";"
    return {"insert": more, "update": f"{less} {more}", "delete": less}


def _keep(name: str) -> None:
    table, changes = NUMBERS[name][1], NUMBERS[name][4]
    for event, acts in _acts(name).items():
        when = f"UPDATE OF {changes}" if event == "update" else event.upper()
        if op.get_bind().dialect.name == "sqlite":
            op.execute(f"CREATE TRIGGER {name}_{event} AFTER {when} ON {table} BEGIN {acts} END")
            continue
        function = f"CREATE FUNCTION {name}_{event}() RETURNS trigger LANGUAGE plpgsql"
        op.execute(f"{function} AS $$ BEGIN {acts} RETURN NULL; END $$")
        trigger = f"CREATE TRIGGER {name}_{event} AFTER {when} ON {table} FOR EACH ROW"
        op.execute(f"{trigger} EXECUTE FUNCTION {name}_{event}()")


def _table(name: str, first: str, of: str, second: str, length: int) -> None:
    op.create_table(
        name,
        sa.Column(first, sa.Integer(), nullable=False),
        sa.Column(second, sa.String(length=length), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint([first], [f"{of}.id"], name=op.f(f"fk_{name}_{first}"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint(first, second, name=op.f(f"pk_{name}")),
    )


def upgrade() -> None:
    _table("consultation_number", "consultation_id", "consultation", "kind", 12)
    _table("talk_number", "subject_id", "subject", "side", 7)
    for name, (key, table, columns, counts, _changes) in NUMBERS.items():
        known = ", ".join(columns)
        op.execute(
            f"INSERT INTO {name} ({key}, number) SELECT {known}, count(*) FROM {table}"
            f" WHERE {counts.format(row=table)} GROUP BY {known}"
        )
        _keep(name)


def downgrade() -> None:
    for name, (_key, table, *_rest) in NUMBERS.items():
        for event in EVENTS:
            if op.get_bind().dialect.name == "sqlite":
                op.execute(f"DROP TRIGGER {name}_{event}")
            else:
                op.execute(f"DROP TRIGGER {name}_{event} ON {table}")
                op.execute(f"DROP FUNCTION {name}_{event}()")
        op.drop_table(name)
