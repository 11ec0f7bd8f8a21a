"""Which records a renewal that a person asked for is about"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "renewal_scope",
        sa.Column("delivery_id", sa.Integer(), sa.ForeignKey("delivery.id"), primary_key=True),
        sa.Column("records", sa.JSON(), nullable=False),
        sa.Column("withheld", sa.JSON(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("renewal_scope")
