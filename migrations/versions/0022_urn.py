"""The urn: frozen definitions, register, ballots, log, checkpoints, observers; and what polls can be beyond one answer."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"

# What the database itself refuses: name → (table, when the trigger fires, condition on the rows, what it says)
FROZEN = "EXISTS (SELECT 1 FROM urn WHERE urn.poll_id = {poll})"
OF_QUESTION = FROZEN.format(poll="(SELECT poll_id FROM poll_question q WHERE q.id = {row}.question_id)")
BEGUN = (
    "(EXISTS (SELECT 1 FROM urn_register r WHERE r.poll_id = OLD.poll_id AND r.used = 1)"
    " OR EXISTS (SELECT 1 FROM ballot_waiting w WHERE w.poll_id = OLD.poll_id)"
    " OR EXISTS (SELECT 1 FROM ballot_checkpoint c WHERE c.poll_id = OLD.poll_id))"
)
KEPT = ("definition", "definition_hash", "opens_at", "closes_at", "seal_from", "objection_days", "frozen_at")
MOVED = (
    "(OLD.opens_at <> NEW.opens_at OR OLD.closes_at <> NEW.closes_at OR NEW.opens_at IS NULL OR NEW.closes_at IS NULL)"
    " AND EXISTS (SELECT 1 FROM urn JOIN subject ON subject.id = urn.poll_id WHERE subject.consultation_id = OLD.id)"
)
RECOUNTED = (
    "OLD.sealed_at IS NOT NULL AND (NEW.sealed_at IS NULL OR OLD.sealed_at <> NEW.sealed_at OR NEW.result IS NULL"
    " OR OLD.result <> NEW.result OR OLD.used <> NEW.used OR OLD.paper_counted <> NEW.paper_counted)"
)
ALWAYS = "1 = 1"
REFUSALS = {
    "poll_frozen": ("poll", "UPDATE", FROZEN.format(poll="OLD.id"), "a frozen poll does not change"),
    "poll_kept": ("poll", "DELETE", FROZEN.format(poll="OLD.id"), "a frozen poll stays"),
    "subject_frozen": (
        "subject", "UPDATE OF title, summary, consultation_id, municipality_id, kind", FROZEN.format(poll="OLD.id"),
        "a frozen poll does not change",
    ),
    "poll_question_added": ("poll_question", "INSERT", FROZEN.format(poll="NEW.poll_id"), "a frozen poll does not change"),
    "poll_question_frozen": ("poll_question", "UPDATE", FROZEN.format(poll="OLD.poll_id"), "a frozen poll does not change"),
    "poll_question_kept": ("poll_question", "DELETE", FROZEN.format(poll="OLD.poll_id"), "a frozen poll does not change"),
    "poll_option_added": ("poll_option", "INSERT", OF_QUESTION.format(row="NEW"), "a frozen poll does not change"),
    "poll_option_frozen": ("poll_option", "UPDATE", OF_QUESTION.format(row="OLD"), "a frozen poll does not change"),
    "poll_option_kept": ("poll_option", "DELETE", OF_QUESTION.format(row="OLD"), "a frozen poll does not change"),
    "consultation_frozen": (
        "consultation", "UPDATE OF opens_at, closes_at",
        MOVED,
        "a frozen poll holds the times of its consultation",
    ),
    "urn_frozen": (
        "urn", "UPDATE", "(" + " OR ".join(f"OLD.{name} <> NEW.{name}" for name in KEPT) + ")", "an urn does not change",
    ),
    "urn_sealed": (
        "urn", "UPDATE",
        RECOUNTED,
        "a final result does not change",
    ),
    "urn_kept": ("urn", "DELETE", BEGUN, "an urn that was used stays"),
    "urn_register_once": (
        "urn_register", "UPDATE",
        "(NEW.used < OLD.used OR NEW.person_key <> OLD.person_key OR NEW.poll_id <> OLD.poll_id OR NEW.channel <> OLD.channel)",
        "a used place stays used",
    ),
    "urn_register_kept": (
        "urn_register", "DELETE",
        "OLD.used = 1 AND EXISTS (SELECT 1 FROM urn u WHERE u.poll_id = OLD.poll_id AND u.destroyed_at IS NULL)",
        "a used place stays used",
    ),
    "ballot_waiting_unchanged": ("ballot_waiting", "UPDATE", ALWAYS, "a ballot does not change"),
    "ballot_log_unchanged": ("ballot_log", "UPDATE", ALWAYS, "the log is only appended to"),
    "ballot_log_kept": ("ballot_log", "DELETE", ALWAYS, "the log is only appended to"),
    "ballot_checkpoint_unchanged": ("ballot_checkpoint", "UPDATE", ALWAYS, "a checkpoint does not change"),
    "ballot_checkpoint_kept": ("ballot_checkpoint", "DELETE", ALWAYS, "a checkpoint stays"),
}  # fmt: skip


def _refuse(name: str) -> None:
    """A trigger for each row; PostgreSQL takes no subqueries in WHEN, so the condition is the function's."""
    table, event, condition, message = REFUSALS[name]
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {condition} BEGIN SELECT RAISE(ABORT, '{message}'); END"
        )
        return
    back = "OLD" if event == "DELETE" else "NEW"
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {condition} THEN"
        f" RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN {back}; END $$"
    )
    op.execute(f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")


def upgrade() -> None:
    time = sa.DateTime(timezone=True)
    op.create_table(
        "urn",
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("definition_hash", sa.String(length=64), nullable=False),
        sa.Column("opens_at", time, nullable=False),
        sa.Column("closes_at", time, nullable=False),
        sa.Column("seal_from", sa.Integer(), nullable=False),
        sa.Column("objection_days", sa.Integer(), nullable=False),
        sa.Column("frozen_at", time, nullable=False),
        sa.Column("batch_at", time, nullable=True),
        sa.Column("sealed_at", time, nullable=True),
        sa.Column("objections_until", time, nullable=True),
        sa.Column("destroyed_at", time, nullable=True),
        sa.Column("paper_open", sa.Boolean(), nullable=False),
        sa.Column("paper_issued", sa.Integer(), nullable=False),
        sa.Column("paper_counted", sa.Integer(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("eligible", sa.Text(), nullable=False),
        sa.Column("turnout", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("trouble", sa.String(length=200), nullable=False),
        sa.CheckConstraint("opens_at < closes_at", name=op.f("ck_urn_window")),
        sa.CheckConstraint("0 <= paper_counted AND paper_counted <= paper_issued", name=op.f("ck_urn_paper")),
        sa.ForeignKeyConstraint(["poll_id"], ["subject.id"], name=op.f("fk_urn_poll_id")),
        sa.PrimaryKeyConstraint("poll_id", name=op.f("pk_urn")),
    )
    op.create_table(
        "urn_key",
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("secret", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["urn.poll_id"], name=op.f("fk_urn_key_poll_id")),
        sa.PrimaryKeyConstraint("poll_id", name=op.f("pk_urn_key")),
    )
    op.create_table(
        "urn_register",
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("person_key", sa.String(length=64), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=8), nullable=False),
        sa.CheckConstraint("used IN (0, 1)", name=op.f("ck_urn_register_used")),
        sa.ForeignKeyConstraint(["poll_id"], ["urn.poll_id"], name=op.f("fk_urn_register_poll_id")),
        sa.PrimaryKeyConstraint("poll_id", "person_key", name=op.f("pk_urn_register")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ballot_waiting",
        sa.Column("poll_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tracker", sa.String(length=17), nullable=False),
        sa.Column("own_number", sa.String(length=8), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("choice", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("poll_id", "tracker", name=op.f("pk_ballot_waiting")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ballot_log",
        sa.Column("poll_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tracker", sa.String(length=17), nullable=False),
        sa.Column("own_number", sa.String(length=8), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("choice", sa.Text(), nullable=False),
        sa.Column("leaf", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("poll_id", "position", name=op.f("pk_ballot_log")),
        sa.UniqueConstraint("poll_id", "tracker", name=op.f("uq_ballot_log_poll_id_tracker")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ballot_checkpoint",
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("signature", sa.String(length=128), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("root", sa.String(length=64), nullable=False),
        sa.Column("is_final", sa.Boolean(), nullable=False),
        sa.Column("sealed_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["urn.poll_id"], name=op.f("fk_ballot_checkpoint_poll_id")),
        sa.PrimaryKeyConstraint("poll_id", "number", name=op.f("pk_ballot_checkpoint")),
    )
    op.create_table(
        "poll_observer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("added_at", time, nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["subject.id"], name=op.f("fk_poll_observer_poll_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll_observer")),
        sa.UniqueConstraint("poll_id", "email", name=op.f("uq_poll_observer_poll_id_email")),
    )
    op.create_index(op.f("ix_poll_observer_poll_id"), "poll_observer", ["poll_id"], unique=False)
    _widen()
    for name in REFUSALS:
        _refuse(name)


def _widen() -> None:
    """Kinds of questions, who may vote, when a question is carried; pictures and documents of answers."""
    for column in (
        sa.Column("who", sa.String(length=10), nullable=False, server_default="account"),
        sa.Column("minimum_age", sa.Integer(), nullable=True),
        sa.Column("majority", sa.String(length=10), nullable=False, server_default="relative"),
        sa.Column("quorum", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("shuffled", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("seal_from", sa.Integer(), nullable=False, server_default="25"),
        sa.Column("objection_days", sa.Integer(), nullable=False, server_default="7"),
    ):
        op.add_column("poll", column)
    for column in (
        sa.Column("kind", sa.String(length=10), nullable=False, server_default="single"),
        sa.Column("minimum", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("maximum", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("points", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("method", sa.String(length=8), nullable=False, server_default=""),
    ):
        op.add_column("poll_question", column)
    with op.batch_alter_table("poll_option") as table:
        table.add_column(sa.Column("picture_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("document_id", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f("fk_poll_option_picture_id"), "stored_file", ["picture_id"], ["id"])
        table.create_foreign_key(op.f("fk_poll_option_document_id"), "stored_file", ["document_id"], ["id"])
    op.drop_column("poll", "definition_hash")
    op.drop_table("ballot_mark")
    op.drop_table("poll_register")


def _old_tables() -> None:
    """Register and urn as they were before; empty."""
    op.create_table(
        "poll_register",
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("person_key", sa.String(length=64), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.CheckConstraint("used IN (0, 1)", name=op.f("ck_poll_register_used")),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=op.f("fk_poll_register_poll_id")),
        sa.PrimaryKeyConstraint("poll_id", "person_key", name=op.f("pk_poll_register")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ballot_mark",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("option_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["option_id"], ["poll_option.id"], name=op.f("fk_ballot_mark_option_id")),
        sa.ForeignKeyConstraint(["question_id"], ["poll_question.id"], name=op.f("fk_ballot_mark_question_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ballot_mark")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_ballot_mark_count", "ballot_mark", ["question_id", "option_id"], unique=False)
    op.add_column("poll", sa.Column("definition_hash", sa.String(length=64), nullable=False, server_default=""))


def downgrade() -> None:
    for name, (table, *_rest) in REFUSALS.items():
        if op.get_bind().dialect.name == "sqlite":
            op.execute(f"DROP TRIGGER {name}")
        else:
            op.execute(f"DROP TRIGGER {name} ON {table}")
            op.execute(f"DROP FUNCTION {name}()")
    with op.batch_alter_table("poll_option") as table:
        table.drop_constraint(op.f("fk_poll_option_picture_id"), type_="foreignkey")
        table.drop_constraint(op.f("fk_poll_option_document_id"), type_="foreignkey")
        table.drop_column("picture_id")
        table.drop_column("document_id")
    for name in ("kind", "minimum", "maximum", "points", "method"):
        op.drop_column("poll_question", name)
    for name in ("who", "minimum_age", "majority", "quorum", "shuffled", "seal_from", "objection_days"):
        op.drop_column("poll", name)
    op.drop_index(op.f("ix_poll_observer_poll_id"), table_name="poll_observer")
    for name in (
        "poll_observer",
        "ballot_checkpoint",
        "ballot_log",
        "ballot_waiting",
        "urn_register",
        "urn_key",
        "urn",
    ):
        op.drop_table(name)
    _old_tables()
