"""Tables of newsletter."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.create_table(
        "subscription",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("email_key", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("leave_token", sa.String(length=32), nullable=False),
        sa.Column("mark", sa.String(length=24), nullable=False),
        sa.Column("everything", sa.Boolean(), nullable=False),
        sa.Column("wants_openings", sa.Boolean(), nullable=False),
        sa.Column("wants_closing", sa.Boolean(), nullable=False),
        sa.Column("wants_results", sa.Boolean(), nullable=False),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("suppressed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("suppressed_reason", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscription")),
        sa.UniqueConstraint("email_key", name=op.f("uq_subscription_email_key")),
        sa.UniqueConstraint("leave_token", name=op.f("uq_subscription_leave_token")),
        sa.UniqueConstraint("mark", name=op.f("uq_subscription_mark")),
    )
    op.create_index(op.f("ix_subscription_created_at"), "subscription", ["created_at"], unique=False)
    op.create_table(
        "subscription_consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subscription_id", sa.Integer(), nullable=False),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.Column("wording_sha256", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("source", sa.String(length=120), nullable=False),
        sa.Column("wanted", sa.JSON(), nullable=False),
        sa.Column("token_sha256", sa.String(length=64), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("message_id", sa.String(length=120), nullable=False),
        sa.Column("smtp_answer", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["subscription_id"],
            ["subscription.id"],
            name=op.f("fk_subscription_consent_subscription_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscription_consent")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_subscription_consent_token_sha256")),
    )
    op.create_index(
        op.f("ix_subscription_consent_subscription_id"), "subscription_consent", ["subscription_id"], unique=False
    )
    op.create_table(
        "subscription_interest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subscription_id", sa.Integer(), nullable=False),
        sa.Column("process_id", sa.Integer(), nullable=True),
        sa.Column("topic_id", sa.Integer(), nullable=True),
        sa.Column("municipality_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(process_id IS NOT NULL AND topic_id IS NULL AND municipality_id IS NULL) "
            "OR (process_id IS NULL AND topic_id IS NOT NULL AND municipality_id IS NULL) "
            "OR (process_id IS NULL AND topic_id IS NULL AND municipality_id IS NOT NULL)",
            name=op.f("ck_subscription_interest_one_scope"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name=op.f("fk_subscription_interest_municipality_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["process_id"], ["process.id"], name=op.f("fk_subscription_interest_process_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["subscription_id"],
            ["subscription.id"],
            name=op.f("fk_subscription_interest_subscription_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["topic_field.id"], name=op.f("fk_subscription_interest_topic_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscription_interest")),
        sa.UniqueConstraint(
            "subscription_id", "municipality_id", name=op.f("uq_subscription_interest_subscription_id_municipality_id")
        ),
        sa.UniqueConstraint(
            "subscription_id", "process_id", name=op.f("uq_subscription_interest_subscription_id_process_id")
        ),
        sa.UniqueConstraint(
            "subscription_id", "topic_id", name=op.f("uq_subscription_interest_subscription_id_topic_id")
        ),
    )
    op.create_index(
        op.f("ix_subscription_interest_municipality_id"), "subscription_interest", ["municipality_id"], unique=False
    )
    op.create_index(op.f("ix_subscription_interest_process_id"), "subscription_interest", ["process_id"], unique=False)
    op.create_index(op.f("ix_subscription_interest_topic_id"), "subscription_interest", ["topic_id"], unique=False)
    op.create_table(
        "mailing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("trigger", sa.String(length=12), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("process_id", sa.Integer(), nullable=True),
        sa.Column("topic_id", sa.Integer(), nullable=True),
        sa.Column("municipality_id", sa.Integer(), nullable=True),
        sa.Column("consultation_id", sa.Integer(), nullable=True),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("hold_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('openings', 'closing', 'results', 'letters')", name=op.f("ck_mailing_kind")),
        sa.CheckConstraint(
            "state IN ('prepared', 'sending', 'paused', 'sent', 'dropped')", name=op.f("ck_mailing_state")
        ),
        sa.CheckConstraint(
            "trigger IN ('opened', 'closes_soon', 'evaluated', 'workshop', 'follow_up', 'by_hand')",
            name=op.f("ck_mailing_trigger"),
        ),
        sa.ForeignKeyConstraint(["consultation_id"], ["consultation.id"], name=op.f("fk_mailing_consultation_id")),
        sa.ForeignKeyConstraint(["created_by_id"], ["user_account.id"], name=op.f("fk_mailing_created_by_id")),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_mailing_municipality_id")),
        sa.ForeignKeyConstraint(["process_id"], ["process.id"], name=op.f("fk_mailing_process_id")),
        sa.ForeignKeyConstraint(["subject_id"], ["subject.id"], name=op.f("fk_mailing_subject_id")),
        sa.ForeignKeyConstraint(["topic_id"], ["topic_field.id"], name=op.f("fk_mailing_topic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailing")),
        sa.UniqueConstraint("trigger", "consultation_id", name=op.f("uq_mailing_trigger_consultation_id")),
        sa.UniqueConstraint("trigger", "subject_id", name=op.f("uq_mailing_trigger_subject_id")),
    )
    op.create_index("ix_mailing_archive", "mailing", ["state", "released_at", "id"], unique=False)
    op.create_index(op.f("ix_mailing_process_id"), "mailing", ["process_id"], unique=False)
    op.create_table(
        "delivery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mailing_id", sa.Integer(), nullable=False),
        sa.Column("subscription_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("message_id", sa.String(length=120), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lost", sa.Integer(), nullable=False),
        sa.Column("first_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_by", sa.String(length=32), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.String(length=500), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('queued', 'sending', 'accepted', 'deferred', 'failed', 'uncertain', 'suppressed')",
            name=op.f("ck_delivery_state"),
        ),
        sa.ForeignKeyConstraint(["mailing_id"], ["mailing.id"], name=op.f("fk_delivery_mailing_id")),
        sa.ForeignKeyConstraint(["subscription_id"], ["subscription.id"], name=op.f("fk_delivery_subscription_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint("mailing_id", "subscription_id", name=op.f("uq_delivery_mailing_id_subscription_id")),
    )
    op.create_index("ix_delivery_due", "delivery", ["state", "next_try_at", "id"], unique=False)
    op.create_index("ix_delivery_lease", "delivery", ["lease_by"], unique=False)
    op.create_index("ix_delivery_of_mailing", "delivery", ["mailing_id", "state", "id"], unique=False)
    op.create_index(op.f("ix_delivery_subscription_id"), "delivery", ["subscription_id"], unique=False)
    op.create_table(
        "mailing_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mailing_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("web_html", sa.Text(), nullable=False),
        sa.Column("body_text", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["mailing_id"], ["mailing.id"], name=op.f("fk_mailing_text_mailing_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailing_text")),
        sa.UniqueConstraint("mailing_id", "language", name=op.f("uq_mailing_text_mailing_id_language")),
    )


def downgrade() -> None:
    op.drop_table("mailing_text")
    op.drop_table("delivery")
    op.drop_table("mailing")
    op.drop_table("subscription_interest")
    op.drop_table("subscription_consent")
    op.drop_table("subscription")
