"""What overviews of many vendors ask for: the newest deliveries of each, and what is in a state now"""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("delivery_vendor", "delivery", ["vendor", "id"])
    op.create_index("ledger_state", "ledger", ["state", "id"])


def downgrade() -> None:
    op.drop_index("ledger_state", "ledger")
    op.drop_index("delivery_vendor", "delivery")
