"""which initiatives are alike: digests of their texts, prints of their files, pairs"""

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'


def upgrade() -> None:
    op.create_table('commonplace',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('edition', sa.Integer(), nullable=False),
    sa.Column('counted', sa.Integer(), nullable=False),
    sa.Column('pairs', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_commonplace')),
    sa.UniqueConstraint('edition', name=op.f('uq_commonplace_edition'))
    )
    op.create_table('file_print',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('initiative_id', sa.Integer(), nullable=False),
    sa.Column('attachment_id', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.Text(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('unit_path', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
    sa.ForeignKeyConstraint(['initiative_id', 'unit_path'], ['initiative.id', 'initiative.unit_path'], name=op.f('fk_file_print_initiative_id_unit_path_initiative'), onupdate='CASCADE'),
    sa.ForeignKeyConstraint(['unit_id', 'unit_path'], ['unit.id', 'unit.path'], name=op.f('fk_file_print_unit_id_unit_path_unit'), onupdate='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_file_print')),
    sa.UniqueConstraint('attachment_id', name=op.f('uq_file_print_attachment_id'))
    )
    with op.batch_alter_table('file_print', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_file_print_initiative_id'), ['initiative_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_file_print_sha256'), ['sha256'], unique=False)
        batch_op.create_index(batch_op.f('ix_file_print_unit_path'), ['unit_path'], unique=False)

    op.create_table('signature',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('initiative_id', sa.Integer(), nullable=False),
    sa.Column('edition', sa.Integer(), nullable=False),
    sa.Column('digest', sa.LargeBinary(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('unit_path', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
    sa.ForeignKeyConstraint(['initiative_id', 'unit_path'], ['initiative.id', 'initiative.unit_path'], name=op.f('fk_signature_initiative_id_unit_path_initiative'), onupdate='CASCADE'),
    sa.ForeignKeyConstraint(['unit_id', 'unit_path'], ['unit.id', 'unit.path'], name=op.f('fk_signature_unit_id_unit_path_unit'), onupdate='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_signature')),
    sa.UniqueConstraint('initiative_id', name=op.f('uq_signature_initiative_id'))
    )
    with op.batch_alter_table('signature', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_signature_edition'), ['edition'], unique=False)
        batch_op.create_index(batch_op.f('ix_signature_unit_path'), ['unit_path'], unique=False)

    op.create_table('likeness',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('initiative_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('percent', sa.Integer(), nullable=False),
    sa.Column('found_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('verdict', sa.Text(), nullable=True),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('signed_by', sa.Text(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('added', sa.JSON(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('unit_path', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['account.id'], name=op.f('fk_likeness_by_id_account')),
    sa.ForeignKeyConstraint(['initiative_id', 'unit_path'], ['initiative.id', 'initiative.unit_path'], name=op.f('fk_likeness_initiative_id_unit_path_initiative'), onupdate='CASCADE'),
    sa.ForeignKeyConstraint(['unit_id', 'unit_path'], ['unit.id', 'unit.path'], name=op.f('fk_likeness_unit_id_unit_path_unit'), onupdate='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_likeness')),
    sa.UniqueConstraint('key', 'initiative_id', name=op.f('uq_likeness_key_initiative_id'))
    )
    with op.batch_alter_table('likeness', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_likeness_initiative_id'), ['initiative_id'], unique=False)
        batch_op.create_index('ix_likeness_open', ['verdict', 'unit_path', 'percent'], unique=False)
        batch_op.create_index(batch_op.f('ix_likeness_unit_path'), ['unit_path'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('likeness', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_likeness_unit_path'))
        batch_op.drop_index('ix_likeness_open')
        batch_op.drop_index(batch_op.f('ix_likeness_initiative_id'))

    op.drop_table('likeness')
    with op.batch_alter_table('signature', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_signature_unit_path'))
        batch_op.drop_index(batch_op.f('ix_signature_edition'))

    op.drop_table('signature')
    with op.batch_alter_table('file_print', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_file_print_unit_path'))
        batch_op.drop_index(batch_op.f('ix_file_print_sha256'))
        batch_op.drop_index(batch_op.f('ix_file_print_initiative_id'))

    op.drop_table('file_print')
    op.drop_table('commonplace')
