"""Tables of polls."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "poll",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.Column("decision_rule", sa.String(length=400), nullable=False),
        sa.Column("definition_hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["subject.id"], name=op.f("fk_poll_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll")),
    )
    op.create_table(
        "poll_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("description", sa.String(length=600), nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=op.f("fk_poll_question_poll_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll_question")),
    )
    op.create_index(op.f("ix_poll_question_poll_id"), "poll_question", ["poll_id"], unique=False)
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
        "poll_option",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("description", sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(["question_id"], ["poll_question.id"], name=op.f("fk_poll_option_question_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll_option")),
    )
    op.create_index(op.f("ix_poll_option_question_id"), "poll_option", ["question_id"], unique=False)
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


def downgrade() -> None:
    op.drop_table("ballot_mark")
    op.drop_table("poll_option")
    op.drop_table("poll_register")
    op.drop_table("poll_question")
    op.drop_table("poll")
