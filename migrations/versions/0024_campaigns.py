"""campaigns: their days, changes, targets of units, ranks as copies, who was told"""

import sqlalchemy as sa
from alembic import op

revision = '0024'
down_revision = '0023'

PATH = sa.Text().with_variant(sa.Text(collation='C'), 'postgresql')
TABLES = ('campaign', 'campaign_change', 'campaign_target', 'campaign_standing', 'campaign_told')
KEY = ['campaign_id', 'unit_id']


def upgrade() -> None:
    op.create_table('campaign',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('programme_id', sa.Integer(), nullable=False),
    sa.Column('stage_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('since', sa.Date(), nullable=False),
    sa.Column('until', sa.Date(), nullable=False),
    sa.Column('target', sa.Integer(), nullable=False),
    sa.Column('counting', sa.Text(), nullable=False),
    sa.Column('words', sa.Text(), nullable=True),
    sa.Column('document', sa.Text(), nullable=True),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('cancelled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('cancel_reason', sa.Text(), nullable=True),
    sa.Column('standing_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('start_told_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('end_told_at', sa.DateTime(timezone=True), nullable=True),
    *of_unit('campaign'),
    *refers('campaign', programme_id='programme', stage_id='stage', by_id='account'),
    sa.UniqueConstraint('id', 'unit_path', name=op.f('uq_campaign_id_unit_path'))
    )
    op.create_index('ix_campaign_days', 'campaign', ['unit_id', 'stage_id', 'since'])
    op.create_table('campaign_change',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('campaign_id', sa.Integer(), nullable=False),
    sa.Column('until_before', sa.Date(), nullable=False),
    sa.Column('until_after', sa.Date(), nullable=False),
    sa.Column('target_before', sa.Integer(), nullable=False),
    sa.Column('target_after', sa.Integer(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    *of_unit('campaign_change'),
    *refers('campaign_change', by_id='account'),
    sa.ForeignKeyConstraint(['campaign_id', 'unit_path'], ['campaign.id', 'campaign.unit_path'], name=op.f('fk_campaign_change_campaign_id_unit_path_campaign'), onupdate='CASCADE')
    )
    op.create_index(op.f('ix_campaign_change_campaign_id'), 'campaign_change', ['campaign_id'])
    op.create_table('campaign_target',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('campaign_id', sa.Integer(), nullable=False),
    sa.Column('giver_id', sa.Integer(), nullable=False),
    sa.Column('amount', sa.Integer(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    *of_unit('campaign_target'),
    *refers('campaign_target', campaign_id='campaign', giver_id='unit', by_id='account'),
    sa.UniqueConstraint(*KEY, name=op.f('uq_campaign_target_campaign_id_unit_id'))
    )
    op.create_table('campaign_standing',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('campaign_id', sa.Integer(), nullable=False),
    sa.Column('rank', sa.Integer(), nullable=True),
    sa.Column('among', sa.Integer(), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.Column('target', sa.Integer(), nullable=True),
    *of_unit('campaign_standing'),
    *refers('campaign_standing', campaign_id='campaign'),
    sa.UniqueConstraint(*KEY, name=op.f('uq_campaign_standing_campaign_id_unit_id'))
    )
    op.create_table('campaign_told',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('campaign_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    *of_unit('campaign_told'),
    *refers('campaign_told', campaign_id='campaign'),
    sa.UniqueConstraint('campaign_id', 'kind', 'unit_id', name=op.f('uq_campaign_told_campaign_id_kind_unit_id'))
    )
    for table in TABLES:
        op.create_index(op.f(f'ix_{table}_unit_path'), table, ['unit_path'])


def of_unit(table: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column('unit_id', sa.Integer(), nullable=False),
        sa.Column('unit_path', PATH, nullable=False),
        sa.ForeignKeyConstraint(['unit_id', 'unit_path'], ['unit.id', 'unit.path'], name=op.f(f'fk_{table}_unit_id_unit_path_unit'), onupdate='CASCADE'),
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
