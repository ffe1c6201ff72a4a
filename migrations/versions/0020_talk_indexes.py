"""Arguments are counted in an index of their own; the index of threads holds answers only."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    side, answer = sa.text("side IS NOT NULL"), sa.text("root_id IS NOT NULL")
    columns = ["subject_id", "side", "deleted_at", "hidden_at"]
    op.create_index("ix_comment_argument", "comment", columns, sqlite_where=side, postgresql_where=side)
    op.drop_index("ix_comment_thread", "comment")
    op.create_index("ix_comment_thread", "comment", ["root_id", "id"], sqlite_where=answer, postgresql_where=answer)


def downgrade() -> None:
    op.drop_index("ix_comment_thread", "comment")
    op.create_index("ix_comment_thread", "comment", ["root_id", "id"])
    op.drop_index("ix_comment_argument", "comment")
