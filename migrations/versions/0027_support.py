"""requests for help: roster, requests with their words and clocks, what a desk keeps, knowledge"""

import sqlalchemy as sa
from alembic import op

revision = '0027'
down_revision = '0026'

PATH = sa.Text().with_variant(sa.Text(collation='C'), 'postgresql')

TABLES = (
    'article',
    'canned_answer',
    'obstacle_answer',
    'request',
    'support_team',
    'assignment',
    'duty',
    'internal_note',
    'message',
    'request_file',
    'request_made',
    'request_step',
    'tie',
    'obstacle_reading',
)


def upgrade() -> None:
    op.create_table('article',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('category', sa.Text(), nullable=True),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('search', sa.Text(), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('unit_path', PATH, nullable=False),
    sa.ForeignKeyConstraint(['unit_id', 'unit_path'], ['unit.id', 'unit.path'], name=op.f('fk_article_unit_id_unit_path_unit'), onupdate='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_article'))
    )
    op.create_index(op.f('ix_article_unit_path'), 'article', ['unit_path'])
    op.create_table('canned_answer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('category', sa.Text(), nullable=True),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('unit_path', PATH, nullable=False),
    sa.ForeignKeyConstraint(['unit_id', 'unit_path'], ['unit.id', 'unit.path'], name=op.f('fk_canned_answer_unit_id_unit_path_unit'), onupdate='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_canned_answer'))
    )
    op.create_index(op.f('ix_canned_answer_unit_path'), 'canned_answer', ['unit_path'])
    op.create_table('obstacle_answer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('obstacle', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('signed_by', sa.Text(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('unit_path', PATH, nullable=False),
    sa.ForeignKeyConstraint(['unit_id', 'unit_path'], ['unit.id', 'unit.path'], name=op.f('fk_obstacle_answer_unit_id_unit_path_unit'), onupdate='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_obstacle_answer'))
    )
    op.create_index(op.f('ix_obstacle_answer_unit_path'), 'obstacle_answer', ['unit_path'])
    op.create_table('request',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('desk_unit_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('category', sa.Text(), nullable=False),
    sa.Column('obstacle', sa.Text(), nullable=True),
    sa.Column('way', sa.Text(), nullable=False),
    sa.Column('subject_line', sa.Text(), nullable=False),
    sa.Column('search', sa.Text(), nullable=False),
    sa.Column('asker_id', sa.Integer(), nullable=True),
    sa.Column('asker', sa.Text(), nullable=False),
    sa.Column('author_name', sa.Text(), nullable=True),
    sa.Column('phone_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('phone_key', sa.Text(), nullable=True),
    sa.Column('page', sa.Text(), nullable=True),
    sa.Column('initiative_id', sa.Integer(), nullable=True),
    sa.Column('batch_id', sa.Integer(), nullable=True),
    sa.Column('row_id', sa.Integer(), nullable=True),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('touched_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('spent', sa.Integer(), nullable=False),
    sa.Column('running_since', sa.DateTime(timezone=True), nullable=True),
    sa.Column('first_after', sa.Integer(), nullable=True),
    sa.Column('solved_after', sa.Integer(), nullable=True),
    sa.Column('first_due_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('climbs_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('tell_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reopened', sa.Integer(), nullable=False),
    sa.Column('code', sa.Text(), nullable=True),
    sa.Column('key', sa.Text(), nullable=True),
    sa.Column('digest', sa.Text(), nullable=True),
    sa.Column('seal', sa.LargeBinary(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('unit_path', PATH, nullable=False),
    sa.ForeignKeyConstraint(['asker_id'], ['account.id'], name=op.f('fk_request_asker_id_account')),
    sa.ForeignKeyConstraint(['desk_unit_id'], ['unit.id'], name=op.f('fk_request_desk_unit_id_unit')),
    sa.ForeignKeyConstraint(['unit_id', 'unit_path'], ['unit.id', 'unit.path'], name=op.f('fk_request_unit_id_unit_path_unit'), onupdate='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_request')),
    sa.UniqueConstraint('code', name=op.f('uq_request_code')),
    sa.UniqueConstraint('id', 'unit_path', name=op.f('uq_request_id_unit_path')),
    sa.UniqueConstraint('unit_id', 'digest', name=op.f('uq_request_unit_id_digest')),
    sa.UniqueConstraint('unit_id', 'key', name=op.f('uq_request_unit_id_key'))
    )
    op.create_index(op.f('ix_request_asker_id'), 'request', ['asker_id'])
    op.create_index(op.f('ix_request_batch_id'), 'request', ['batch_id'])
    op.create_index('ix_request_climbs', 'request', ['climbs_at'], sqlite_where=sa.text('climbs_at IS NOT NULL'), postgresql_where=sa.text('climbs_at IS NOT NULL'))
    op.create_index('ix_request_desk', 'request', ['desk_unit_id', 'state', 'due_at'])
    op.create_index(op.f('ix_request_initiative_id'), 'request', ['initiative_id'])
    op.create_index('ix_request_obstacle', 'request', ['obstacle', 'unit_path', 'state'])
    op.create_index(op.f('ix_request_phone_key'), 'request', ['phone_key'])
    op.create_index('ix_request_tells', 'request', ['tell_at'], sqlite_where=sa.text('tell_at IS NOT NULL'), postgresql_where=sa.text('tell_at IS NOT NULL'))
    op.create_index('ix_request_unit', 'request', ['unit_id', 'asked_at'])
    op.create_index(op.f('ix_request_unit_path'), 'request', ['unit_path'])
    op.create_table('support_team',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('dissolved_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('unit_path', PATH, nullable=False),
    sa.ForeignKeyConstraint(['unit_id', 'unit_path'], ['unit.id', 'unit.path'], name=op.f('fk_support_team_unit_id_unit_path_unit'), onupdate='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_support_team')),
    sa.UniqueConstraint('id', 'unit_path', name=op.f('uq_support_team_id_unit_path'))
    )
    op.create_index(op.f('ix_support_team_unit_path'), 'support_team', ['unit_path'])
    op.create_index('uq_support_team_unit', 'support_team', ['unit_id'], unique=True, sqlite_where=sa.text('dissolved_at IS NULL'), postgresql_where=sa.text('dissolved_at IS NULL'))
    op.create_table('assignment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('about_request_id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('full_name', sa.Text(), nullable=False),
    sa.Column('part', sa.Text(), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('unit_path', PATH, nullable=False),
    sa.ForeignKeyConstraint(['about_request_id'], ['request.id'], name=op.f('fk_assignment_about_request_id_request')),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_assignment_account_id_account')),
    sa.ForeignKeyConstraint(['unit_id', 'unit_path'], ['unit.id', 'unit.path'], name=op.f('fk_assignment_unit_id_unit_path_unit'), onupdate='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_assignment'))
    )
    op.create_index(op.f('ix_assignment_about_request_id'), 'assignment', ['about_request_id'])
    op.create_index(op.f('ix_assignment_unit_path'), 'assignment', ['unit_path'])
    op.create_index('ix_assignment_who', 'assignment', ['unit_id', 'account_id', 'part', 'until'])
    op.create_index('uq_assignment_handles', 'assignment', ['unit_id', 'about_request_id'], unique=True, sqlite_where=sa.text("part IN ('handles') AND until IS NULL"), postgresql_where=sa.text("part IN ('handles') AND until IS NULL"))
    op.create_index('uq_assignment_live', 'assignment', ['about_request_id', 'unit_id', 'account_id', 'part'], unique=True, sqlite_where=sa.text('until IS NULL'), postgresql_where=sa.text('until IS NULL'))
    op.create_table('duty',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('team_id', sa.Integer(), nullable=True),
    sa.Column('account_id', sa.Integer(), nullable=True),
    sa.Column('full_name', sa.Text(), nullable=False),
    sa.Column('office', sa.Text(), nullable=False),
    sa.Column('search', sa.Text(), nullable=False),
    sa.Column('phone_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('hours', sa.Text(), nullable=False),
    sa.Column('since', sa.Date(), nullable=True),
    sa.Column('until', sa.Date(), nullable=True),
    sa.Column('away_since', sa.Date(), nullable=True),
    sa.Column('away_until', sa.Date(), nullable=True),
    sa.Column('stand_in_id', sa.Integer(), nullable=True),
    sa.Column('stand_in', sa.Text(), nullable=False),
    sa.Column('stand_in_phone_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('seal', sa.LargeBinary(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('unit_path', PATH, nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_duty_account_id_account')),
    sa.ForeignKeyConstraint(['stand_in_id'], ['account.id'], name=op.f('fk_duty_stand_in_id_account')),
    sa.ForeignKeyConstraint(['team_id', 'unit_path'], ['support_team.id', 'support_team.unit_path'], name=op.f('fk_duty_team_id_unit_path_support_team'), onupdate='CASCADE'),
    sa.ForeignKeyConstraint(['unit_id', 'unit_path'], ['unit.id', 'unit.path'], name=op.f('fk_duty_unit_id_unit_path_unit'), onupdate='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_duty'))
    )
    op.create_index(op.f('ix_duty_account_id'), 'duty', ['account_id'])
    op.create_index(op.f('ix_duty_team_id'), 'duty', ['team_id'])
    op.create_index(op.f('ix_duty_unit_path'), 'duty', ['unit_path'])
    op.create_table('internal_note',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('about_request_id', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('signed_by', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('unit_path', PATH, nullable=False),
    sa.ForeignKeyConstraint(['about_request_id'], ['request.id'], name=op.f('fk_internal_note_about_request_id_request')),
    sa.ForeignKeyConstraint(['unit_id', 'unit_path'], ['unit.id', 'unit.path'], name=op.f('fk_internal_note_unit_id_unit_path_unit'), onupdate='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_internal_note'))
    )
    op.create_index(op.f('ix_internal_note_about_request_id'), 'internal_note', ['about_request_id'])
    op.create_index(op.f('ix_internal_note_unit_path'), 'internal_note', ['unit_path'])
    op.create_table('message',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('request_id', sa.Integer(), nullable=False),
    sa.Column('side', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('signed_by', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('unit_path', PATH, nullable=False),
    sa.ForeignKeyConstraint(['request_id', 'unit_path'], ['request.id', 'request.unit_path'], name=op.f('fk_message_request_id_unit_path_request'), onupdate='CASCADE'),
    sa.ForeignKeyConstraint(['unit_id', 'unit_path'], ['unit.id', 'unit.path'], name=op.f('fk_message_unit_id_unit_path_unit'), onupdate='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_message'))
    )
    op.create_index(op.f('ix_message_request_id'), 'message', ['request_id'])
    op.create_index(op.f('ix_message_unit_path'), 'message', ['unit_path'])
    op.create_table('request_file',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('request_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.Text(), nullable=False),
    sa.Column('stored_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('unit_path', PATH, nullable=False),
    sa.ForeignKeyConstraint(['request_id', 'unit_path'], ['request.id', 'request.unit_path'], name=op.f('fk_request_file_request_id_unit_path_request'), onupdate='CASCADE'),
    sa.ForeignKeyConstraint(['unit_id', 'unit_path'], ['unit.id', 'unit.path'], name=op.f('fk_request_file_unit_id_unit_path_unit'), onupdate='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_request_file'))
    )
    op.create_index(op.f('ix_request_file_request_id'), 'request_file', ['request_id'])
    op.create_index(op.f('ix_request_file_unit_path'), 'request_file', ['unit_path'])
    op.create_table('request_made',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('request_id', sa.Integer(), nullable=False),
    sa.Column('initiative_id', sa.Integer(), nullable=True),
    sa.Column('batch_id', sa.Integer(), nullable=True),
    sa.Column('file_id', sa.Integer(), nullable=True),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('signed_by', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('unit_path', PATH, nullable=False),
    sa.ForeignKeyConstraint(['batch_id'], ['batch.id'], name=op.f('fk_request_made_batch_id_batch')),
    sa.ForeignKeyConstraint(['file_id'], ['request_file.id'], name=op.f('fk_request_made_file_id_request_file')),
    sa.ForeignKeyConstraint(['initiative_id'], ['initiative.id'], name=op.f('fk_request_made_initiative_id_initiative')),
    sa.ForeignKeyConstraint(['request_id', 'unit_path'], ['request.id', 'request.unit_path'], name=op.f('fk_request_made_request_id_unit_path_request'), onupdate='CASCADE'),
    sa.ForeignKeyConstraint(['unit_id', 'unit_path'], ['unit.id', 'unit.path'], name=op.f('fk_request_made_unit_id_unit_path_unit'), onupdate='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_request_made')),
    sa.UniqueConstraint('file_id', name=op.f('uq_request_made_file_id')),
    sa.UniqueConstraint('initiative_id', name=op.f('uq_request_made_initiative_id'))
    )
    op.create_index(op.f('ix_request_made_batch_id'), 'request_made', ['batch_id'])
    op.create_index(op.f('ix_request_made_request_id'), 'request_made', ['request_id'])
    op.create_index(op.f('ix_request_made_unit_path'), 'request_made', ['unit_path'])
    op.create_table('request_step',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('request_id', sa.Integer(), nullable=False),
    sa.Column('act', sa.Text(), nullable=False),
    sa.Column('from_state', sa.Text(), nullable=True),
    sa.Column('to_state', sa.Text(), nullable=False),
    sa.Column('desk_unit_id', sa.Integer(), nullable=False),
    sa.Column('spent', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('signed_by', sa.Text(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('unit_path', PATH, nullable=False),
    sa.ForeignKeyConstraint(['request_id', 'unit_path'], ['request.id', 'request.unit_path'], name=op.f('fk_request_step_request_id_unit_path_request'), onupdate='CASCADE'),
    sa.ForeignKeyConstraint(['unit_id', 'unit_path'], ['unit.id', 'unit.path'], name=op.f('fk_request_step_unit_id_unit_path_unit'), onupdate='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_request_step'))
    )
    op.create_index('ix_request_step_desk', 'request_step', ['desk_unit_id', 'at'])
    op.create_index(op.f('ix_request_step_request_id'), 'request_step', ['request_id'])
    op.create_index(op.f('ix_request_step_unit_path'), 'request_step', ['unit_path'])
    op.create_table('tie',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('about_request_id', sa.Integer(), nullable=False),
    sa.Column('to_request_id', sa.Integer(), nullable=False),
    sa.Column('part', sa.Text(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('unit_path', PATH, nullable=False),
    sa.ForeignKeyConstraint(['about_request_id'], ['request.id'], name=op.f('fk_tie_about_request_id_request')),
    sa.ForeignKeyConstraint(['to_request_id'], ['request.id'], name=op.f('fk_tie_to_request_id_request')),
    sa.ForeignKeyConstraint(['unit_id', 'unit_path'], ['unit.id', 'unit.path'], name=op.f('fk_tie_unit_id_unit_path_unit'), onupdate='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tie')),
    sa.UniqueConstraint('unit_id', 'about_request_id', 'to_request_id', name=op.f('uq_tie_unit_id_about_request_id_to_request_id'))
    )
    op.create_index(op.f('ix_tie_about_request_id'), 'tie', ['about_request_id'])
    op.create_index(op.f('ix_tie_to_request_id'), 'tie', ['to_request_id'])
    op.create_index(op.f('ix_tie_unit_path'), 'tie', ['unit_path'])
    op.create_table('obstacle_reading',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('answer_id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('unit_path', PATH, nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_obstacle_reading_account_id_account')),
    sa.ForeignKeyConstraint(['answer_id'], ['obstacle_answer.id'], name=op.f('fk_obstacle_reading_answer_id_obstacle_answer')),
    sa.ForeignKeyConstraint(['unit_id', 'unit_path'], ['unit.id', 'unit.path'], name=op.f('fk_obstacle_reading_unit_id_unit_path_unit'), onupdate='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_obstacle_reading')),
    sa.UniqueConstraint('unit_id', 'answer_id', 'account_id', name=op.f('uq_obstacle_reading_unit_id_answer_id_account_id'))
    )
    op.create_index(op.f('ix_obstacle_reading_answer_id'), 'obstacle_reading', ['answer_id'])
    op.create_index(op.f('ix_obstacle_reading_unit_path'), 'obstacle_reading', ['unit_path'])


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
