"""Run by Alembic: takes the steps on the connection that `knowledge_base.database` hands over."""

from __future__ import annotations

from alembic import context

from knowledge_base.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=context.config.attributes["version_table"],
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
