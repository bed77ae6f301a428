"""What Alembic runs: the versions, in the transaction that `index.migrations.upgrade` began."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()
