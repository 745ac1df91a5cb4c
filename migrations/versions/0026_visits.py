"""working groups, visits with their minutes, and what was promised at them"""

import sqlalchemy as sa
from alembic import op

revision = '0026'
down_revision = '0025'

PATH = sa.Text().with_variant(sa.Text(collation='C'), 'postgresql')

TABLES = (
    'working_group', 'group_member', 'visit', 'commitment', 'minutes_part',
    'visit_note', 'visit_step', 'commitment_copy', 'commitment_reminder',
)


def upgrade() -> None:
    op.create_table('working_group',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('dissolved_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('unit_path', PATH, nullable=False),
    sa.ForeignKeyConstraint(['unit_id', 'unit_path'], ['unit.id', 'unit.path'], name=op.f('fk_working_group_unit_id_unit_path_unit'), onupdate='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_working_group')),
    sa.UniqueConstraint('id', 'unit_path', name=op.f('uq_working_group_id_unit_path'))
    )
    op.create_index(op.f('ix_working_group_unit_path'), 'working_group', ['unit_path'])
    op.create_table('group_member',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('group_id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=True),
    sa.Column('full_name', sa.Text(), nullable=False),
    sa.Column('office', sa.Text(), nullable=False),
    sa.Column('organisation', sa.Text(), nullable=False),
    sa.Column('part', sa.Text(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('unit_path', PATH, nullable=False),
    sa.ForeignKeyConstraint(['group_id', 'unit_path'], ['working_group.id', 'working_group.unit_path'], name=op.f('fk_group_member_group_id_unit_path_working_group'), onupdate='CASCADE'),
    sa.ForeignKeyConstraint(['unit_id', 'unit_path'], ['unit.id', 'unit.path'], name=op.f('fk_group_member_unit_id_unit_path_unit'), onupdate='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_group_member')),
    sa.UniqueConstraint('group_id', 'account_id', name=op.f('uq_group_member_group_id_account_id'))
    )
    op.create_index(op.f('ix_group_member_account_id'), 'group_member', ['account_id'])
    op.create_index(op.f('ix_group_member_group_id'), 'group_member', ['group_id'])
    op.create_index(op.f('ix_group_member_unit_path'), 'group_member', ['unit_path'])
    op.create_index('uq_group_member_office', 'group_member', ['group_id', 'part'], unique=True, sqlite_where=sa.text("part != 'member'"), postgresql_where=sa.text("part != 'member'"))
    op.create_table('visit',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('about_unit_id', sa.Integer(), nullable=False),
    sa.Column('programme_id', sa.Integer(), nullable=False),
    sa.Column('stage_id', sa.Integer(), nullable=False),
    sa.Column('group_id', sa.Integer(), nullable=True),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('venue', sa.Text(), nullable=False),
    sa.Column('meets', sa.JSON(), nullable=False),
    sa.Column('prepare', sa.Text(), nullable=False),
    sa.Column('result', sa.Text(), nullable=True),
    sa.Column('held_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('dossier', sa.JSON(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('unit_path', PATH, nullable=False),
    sa.ForeignKeyConstraint(['about_unit_id'], ['unit.id'], name=op.f('fk_visit_about_unit_id_unit')),
    sa.ForeignKeyConstraint(['group_id', 'unit_path'], ['working_group.id', 'working_group.unit_path'], name=op.f('fk_visit_group_id_unit_path_working_group'), onupdate='CASCADE'),
    sa.ForeignKeyConstraint(['programme_id'], ['programme.id'], name=op.f('fk_visit_programme_id_programme')),
    sa.ForeignKeyConstraint(['stage_id'], ['stage.id'], name=op.f('fk_visit_stage_id_stage')),
    sa.ForeignKeyConstraint(['unit_id', 'unit_path'], ['unit.id', 'unit.path'], name=op.f('fk_visit_unit_id_unit_path_unit'), onupdate='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_visit')),
    sa.UniqueConstraint('id', 'unit_path', name=op.f('uq_visit_id_unit_path'))
    )
    op.create_index(op.f('ix_visit_about_unit_id'), 'visit', ['about_unit_id'])
    op.create_index(op.f('ix_visit_group_id'), 'visit', ['group_id'])
    op.create_index('ix_visit_unit', 'visit', ['unit_id', 'starts_at'])
    op.create_index(op.f('ix_visit_unit_path'), 'visit', ['unit_path'])
    op.create_index('uq_visit_open', 'visit', ['unit_id', 'about_unit_id'], unique=True, sqlite_where=sa.text("state IN ('proposed', 'planned', 'announced')"), postgresql_where=sa.text("state IN ('proposed', 'planned', 'announced')"))
    op.create_table('commitment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('visit_id', sa.Integer(), nullable=False),
    sa.Column('about_unit_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('remind_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('who', sa.Text(), nullable=False),
    sa.Column('what', sa.Text(), nullable=False),
    sa.Column('amount', sa.Integer(), nullable=True),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('stage_id', sa.Integer(), nullable=False),
    sa.Column('registered_before', sa.Integer(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('unit_path', PATH, nullable=False),
    sa.ForeignKeyConstraint(['about_unit_id'], ['unit.id'], name=op.f('fk_commitment_about_unit_id_unit')),
    sa.ForeignKeyConstraint(['stage_id'], ['stage.id'], name=op.f('fk_commitment_stage_id_stage')),
    sa.ForeignKeyConstraint(['unit_id', 'unit_path'], ['unit.id', 'unit.path'], name=op.f('fk_commitment_unit_id_unit_path_unit'), onupdate='CASCADE'),
    sa.ForeignKeyConstraint(['visit_id', 'unit_path'], ['visit.id', 'visit.unit_path'], name=op.f('fk_commitment_visit_id_unit_path_visit'), onupdate='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_commitment')),
    sa.UniqueConstraint('id', 'unit_path', name=op.f('uq_commitment_id_unit_path'))
    )
    op.create_index(op.f('ix_commitment_about_unit_id'), 'commitment', ['about_unit_id'])
    op.create_index('ix_commitment_remind', 'commitment', ['remind_at'])
    op.create_index('ix_commitment_state', 'commitment', ['unit_id', 'state', 'due_on'])
    op.create_index(op.f('ix_commitment_unit_path'), 'commitment', ['unit_path'])
    op.create_index(op.f('ix_commitment_visit_id'), 'commitment', ['visit_id'])
    op.create_table('minutes_part',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('visit_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('page', sa.Text(), nullable=False),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('saved_by_id', sa.Integer(), nullable=True),
    sa.Column('signed_by', sa.Text(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('unit_path', PATH, nullable=False),
    sa.ForeignKeyConstraint(['unit_id', 'unit_path'], ['unit.id', 'unit.path'], name=op.f('fk_minutes_part_unit_id_unit_path_unit'), onupdate='CASCADE'),
    sa.ForeignKeyConstraint(['visit_id', 'unit_path'], ['visit.id', 'visit.unit_path'], name=op.f('fk_minutes_part_visit_id_unit_path_visit'), onupdate='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_minutes_part')),
    sa.UniqueConstraint('visit_id', 'kind', name=op.f('uq_minutes_part_visit_id_kind'))
    )
    op.create_index(op.f('ix_minutes_part_unit_path'), 'minutes_part', ['unit_path'])
    op.create_table('visit_note',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('visit_id', sa.Integer(), nullable=False),
    sa.Column('upper_unit_id', sa.Integer(), nullable=False),
    sa.Column('upper', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('venue', sa.Text(), nullable=False),
    sa.Column('meets', sa.JSON(), nullable=False),
    sa.Column('prepare', sa.Text(), nullable=False),
    sa.Column('head', sa.Text(), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('unit_path', PATH, nullable=False),
    sa.ForeignKeyConstraint(['unit_id', 'unit_path'], ['unit.id', 'unit.path'], name=op.f('fk_visit_note_unit_id_unit_path_unit'), onupdate='CASCADE'),
    sa.ForeignKeyConstraint(['upper_unit_id'], ['unit.id'], name=op.f('fk_visit_note_upper_unit_id_unit')),
    sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], name=op.f('fk_visit_note_visit_id_visit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_visit_note')),
    sa.UniqueConstraint('visit_id', name=op.f('uq_visit_note_visit_id'))
    )
    op.create_index('ix_visit_note_unit', 'visit_note', ['unit_id', 'starts_at'])
    op.create_index(op.f('ix_visit_note_unit_path'), 'visit_note', ['unit_path'])
    op.create_table('visit_step',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('visit_id', sa.Integer(), nullable=False),
    sa.Column('act', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('signed_by', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('unit_path', PATH, nullable=False),
    sa.ForeignKeyConstraint(['unit_id', 'unit_path'], ['unit.id', 'unit.path'], name=op.f('fk_visit_step_unit_id_unit_path_unit'), onupdate='CASCADE'),
    sa.ForeignKeyConstraint(['visit_id', 'unit_path'], ['visit.id', 'visit.unit_path'], name=op.f('fk_visit_step_visit_id_unit_path_visit'), onupdate='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_visit_step'))
    )
    op.create_index(op.f('ix_visit_step_unit_path'), 'visit_step', ['unit_path'])
    op.create_index(op.f('ix_visit_step_visit_id'), 'visit_step', ['visit_id'])
    op.create_table('commitment_copy',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('commitment_id', sa.Integer(), nullable=False),
    sa.Column('upper_unit_id', sa.Integer(), nullable=False),
    sa.Column('upper', sa.Text(), nullable=False),
    sa.Column('said', sa.Text(), nullable=True),
    sa.Column('said_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('said_by', sa.Text(), nullable=True),
    sa.Column('who', sa.Text(), nullable=False),
    sa.Column('what', sa.Text(), nullable=False),
    sa.Column('amount', sa.Integer(), nullable=True),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('stage_id', sa.Integer(), nullable=False),
    sa.Column('registered_before', sa.Integer(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('unit_path', PATH, nullable=False),
    sa.ForeignKeyConstraint(['commitment_id'], ['commitment.id'], name=op.f('fk_commitment_copy_commitment_id_commitment')),
    sa.ForeignKeyConstraint(['stage_id'], ['stage.id'], name=op.f('fk_commitment_copy_stage_id_stage')),
    sa.ForeignKeyConstraint(['unit_id', 'unit_path'], ['unit.id', 'unit.path'], name=op.f('fk_commitment_copy_unit_id_unit_path_unit'), onupdate='CASCADE'),
    sa.ForeignKeyConstraint(['upper_unit_id'], ['unit.id'], name=op.f('fk_commitment_copy_upper_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_commitment_copy')),
    sa.UniqueConstraint('commitment_id', name=op.f('uq_commitment_copy_commitment_id'))
    )
    op.create_index('ix_commitment_copy_state', 'commitment_copy', ['unit_id', 'state', 'due_on'])
    op.create_index(op.f('ix_commitment_copy_unit_path'), 'commitment_copy', ['unit_path'])
    op.create_table('commitment_reminder',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('commitment_id', sa.Integer(), nullable=False),
    sa.Column('step', sa.Text(), nullable=False),
    sa.Column('outcome', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('unit_path', PATH, nullable=False),
    sa.ForeignKeyConstraint(['commitment_id', 'unit_path'], ['commitment.id', 'commitment.unit_path'], name=op.f('fk_commitment_reminder_commitment_id_unit_path_commitment'), onupdate='CASCADE'),
    sa.ForeignKeyConstraint(['unit_id', 'unit_path'], ['unit.id', 'unit.path'], name=op.f('fk_commitment_reminder_unit_id_unit_path_unit'), onupdate='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_commitment_reminder')),
    sa.UniqueConstraint('commitment_id', 'step', name=op.f('uq_commitment_reminder_commitment_id_step'))
    )
    op.create_index(op.f('ix_commitment_reminder_unit_path'), 'commitment_reminder', ['unit_path'])


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
