"""snapshots of tables, which never change

Of a snapshot only `unit_path` may change (its unit moves), and `title` (a name in it is erased).
"""

import sqlalchemy as sa
from alembic import op

revision = '0017'
down_revision = '0016'

PATH = sa.Text().with_variant(sa.Text(collation='C'), 'postgresql')
UNIT = ['unit_id', 'unit_path'], ['unit.id', 'unit.path']
KEPT = (
    'id programme_id stage_id definition structure moment heading own total rows digest taken_at'
    ' by_id signed_by unit_id'
).split()
FUNCTION = """
CREATE FUNCTION snapshot_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF to_jsonb(OLD) - '{unit_path,title}'::text[]
            = to_jsonb(NEW) - '{unit_path,title}'::text[] THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'snapshot is append-only';
END $$
"""


def upgrade() -> None:
    op.create_table('snapshot',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('programme_id', sa.Integer(), nullable=False),
    sa.Column('stage_id', sa.Integer(), nullable=False),
    sa.Column('definition', sa.Text(), nullable=False),
    sa.Column('structure', sa.Text(), nullable=False),
    sa.Column('moment', sa.DateTime(timezone=True), nullable=False),
    sa.Column('heading', sa.JSON(), nullable=False),
    sa.Column('own', sa.JSON(), nullable=False),
    sa.Column('total', sa.JSON(), nullable=False),
    sa.Column('rows', sa.JSON(), nullable=False),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('taken_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('signed_by', sa.Text(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('unit_path', PATH, nullable=False),
    sa.ForeignKeyConstraint(['programme_id'], ['programme.id'], name=op.f('fk_snapshot_programme_id_programme')),
    sa.ForeignKeyConstraint(['stage_id'], ['stage.id'], name=op.f('fk_snapshot_stage_id_stage')),
    sa.ForeignKeyConstraint(*UNIT, name=op.f('fk_snapshot_unit_id_unit_path_unit'), onupdate='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_snapshot'))
    )
    op.create_index(op.f('ix_snapshot_unit_path'), 'snapshot', ['unit_path'])
    op.create_index('ix_snapshot_at_unit', 'snapshot', ['unit_id', 'taken_at'])
    _lock()


def _lock() -> None:
    if op.get_bind().dialect.name == 'postgresql':
        op.execute(FUNCTION)
        op.execute(
            'CREATE TRIGGER snapshot_kept BEFORE UPDATE OR DELETE ON snapshot'
            ' FOR EACH ROW EXECUTE FUNCTION snapshot_kept()'
        )
        op.execute(
            'CREATE TRIGGER snapshot_stays BEFORE TRUNCATE ON snapshot'
            ' FOR EACH STATEMENT EXECUTE FUNCTION snapshot_kept()'
        )
        return
    changed = ' OR '.join(f'OLD."{name}" IS NOT NEW."{name}"' for name in KEPT)
    refuse = "BEGIN SELECT RAISE(ABORT, 'snapshot is append-only'); END"
    op.execute(f'CREATE TRIGGER snapshot_no_update BEFORE UPDATE ON snapshot WHEN {changed} {refuse}')
    op.execute(f'CREATE TRIGGER snapshot_no_delete BEFORE DELETE ON snapshot {refuse}')


def downgrade() -> None:
    op.drop_table('snapshot')
    if op.get_bind().dialect.name == 'postgresql':
        op.execute('DROP FUNCTION snapshot_kept()')
