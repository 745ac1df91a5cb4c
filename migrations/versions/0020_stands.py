"""how branches stood at the mark: by stage, group and block, and who takes part"""

import sqlalchemy as sa
from alembic import op

revision = '0020'
down_revision = '0019'

PATH = sa.Text().with_variant(sa.Text(collation='C'), 'postgresql')
UNIT = ['unit_id', 'unit_path'], ['unit.id', 'unit.path']
COUNTS = ('submitted', 'endorsed', 'valid', 'invalid', 'returned', 'benefit_given', 'verified_given')
BENEFITS = ('benefit', 'verified')


def upgrade() -> None:
    op.add_column('unit', sa.Column('block_summed', sa.Text(), nullable=True))
    op.execute('UPDATE unit SET block_summed = block_code')
    op.create_index('ix_unit_reblocked', 'unit', ['id'],
    sqlite_where=sa.text('block_summed IS NOT block_code'),
    postgresql_where=sa.text('block_summed IS DISTINCT FROM block_code'))
    op.create_table('branch_cell',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('stage_id', sa.Integer(), nullable=False),
    sa.Column('target_group', sa.Integer(), nullable=False),
    sa.Column('block_code', sa.Text(), nullable=False),
    *(sa.Column(name, sa.Integer(), nullable=False, **_zero(name)) for name in COUNTS),
    *(sa.Column(name, sa.BigInteger(), nullable=False, **_zero(name)) for name in BENEFITS),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('unit_path', PATH, nullable=False),
    sa.ForeignKeyConstraint(['stage_id'], ['stage.id'], name=op.f('fk_branch_cell_stage_id_stage')),
    sa.ForeignKeyConstraint(*UNIT, name=op.f('fk_branch_cell_unit_id_unit_path_unit'), onupdate='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_branch_cell')),
    sa.UniqueConstraint('unit_id', 'stage_id', 'target_group', 'block_code', name=op.f('uq_branch_cell_unit_id_stage_id_target_group_block_code'))
    )
    op.create_index(op.f('ix_branch_cell_unit_path'), 'branch_cell', ['unit_path'])
    op.create_table('branch_part',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('stage_id', sa.Integer(), nullable=False),
    sa.Column('taking_part', sa.Integer(), nullable=False),
    sa.Column('unpapered', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('unit_path', PATH, nullable=False),
    sa.ForeignKeyConstraint(['stage_id'], ['stage.id'], name=op.f('fk_branch_part_stage_id_stage')),
    sa.ForeignKeyConstraint(*UNIT, name=op.f('fk_branch_part_unit_id_unit_path_unit'), onupdate='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_branch_part')),
    sa.UniqueConstraint('unit_id', 'stage_id', name=op.f('uq_branch_part_unit_id_stage_id'))
    )
    op.create_index(op.f('ix_branch_part_unit_path'), 'branch_part', ['unit_path'])
    op.drop_index('ix_move_time', 'move')
    op.create_index('ix_move_time', 'move', ['stage_id', 'at', 'unit_path'])
    # The worker adds all days up once more, from the first one on.
    op.execute('DELETE FROM branch_day')
    op.execute("UPDATE branch_mark SET day = '0001-01-01'")


def downgrade() -> None:
    op.drop_index('ix_move_time', 'move')
    op.create_index('ix_move_time', 'move', ['stage_id', 'at'])
    op.drop_table('branch_part')
    op.drop_table('branch_cell')
    op.drop_index('ix_unit_reblocked', 'unit')
    op.drop_column('unit', 'block_summed')


def _zero(name: str) -> dict[str, str]:
    return {'server_default': '0'} if name.startswith('verified') else {}
