"""Papers being entered, how that ended; objections to results and what the district says to them."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    op.create_table(
        "paper_counted",
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["urn.poll_id"], name=op.f("fk_paper_counted_poll_id")),
        sa.PrimaryKeyConstraint("poll_id", "number", name=op.f("pk_paper_counted")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "paper_entry",
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("choice", sa.Text(), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_paper_entry_number")),
        sa.CheckConstraint("slot IN (1, 2)", name=op.f("ck_paper_entry_slot")),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_paper_entry_by_id")),
        sa.ForeignKeyConstraint(["poll_id"], ["urn.poll_id"], name=op.f("fk_paper_entry_poll_id")),
        sa.PrimaryKeyConstraint("poll_id", "number", "slot", name=op.f("pk_paper_entry")),
        sa.UniqueConstraint("poll_id", "number", "by_id", name=op.f("uq_paper_entry_poll_id_number_by_id")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_paper_entry_by_id"), "paper_entry", ["by_id"], unique=False)
    op.create_table(
        "paper_finish",
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("issued", sa.Integer(), nullable=False),
        sa.Column("counted", sa.Integer(), nullable=False),
        sa.Column("said_by_id", sa.Integer(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(confirmed_by_id IS NULL) = (confirmed_at IS NULL)", name=op.f("ck_paper_finish_confirmed")
        ),
        sa.CheckConstraint(
            "confirmed_by_id IS NULL OR confirmed_by_id <> said_by_id", name=op.f("ck_paper_finish_two_people")
        ),
        sa.ForeignKeyConstraint(["confirmed_by_id"], ["user_account.id"], name=op.f("fk_paper_finish_confirmed_by_id")),
        sa.ForeignKeyConstraint(["poll_id"], ["urn.poll_id"], name=op.f("fk_paper_finish_poll_id")),
        sa.ForeignKeyConstraint(["said_by_id"], ["user_account.id"], name=op.f("fk_paper_finish_said_by_id")),
        sa.PrimaryKeyConstraint("poll_id", name=op.f("pk_paper_finish")),
    )
    op.create_table(
        "poll_objection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_hash", sa.String(length=64), nullable=False),
        sa.Column("leaf", sa.String(length=64), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("outcome IN ('upheld', 'rejected')", name=op.f("ck_poll_objection_outcome")),
        sa.CheckConstraint("(outcome IS NULL) = (answered_at IS NULL)", name=op.f("ck_poll_objection_answered")),
        sa.ForeignKeyConstraint(["answered_by_id"], ["user_account.id"], name=op.f("fk_poll_objection_answered_by_id")),
        sa.ForeignKeyConstraint(["author_id"], ["user_account.id"], name=op.f("fk_poll_objection_author_id")),
        sa.ForeignKeyConstraint(["poll_id"], ["urn.poll_id"], name=op.f("fk_poll_objection_poll_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll_objection")),
        sa.UniqueConstraint(
            "poll_id", "author_id", "text_hash", name=op.f("uq_poll_objection_poll_id_author_id_text_hash")
        ),
    )
    op.create_index(op.f("ix_poll_objection_author_id"), "poll_objection", ["author_id"], unique=False)
    op.create_index(op.f("ix_poll_objection_poll_id"), "poll_objection", ["poll_id"], unique=False)
    op.create_table(
        "poll_statement",
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["urn.poll_id"], name=op.f("fk_poll_statement_poll_id")),
        sa.ForeignKeyConstraint(["written_by_id"], ["user_account.id"], name=op.f("fk_poll_statement_written_by_id")),
        sa.PrimaryKeyConstraint("poll_id", name=op.f("pk_poll_statement")),
    )
    op.create_table(
        "poll_worker",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll_worker")),
    )


def downgrade() -> None:
    op.drop_table("poll_worker")
    op.drop_table("poll_statement")
    op.drop_table("poll_objection")
    op.drop_table("paper_finish")
    op.drop_table("paper_entry")
    op.drop_table("paper_counted")
