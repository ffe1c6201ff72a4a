"""Tables of subjects."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "subject",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("process_id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=True),
        sa.Column("topic_id", sa.Integer(), nullable=True),
        sa.Column("municipality_id", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("summary", sa.String(length=600), nullable=False),
        sa.Column("visibility", sa.String(length=10), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("support_count", sa.Integer(), nullable=False),
        sa.Column("against_count", sa.Integer(), nullable=False),
        sa.Column("comment_count", sa.Integer(), nullable=False),
        sa.Column("follow_count", sa.Integer(), nullable=False),
        sa.Column("shuffle", sa.Integer(), nullable=False),
        sa.Column("source_name", sa.String(length=60), nullable=True),
        sa.Column("external_id", sa.String(length=120), nullable=True),
        sa.Column("external_url", sa.String(length=500), nullable=True),
        sa.CheckConstraint(
            "visibility IN ('draft', 'public', 'hidden', 'withdrawn')", name=op.f("ck_subject_visibility")
        ),
        sa.CheckConstraint(
            "support_count >= 0 AND against_count >= 0 AND comment_count >= 0 AND follow_count >= 0",
            name=op.f("ck_subject_counters"),
        ),
        sa.ForeignKeyConstraint(["author_id"], ["user_account.id"], name=op.f("fk_subject_author_id")),
        sa.ForeignKeyConstraint(["consultation_id"], ["consultation.id"], name=op.f("fk_subject_consultation_id")),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_subject_municipality_id")),
        sa.ForeignKeyConstraint(["process_id"], ["process.id"], name=op.f("fk_subject_process_id")),
        sa.ForeignKeyConstraint(["topic_id"], ["topic_field.id"], name=op.f("fk_subject_topic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subject")),
        sa.UniqueConstraint("source_name", "external_id", name=op.f("uq_subject_source_name_external_id")),
    )
    op.create_index("ix_subject_author", "subject", ["author_id", "kind", "id"], unique=False)
    frame = ["consultation_id", "kind", "visibility", "support_count", "id"]
    op.create_index("ix_subject_consultation", "subject", frame, unique=False)
    op.create_index("ix_subject_discussed", "subject", ["kind", "visibility", "comment_count", "id"], unique=False)
    op.create_index("ix_subject_newest", "subject", ["kind", "visibility", "published_at", "id"], unique=False)
    newest = ["process_id", "kind", "visibility", "published_at", "id"]
    op.create_index("ix_subject_process", "subject", newest, unique=False)
    op.create_index("ix_subject_shuffled", "subject", ["kind", "visibility", "shuffle", "id"], unique=False)
    op.create_index("ix_subject_supported", "subject", ["kind", "visibility", "support_count", "id"], unique=False)
    _search_text()


def _search_text() -> None:
    """What `kernel.search` looks up; a virtual table on SQLite, a table with a trigram index on PostgreSQL."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("CREATE VIRTUAL TABLE search_text USING fts5(stems, tokenize='trigram')")
        return
    op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    op.create_table(
        "search_text",
        sa.Column("subject_id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("stems", sa.Text(), nullable=False),
    )
    op.execute("CREATE INDEX ix_search_text_stems ON search_text USING gin (stems gin_trgm_ops)")


def downgrade() -> None:
    op.execute("DROP TABLE search_text")
    op.drop_table("subject")
