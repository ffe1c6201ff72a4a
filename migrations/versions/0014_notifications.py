"""Tables of notifications."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.create_table(
        "notification_choice",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("group", sa.String(length=10), nullable=False),
        sa.Column("mail", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_notification_choice_user_id")),
        sa.PrimaryKeyConstraint("user_id", "group", name=op.f("pk_notification_choice")),
    )
    op.create_table(
        "notification",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("group", sa.String(length=10), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("path", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mail_due", sa.Boolean(), nullable=False),
        sa.CheckConstraint("\"group\" IN ('replies', 'own', 'followed')", name=op.f("ck_notification_group")),
        sa.ForeignKeyConstraint(["subject_id"], ["subject.id"], name=op.f("fk_notification_subject_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_notification_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification")),
    )
    op.create_index("ix_notification_mail", "notification", ["mail_due", "id"], unique=False)
    op.create_index(op.f("ix_notification_subject_id"), "notification", ["subject_id"], unique=False)
    op.create_index("ix_notification_unread", "notification", ["user_id", "read_at"], unique=False)
    op.create_index("ix_notification_user", "notification", ["user_id", "id"], unique=False)


def downgrade() -> None:
    op.drop_table("notification")
    op.drop_table("notification_choice")
