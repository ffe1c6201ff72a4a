"""What is public of the log of ballots: a view, so that web processes can be kept from reading more."""

from alembic import op

revision = "0025"
down_revision = "0024"

COLUMNS = "l.poll_id, l.position, l.tracker, l.own_number, l.nonce, l.choice"


def upgrade() -> None:
    # the barrier keeps conditions of whoever asks from seeing rows that the view does not show
    kind = "" if op.get_bind().dialect.name == "sqlite" else " WITH (security_barrier)"
    op.execute(
        f"CREATE VIEW ballot_published{kind} AS SELECT {COLUMNS} FROM ballot_log l"
        " JOIN urn u ON u.poll_id = l.poll_id WHERE u.sealed_at IS NOT NULL"
    )


def downgrade() -> None:
    op.execute("DROP VIEW ballot_published")
