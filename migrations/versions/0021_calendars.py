"""units' own days, off or worked, and their quiet hours"""

import sqlalchemy as sa
from alembic import op

revision = '0021'
down_revision = '0020'

PATH = sa.Text().with_variant(sa.Text(collation='C'), 'postgresql')
UNIT = ['unit_id', 'unit_path'], ['unit.id', 'unit.path']


def upgrade() -> None:
    op.create_table('own_day',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('since', sa.Date(), nullable=False),
    sa.Column('until', sa.Date(), nullable=False),
    sa.Column('works', sa.Boolean(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    *written('own_day'),
    sa.UniqueConstraint('unit_id', 'since', 'until', name=op.f('uq_own_day_unit_id_since_until'))
    )
    op.create_table('quiet_hours',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('since', sa.Time(), nullable=False),
    sa.Column('until', sa.Time(), nullable=False),
    *written('quiet_hours'),
    sa.UniqueConstraint('unit_id', name=op.f('uq_quiet_hours_unit_id'))
    )
    for table in TABLES:
        op.create_index(op.f(f'ix_{table}_unit_path'), table, ['unit_path'])


TABLES = ('own_day', 'quiet_hours')


def written(table: str) -> list[sa.schema.SchemaItem]:
    """By whom and when, and the unit that it lies at."""
    return [
        sa.Column('by_id', sa.Integer(), nullable=True),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('unit_id', sa.Integer(), nullable=False),
        sa.Column('unit_path', PATH, nullable=False),
        sa.ForeignKeyConstraint(['by_id'], ['account.id'], name=op.f(f'fk_{table}_by_id_account')),
        sa.ForeignKeyConstraint(*UNIT, name=op.f(f'fk_{table}_unit_id_unit_path_unit'), onupdate='CASCADE'),
        sa.PrimaryKeyConstraint('id', name=op.f(f'pk_{table}')),
    ]


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
