"""Indexes of talks as both planners can use them: by what is shown, the index of threads with answers only."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

THREADS, ARGUMENTS, ANSWERS = "root_id IS NULL AND side IS NULL", "side IS NOT NULL", "root_id IS NOT NULL"
PARTIAL = {
    "ix_comment_thread": (["root_id", "id"], ANSWERS),
    "ix_comment_helpful": (["subject_id", "vote_count", "id"], THREADS),
    "ix_comment_latest": (["subject_id", "id"], THREADS),
    "ix_comment_argument": (["subject_id", "side", "vote_count", "id"], ARGUMENTS),
}
BEFORE = {
    "ix_comment_thread": ["root_id", "id"],
    "ix_comment_helpful": ["subject_id", "root_id", "side", "vote_count", "id"],
}


def upgrade() -> None:
    for name in BEFORE:
        op.drop_index(name, "comment")
    for name, (columns, condition) in PARTIAL.items():
        where = sa.text(condition)
        op.create_index(name, "comment", columns, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    for name in PARTIAL:
        op.drop_index(name, "comment")
    for name, columns in BEFORE.items():
        op.create_index(name, "comment", columns)
