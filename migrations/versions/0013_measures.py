"""Tables of measures."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "measure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.Column("responsible_unit", sa.String(length=200), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("status_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status_reason", sa.String(length=1000), nullable=False),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.Column("cost", sa.String(length=200), nullable=False),
        sa.Column("funding_programme", sa.String(length=200), nullable=False),
        sa.Column("funding_share", sa.String(length=120), nullable=False),
        sa.Column("funding_duration", sa.String(length=120), nullable=False),
        sa.Column("decided_by", sa.String(length=200), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("next_report_on", sa.Date(), nullable=True),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_key", sa.String(length=40), nullable=True),
        sa.CheckConstraint(
            "status IN ('proposed', 'under_review', 'adopted', 'in_progress', 'done', 'paused', 'rejected')",
            name=op.f("ck_measure_status"),
        ),
        sa.CheckConstraint(
            "status NOT IN ('rejected', 'paused') OR status_reason <> ''", name=op.f("ck_measure_reason")
        ),
        sa.CheckConstraint(
            "ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on", name=op.f("ck_measure_dates")
        ),
        sa.CheckConstraint("progress >= 0 AND progress <= 100", name=op.f("ck_measure_progress")),
        sa.ForeignKeyConstraint(["id"], ["subject.id"], name=op.f("fk_measure_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure")),
        sa.UniqueConstraint("sent_key", name=op.f("uq_measure_sent_key")),
    )
    op.create_index("ix_measure_moved_at", "measure", ["moved_at", "id"], unique=False)
    op.create_index("ix_measure_next_report_on", "measure", ["next_report_on", "id"], unique=False)
    op.create_index("ix_measure_status", "measure", ["status", "moved_at", "id"], unique=False)
    op.create_table(
        "measure_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("measure_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("before", sa.String(length=12), nullable=False),
        sa.Column("after", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "after IN ('proposed', 'under_review', 'adopted', 'in_progress', 'done', 'paused', 'rejected')",
            name=op.f("ck_measure_change_after"),
        ),
        sa.CheckConstraint("before <> after", name=op.f("ck_measure_change_other")),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_measure_change_by_id")),
        sa.ForeignKeyConstraint(["measure_id"], ["measure.id"], name=op.f("fk_measure_change_measure_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure_change")),
    )
    op.create_index("ix_measure_change_measure", "measure_change", ["measure_id", "id"], unique=False)
    op.create_table(
        "measure_milestone",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("measure_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=True),
        sa.Column("when_text", sa.String(length=80), nullable=False),
        sa.Column("reached_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("sort_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["measure_id"], ["measure.id"], name=op.f("fk_measure_milestone_measure_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure_milestone")),
    )
    op.create_index("ix_measure_milestone_order", "measure_milestone", ["measure_id", "sort_on", "id"], unique=False)
    op.create_table(
        "measure_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("measure_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_measure_report_by_id")),
        sa.ForeignKeyConstraint(["measure_id"], ["measure.id"], name=op.f("fk_measure_report_measure_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure_report")),
    )
    op.create_index("ix_measure_report_measure", "measure_report", ["measure_id", "id"], unique=False)
    op.create_table(
        "measure_source",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("measure_id", sa.Integer(), nullable=False),
        sa.Column("source_subject_id", sa.Integer(), nullable=False),
        sa.Column("proposed_measure_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("measure_id <> source_subject_id", name=op.f("ck_measure_source_other")),
        sa.ForeignKeyConstraint(["measure_id"], ["measure.id"], name=op.f("fk_measure_source_measure_id")),
        sa.ForeignKeyConstraint(
            ["proposed_measure_id"], ["proposed_measure.id"], name=op.f("fk_measure_source_proposed_measure_id")
        ),
        sa.ForeignKeyConstraint(
            ["source_subject_id"], ["subject.id"], name=op.f("fk_measure_source_source_subject_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure_source")),
        sa.UniqueConstraint("proposed_measure_id", name=op.f("uq_measure_source_proposed_measure_id")),
    )
    op.create_index(op.f("ix_measure_source_measure_id"), "measure_source", ["measure_id"], unique=False)
    op.create_index(op.f("ix_measure_source_source_subject_id"), "measure_source", ["source_subject_id"], unique=False)
    op.create_index(
        "uq_measure_source_whole",
        "measure_source",
        ["measure_id", "source_subject_id"],
        unique=True,
        sqlite_where=sa.text("proposed_measure_id IS NULL"),
        postgresql_where=sa.text("proposed_measure_id IS NULL"),
    )


def downgrade() -> None:
    op.drop_table("measure_source")
    op.drop_table("measure_report")
    op.drop_table("measure_milestone")
    op.drop_table("measure_change")
    op.drop_table("measure")
