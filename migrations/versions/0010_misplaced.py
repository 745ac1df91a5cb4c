"""what looks for its unit; one code of the portal for one initiative of a stage"""

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'


def upgrade() -> None:
    op.create_table('forwarding',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('initiative_id', sa.Integer(), nullable=False),
    sa.Column('to_unit_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('unit_path', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
    sa.ForeignKeyConstraint(['initiative_id'], ['initiative.id'], name=op.f('fk_forwarding_initiative_id_initiative')),
    sa.ForeignKeyConstraint(['to_unit_id'], ['unit.id'], name=op.f('fk_forwarding_to_unit_id_unit')),
    sa.ForeignKeyConstraint(['unit_id', 'unit_path'], ['unit.id', 'unit.path'], name=op.f('fk_forwarding_unit_id_unit_path_unit'), onupdate='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_forwarding')),
    sa.UniqueConstraint('code', name=op.f('uq_forwarding_code'))
    )
    with op.batch_alter_table('forwarding', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_forwarding_unit_path'), ['unit_path'], unique=False)

    op.create_table('misplaced',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('initiative_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('suggestion', sa.Text(), nullable=False),
    sa.Column('from_unit_id', sa.Integer(), nullable=False),
    sa.Column('from_name', sa.Text(), nullable=False),
    sa.Column('sent_by_id', sa.Integer(), nullable=True),
    sa.Column('sent_by', sa.Text(), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('to_unit_id', sa.Integer(), nullable=True),
    sa.Column('to_name', sa.Text(), nullable=True),
    sa.Column('done_by_id', sa.Integer(), nullable=True),
    sa.Column('done_by', sa.Text(), nullable=True),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('unit_path', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
    sa.ForeignKeyConstraint(['from_unit_id'], ['unit.id'], name=op.f('fk_misplaced_from_unit_id_unit')),
    sa.ForeignKeyConstraint(['initiative_id', 'unit_path'], ['initiative.id', 'initiative.unit_path'], name=op.f('fk_misplaced_initiative_id_unit_path_initiative'), onupdate='CASCADE'),
    sa.ForeignKeyConstraint(['to_unit_id'], ['unit.id'], name=op.f('fk_misplaced_to_unit_id_unit')),
    sa.ForeignKeyConstraint(['unit_id', 'unit_path'], ['unit.id', 'unit.path'], name=op.f('fk_misplaced_unit_id_unit_path_unit'), onupdate='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_misplaced'))
    )
    with op.batch_alter_table('misplaced', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_misplaced_initiative_id'), ['initiative_id'], unique=False)
        batch_op.create_index('ix_misplaced_state', ['state', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_misplaced_unit_path'), ['unit_path'], unique=False)

    op.create_index("uq_initiative_portal", "initiative", ["stage_id", "portal_code"], unique=True)


def downgrade() -> None:
    op.drop_index("uq_initiative_portal", "initiative")
    with op.batch_alter_table('misplaced', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_misplaced_unit_path'))
        batch_op.drop_index('ix_misplaced_state')
        batch_op.drop_index(batch_op.f('ix_misplaced_initiative_id'))

    op.drop_table('misplaced')
    with op.batch_alter_table('forwarding', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_forwarding_unit_path'))

    op.drop_table('forwarding')
