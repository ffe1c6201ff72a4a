"""Tables of votes."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "vote",
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("value IN (1, -1)", name=op.f("ck_vote_value")),
        sa.ForeignKeyConstraint(["subject_id"], ["subject.id"], name=op.f("fk_vote_subject_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_vote_user_id")),
        sa.PrimaryKeyConstraint("subject_id", "user_id", name=op.f("pk_vote")),
    )
    op.create_index("ix_vote_user", "vote", ["user_id", "created_at", "subject_id"], unique=False)


def downgrade() -> None:
    op.drop_table("vote")
