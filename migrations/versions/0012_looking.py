"""who has an initiative open just now"""

import sqlalchemy as sa
from alembic import op

revision = '0012'
down_revision = '0011'

PATH = sa.Text().with_variant(sa.Text(collation='C'), 'postgresql')


def upgrade() -> None:
    op.create_table('looking',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('initiative_id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('unit_path', PATH, nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_looking_account_id_account')),
    sa.ForeignKeyConstraint(['initiative_id', 'unit_path'], ['initiative.id', 'initiative.unit_path'], name=op.f('fk_looking_initiative_id_unit_path_initiative'), onupdate='CASCADE'),
    sa.ForeignKeyConstraint(['unit_id', 'unit_path'], ['unit.id', 'unit.path'], name=op.f('fk_looking_unit_id_unit_path_unit'), onupdate='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_looking')),
    sa.UniqueConstraint('initiative_id', 'account_id', name=op.f('uq_looking_initiative_id_account_id'))
    )
    op.create_index(op.f('ix_looking_unit_path'), 'looking', ['unit_path'])
    op.create_index(op.f('ix_looking_until'), 'looking', ['until'])


def downgrade() -> None:
    op.drop_table('looking')
