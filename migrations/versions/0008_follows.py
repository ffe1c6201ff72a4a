"""Tables of follows."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "follow",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("process_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(subject_id IS NULL) <> (process_id IS NULL)", name=op.f("ck_follow_one_thing")),
        sa.ForeignKeyConstraint(["process_id"], ["process.id"], name=op.f("fk_follow_process_id")),
        sa.ForeignKeyConstraint(["subject_id"], ["subject.id"], name=op.f("fk_follow_subject_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_follow_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow")),
        sa.UniqueConstraint("user_id", "process_id", name=op.f("uq_follow_user_id_process_id")),
        sa.UniqueConstraint("user_id", "subject_id", name=op.f("uq_follow_user_id_subject_id")),
    )
    op.create_index(op.f("ix_follow_process_id"), "follow", ["process_id"], unique=False)
    op.create_index(op.f("ix_follow_subject_id"), "follow", ["subject_id"], unique=False)


def downgrade() -> None:
    op.drop_table("follow")
