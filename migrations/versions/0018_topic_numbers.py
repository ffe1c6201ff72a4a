"""How many public subjects of each kind a topic field has, kept by triggers: lists show the numbers on every page."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

MORE = "INSERT INTO topic_number (topic_id, kind, number) SELECT NEW.topic_id, NEW.kind, 1"
MORE += " WHERE NEW.visibility = 'public' AND NEW.topic_id IS NOT NULL"
MORE += " ON CONFLICT (topic_id, kind) DO UPDATE SET number = topic_number.number + 1;"
LESS = "UPDATE topic_number SET number = number - 1"
LESS += " WHERE OLD.visibility = 'public' AND topic_id = OLD.topic_id AND kind = OLD.kind;"
EVENTS = {
    "insert": ("INSERT", MORE),
    "delete": ("DELETE", LESS),
    "update": ("UPDATE OF visibility, topic_id", f"{LESS} {MORE}"),
}


def upgrade() -> None:
    op.create_table(
        "topic_number",
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["topic_field.id"], name=op.f("fk_topic_number_topic_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("topic_id", "kind", name=op.f("pk_topic_number")),
    )
    op.execute(
        "INSERT INTO topic_number (topic_id, kind, number) SELECT topic_id, kind, count(*) FROM subject"
        " WHERE visibility = 'public' AND topic_id IS NOT NULL GROUP BY topic_id, kind"
    )
    for name, (event, acts) in EVENTS.items():
        if op.get_bind().dialect.name == "sqlite":
            op.execute(f"CREATE TRIGGER topic_number_{name} AFTER {event} ON subject BEGIN {acts} END")
        else:
            function = f"CREATE FUNCTION topic_number_{name}() RETURNS trigger LANGUAGE plpgsql"
            op.execute(f"{function} AS $$ BEGIN {acts} RETURN NULL; END $$")
            trigger = f"CREATE TRIGGER topic_number_{name} AFTER {event} ON subject FOR EACH ROW"
            op.execute(f"{trigger} EXECUTE FUNCTION topic_number_{name}()")


def downgrade() -> None:
    for name in EVENTS:
        if op.get_bind().dialect.name == "sqlite":
            op.execute(f"DROP TRIGGER topic_number_{name}")
        else:
            op.execute(f"DROP TRIGGER topic_number_{name} ON subject")
            op.execute(f"DROP FUNCTION topic_number_{name}()")
    op.drop_table("topic_number")
