"""consent texts as rows, terms with their reason, and what a waiting erasure looks for

The wording that stood in the code until now becomes version 1 of the root, and every consent
that was given names it.

Revision ID: 0004
Revises: 0003 (the journal)
"""

import datetime as dt
import os

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

PATH = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
WORDING = (
    "Tác giả đã đồng ý để công đoàn các cấp lưu và dùng họ tên, ngày sinh, số điện thoại, "
    "số CMND hoặc căn cước ghi ở đây vào việc nhận, xét và ghi nhận sáng kiến. "
    "Tác giả được xem, sửa, hoặc yêu cầu xóa thông tin của mình."
)
SHOWN_SINCE = dt.date(2026, 1, 1)
ONE_EACH = ("initiative_id", "person_id")

unit = sa.table("unit", sa.column("id", sa.Integer), sa.column("path", sa.Text))
consent = sa.table(
    "consent",
    sa.column("at", sa.DateTime(timezone=True)),
    sa.column("text_id", sa.Integer),
    sa.column("version", sa.Integer),
)
erasure = sa.table("erasure", sa.column("id", sa.Integer), sa.column("seal", sa.LargeBinary))
text = sa.table(
    "consent_text",
    sa.column("id", sa.Integer),
    sa.column("version", sa.Integer),
    sa.column("text", sa.Text),
    sa.column("since", sa.Date),
    sa.column("at", sa.DateTime(timezone=True)),
    sa.column("unit_id", sa.Integer),
    sa.column("unit_path", sa.Text),
)


def upgrade() -> None:
    op.create_table(
        "consent_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("unit_path", PATH, nullable=False),
        sa.ForeignKeyConstraint(
            ["unit_id", "unit_path"],
            ["unit.id", "unit.path"],
            name=op.f("fk_consent_text_unit_id_unit_path_unit"),
            onupdate="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_text")),
        sa.UniqueConstraint("unit_id", "version", name=op.f("uq_consent_text_unit_id_version")),
    )
    op.create_index(op.f("ix_consent_text_unit_path"), "consent_text", ["unit_path"])
    _name_the_text()
    _seal_erasures()
    with op.batch_alter_table("retention_rule") as table:
        table.add_column(sa.Column("reason", sa.Text(), nullable=True))
        table.add_column(sa.Column("by_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("at", sa.DateTime(timezone=True), nullable=True))


def _name_the_text() -> None:
    op.add_column("consent", sa.Column("text_id", sa.Integer(), nullable=True))
    connection = op.get_bind()
    root = connection.execute(sa.select(unit).order_by(unit.c.path).limit(1)).first()
    if root:
        first = connection.scalar(sa.select(sa.func.min(consent.c.at)))
        given = first.date() if first else SHOWN_SINCE
        row = {
            "version": 1,
            "text": WORDING,
            "since": min(given, SHOWN_SINCE),
            "at": first or dt.datetime.now(dt.UTC),
            "unit_id": root.id,
            "unit_path": root.path,
        }
        connection.execute(sa.insert(text).values(row))
        only = sa.select(text.c.id).scalar_subquery()
        connection.execute(sa.update(consent).values(text_id=only))
    with op.batch_alter_table("consent") as table:
        table.drop_constraint(op.f("uq_consent_initiative_id_person_id_version"), type_="unique")
        table.drop_column("version")
        table.alter_column("text_id", existing_type=sa.Integer(), nullable=False)
        table.create_foreign_key(
            op.f("fk_consent_text_id_consent_text"), "consent_text", ["text_id"], ["id"]
        )
        table.create_unique_constraint(
            op.f("uq_consent_initiative_id_person_id_text_id"), [*ONE_EACH, "text_id"]
        )


def _seal_erasures() -> None:
    op.add_column("erasure", sa.Column("seal", sa.LargeBinary(), nullable=True))
    connection = op.get_bind()
    for number in connection.scalars(sa.select(erasure.c.id)).all():
        mine = sa.update(erasure).where(erasure.c.id == number)
        connection.execute(mine.values(seal=os.urandom(12)))
    with op.batch_alter_table("erasure") as table:
        table.add_column(sa.Column("traces_sealed", sa.LargeBinary(), nullable=True))
        table.alter_column("seal", existing_type=sa.LargeBinary(), nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("retention_rule") as table:
        for name in ("reason", "by_id", "at"):
            table.drop_column(name)
    with op.batch_alter_table("erasure") as table:
        for name in ("seal", "traces_sealed"):
            table.drop_column(name)
    op.add_column("consent", sa.Column("version", sa.Integer(), nullable=True))
    number = sa.select(text.c.version).where(text.c.id == consent.c.text_id).scalar_subquery()
    op.execute(sa.update(consent).values(version=number))
    with op.batch_alter_table("consent") as table:
        table.drop_constraint(op.f("uq_consent_initiative_id_person_id_text_id"), type_="unique")
        table.drop_constraint(op.f("fk_consent_text_id_consent_text"), type_="foreignkey")
        table.drop_column("text_id")
        table.alter_column("version", existing_type=sa.Integer(), nullable=False)
        table.create_unique_constraint(
            op.f("uq_consent_initiative_id_person_id_version"), [*ONE_EACH, "version"]
        )
    op.drop_table("consent_text")
