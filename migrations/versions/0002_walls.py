"""wall 2: row level security on PostgreSQL

The policies themselves are not history: migrations/env.py builds them anew from the kinds of
tables after every run, from this revision on. A migration that adds a table need say nothing.
"""

from alembic import op

from app.tenancy import policies

revision = '0002'
down_revision = '0001'


def upgrade() -> None:
    if op.get_bind().dialect.name == 'postgresql':
        op.execute(policies.ANCESTORS)


def downgrade() -> None:
    if op.get_bind().dialect.name == 'postgresql':
        policies.take_walls_down(op.get_bind())
