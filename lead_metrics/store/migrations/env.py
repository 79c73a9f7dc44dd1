"""Run the migrations on the connection that the engine hands over."""

from alembic import context
from sqlmodel import SQLModel

import lead_metrics.store.tables  # noqa: F401

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    compare_type=True,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
