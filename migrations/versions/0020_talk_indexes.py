"""The index of threads holds answers only, so that a planner knows how few a thread has."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    answer = sa.text("root_id IS NOT NULL")
    op.drop_index("ix_comment_thread", "comment")
    op.create_index("ix_comment_thread", "comment", ["root_id", "id"], sqlite_where=answer, postgresql_where=answer)


def downgrade() -> None:
    op.drop_index("ix_comment_thread", "comment")
    op.create_index("ix_comment_thread", "comment", ["root_id", "id"])
