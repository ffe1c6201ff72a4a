"""Tables of workshops."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.create_table(
        "workshop",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("time_text", sa.String(length=80), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=600), nullable=False),
        sa.Column("online_url", sa.String(length=500), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("registration_closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("audience", sa.String(length=600), nullable=False),
        sa.Column("access", sa.String(length=600), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("description_html", sa.Text(), nullable=False),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancel_reason", sa.String(length=500), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("capacity IS NULL OR capacity > 0", name=op.f("ck_workshop_capacity")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_workshop_times")),
        sa.CheckConstraint("taken >= 0", name=op.f("ck_workshop_taken")),
        sa.ForeignKeyConstraint(["id"], ["subject.id"], name=op.f("fk_workshop_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workshop")),
    )
    op.create_index("ix_workshop_ends_at", "workshop", ["ends_at", "id"], unique=False)
    op.create_index("ix_workshop_starts_at", "workshop", ["starts_at", "id"], unique=False)
    op.create_table(
        "agenda_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("time_text", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("description", sa.String(length=1000), nullable=False),
        sa.Column("person", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["workshop_id"], ["workshop.id"], name=op.f("fk_agenda_item_workshop_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_item")),
    )
    op.create_index("ix_agenda_item_workshop", "agenda_item", ["workshop_id", "position", "id"], unique=False)
    op.create_table(
        "follow_up",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("intro", sa.String(length=600), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Text(), nullable=False),
        sa.Column("minutes_html", sa.Text(), nullable=False),
        sa.Column("attended", sa.Integer(), nullable=True),
        sa.Column("attended_note", sa.String(length=200), nullable=False),
        sa.Column("dots_note", sa.String(length=300), nullable=False),
        sa.Column("feedback_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("corrected_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("correction_note", sa.String(length=500), nullable=False),
        sa.CheckConstraint("(published_at IS NULL) = (version = 0)", name=op.f("ck_follow_up_version")),
        sa.CheckConstraint("attended IS NULL OR attended >= 0", name=op.f("ck_follow_up_attended")),
        sa.ForeignKeyConstraint(["workshop_id"], ["workshop.id"], name=op.f("fk_follow_up_workshop_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up")),
        sa.UniqueConstraint("workshop_id", name=op.f("uq_follow_up_workshop_id")),
    )
    op.create_table(
        "workshop_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["workshop_id"], ["workshop.id"], name=op.f("fk_workshop_change_workshop_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workshop_change")),
    )
    op.create_index(op.f("ix_workshop_change_workshop_id"), "workshop_change", ["workshop_id"], unique=False)
    op.create_table(
        "workshop_registration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("email_key", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("needs", sa.String(length=500), nullable=False),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attended", sa.Boolean(), nullable=True),
        sa.Column("notice", sa.String(length=10), nullable=False),
        sa.CheckConstraint(
            "notice IN ('', 'changed', 'cancelled', 'follow_up')", name=op.f("ck_workshop_registration_notice")
        ),
        sa.CheckConstraint(
            "state IN ('reserved', 'registered', 'waiting')", name=op.f("ck_workshop_registration_state")
        ),
        sa.CheckConstraint(
            "confirmed_at IS NOT NULL OR expires_at IS NOT NULL", name=op.f("ck_workshop_registration_confirmed")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_workshop_registration_user_id")),
        sa.ForeignKeyConstraint(["workshop_id"], ["workshop.id"], name=op.f("fk_workshop_registration_workshop_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workshop_registration")),
        sa.UniqueConstraint("workshop_id", "email_key", name=op.f("uq_workshop_registration_workshop_id_email_key")),
        sa.UniqueConstraint("workshop_id", "user_id", name=op.f("uq_workshop_registration_workshop_id_user_id")),
    )
    op.create_index("ix_workshop_registration_expires_at", "workshop_registration", ["expires_at"], unique=False)
    op.create_index(
        "ix_workshop_registration_line", "workshop_registration", ["workshop_id", "state", "id"], unique=False
    )
    op.create_index("ix_workshop_registration_notice", "workshop_registration", ["notice", "id"], unique=False)
    op.create_index(op.f("ix_workshop_registration_user_id"), "workshop_registration", ["user_id"], unique=False)
    op.create_table(
        "follow_up_document",
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("note", sa.String(length=120), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("follow_up_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_follow_up_document_file_id")),
        sa.ForeignKeyConstraint(["follow_up_id"], ["follow_up.id"], name=op.f("fk_follow_up_document_follow_up_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up_document")),
        sa.UniqueConstraint("file_id", name=op.f("uq_follow_up_document_file_id")),
    )
    op.create_index(op.f("ix_follow_up_document_follow_up_id"), "follow_up_document", ["follow_up_id"], unique=False)
    op.create_table(
        "follow_up_picture",
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("alt", sa.String(length=300), nullable=False),
        sa.Column("caption", sa.String(length=300), nullable=False),
        sa.Column("consent", sa.String(length=300), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("follow_up_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_follow_up_picture_file_id")),
        sa.ForeignKeyConstraint(["follow_up_id"], ["follow_up.id"], name=op.f("fk_follow_up_picture_follow_up_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up_picture")),
        sa.UniqueConstraint("file_id", name=op.f("uq_follow_up_picture_file_id")),
    )
    op.create_index(op.f("ix_follow_up_picture_follow_up_id"), "follow_up_picture", ["follow_up_id"], unique=False)
    op.create_table(
        "follow_up_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("follow_up_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["follow_up_id"], ["follow_up.id"], name=op.f("fk_follow_up_version_follow_up_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up_version")),
        sa.UniqueConstraint("follow_up_id", "version", name=op.f("uq_follow_up_version_follow_up_id_version")),
    )
    op.create_table(
        "next_date",
        sa.Column("on_date", sa.Date(), nullable=True),
        sa.Column("when_text", sa.String(length=120), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("follow_up_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["follow_up_id"], ["follow_up.id"], name=op.f("fk_next_date_follow_up_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_next_date")),
    )
    op.create_index(op.f("ix_next_date_follow_up_id"), "next_date", ["follow_up_id"], unique=False)
    op.create_table(
        "partner_news",
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("follow_up_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('contribution', 'outcome')", name=op.f("ck_partner_news_kind")),
        sa.ForeignKeyConstraint(["follow_up_id"], ["follow_up.id"], name=op.f("fk_partner_news_follow_up_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_news")),
    )
    op.create_index(op.f("ix_partner_news_follow_up_id"), "partner_news", ["follow_up_id"], unique=False)
    op.create_table(
        "proposed_measure",
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("responsible", sa.String(length=200), nullable=False),
        sa.Column("origin", sa.String(length=200), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("follow_up_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["follow_up_id"], ["follow_up.id"], name=op.f("fk_proposed_measure_follow_up_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposed_measure")),
    )
    op.create_index(op.f("ix_proposed_measure_follow_up_id"), "proposed_measure", ["follow_up_id"], unique=False)
    op.create_table(
        "working_group",
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("question", sa.String(length=500), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("follow_up_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["follow_up_id"], ["follow_up.id"], name=op.f("fk_working_group_follow_up_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_working_group")),
    )
    op.create_index(op.f("ix_working_group_follow_up_id"), "working_group", ["follow_up_id"], unique=False)
    op.create_table(
        "group_result",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("points", sa.Integer(), nullable=True),
        sa.CheckConstraint("points IS NULL OR points >= 0", name=op.f("ck_group_result_points")),
        sa.ForeignKeyConstraint(["group_id"], ["working_group.id"], name=op.f("fk_group_result_group_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_result")),
    )
    op.create_index(op.f("ix_group_result_group_id"), "group_result", ["group_id"], unique=False)


def downgrade() -> None:
    op.drop_table("group_result")
    op.drop_table("working_group")
    op.drop_table("proposed_measure")
    op.drop_table("partner_news")
    op.drop_table("next_date")
    op.drop_table("follow_up_version")
    op.drop_table("follow_up_picture")
    op.drop_table("follow_up_document")
    op.drop_table("workshop_registration")
    op.drop_table("workshop_change")
    op.drop_table("follow_up")
    op.drop_table("agenda_item")
    op.drop_table("workshop")
