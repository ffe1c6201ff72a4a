"""The newsletter's ways: weekly digests, measures, choices per process, approval, pictures, mails that came back."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

BEFORE = {
    "kind": "kind IN ('openings', 'closing', 'results', 'letters')",
    "trigger": "trigger IN ('opened', 'closes_soon', 'evaluated', 'workshop', 'follow_up', 'by_hand')",
    "delivery": "state IN ('queued', 'sending', 'accepted', 'deferred', 'failed', 'uncertain', 'suppressed')",
}
AFTER = {
    "kind": "kind IN ('openings', 'closing', 'results', 'measures', 'letters')",
    "trigger": (
        "trigger IN ('opened', 'closes_soon', 'evaluated', 'workshop', 'follow_up', 'measure', 'by_hand', 'digest')"
    ),
    "delivery": (
        "state IN ('queued', 'sending', 'accepted', 'deferred', 'failed', 'uncertain', 'suppressed', 'bounced')"
    ),
}


def _check(batch: Any, table: str, key: str, words: str) -> None:
    batch.drop_constraint(op.f(f"ck_{table}_{key}"), type_="check")
    batch.create_check_constraint(op.f(f"ck_{table}_{key}"), words)


def upgrade() -> None:
    with op.batch_alter_table("subscription") as batch:
        batch.add_column(sa.Column("wants_measures", sa.Boolean(), nullable=False, server_default=sa.true()))
        batch.add_column(sa.Column("weekly", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch.add_column(sa.Column("domain", sa.String(254), nullable=False, server_default=""))
        batch.create_index(op.f("ix_subscription_domain"), ["domain"])
    place = "instr" if op.get_bind().dialect.name == "sqlite" else "strpos"
    op.execute(f"UPDATE subscription SET domain = lower(substr(email, {place}(email, '@') + 1)) WHERE email <> ''")
    # Who had chosen some kinds of news did not ask for a new one; who had chosen all of them wants all of them.
    some = "NOT (wants_openings AND wants_closing AND wants_results)"
    op.execute(f"UPDATE subscription SET wants_measures = {'0' if place == 'instr' else 'false'} WHERE {some}")
    with op.batch_alter_table("mailing") as batch:
        batch.add_column(sa.Column("measure_change_id", sa.Integer()))
        batch.add_column(sa.Column("period", sa.String(8)))
        batch.add_column(sa.Column("scheduled_at", sa.DateTime(timezone=True)))
        batch.add_column(sa.Column("approved_at", sa.DateTime(timezone=True)))
        batch.add_column(sa.Column("approved_by_id", sa.Integer()))
        change = op.f("fk_mailing_measure_change_id")
        batch.create_foreign_key(change, "measure_change", ["measure_change_id"], ["id"])
        batch.create_foreign_key(op.f("fk_mailing_approved_by_id"), "user_account", ["approved_by_id"], ["id"])
        batch.create_unique_constraint(op.f("uq_mailing_trigger_measure_change_id"), ["trigger", "measure_change_id"])
        batch.create_unique_constraint(op.f("uq_mailing_trigger_period"), ["trigger", "period"])
        _check(batch, "mailing", "kind", AFTER["kind"])
        _check(batch, "mailing", "trigger", AFTER["trigger"])
    with op.batch_alter_table("delivery") as batch:
        _check(batch, "delivery", "state", AFTER["delivery"])
    op.create_table(
        "newsletter_choice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("process_id", sa.Integer(), nullable=False),
        sa.Column("trigger", sa.String(12), nullable=False),
        sa.Column("choice", sa.String(9), nullable=False),
        sa.CheckConstraint("choice IN ('automatic', 'approval', 'off')", name=op.f("ck_newsletter_choice_choice")),
        sa.ForeignKeyConstraint(
            ["process_id"], ["process.id"], name=op.f("fk_newsletter_choice_process_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_newsletter_choice")),
        sa.UniqueConstraint("process_id", "trigger", name=op.f("uq_newsletter_choice_process_id_trigger")),
    )
    op.create_table(
        "mailing_picture",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mailing_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("alt", sa.String(300), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_mailing_picture_file_id")),
        sa.ForeignKeyConstraint(
            ["mailing_id"], ["mailing.id"], name=op.f("fk_mailing_picture_mailing_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailing_picture")),
        sa.UniqueConstraint("mailing_id", "file_id", name=op.f("uq_mailing_picture_mailing_id_file_id")),
    )
    op.create_table(
        "bounce",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_key", sa.String(64), nullable=False),
        sa.Column("delivery_id", sa.Integer(), nullable=False),
        sa.Column("subscription_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(9), nullable=False),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("words", sa.String(500), nullable=False),
        sa.CheckConstraint("kind IN ('hard', 'soft', 'complaint')", name=op.f("ck_bounce_kind")),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"], name=op.f("fk_bounce_delivery_id")),
        sa.ForeignKeyConstraint(
            ["subscription_id"], ["subscription.id"], name=op.f("fk_bounce_subscription_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bounce")),
        sa.UniqueConstraint("report_key", name=op.f("uq_bounce_report_key")),
    )
    op.create_index(op.f("ix_bounce_delivery_id"), "bounce", ["delivery_id"])
    op.create_index(op.f("ix_bounce_subscription_id"), "bounce", ["subscription_id"])


def downgrade() -> None:
    """Issues of the new kinds go, with what was noted of their delivery; an address that bounced has failed."""
    op.drop_table("bounce")
    op.drop_table("mailing_picture")
    op.drop_table("newsletter_choice")
    op.execute("UPDATE delivery SET state = 'failed' WHERE state = 'bounced'")
    new = "SELECT id FROM mailing WHERE trigger IN ('measure', 'digest')"
    for table in ("delivery", "mailing_text"):
        op.execute(f"DELETE FROM {table} WHERE mailing_id IN ({new})")  # our own words
    op.execute("DELETE FROM mailing WHERE trigger IN ('measure', 'digest')")
    with op.batch_alter_table("delivery") as batch:
        _check(batch, "delivery", "state", BEFORE["delivery"])
    with op.batch_alter_table("mailing") as batch:
        _check(batch, "mailing", "kind", BEFORE["kind"])
        _check(batch, "mailing", "trigger", BEFORE["trigger"])
        batch.drop_constraint(op.f("uq_mailing_trigger_period"), type_="unique")
        batch.drop_constraint(op.f("uq_mailing_trigger_measure_change_id"), type_="unique")
        batch.drop_constraint(op.f("fk_mailing_approved_by_id"), type_="foreignkey")
        batch.drop_constraint(op.f("fk_mailing_measure_change_id"), type_="foreignkey")
        for column in ("approved_by_id", "approved_at", "scheduled_at", "period", "measure_change_id"):
            batch.drop_column(column)
    with op.batch_alter_table("subscription") as batch:
        batch.drop_index(op.f("ix_subscription_domain"))
        for column in ("domain", "weekly", "wants_measures"):
            batch.drop_column(column)
