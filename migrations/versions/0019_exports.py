"""files of long lists: asked for, written by the worker, kept for a week"""

import sqlalchemy as sa
from alembic import op

revision = '0019'
down_revision = '0018'

PATH = sa.Text().with_variant(sa.Text(collation='C'), 'postgresql')


def upgrade() -> None:
    op.create_table('export_run',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('asked_by', sa.Text(), nullable=False),
    sa.Column('what', sa.Text(), nullable=False),
    sa.Column('filters', sa.JSON(), nullable=False),
    sa.Column('said', sa.JSON(), nullable=False),
    sa.Column('personal', sa.Boolean(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('grown', sa.JSON(), nullable=True),
    sa.Column('seal', sa.LargeBinary(), nullable=False),
    sa.Column('sha256', sa.Text(), nullable=True),
    sa.Column('length', sa.BigInteger(), nullable=True),
    sa.Column('reach', sa.Text(), nullable=True),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('began_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('refusal', sa.Text(), nullable=True),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('unit_path', PATH, nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_export_run_account_id_account')),
    sa.ForeignKeyConstraint(['unit_id', 'unit_path'], ['unit.id', 'unit.path'], name=op.f('fk_export_run_unit_id_unit_path_unit'), onupdate='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_export_run'))
    )
    op.create_index('ix_export_run_state', 'export_run', ['state', 'id'])
    op.create_index('ix_export_run_unit', 'export_run', ['unit_id', 'id'])
    op.create_index(op.f('ix_export_run_unit_path'), 'export_run', ['unit_path'])


def downgrade() -> None:
    op.drop_table('export_run')
