"""Tags that an encoder heard in a track and a person says are wrong."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "struck_tag",
        sa.Column("key", sa.String(64), sa.ForeignKey("track.key"), primary_key=True),
        sa.Column("tag", sa.String(), primary_key=True),
    )
