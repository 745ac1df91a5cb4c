"""what is chosen at a desk, runs over it, and when units are told"""

import sqlalchemy as sa
from alembic import op

revision = '0015'
down_revision = '0014'

PATH = sa.Text().with_variant(sa.Text(collation='C'), 'postgresql')
WHERE_CHOSEN = sa.column('run_id').is_(None)
WHERE_UNTOLD = sa.column('tell_at').is_not(None)
UNIT = ['unit_id', 'unit_path']


def upgrade() -> None:
    op.create_table('review_run',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('signed_by', sa.Text(), nullable=False),
    sa.Column('outcome', sa.Text(), nullable=False),
    sa.Column('code_ids', sa.JSON(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('assessed_with', sa.Text(), nullable=True),
    sa.Column('assessed_on', sa.Date(), nullable=True),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('began_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('undo_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('refusal', sa.Text(), nullable=True),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('unit_path', PATH, nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_review_run_account_id_account')),
    sa.ForeignKeyConstraint(UNIT, ['unit.id', 'unit.path'], name=op.f('fk_review_run_unit_id_unit_path_unit'), onupdate='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_review_run')),
    sa.UniqueConstraint('id', 'unit_path', name=op.f('uq_review_run_id_unit_path'))
    )
    op.create_index('ix_review_run_state', 'review_run', ['state', 'id'])
    op.create_index('ix_review_run_unit', 'review_run', ['unit_id', 'id'])
    op.create_index(op.f('ix_review_run_unit_path'), 'review_run', ['unit_path'])
    op.create_table('review_pick',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('initiative_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('run_id', sa.Integer(), nullable=True),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('outcome', sa.Text(), nullable=True),
    sa.Column('review_id', sa.Integer(), nullable=True),
    sa.Column('refusal', sa.Text(), nullable=True),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('unit_path', PATH, nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_review_pick_account_id_account')),
    sa.ForeignKeyConstraint(['initiative_id'], ['initiative.id'], name=op.f('fk_review_pick_initiative_id_initiative')),
    sa.ForeignKeyConstraint(['run_id', 'unit_path'], ['review_run.id', 'review_run.unit_path'], name=op.f('fk_review_pick_run_id_unit_path_review_run'), onupdate='CASCADE'),
    sa.ForeignKeyConstraint(UNIT, ['unit.id', 'unit.path'], name=op.f('fk_review_pick_unit_id_unit_path_unit'), onupdate='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_review_pick'))
    )
    op.create_index('uq_review_pick_chosen', 'review_pick', ['unit_id', 'account_id', 'initiative_id'], unique=True, sqlite_where=WHERE_CHOSEN, postgresql_where=WHERE_CHOSEN)
    op.create_index('ix_review_pick_run', 'review_pick', ['run_id', 'state', 'id'])
    op.create_index(op.f('ix_review_pick_initiative_id'), 'review_pick', ['initiative_id'])
    op.create_index(op.f('ix_review_pick_unit_path'), 'review_pick', ['unit_path'])
    # What was decided before stays untold: its unit has long seen it.
    op.add_column('review', sa.Column('version_after', sa.Integer()))
    op.add_column('review', sa.Column('tell_at', sa.DateTime(timezone=True)))
    op.create_index('ix_review_untold', 'review', ['tell_at'], sqlite_where=WHERE_UNTOLD, postgresql_where=WHERE_UNTOLD)
    op.create_index('ix_review_reviewer', 'review', ['reviewer_id', 'at'])


def downgrade() -> None:
    op.drop_index('ix_review_reviewer', 'review')
    op.drop_index('ix_review_untold', 'review')
    with op.batch_alter_table('review', schema=None) as batch_op:
        batch_op.drop_column('tell_at')
        batch_op.drop_column('version_after')
    op.drop_table('review_pick')
    op.drop_table('review_run')
