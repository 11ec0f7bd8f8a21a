"""Where each field and subfield of a version comes from, in place of the vendor of each field

What is there stays as it is: a list of vendors is read as such.
"""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE version RENAME COLUMN sources TO provenance")  # in both databases
    op.create_index("title_redirect_to", "title", ["redirect_to"])


def downgrade() -> None:
    op.drop_index("title_redirect_to", "title")
    op.execute("ALTER TABLE version RENAME COLUMN provenance TO sources")
