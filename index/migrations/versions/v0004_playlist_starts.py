"""From which second each track of a playlist is meant."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("playlist_track", sa.Column("start_seconds", sa.Float()))
