"""What overviews of many vendors ask for: the newest deliveries of each"""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("delivery_vendor", "delivery", ["vendor", "id"])


def downgrade() -> None:
    op.drop_index("delivery_vendor", "delivery")
