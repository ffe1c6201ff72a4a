"""Tables of processes."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "process",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("short_title", sa.String(length=40), nullable=False),
        sa.Column("summary", sa.String(length=600), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.Column("goal", sa.Text(), nullable=False),
        sa.Column("room", sa.Text(), nullable=False),
        sa.Column("fixed", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.String(length=300), nullable=False),
        sa.Column("decision_due", sa.String(length=120), nullable=False),
        sa.Column("feedback", sa.String(length=300), nullable=False),
        sa.Column("budget", sa.String(length=300), nullable=False),
        sa.Column("funding", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("lead_unit", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_process")),
        sa.UniqueConstraint("slug", name=op.f("uq_process_slug")),
    )
    op.create_table(
        "process_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("process_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("dated", sa.Date(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_process_document_file_id")),
        sa.ForeignKeyConstraint(["process_id"], ["process.id"], name=op.f("fk_process_document_process_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_process_document")),
        sa.UniqueConstraint("process_id", "file_id", name=op.f("uq_process_document_process_id_file_id")),
    )
    op.create_table(
        "process_municipality",
        sa.Column("process_id", sa.Integer(), nullable=False),
        sa.Column("municipality_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_process_municipality_municipality_id")
        ),
        sa.ForeignKeyConstraint(["process_id"], ["process.id"], name=op.f("fk_process_municipality_process_id")),
        sa.PrimaryKeyConstraint("process_id", "municipality_id", name=op.f("pk_process_municipality")),
    )
    op.create_table(
        "process_part",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("process_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("when_text", sa.String(length=120), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("time_text", sa.String(length=60), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("contact", sa.String(length=254), nullable=False),
        sa.CheckConstraint(
            "kind IN ('phase', 'block', 'actor_group', 'team', 'event')", name=op.f("ck_process_part_kind")
        ),
        sa.ForeignKeyConstraint(["process_id"], ["process.id"], name=op.f("fk_process_part_process_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_process_part")),
    )
    op.create_index("ix_process_part_process", "process_part", ["process_id", "kind", "position", "id"], unique=False)
    op.create_table(
        "topic_field",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("process_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("icon", sa.String(length=30), nullable=False),
        sa.Column("goal", sa.Text(), nullable=False),
        sa.Column("use_cases", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["process_id"], ["process.id"], name=op.f("fk_topic_field_process_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic_field")),
    )
    op.create_index(op.f("ix_topic_field_process_id"), "topic_field", ["process_id"], unique=False)
    op.create_table(
        "consultation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("process_id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=True),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("summary", sa.String(length=600), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("evaluation_due", sa.Date(), nullable=True),
        sa.Column("may_propose", sa.Boolean(), nullable=False),
        sa.Column("may_support", sa.Boolean(), nullable=False),
        sa.Column("may_debate", sa.Boolean(), nullable=False),
        sa.Column("may_comment", sa.Boolean(), nullable=False),
        sa.Column("may_vote", sa.Boolean(), nullable=False),
        sa.Column("support_threshold", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("evaluated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("evaluation", sa.Text(), nullable=False),
        sa.Column("evaluation_html", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "closes_at IS NULL OR opens_at IS NULL OR closes_at > opens_at", name=op.f("ck_consultation_window")
        ),
        sa.CheckConstraint(
            "published_at IS NULL OR (opens_at IS NOT NULL AND closes_at IS NOT NULL AND evaluation_due IS NOT NULL)",
            name=op.f("ck_consultation_published_complete"),
        ),
        sa.CheckConstraint("support_threshold >= 0", name=op.f("ck_consultation_threshold")),
        sa.ForeignKeyConstraint(["process_id"], ["process.id"], name=op.f("fk_consultation_process_id")),
        sa.ForeignKeyConstraint(["topic_id"], ["topic_field.id"], name=op.f("fk_consultation_topic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation")),
        sa.UniqueConstraint("slug", name=op.f("uq_consultation_slug")),
    )
    op.create_index(op.f("ix_consultation_process_id"), "consultation", ["process_id"], unique=False)
    op.create_index("ix_consultation_window", "consultation", ["opens_at", "closes_at"], unique=False)
    op.create_table(
        "consultation_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_consultation_change_consultation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation_change")),
    )
    op.create_index(
        op.f("ix_consultation_change_consultation_id"), "consultation_change", ["consultation_id"], unique=False
    )


def downgrade() -> None:
    op.drop_table("consultation_change")
    op.drop_table("consultation")
    op.drop_table("topic_field")
    op.drop_table("process_part")
    op.drop_table("process_municipality")
    op.drop_table("process_document")
    op.drop_table("process")
