"""Proof of residence; who votes for an account, and what is left of that when it goes."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    op.add_column("user_account", sa.Column("voter", sa.String(32), nullable=True))
    bind = op.get_bind()
    accounts = sa.table("user_account", sa.column("id", sa.Integer), sa.column("voter", sa.String))
    for number in bind.execute(sa.select(accounts.c.id)).scalars().all():
        bind.execute(accounts.update().where(accounts.c.id == number).values(voter=secrets.token_hex(16)))
    with op.batch_alter_table("user_account") as table:
        table.alter_column("voter", existing_type=sa.String(32), nullable=False)
    op.create_table(
        "account_trace",
        sa.Column("mail_digest", sa.String(length=64), nullable=False),
        sa.Column("voter", sa.String(length=32), nullable=False),
        sa.Column("deleted_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("mail_digest", name=op.f("pk_account_trace")),
    )
    op.create_index(op.f("ix_account_trace_deleted_on"), "account_trace", ["deleted_on"], unique=False)
    op.create_table(
        "residence_extract_entry",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("municipality_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_residence_extract_entry_municipality_id")
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_residence_extract_entry")),
    )
    op.create_index(
        op.f("ix_residence_extract_entry_municipality_id"), "residence_extract_entry", ["municipality_id"], unique=False
    )
    op.create_table(
        "residence",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("municipality_id", sa.Integer(), nullable=True),
        sa.Column("method", sa.String(length=8), nullable=False),
        sa.Column("level", sa.String(length=12), nullable=False),
        sa.Column("born_on", sa.Date(), nullable=False),
        sa.Column("proven_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proven_by_id", sa.Integer(), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(method = 'desk') = (proven_by_id IS NOT NULL)", name=op.f("ck_residence_proven_by")),
        sa.CheckConstraint("level IN ('basic', 'substantial')", name=op.f("ck_residence_level")),
        sa.CheckConstraint("method IN ('letter', 'desk', 'extract', 'online')", name=op.f("ck_residence_method")),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_residence_municipality_id")),
        sa.ForeignKeyConstraint(["proven_by_id"], ["user_account.id"], name=op.f("fk_residence_proven_by_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_residence_user_id")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_residence")),
    )
    op.create_index(op.f("ix_residence_digest"), "residence", ["digest"], unique=False)
    op.create_index(op.f("ix_residence_expires_at"), "residence", ["expires_at"], unique=False)
    op.create_index(op.f("ix_residence_municipality_id"), "residence", ["municipality_id"], unique=False)
    by_extract = sa.text("method = 'extract'")
    op.create_index(
        "uq_residence_extract", "residence", ["digest"], unique=True,
        sqlite_where=by_extract, postgresql_where=by_extract,
    )  # fmt: skip
    op.create_table(
        "residence_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("printed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("printed_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["printed_by_id"], ["user_account.id"], name=op.f("fk_residence_batch_printed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_residence_batch")),
    )
    op.create_table(
        "residence_desk_code",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=6), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_residence_desk_code_user_id")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_residence_desk_code")),
        sa.UniqueConstraint("code", name=op.f("uq_residence_desk_code_code")),
    )
    op.create_index(op.f("ix_residence_desk_code_expires_at"), "residence_desk_code", ["expires_at"], unique=False)
    op.create_table(
        "residence_extract",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_by_id", sa.Integer(), nullable=True),
        sa.Column("municipality_id", sa.Integer(), nullable=True),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_residence_extract_municipality_id")
        ),
        sa.ForeignKeyConstraint(["taken_by_id"], ["user_account.id"], name=op.f("fk_residence_extract_taken_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_residence_extract")),
    )
    op.create_index(op.f("ix_residence_extract_taken_at"), "residence_extract", ["taken_at"], unique=False)
    op.create_table(
        "residence_online",
        sa.Column("state_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("verifier", sa.String(length=128), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_residence_online_user_id")),
        sa.PrimaryKeyConstraint("state_hash", name=op.f("pk_residence_online")),
    )
    op.create_index(op.f("ix_residence_online_expires_at"), "residence_online", ["expires_at"], unique=False)
    op.create_index(op.f("ix_residence_online_user_id"), "residence_online", ["user_id"], unique=False)
    op.create_table(
        "residence_tries",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('code', 'extract')", name=op.f("ck_residence_tries_kind")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_residence_tries_user_id")),
        sa.PrimaryKeyConstraint("user_id", "kind", "day", name=op.f("pk_residence_tries")),
    )
    op.create_index(op.f("ix_residence_tries_day"), "residence_tries", ["day"], unique=False)
    op.create_table(
        "residence_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("born_on", sa.Date(), nullable=False),
        sa.Column("municipality_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=True),
        sa.Column("street", sa.String(length=120), nullable=True),
        sa.Column("postcode", sa.String(length=5), nullable=True),
        sa.Column("place", sa.String(length=80), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("code_hash", sa.String(length=64), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(batch_id IS NULL) = (code_hash IS NULL)", name=op.f("ck_residence_request_printed")),
        sa.CheckConstraint("batch_id IS NULL OR expires_at IS NOT NULL", name=op.f("ck_residence_request_expires")),
        sa.CheckConstraint("used_at IS NULL OR name IS NULL", name=op.f("ck_residence_request_name_gone")),
        sa.ForeignKeyConstraint(["batch_id"], ["residence_batch.id"], name=op.f("fk_residence_request_batch_id")),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_residence_request_municipality_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_residence_request_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_residence_request")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_residence_request_code_hash")),
    )
    op.create_index("ix_residence_request_asked", "residence_request", ["asked_at", "id"], unique=False)
    op.create_index(op.f("ix_residence_request_batch_id"), "residence_request", ["batch_id"], unique=False)
    op.create_index(op.f("ix_residence_request_user_id"), "residence_request", ["user_id"], unique=False)


def downgrade() -> None:
    op.drop_table("residence_request")
    op.drop_table("residence_tries")
    op.drop_table("residence_online")
    op.drop_table("residence_extract")
    op.drop_table("residence_desk_code")
    op.drop_table("residence_batch")
    op.drop_table("residence")
    op.drop_table("residence_extract_entry")
    op.drop_table("account_trace")
    with op.batch_alter_table("user_account") as table:
        table.drop_column("voter")
