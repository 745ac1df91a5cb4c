"""rules of reminding, ladders, and what came of them; the runs that were made"""

import sqlalchemy as sa
from alembic import op

revision = '0025'
down_revision = '0024'

PATH = sa.Text().with_variant(sa.Text(collation='C'), 'postgresql')
UNIT = ['unit_id', 'unit_path']


def upgrade() -> None:
    op.create_table('daily_run',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('next_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('steps', sa.Integer(), nullable=False),
    sa.Column('seconds', sa.Double(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_daily_run'))
    )
    op.create_index(op.f('ix_daily_run_at'), 'daily_run', ['at'])
    op.create_table('reminding',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('programme_id', sa.Integer(), nullable=False),
    sa.Column('stage_id', sa.Integer(), nullable=True),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('who', sa.Text(), nullable=False),
    sa.Column('offsets', sa.JSON(), nullable=False),
    sa.Column('weekday', sa.Integer(), nullable=True),
    sa.Column('clock_time', sa.Time(), nullable=False),
    sa.Column('ways', sa.JSON(), nullable=False),
    sa.Column('reach', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('written_by', sa.Integer(), nullable=True),
    sa.Column('previewed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('previewed_by', sa.Integer(), nullable=True),
    sa.Column('switched_on_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('switched_on_by', sa.Integer(), nullable=True),
    *of_unit('reminding'),
    *refers('reminding', programme_id='programme', stage_id='stage'),
    )
    op.create_index(op.f('ix_reminding_programme_id'), 'reminding', ['programme_id'])
    op.create_index(op.f('ix_reminding_switched_on_at'), 'reminding', ['switched_on_at'])
    op.create_table('judged',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('rule_id', sa.Integer(), nullable=False),
    sa.Column('stage_id', sa.Integer(), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    *of_unit('judged'),
    *refers('judged', rule_id='reminding', stage_id='stage'),
    sa.UniqueConstraint('unit_id', 'rule_id', 'stage_id', name=op.f('uq_judged_unit_id_rule_id_stage_id'))
    )
    op.create_table('reminder',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('about_unit_id', sa.Integer(), nullable=False),
    sa.Column('rule_id', sa.Integer(), nullable=False),
    sa.Column('stage_id', sa.Integer(), nullable=False),
    sa.Column('due', sa.Date(), nullable=False),
    sa.Column('moment', sa.DateTime(timezone=True), nullable=False),
    sa.Column('became', sa.Text(), nullable=False),
    sa.Column('merged_into', sa.Integer(), nullable=True),
    sa.Column('title', sa.Text(), nullable=True),
    sa.Column('text', sa.Text(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    *of_unit('reminder'),
    *refers('reminder', about_unit_id='unit', rule_id='reminding', stage_id='stage', merged_into='reminder'),
    sa.UniqueConstraint('id', 'unit_path', name=op.f('uq_reminder_id_unit_path')),
    sa.UniqueConstraint('unit_id', 'about_unit_id', 'rule_id', 'stage_id', 'due', name='uq_reminder_due')
    )
    op.create_index('ix_reminder_about', 'reminder', ['about_unit_id', 'due'])
    op.create_index('ix_reminder_became', 'reminder', ['unit_id', 'became', 'id'])
    op.create_index('ix_reminder_held', 'reminder', ['became', 'about_unit_id'])
    op.create_index(op.f('ix_reminder_merged_into'), 'reminder', ['merged_into'])
    op.create_index(op.f('ix_reminder_rule_id'), 'reminder', ['rule_id'])
    op.create_table('ladder',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('programme_id', sa.Integer(), nullable=True),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('written_by', sa.Integer(), nullable=True),
    sa.Column('switched_on_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('switched_on_by', sa.Integer(), nullable=True),
    *of_unit('ladder'),
    *refers('ladder', programme_id='programme'),
    sa.UniqueConstraint('id', 'unit_path', name=op.f('uq_ladder_id_unit_path')),
    sa.UniqueConstraint('unit_id', 'programme_id', name=op.f('uq_ladder_unit_id_programme_id'))
    )
    op.create_index(op.f('ix_ladder_programme_id'), 'ladder', ['programme_id'])
    op.create_index(op.f('ix_ladder_switched_on_at'), 'ladder', ['switched_on_at'])
    op.create_table('ladder_step',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('ladder_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('behind_by', sa.Integer(), nullable=False),
    sa.Column('measure', sa.Text(), nullable=False),
    sa.Column('for_days', sa.Integer(), nullable=False),
    sa.Column('wait_days', sa.Integer(), nullable=False),
    sa.Column('acts', sa.Text(), nullable=False),
    sa.Column('told', sa.JSON(), nullable=False),
    *of_unit('ladder_step'),
    part_of('ladder_step', 'ladder_id', 'ladder'),
    sa.UniqueConstraint('ladder_id', 'position', name=op.f('uq_ladder_step_ladder_id_position'))
    )
    op.create_table('behind',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('about_unit_id', sa.Integer(), nullable=False),
    sa.Column('programme_id', sa.Integer(), nullable=False),
    sa.Column('stage_id', sa.Integer(), nullable=False),
    sa.Column('since', sa.Date(), nullable=False),
    sa.Column('until', sa.Date(), nullable=True),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    *of_unit('behind'),
    *refers('behind', about_unit_id='unit', programme_id='programme', stage_id='stage'),
    sa.UniqueConstraint('unit_id', 'about_unit_id', 'programme_id', 'stage_id', 'since', name=op.f('uq_behind_unit_id_about_unit_id_programme_id_stage_id_since'))
    )
    op.create_index(op.f('ix_behind_about_unit_id'), 'behind', ['about_unit_id'])
    op.create_index('ix_behind_open', 'behind', ['programme_id', 'stage_id', 'until', 'unit_path'])
    op.create_table('escalation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('about_unit_id', sa.Integer(), nullable=False),
    sa.Column('ladder_id', sa.Integer(), nullable=False),
    sa.Column('programme_id', sa.Integer(), nullable=False),
    sa.Column('stage_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('step', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('acts', sa.Text(), nullable=False),
    sa.Column('told', sa.JSON(), nullable=False),
    sa.Column('since', sa.Date(), nullable=False),
    sa.Column('due', sa.Date(), nullable=False),
    sa.Column('quota', sa.Integer(), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.Column('expected', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('done_by', sa.Integer(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('paused_until', sa.Date(), nullable=True),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('next_on', sa.Date(), nullable=True),
    sa.Column('tells_above', sa.Boolean(), nullable=False),
    *of_unit('escalation'),
    *refers('escalation', about_unit_id='unit', ladder_id='ladder', programme_id='programme', stage_id='stage'),
    sa.UniqueConstraint('id', 'unit_path', name=op.f('uq_escalation_id_unit_path')),
    sa.UniqueConstraint('unit_id', 'about_unit_id', 'ladder_id', 'stage_id', 'position', 'due', name='uq_escalation_step')
    )
    op.create_index('ix_escalation_about', 'escalation', ['about_unit_id', 'due'])
    op.create_index('ix_escalation_state', 'escalation', ['unit_id', 'state', 'due'])
    op.create_index('ix_escalation_tells', 'escalation', ['tells_above', 'unit_path'])
    op.create_table('phone_call',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('about_unit_id', sa.Integer(), nullable=False),
    sa.Column('escalation_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('caller', sa.Text(), nullable=False),
    sa.Column('outcome', sa.Text(), nullable=False),
    sa.Column('promise_count', sa.Integer(), nullable=True),
    sa.Column('promise_by', sa.Date(), nullable=True),
    sa.Column('note', sa.Text(), nullable=True),
    *of_unit('phone_call'),
    *refers('phone_call', about_unit_id='unit', by_id='account'),
    part_of('phone_call', 'escalation_id', 'escalation'),
    )
    op.create_index('ix_phone_call_about', 'phone_call', ['about_unit_id', 'at'])
    op.create_index(op.f('ix_phone_call_escalation_id'), 'phone_call', ['escalation_id'])
    for table in TABLES:
        op.create_index(op.f(f'ix_{table}_unit_path'), table, ['unit_path'])


TABLES = ('reminding', 'judged', 'reminder', 'ladder', 'ladder_step', 'behind', 'escalation', 'phone_call')


def of_unit(table: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column('unit_id', sa.Integer(), nullable=False),
        sa.Column('unit_path', PATH, nullable=False),
        sa.ForeignKeyConstraint(UNIT, ['unit.id', 'unit.path'], name=op.f(f'fk_{table}_unit_id_unit_path_unit'), onupdate='CASCADE'),
        sa.PrimaryKeyConstraint('id', name=op.f(f'pk_{table}')),
    ]


def part_of(table: str, column: str, parent: str) -> sa.schema.SchemaItem:
    name = op.f(f'fk_{table}_{column}_unit_path_{parent}')
    return sa.ForeignKeyConstraint([column, 'unit_path'], [f'{parent}.id', f'{parent}.unit_path'], name=name, onupdate='CASCADE')


def refers(table: str, **to: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.ForeignKeyConstraint([column], [f'{other}.id'], name=op.f(f'fk_{table}_{column}_{other}'))
        for column, other in to.items()
    ]


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    op.drop_table('daily_run')
