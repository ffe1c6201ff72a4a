"""Tables of proposals."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.Column("place", sa.String(length=160), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("form_key", sa.String(length=40), nullable=True),
        sa.Column("picture_count", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("threshold", sa.Integer(), nullable=False),
        sa.Column("threshold_reached_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer_due", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision", sa.String(length=10), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answer_html", sa.Text(), nullable=False),
        sa.Column("responsible_unit", sa.String(length=200), nullable=False),
        sa.Column("cost_note", sa.String(length=200), nullable=False),
        sa.Column("decided_by_note", sa.String(length=200), nullable=False),
        sa.Column("forwarded_to", sa.String(length=200), nullable=False),
        sa.Column("corrected_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("merged_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "decision IN ('adopted', 'partly', 'rejected', 'forwarded')", name=op.f("ck_proposal_decision")
        ),
        sa.CheckConstraint("decision IS NULL OR answer <> ''", name=op.f("ck_proposal_reason")),
        sa.CheckConstraint(
            "decision IS NULL OR decision <> 'forwarded' OR forwarded_to <> ''", name=op.f("ck_proposal_forwarded_to")
        ),
        sa.CheckConstraint("(decision IS NULL) = (answered_at IS NULL)", name=op.f("ck_proposal_answered")),
        sa.CheckConstraint("merged_into_id <> id", name=op.f("ck_proposal_merged_into_other")),
        sa.ForeignKeyConstraint(["id"], ["subject.id"], name=op.f("fk_proposal_id")),
        sa.ForeignKeyConstraint(["merged_into_id"], ["proposal.id"], name=op.f("fk_proposal_merged_into_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
        sa.UniqueConstraint("form_key", name=op.f("uq_proposal_form_key")),
    )
    op.create_index("ix_proposal_due", "proposal", ["answered_at", "answer_due", "id"], unique=False)
    op.create_index("ix_proposal_reached", "proposal", ["answered_at", "threshold_reached_at"], unique=False)
    op.create_index(op.f("ix_proposal_merged_into_id"), "proposal", ["merged_into_id"], unique=False)
    op.create_table(
        "proposal_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("decision", sa.String(length=10), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answer_html", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_proposal_answer_proposal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_answer")),
    )
    op.create_index(op.f("ix_proposal_answer_proposal_id"), "proposal_answer", ["proposal_id"], unique=False)
    op.create_table(
        "proposal_picture",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_proposal_picture_file_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_proposal_picture_proposal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_picture")),
        sa.UniqueConstraint("proposal_id", "position", name=op.f("uq_proposal_picture_proposal_id_position")),
    )
    op.create_table(
        "proposal_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("summary", sa.String(length=600), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_proposal_version_proposal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_version")),
        sa.UniqueConstraint("proposal_id", "number", name=op.f("uq_proposal_version_proposal_id_number")),
    )


def downgrade() -> None:
    op.drop_table("proposal_version")
    op.drop_table("proposal_picture")
    op.drop_table("proposal_answer")
    op.drop_table("proposal")
