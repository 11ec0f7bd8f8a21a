"""What a vendor's source showed and when it was looked at; text that compares by its bytes on PostgreSQL"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("delivery", sa.Column("mark", sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "look",
        sa.Column("vendor", sa.String(length=42), primary_key=True),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("upto", sa.Text(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
    )
    if op.get_bind().dialect.name == "postgresql":  # SQLite compares by bytes, and knows one size of integer
        op.alter_column("delivery", "size", type_=sa.BigInteger())
        _collate("C")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        _collate("default")
        op.alter_column("delivery", "size", type_=sa.Integer())
    op.drop_table("look")
    op.drop_column("delivery", "mark")


def _collate(name: str) -> None:
    """Give every text column that stands at this revision a collation."""
    inspector = sa.inspect(op.get_bind())
    for table in inspector.get_table_names():
        if table == "alembic_version":
            continue
        kinds = {each["name"]: each["type"] for each in inspector.get_columns(table)}
        changes = [
            f'ALTER COLUMN "{column}" TYPE {_plain(kind)} COLLATE "{name}"'
            for column, kind in kinds.items()
            if isinstance(kind, sa.String)
        ]
        if changes:
            op.execute(f'ALTER TABLE "{table}" {", ".join(changes)}')


def _plain(kind: sa.String) -> str:
    return f"varchar({kind.length})" if kind.length else "text"
