"""Tables of debates."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "debate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.Column("sent_key", sa.String(length=64), nullable=True),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("concluded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("concluded_by_id", sa.Integer(), nullable=True),
        sa.Column("conclusion", sa.Text(), nullable=False),
        sa.Column("conclusion_html", sa.Text(), nullable=False),
        sa.CheckConstraint("concluded_at IS NULL OR conclusion <> ''", name=op.f("ck_debate_concluded")),
        sa.ForeignKeyConstraint(["concluded_by_id"], ["user_account.id"], name=op.f("fk_debate_concluded_by_id")),
        sa.ForeignKeyConstraint(["id"], ["subject.id"], name=op.f("fk_debate_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_debate")),
        sa.UniqueConstraint("sent_key", name=op.f("uq_debate_sent_key")),
    )


def downgrade() -> None:
    op.drop_table("debate")
