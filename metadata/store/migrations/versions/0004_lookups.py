"""What every source record asked of the vocabularies"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    big = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "lookup",
        sa.Column("source_id", sa.Integer(), sa.ForeignKey("source_record.id"), primary_key=True),
        sa.Column("key", big, primary_key=True, autoincrement=False),
    )
    op.create_index("lookup_key", "lookup", ["key"])


def downgrade() -> None:
    op.drop_table("lookup")
