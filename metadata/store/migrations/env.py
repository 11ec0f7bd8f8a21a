"""Alembic's entry: runs the migrations on the connection that metadata/store/store.py hands over."""

from alembic import context

from metadata.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=False,  # the transaction is the caller's
)
context.run_migrations()
