"""more time for a unit, by a decision"""

import sqlalchemy as sa
from alembic import op

revision = '0022'
down_revision = '0021'

PATH = sa.Text().with_variant(sa.Text(collation='C'), 'postgresql')
UNIT = ['unit_id', 'unit_path'], ['unit.id', 'unit.path']


def upgrade() -> None:
    op.create_table('extension',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('stage_id', sa.Integer(), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('signed_on', sa.Date(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('giver_id', sa.Integer(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoked_by_id', sa.Integer(), nullable=True),
    sa.Column('before_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('before_reason', sa.Text(), nullable=True),
    sa.Column('before_document', sa.Text(), nullable=True),
    sa.Column('before_id', sa.Integer(), nullable=True),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('unit_path', PATH, nullable=False),
    *refers(stage_id='stage', giver_id='unit', by_id='account', revoked_by_id='account', before_id='extension'),
    sa.ForeignKeyConstraint(*UNIT, name=op.f('fk_extension_unit_id_unit_path_unit'), onupdate='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_extension'))
    )
    op.create_index('ix_extension_unit', 'extension', ['unit_id', 'stage_id'])
    op.create_index(op.f('ix_extension_unit_path'), 'extension', ['unit_path'])
    with op.batch_alter_table('cutoff', schema=None) as batch_op:
        batch_op.add_column(sa.Column('extension_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_cutoff_extension_id_extension'), 'extension', ['extension_id'], ['id'])


def refers(**to: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.ForeignKeyConstraint([column], [f'{other}.id'], name=op.f(f'fk_extension_{column}_{other}'))
        for column, other in to.items()
    ]


def downgrade() -> None:
    with op.batch_alter_table('cutoff', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_cutoff_extension_id_extension'), type_='foreignkey')
        batch_op.drop_column('extension_id')
    op.drop_table('extension')
