"""What a track was called, for when other audio takes the place of its last file."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("track", sa.Column("last_title", sa.String()))
    op.add_column("track", sa.Column("last_artists", sa.JSON()))
