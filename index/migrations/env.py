"""What Alembic runs: the versions, in the transaction that `index.migrations.upgrade` began."""

from alembic import context

if hasattr(context, "config"):  # there while Alembic runs this, not for who merely imports it
    context.configure(connection=context.config.attributes["connection"])
    context.run_migrations()
