"""letters by e-mail and people's addresses; receipts of notices"""

import sqlalchemy as sa
from alembic import op

revision = '0023'
down_revision = '0022'

PATH = sa.Text().with_variant(sa.Text(collation='C'), 'postgresql')


def _tried() -> list[sa.Column]:
    return [
        sa.Column('message_id', sa.Text(), nullable=False),
        sa.Column('next_try_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('tries', sa.Integer(), nullable=False),
        sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('given_up_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('last_answer', sa.Text(), nullable=True),
    ]


def upgrade() -> None:
    op.create_table('mail_address',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('address_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('off_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('wanted_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('code_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('code_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('guesses', sa.Integer(), nullable=False),
    sa.Column('codes', sa.Integer(), nullable=False),
    sa.Column('codes_since', sa.DateTime(timezone=True), nullable=True),
    *_tried(),
    sa.Column('seal', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_mail_address_account_id_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mail_address')),
    sa.UniqueConstraint('account_id', name=op.f('uq_mail_address_account_id'))
    )
    op.create_index(op.f('ix_mail_address_next_try_at'), 'mail_address', ['next_try_at'])
    op.create_table('letter',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('receiver', sa.Text(), nullable=False),
    sa.Column('masked', sa.Text(), nullable=False),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('html', sa.Text(), nullable=True),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('forgotten_at', sa.DateTime(timezone=True), nullable=True),
    *_tried(),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('unit_path', PATH, nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_letter_account_id_account')),
    sa.ForeignKeyConstraint(['unit_id', 'unit_path'], ['unit.id', 'unit.path'], name=op.f('fk_letter_unit_id_unit_path_unit'), onupdate='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_letter')),
    sa.UniqueConstraint('account_id', 'key', name=op.f('uq_letter_account_id_key'))
    )
    op.create_index('ix_letter_path_id', 'letter', ['unit_path', 'id'])
    op.create_index(op.f('ix_letter_next_try_at'), 'letter', ['next_try_at'])
    op.create_index(op.f('ix_letter_unit_path'), 'letter', ['unit_path'])
    op.add_column('notice', sa.Column('sending', sa.Text(), nullable=False, server_default=''))
    op.add_column('notice', sa.Column('asks_receipt', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column('notice', sa.Column('confirmed_at', sa.DateTime(timezone=True)))
    op.add_column('notice', sa.Column('confirmed_by', sa.Text()))
    op.add_column('notice', sa.Column('reminded_at', sa.DateTime(timezone=True)))
    # What was sent before is told apart no better: each is a sending of its own.
    op.execute("UPDATE notice SET sending = 'n' || id")
    op.create_index(op.f('ix_notice_sending'), 'notice', ['sending'])
    op.create_index('ix_notice_unit_id', 'notice', ['unit_id', 'account_id'])


def downgrade() -> None:
    with op.batch_alter_table('notice') as batch_op:
        batch_op.drop_index('ix_notice_unit_id')
        batch_op.drop_index(op.f('ix_notice_sending'))
        for name in ('sending', 'asks_receipt', 'confirmed_at', 'confirmed_by', 'reminded_at'):
            batch_op.drop_column(name)
    op.drop_table('letter')
    op.drop_table('mail_address')
