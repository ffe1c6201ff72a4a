"""Tables of comments."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "closed_talk",
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["subject_id"], ["subject.id"], name=op.f("fk_closed_talk_subject_id")),
        sa.PrimaryKeyConstraint("subject_id", name=op.f("pk_closed_talk")),
    )
    op.create_table(
        "comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("root_id", sa.Integer(), nullable=True),
        sa.Column("side", sa.String(length=7), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.Column("is_office", sa.Boolean(), nullable=False),
        sa.Column("office_name", sa.String(length=120), nullable=False),
        sa.Column("sent_key", sa.String(length=64), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hidden_reason", sa.String(length=500), nullable=False),
        sa.Column("hidden_by_id", sa.Integer(), nullable=True),
        sa.Column("vote_count", sa.Integer(), nullable=False),
        sa.Column("reply_count", sa.Integer(), nullable=False),
        sa.CheckConstraint("side IN ('for', 'against')", name=op.f("ck_comment_side")),
        sa.CheckConstraint("(parent_id IS NULL) = (root_id IS NULL)", name=op.f("ck_comment_thread")),
        sa.CheckConstraint("side IS NULL OR root_id IS NULL", name=op.f("ck_comment_side_on_top")),
        sa.CheckConstraint("vote_count >= 0 AND reply_count >= 0", name=op.f("ck_comment_counters")),
        sa.ForeignKeyConstraint(["author_id"], ["user_account.id"], name=op.f("fk_comment_author_id")),
        sa.ForeignKeyConstraint(["hidden_by_id"], ["user_account.id"], name=op.f("fk_comment_hidden_by_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["comment.id"], name=op.f("fk_comment_parent_id")),
        sa.ForeignKeyConstraint(["root_id"], ["comment.id"], name=op.f("fk_comment_root_id")),
        sa.ForeignKeyConstraint(["subject_id"], ["subject.id"], name=op.f("fk_comment_subject_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
        sa.UniqueConstraint("author_id", "sent_key", name=op.f("uq_comment_author_id_sent_key")),
    )
    op.create_index("ix_comment_author", "comment", ["author_id", "id"], unique=False)
    op.create_index(
        "ix_comment_helpful", "comment", ["subject_id", "root_id", "side", "vote_count", "id"], unique=False
    )
    op.create_index("ix_comment_newest", "comment", ["subject_id", "root_id", "side", "id"], unique=False)
    op.create_index(op.f("ix_comment_parent_id"), "comment", ["parent_id"], unique=False)
    op.create_index("ix_comment_thread", "comment", ["root_id", "id"], unique=False)
    op.create_table(
        "comment_vote",
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_comment_vote_comment_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_comment_vote_user_id")),
        sa.PrimaryKeyConstraint("comment_id", "user_id", name=op.f("pk_comment_vote")),
    )
    op.create_index(op.f("ix_comment_vote_user_id"), "comment_vote", ["user_id"], unique=False)
    op.create_table(
        "hiding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("comment_id", sa.Integer(), nullable=True),
        sa.Column("process_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("category", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hidden_by_id", sa.Integer(), nullable=True),
        sa.Column("restored_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("restored_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(subject_id IS NULL) <> (comment_id IS NULL)", name=op.f("ck_hiding_one_thing")),
        sa.ForeignKeyConstraint(["author_id"], ["user_account.id"], name=op.f("fk_hiding_author_id")),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_hiding_comment_id")),
        sa.ForeignKeyConstraint(["hidden_by_id"], ["user_account.id"], name=op.f("fk_hiding_hidden_by_id")),
        sa.ForeignKeyConstraint(["process_id"], ["process.id"], name=op.f("fk_hiding_process_id")),
        sa.ForeignKeyConstraint(["restored_by_id"], ["user_account.id"], name=op.f("fk_hiding_restored_by_id")),
        sa.ForeignKeyConstraint(["subject_id"], ["subject.id"], name=op.f("fk_hiding_subject_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hiding")),
    )
    op.create_index(op.f("ix_hiding_author_id"), "hiding", ["author_id"], unique=False)
    op.create_index(op.f("ix_hiding_comment_id"), "hiding", ["comment_id"], unique=False)
    op.create_index(op.f("ix_hiding_hidden_at"), "hiding", ["hidden_at"], unique=False)
    op.create_index(op.f("ix_hiding_subject_id"), "hiding", ["subject_id"], unique=False)
    op.create_table(
        "report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("comment_id", sa.Integer(), nullable=True),
        sa.Column("reporter_id", sa.Integer(), nullable=False),
        sa.Column("process_id", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(length=12), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(length=10), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.CheckConstraint("outcome IN ('hidden', 'dismissed', 'gone')", name=op.f("ck_report_outcome")),
        sa.CheckConstraint("(settled_at IS NULL) = (outcome IS NULL)", name=op.f("ck_report_settled")),
        sa.CheckConstraint("(subject_id IS NULL) <> (comment_id IS NULL)", name=op.f("ck_report_one_thing")),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_report_comment_id")),
        sa.ForeignKeyConstraint(["process_id"], ["process.id"], name=op.f("fk_report_process_id")),
        sa.ForeignKeyConstraint(["reporter_id"], ["user_account.id"], name=op.f("fk_report_reporter_id")),
        sa.ForeignKeyConstraint(["settled_by_id"], ["user_account.id"], name=op.f("fk_report_settled_by_id")),
        sa.ForeignKeyConstraint(["subject_id"], ["subject.id"], name=op.f("fk_report_subject_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.UniqueConstraint("reporter_id", "comment_id", name=op.f("uq_report_reporter_id_comment_id")),
        sa.UniqueConstraint("reporter_id", "subject_id", name=op.f("uq_report_reporter_id_subject_id")),
    )
    op.create_index(op.f("ix_report_comment_id"), "report", ["comment_id"], unique=False)
    op.create_index("ix_report_queue", "report", ["settled_at", "id"], unique=False)
    op.create_index(op.f("ix_report_subject_id"), "report", ["subject_id"], unique=False)
    op.create_table(
        "appeal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hiding_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("granted", sa.Boolean(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(decided_at IS NULL) = (granted IS NULL)", name=op.f("ck_appeal_decided")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["user_account.id"], name=op.f("fk_appeal_decided_by_id")),
        sa.ForeignKeyConstraint(["hiding_id"], ["hiding.id"], name=op.f("fk_appeal_hiding_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal")),
        sa.UniqueConstraint("hiding_id", name=op.f("uq_appeal_hiding_id")),
    )
    op.create_index(op.f("ix_appeal_decided_at"), "appeal", ["decided_at"], unique=False)


def downgrade() -> None:
    op.drop_table("appeal")
    op.drop_table("report")
    op.drop_table("hiding")
    op.drop_table("comment_vote")
    op.drop_table("comment")
    op.drop_table("closed_talk")
