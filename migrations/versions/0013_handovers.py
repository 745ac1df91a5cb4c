"""hand-overs with their lists"""

import sqlalchemy as sa
from alembic import op

revision = '0013'
down_revision = '0012'

PATH = sa.Text().with_variant(sa.Text(collation='C'), 'postgresql')


def upgrade() -> None:
    op.create_table('hand_over',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('giver_id', sa.Integer(), nullable=False),
    sa.Column('giver', sa.Text(), nullable=False),
    sa.Column('giver_office', sa.Text(), nullable=False),
    sa.Column('receiver_id', sa.Integer(), nullable=False),
    sa.Column('receiver', sa.Text(), nullable=False),
    sa.Column('receiver_office', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('document', sa.Text()),
    sa.Column('ended', sa.Boolean(), nullable=False),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('pieces', sa.Integer(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('signed_by', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('unit_path', PATH, nullable=False),
    sa.ForeignKeyConstraint(['giver_id'], ['account.id'], name=op.f('fk_hand_over_giver_id_account')),
    sa.ForeignKeyConstraint(['receiver_id'], ['account.id'], name=op.f('fk_hand_over_receiver_id_account')),
    sa.ForeignKeyConstraint(['unit_id', 'unit_path'], ['unit.id', 'unit.path'], name=op.f('fk_hand_over_unit_id_unit_path_unit'), onupdate='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hand_over')),
    sa.UniqueConstraint('id', 'unit_path', name=op.f('uq_hand_over_id_unit_path'))
    )
    op.create_index(op.f('ix_hand_over_giver_id'), 'hand_over', ['giver_id'])
    op.create_index(op.f('ix_hand_over_unit_path'), 'hand_over', ['unit_path'])
    op.create_table('hand_over_item',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('hand_over_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('detail', sa.Text(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('unit_path', PATH, nullable=False),
    sa.ForeignKeyConstraint(['hand_over_id', 'unit_path'], ['hand_over.id', 'hand_over.unit_path'], name=op.f('fk_hand_over_item_hand_over_id_unit_path_hand_over'), onupdate='CASCADE'),
    sa.ForeignKeyConstraint(['unit_id', 'unit_path'], ['unit.id', 'unit.path'], name=op.f('fk_hand_over_item_unit_id_unit_path_unit'), onupdate='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hand_over_item'))
    )
    op.create_index(op.f('ix_hand_over_item_hand_over_id'), 'hand_over_item', ['hand_over_id'])
    op.create_index(op.f('ix_hand_over_item_unit_path'), 'hand_over_item', ['unit_path'])


def downgrade() -> None:
    op.drop_table('hand_over_item')
    op.drop_table('hand_over')
