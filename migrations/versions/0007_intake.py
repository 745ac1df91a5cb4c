"""lists of any size and of many units; where an initiative came from, and what it repeats"""

import json

import sqlalchemy as sa
from alembic import op

from app.initiatives.keys import same_key

revision = '0007'
down_revision = '0006'


def upgrade() -> None:
    op.create_table('batch_paper',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('batch_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.Text(), nullable=False),
    sa.Column('stored_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('unit_path', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
    sa.ForeignKeyConstraint(['batch_id', 'unit_path'], ['batch.id', 'batch.unit_path'], name=op.f('fk_batch_paper_batch_id_unit_path_batch'), onupdate='CASCADE'),
    sa.ForeignKeyConstraint(['unit_id', 'unit_path'], ['unit.id', 'unit.path'], name=op.f('fk_batch_paper_unit_id_unit_path_unit'), onupdate='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_batch_paper'))
    )
    with op.batch_alter_table('batch_paper', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_batch_paper_batch_id'), ['batch_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_batch_paper_unit_path'), ['unit_path'], unique=False)

    op.create_table('batch_place',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('batch_id', sa.Integer(), nullable=False),
    sa.Column('said', sa.Text(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('target_id', sa.Integer(), nullable=True),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('unit_path', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
    sa.ForeignKeyConstraint(['batch_id', 'unit_path'], ['batch.id', 'batch.unit_path'], name=op.f('fk_batch_place_batch_id_unit_path_batch'), onupdate='CASCADE'),
    sa.ForeignKeyConstraint(['target_id'], ['unit.id'], name=op.f('fk_batch_place_target_id_unit')),
    sa.ForeignKeyConstraint(['unit_id', 'unit_path'], ['unit.id', 'unit.path'], name=op.f('fk_batch_place_unit_id_unit_path_unit'), onupdate='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_batch_place')),
    sa.UniqueConstraint('batch_id', 'key', name=op.f('uq_batch_place_batch_id_key'))
    )
    with op.batch_alter_table('batch_place', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_batch_place_unit_path'), ['unit_path'], unique=False)

    with op.batch_alter_table('batch', schema=None) as batch_op:
        batch_op.add_column(sa.Column('form', sa.Text(), nullable=False, server_default='xlsx'))
        batch_op.add_column(sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('by_name', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('headings', sa.JSON(), nullable=False, server_default='{}'))
        batch_op.add_column(sa.Column('chosen', sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column('size', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('done', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('began_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('refusal', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('kept', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('split', sa.Boolean(), nullable=False, server_default=sa.false()))

    with op.batch_alter_table('batch_row', schema=None) as batch_op:
        batch_op.add_column(sa.Column('same_key', sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column('place_id', sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f('ix_batch_row_place_id'), ['place_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_batch_row_place_id_batch_place'), 'batch_place', ['place_id'], ['id'])

    for column in (
        sa.Column("portal_code", sa.Text()),
        sa.Column("portal_entered_on", sa.Date()),
        sa.Column("entered_by", sa.Text()),
        sa.Column("source_file", sa.Text()),
        sa.Column("source_row", sa.Integer()),
        sa.Column("same_key", sa.BigInteger()),
        sa.Column("compared", sa.Boolean(), nullable=False, server_default=sa.false()),
    ):
        op.add_column("initiative", column)
    _find_the_same()
    op.create_index("ix_initiative_same", "initiative", ["unit_id", "same_key"])
    where = sa.not_(sa.column("compared", sa.Boolean))
    op.create_index(
        "ix_initiative_uncompared",
        "initiative",
        ["id"],
        sqlite_where=where,
        postgresql_where=where,
    )
    _leave_lists_open()


initiative = sa.table("initiative", *map(sa.column, ("id", "title", "same_key")))
author = sa.table("author", *map(sa.column, ("initiative_id", "position", "full_name")))
batch = sa.table("batch", *map(sa.column, ("id", "state", "counts", "size", "done")))
row = sa.table("batch_row", *map(sa.column, ("batch_id", "verdict", "initiative_id")))
AT_ONCE = 5000


def _find_the_same() -> None:
    """Keys of what there is; the newest way of making them, as lists are compared with it."""
    connection, last = op.get_bind(), 0
    query = sa.select(initiative.c.id, initiative.c.title, author.c.full_name).join_from(
        initiative,
        author,
        sa.and_(author.c.initiative_id == initiative.c.id, author.c.position == 0),
    )
    change = (
        sa.update(initiative)
        .where(initiative.c.id == sa.bindparam("number"))
        .values(same_key=sa.bindparam("key"))
    )
    while True:
        some = query.where(initiative.c.id > last).order_by(initiative.c.id).limit(AT_ONCE)
        found = connection.execute(some).all()
        if not found:
            return
        last = found[-1].id
        keys = [{"number": n, "key": same_key(name, title)} for n, title, name in found]
        connection.execute(change, keys)


def _leave_lists_open() -> None:
    """A list from which rows were taken stays open for the others; its counts say which."""
    connection = op.get_bind()
    said = sa.case((row.c.initiative_id.is_not(None), "taken"), else_=row.c.verdict)
    query = sa.select(row.c.batch_id, said, sa.func.count()).group_by(row.c.batch_id, said)
    counts: dict = {}
    for number, verdict, many in connection.execute(query):
        counts.setdefault(number, {})[verdict] = many
    for number, by_verdict in counts.items():
        size = sum(by_verdict.values())
        values = {"counts": json.dumps(by_verdict), "size": size, "done": size}
        if connection.dialect.name == "postgresql":
            values["counts"] = sa.cast(values["counts"], sa.JSON())
        connection.execute(
            sa.update(batch).where(batch.c.id == number).values(state="checked", **values)
        )


def downgrade() -> None:
    op.execute(sa.update(batch).where(batch.c.state == "checked").values(state="taken"))
    with op.batch_alter_table('initiative', schema=None) as batch_op:
        batch_op.drop_index('ix_initiative_uncompared')
        batch_op.drop_index('ix_initiative_same')
        batch_op.drop_column('compared')
        batch_op.drop_column('same_key')
        batch_op.drop_column('source_row')
        batch_op.drop_column('source_file')
        batch_op.drop_column('entered_by')
        batch_op.drop_column('portal_entered_on')
        batch_op.drop_column('portal_code')

    with op.batch_alter_table('batch_row', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_batch_row_place_id_batch_place'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_batch_row_place_id'))
        batch_op.drop_column('place_id')
        batch_op.drop_column('same_key')

    with op.batch_alter_table('batch', schema=None) as batch_op:
        batch_op.drop_column('split')
        batch_op.drop_column('kept')
        batch_op.drop_column('refusal')
        batch_op.drop_column('began_at')
        batch_op.drop_column('done')
        batch_op.drop_column('size')
        batch_op.drop_column('chosen')
        batch_op.drop_column('headings')
        batch_op.drop_column('by_name')
        batch_op.drop_column('undone_at')
        batch_op.drop_column('form')

    with op.batch_alter_table('batch_place', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_batch_place_unit_path'))

    op.drop_table('batch_place')
    with op.batch_alter_table('batch_paper', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_batch_paper_unit_path'))
        batch_op.drop_index(batch_op.f('ix_batch_paper_batch_id'))

    op.drop_table('batch_paper')
