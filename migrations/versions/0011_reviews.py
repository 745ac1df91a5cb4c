"""routes of review as data; decisions that can be undone; a second look"""

import sqlalchemy as sa
from alembic import op

revision = '0011'
down_revision = '0010'

PATH = sa.Text().with_variant(sa.Text(collation='C'), 'postgresql')
INITIATIVE = (
    sa.Column('desk_person_id', sa.Integer()),
    sa.Column('agreed', sa.Integer(), nullable=False, server_default='0'),
    sa.Column('sent_back_by_id', sa.Integer()),
    sa.Column('entered_by_id', sa.Integer()),
)
REVIEW = (
    sa.Column('assessed_on', sa.Date()),
    sa.Column('benefit_verified', sa.BigInteger()),
    sa.Column('own_entry', sa.Boolean(), nullable=False, server_default=sa.false()),
    sa.Column('namesake', sa.Boolean(), nullable=False, server_default=sa.false()),
    sa.Column('state_before', sa.Text()),
    sa.Column('since_before', sa.DateTime(timezone=True)),
    sa.Column('agreed_before', sa.Integer(), nullable=False, server_default='0'),
    sa.Column('run_id', sa.Integer()),
    sa.Column('told_at', sa.DateTime(timezone=True)),
    sa.Column('undone_at', sa.DateTime(timezone=True)),
)


def upgrade() -> None:
    op.create_table('review_step',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('programme_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('task', sa.Text(), nullable=False),
    sa.Column('place', sa.Text(), nullable=False),
    sa.Column('persons', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('unit_path', PATH, nullable=False),
    sa.ForeignKeyConstraint(['programme_id'], ['programme.id'], name=op.f('fk_review_step_programme_id_programme')),
    sa.ForeignKeyConstraint(['unit_id', 'unit_path'], ['unit.id', 'unit.path'], name=op.f('fk_review_step_unit_id_unit_path_unit'), onupdate='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_review_step')),
    sa.UniqueConstraint('programme_id', 'position', name=op.f('uq_review_step_programme_id_position'))
    )
    op.create_index(op.f('ix_review_step_unit_path'), 'review_step', ['unit_path'])
    op.create_table('second_look',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('initiative_id', sa.Integer(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('refused_by_id', sa.Integer()),
    sa.Column('desk_unit_id', sa.Integer(), nullable=False),
    sa.Column('asked_by_id', sa.Integer(), nullable=False),
    sa.Column('asked_by', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('unit_path', PATH, nullable=False),
    sa.ForeignKeyConstraint(['desk_unit_id'], ['unit.id'], name=op.f('fk_second_look_desk_unit_id_unit')),
    sa.ForeignKeyConstraint(['initiative_id', 'unit_path'], ['initiative.id', 'initiative.unit_path'], name=op.f('fk_second_look_initiative_id_unit_path_initiative'), onupdate='CASCADE'),
    sa.ForeignKeyConstraint(['unit_id', 'unit_path'], ['unit.id', 'unit.path'], name=op.f('fk_second_look_unit_id_unit_path_unit'), onupdate='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_second_look')),
    sa.UniqueConstraint('initiative_id', name=op.f('uq_second_look_initiative_id'))
    )
    op.create_index(op.f('ix_second_look_unit_path'), 'second_look', ['unit_path'])
    for column in INITIATIVE:
        op.add_column('initiative', column._copy())
    for column in REVIEW:
        op.add_column('review', column._copy())
    op.create_index(op.f('ix_review_run_id'), 'review', ['run_id'])
    for name, columns in (
        ('person', ['desk_person_id', 'state', 'desk_since']),
        ('sent_back', ['sent_back_by_id', 'desk_since']),
    ):
        where = sa.column(columns[0]).is_not(None)
        op.create_index(f'ix_initiative_{name}', 'initiative', columns, sqlite_where=where, postgresql_where=where)
    _say_who_waits()


def _say_who_waits() -> None:
    """What is returned now was sent back by the desk that said so last."""
    op.execute(
        "UPDATE initiative SET sent_back_by_id = (SELECT desk_unit_id FROM review"
        " WHERE review.initiative_id = initiative.id AND review.outcome = 'returned'"
        " ORDER BY review.id DESC LIMIT 1) WHERE state = 'returned'"
    )


def downgrade() -> None:
    op.drop_index('ix_initiative_sent_back', 'initiative')
    op.drop_index('ix_initiative_person', 'initiative')
    op.drop_index(op.f('ix_review_run_id'), 'review')
    with op.batch_alter_table('review', schema=None) as batch_op:
        for column in reversed(REVIEW):
            batch_op.drop_column(column.name)
    with op.batch_alter_table('initiative', schema=None) as batch_op:
        for column in reversed(INITIATIVE):
            batch_op.drop_column(column.name)
    op.drop_table('second_look')
    op.drop_table('review_step')
