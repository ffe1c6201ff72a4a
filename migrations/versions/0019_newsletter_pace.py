"""The pace of sending, in rows that several workers share."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.create_table(
        "newsletter_pace",
        sa.Column("domain", sa.String(254), nullable=False),
        sa.Column("free_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("domain", name=op.f("pk_newsletter_pace")),
    )


def downgrade() -> None:
    op.drop_table("newsletter_pace")
