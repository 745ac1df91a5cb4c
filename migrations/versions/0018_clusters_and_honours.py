"""heads of clusters with their copies and letters; stories and the honour board"""

import sqlalchemy as sa
from alembic import op

revision = '0018'
down_revision = '0017'

PATH = sa.Text().with_variant(sa.Text(collation='C'), 'postgresql')
UNIT = ['unit_id', 'unit_path']


def upgrade() -> None:
    with op.batch_alter_table('cluster', schema=None) as batch_op:
        batch_op.add_column(sa.Column('head_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('copied_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f('ix_cluster_head_id'), ['head_id'])
        batch_op.create_index(batch_op.f('ix_cluster_copied_at'), ['copied_at'])
        batch_op.create_foreign_key(batch_op.f('fk_cluster_head_id_unit'), 'unit', ['head_id'], ['id'])
    op.create_table('cluster_figure',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('cluster_id', sa.Integer(), nullable=False),
    sa.Column('about_unit_id', sa.Integer(), nullable=False),
    sa.Column('programme_id', sa.Integer(), nullable=False),
    sa.Column('stage_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('above_id', sa.Integer(), nullable=False),
    sa.Column('above', sa.Text(), nullable=False),
    sa.Column('quota', sa.Integer(), nullable=True),
    sa.Column('counts', sa.JSON(), nullable=False),
    sa.Column('member_count', sa.Integer(), nullable=True),
    sa.Column('as_of', sa.DateTime(timezone=True), nullable=False),
    *of_unit('cluster_figure'),
    *refers('cluster_figure', cluster_id='cluster', about_unit_id='unit', above_id='unit', programme_id='programme', stage_id='stage'),
    sa.UniqueConstraint('unit_id', 'cluster_id', 'programme_id', 'stage_id', 'about_unit_id', name='uq_cluster_figure')
    )
    op.create_table('cluster_quarter',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('cluster_id', sa.Integer(), nullable=False),
    sa.Column('about_unit_id', sa.Integer(), nullable=False),
    sa.Column('programme_id', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('quarter', sa.Integer(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.Column('target', sa.Integer(), nullable=True),
    *of_unit('cluster_quarter'),
    *refers('cluster_quarter', cluster_id='cluster', about_unit_id='unit', programme_id='programme'),
    sa.UniqueConstraint('unit_id', 'cluster_id', 'programme_id', 'year', 'quarter', 'about_unit_id', name='uq_cluster_quarter')
    )
    op.create_table('cluster_reminder',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('cluster_id', sa.Integer(), nullable=False),
    sa.Column('week', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('receivers', sa.JSON(), nullable=False),
    sa.Column('signed_by', sa.Text(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('delivered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('receiver_count', sa.Integer(), nullable=True),
    *of_unit('cluster_reminder'),
    *refers('cluster_reminder', cluster_id='cluster', by_id='account'),
    sa.UniqueConstraint('cluster_id', 'week', name=op.f('uq_cluster_reminder_cluster_id_week'))
    )
    op.create_index(op.f('ix_cluster_reminder_delivered_at'), 'cluster_reminder', ['delivered_at'])
    op.create_table('story',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('initiative_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    *of_unit('story'),
    *refers('story', initiative_id='initiative', by_id='account'),
    sa.UniqueConstraint('unit_id', 'initiative_id', name=op.f('uq_story_unit_id_initiative_id'))
    )
    op.create_index(op.f('ix_story_initiative_id'), 'story', ['initiative_id'])
    op.create_table('honour',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('stage_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=True),
    sa.Column('text', sa.Text(), nullable=True),
    sa.Column('story_id', sa.Integer(), nullable=True),
    sa.Column('kind_code', sa.Text(), nullable=True),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('quota', sa.Integer(), nullable=True),
    sa.Column('count', sa.Integer(), nullable=True),
    sa.Column('as_of', sa.DateTime(timezone=True), nullable=False),
    *of_unit('honour'),
    *refers('honour', stage_id='stage'),
    sa.UniqueConstraint('story_id', name=op.f('uq_honour_story_id'))
    )
    op.create_index('ix_honour_stage', 'honour', ['stage_id', 'kind', 'position'])
    op.create_table('honour_board',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('stage_id', sa.Integer(), nullable=False),
    sa.Column('as_of', sa.DateTime(timezone=True), nullable=False),
    sa.Column('left_out', sa.JSON(), nullable=False),
    *of_unit('honour_board'),
    *refers('honour_board', stage_id='stage'),
    sa.UniqueConstraint('unit_id', 'stage_id', name=op.f('uq_honour_board_unit_id_stage_id'))
    )
    for table in TABLES:
        op.create_index(op.f(f'ix_{table}_unit_path'), table, ['unit_path'])


TABLES = ('cluster_figure', 'cluster_quarter', 'cluster_reminder', 'story', 'honour', 'honour_board')


def of_unit(table: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column('unit_id', sa.Integer(), nullable=False),
        sa.Column('unit_path', PATH, nullable=False),
        sa.ForeignKeyConstraint(UNIT, ['unit.id', 'unit.path'], name=op.f(f'fk_{table}_unit_id_unit_path_unit'), onupdate='CASCADE'),
        sa.PrimaryKeyConstraint('id', name=op.f(f'pk_{table}')),
    ]


def refers(table: str, **to: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.ForeignKeyConstraint([column], [f'{other}.id'], name=op.f(f'fk_{table}_{column}_{other}'))
        for column, other in to.items()
    ]


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    with op.batch_alter_table('cluster', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_cluster_head_id_unit'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_cluster_copied_at'))
        batch_op.drop_index(batch_op.f('ix_cluster_head_id'))
        batch_op.drop_column('copied_at')
        batch_op.drop_column('head_id')
