"""verified benefit in the sums, daily sums of branches, who looks after which unit"""

import sqlalchemy as sa
from alembic import op

revision = '0016'
down_revision = '0015'

PATH = sa.Text().with_variant(sa.Text(collation='C'), 'postgresql')
UNIT = ['unit_id', 'unit_path'], ['unit.id', 'unit.path']
COUNTS = ('submitted', 'endorsed', 'valid', 'invalid', 'returned', 'benefit_given', 'verified_given')
BENEFITS = ('benefit', 'verified')
SUMMED = ('tally', 'tally_day')
UNPAPERED = sa.and_(
    sa.column('recognition_kind').is_(None),
    sa.column('state').in_(['submitted', 'endorsed', 'returned']),
)

# What was verified before is counted at the last move of each: the one that made it valid.
MOVES = """
UPDATE move SET verified_after =
  (SELECT benefit_verified FROM initiative WHERE initiative.id = move.initiative_id)
WHERE to_state = 'valid' AND id IN (SELECT max(m.id) FROM move AS m
  JOIN initiative AS i ON i.id = m.initiative_id
  WHERE i.state = 'valid' AND i.benefit_verified IS NOT NULL GROUP BY m.initiative_id)"""
DAY = {
    'sqlite': "date(substr(m.at, 1, 19), '+7 hours')",  # whole seconds: it would round up
    'postgresql': "(m.at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date",
}
SUMS = """
UPDATE {table} SET verified = coalesce((SELECT sum(m.verified_after) {cell}), 0),
  verified_given = (SELECT count(m.verified_after) {cell})
WHERE EXISTS (SELECT 1 {cell})"""
CELL = """FROM move AS m WHERE m.verified_after IS NOT NULL AND m.unit_id = {table}.unit_id
  AND m.stage_id = {table}.stage_id AND m.target_group = {table}.target_group"""


def upgrade() -> None:
    for name in ('verified_before', 'verified_after'):
        op.add_column('move', sa.Column(name, sa.BigInteger()))
    for table in SUMMED:
        op.add_column(table, sa.Column('verified', sa.BigInteger(), nullable=False, server_default='0'))
        op.add_column(table, sa.Column('verified_given', sa.Integer(), nullable=False, server_default='0'))
    _count_what_was_verified()
    op.create_index('ix_tally_day_recent', 'tally_day', ['stage_id', 'day', 'unit_path'])
    op.create_index('ix_move_time', 'move', ['stage_id', 'at'])
    op.create_index('ix_unit_kind', 'unit', ['kind_code', 'path', 'closed_on', 'member_count'])
    op.create_index('ix_initiative_unpapered', 'initiative', ['stage_id', 'unit_path'], sqlite_where=UNPAPERED, postgresql_where=UNPAPERED)
    op.create_table('branch_day',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('stage_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    *(sa.Column(name, sa.Integer(), nullable=False, **_zero(name)) for name in COUNTS),
    *(sa.Column(name, sa.BigInteger(), nullable=False, **_zero(name)) for name in BENEFITS),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('unit_path', PATH, nullable=False),
    sa.ForeignKeyConstraint(['stage_id'], ['stage.id'], name=op.f('fk_branch_day_stage_id_stage')),
    sa.ForeignKeyConstraint(*UNIT, name=op.f('fk_branch_day_unit_id_unit_path_unit'), onupdate='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_branch_day')),
    sa.UniqueConstraint('unit_id', 'stage_id', 'day', name=op.f('uq_branch_day_unit_id_stage_id_day'))
    )
    op.create_index(op.f('ix_branch_day_unit_path'), 'branch_day', ['unit_path'])
    op.create_table('branch_mark',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_branch_mark'))
    )
    op.execute("INSERT INTO branch_mark (id, day) VALUES (1, '0001-01-01')")
    op.create_table('charge',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('about_unit_id', sa.Integer(), nullable=False),
    sa.Column('officer_id', sa.Integer(), nullable=True),
    sa.Column('leader_id', sa.Integer(), nullable=True),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('unit_path', PATH, nullable=False),
    sa.ForeignKeyConstraint(['about_unit_id'], ['unit.id'], name=op.f('fk_charge_about_unit_id_unit')),
    sa.ForeignKeyConstraint(*UNIT, name=op.f('fk_charge_unit_id_unit_path_unit'), onupdate='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_charge')),
    sa.UniqueConstraint('unit_id', 'about_unit_id', name=op.f('uq_charge_unit_id_about_unit_id'))
    )
    for name in ('about_unit_id', 'officer_id', 'leader_id', 'unit_path'):
        op.create_index(op.f(f'ix_charge_{name}'), 'charge', [name])


def _zero(name: str) -> dict[str, str]:
    return {'server_default': '0'} if name.startswith('verified') else {}


def _count_what_was_verified() -> None:
    day = DAY[op.get_bind().dialect.name]
    op.execute(MOVES)
    for table in SUMMED:
        cell = CELL.format(table=table)
        if table == 'tally_day':
            cell += f' AND {day} = tally_day.day'
        op.execute(SUMS.format(table=table, cell=cell))


def downgrade() -> None:
    op.drop_table('charge')
    op.drop_table('branch_mark')
    op.drop_table('branch_day')
    op.drop_index('ix_initiative_unpapered', 'initiative')
    op.drop_index('ix_unit_kind', 'unit')
    op.drop_index('ix_move_time', 'move')
    op.drop_index('ix_tally_day_recent', 'tally_day')
    for table, names in {
        **dict.fromkeys(SUMMED, ('verified', 'verified_given')),
        'move': ('verified_before', 'verified_after'),
    }.items():
        with op.batch_alter_table(table) as batch_op:
            for name in names:
                batch_op.drop_column(name)
