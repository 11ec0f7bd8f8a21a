"""A vendor may give the same content again after another one"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

# SQLite tells no name of the constraint: this is the one that PostgreSQL gave it.
NAMING = {"uq": "%(table_name)s_%(column_0_N_name)s_key"}
NAME = "delivery_vendor_name_sha256_key"
NOT_YET = sa.text("sha256 = ''")


def upgrade() -> None:
    with op.batch_alter_table("delivery", naming_convention=NAMING) as delivery:
        delivery.drop_constraint(NAME, type_="unique")
    op.create_index("delivery_order", "delivery", ["vendor", "order_key", "id"])
    op.create_index("delivery_name", "delivery", ["vendor", "name", "id"])
    op.create_index(
        "delivery_expected",
        "delivery",
        ["vendor", "name"],
        unique=True,
        sqlite_where=NOT_YET,
        postgresql_where=NOT_YET,
    )


def downgrade() -> None:
    for name in ("delivery_expected", "delivery_name", "delivery_order"):
        op.drop_index(name, "delivery")
    with op.batch_alter_table("delivery", naming_convention=NAMING) as delivery:
        delivery.create_unique_constraint(NAME, ["vendor", "name", "sha256"])
