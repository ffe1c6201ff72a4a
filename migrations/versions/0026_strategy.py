"""A document of a process can be a version of the strategy; the newsletter tells it once."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"

BEFORE = "'opened', 'closes_soon', 'evaluated', 'workshop', 'follow_up', 'measure', 'by_hand', 'digest'"
TOLD = "SELECT id FROM mailing WHERE trigger = 'strategy'"


def _triggers(batch: Any, names: str) -> None:
    batch.drop_constraint(op.f("ck_mailing_trigger"), type_="check")
    batch.create_check_constraint(op.f("ck_mailing_trigger"), f"trigger IN ({names})")


def upgrade() -> None:
    with op.batch_alter_table("process_document") as batch:
        batch.add_column(sa.Column("is_strategy", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("mailing") as batch:
        batch.add_column(sa.Column("document_id", sa.Integer()))
        document = op.f("fk_mailing_document_id")
        batch.create_foreign_key(document, "process_document", ["document_id"], ["id"], ondelete="SET NULL")
        batch.create_unique_constraint(op.f("uq_mailing_trigger_document_id"), ["trigger", "document_id"])
        _triggers(batch, f"{BEFORE}, 'strategy'")


def downgrade() -> None:
    sent = f"SELECT id FROM delivery WHERE mailing_id IN ({TOLD})"
    op.execute(f"DELETE FROM bounce WHERE delivery_id IN ({sent})")
    for table in ("delivery", "mailing_text", "mailing_picture"):
        op.execute(f"DELETE FROM {table} WHERE mailing_id IN ({TOLD})")
    op.execute("DELETE FROM mailing WHERE trigger = 'strategy'")
    op.execute("DELETE FROM newsletter_choice WHERE trigger = 'strategy'")
    with op.batch_alter_table("mailing") as batch:
        _triggers(batch, BEFORE)
        batch.drop_constraint(op.f("uq_mailing_trigger_document_id"), type_="unique")
        batch.drop_constraint(op.f("fk_mailing_document_id"), type_="foreignkey")
        batch.drop_column("document_id")
    with op.batch_alter_table("process_document") as batch:
        batch.drop_column("is_strategy")
