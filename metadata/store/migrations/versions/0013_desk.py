"""What the desk looks up: deliveries by state and day, records by delivery, what is withheld of a record"""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

INDEXES = {
    "ledger_state": ("ledger", ["state", "id"]),
    "ledger_at": ("ledger", ["at"]),
    "source_record_delivery": ("source_record", ["delivery_id"]),
    "quarantine_record": ("quarantine", ["vendor", "vendor_id"]),
}


def upgrade() -> None:
    for name, (table, columns) in INDEXES.items():
        op.create_index(name, table, columns)


def downgrade() -> None:
    for name, (table, _) in INDEXES.items():
        op.drop_index(name, table)
