"""what helps to judge: which groups fit which blocks, words that hint at a reason, the text as it
was read, notes that a desk keeps"""

import sqlalchemy as sa
from alembic import op

revision = '0014'
down_revision = '0013'

PATH = sa.Text().with_variant(sa.Text(collation='C'), 'postgresql')


def upgrade() -> None:
    op.add_column('target_group', sa.Column('blocks', sa.JSON()))
    op.add_column('reason_code', sa.Column('hints', sa.JSON()))
    op.create_table('reviewed_text',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('review_id', sa.Integer(), nullable=False),
    sa.Column('initiative_id', sa.Integer(), nullable=False),
    sa.Column('field', sa.Text(), nullable=False),
    sa.Column('text', sa.Text()),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('unit_path', PATH, nullable=False),
    sa.ForeignKeyConstraint(['review_id', 'unit_path'], ['review.id', 'review.unit_path'], name=op.f('fk_reviewed_text_review_id_unit_path_review'), onupdate='CASCADE'),
    sa.ForeignKeyConstraint(['unit_id', 'unit_path'], ['unit.id', 'unit.path'], name=op.f('fk_reviewed_text_unit_id_unit_path_unit'), onupdate='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reviewed_text'))
    )
    op.create_index(op.f('ix_reviewed_text_review_id'), 'reviewed_text', ['review_id'])
    op.create_index(op.f('ix_reviewed_text_unit_path'), 'reviewed_text', ['unit_path'])
    op.create_table('canned_note',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('unit_path', PATH, nullable=False),
    sa.ForeignKeyConstraint(['unit_id', 'unit_path'], ['unit.id', 'unit.path'], name=op.f('fk_canned_note_unit_id_unit_path_unit'), onupdate='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_canned_note'))
    )
    op.create_index(op.f('ix_canned_note_unit_path'), 'canned_note', ['unit_path'])


def downgrade() -> None:
    op.drop_table('canned_note')
    op.drop_table('reviewed_text')
    with op.batch_alter_table('reason_code', schema=None) as batch_op:
        batch_op.drop_column('hints')
    with op.batch_alter_table('target_group', schema=None) as batch_op:
        batch_op.drop_column('blocks')
