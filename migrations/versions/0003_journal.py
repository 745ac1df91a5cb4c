"""the journal and its seals are append-only

`unit_path` alone may change: moving a unit takes its lines along. On SQLite the trigger on DELETE
also stops INSERT OR REPLACE (`recursive_triggers` is on, see app/db.py).

Revision ID: 0003
Revises: 0002 (the walls)
"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

COLUMNS = {
    "journal_line": "id at by_id act subject subject_id fields rows unit_id".split(),
    "seal": "id first_id last_id count hash marks at".split(),
}

FUNCTION = """
CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF to_jsonb(OLD) - 'unit_path' = to_jsonb(NEW) - 'unit_path' THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END $$
"""


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(FUNCTION)
        for table in COLUMNS:
            op.execute(
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}"
                " FOR EACH ROW EXECUTE FUNCTION append_only()"
            )
            op.execute(
                f"CREATE TRIGGER {table}_kept BEFORE TRUNCATE ON {table}"
                " FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
            )
        return
    for table, columns in COLUMNS.items():
        changed = " OR ".join(f'OLD."{name}" IS NOT NEW."{name}"' for name in columns)
        refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        op.execute(
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} WHEN {changed} {refuse}"
        )
        op.execute(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in COLUMNS:
            op.execute(f"DROP TRIGGER {table}_append_only ON {table}")
            op.execute(f"DROP TRIGGER {table}_kept ON {table}")
        op.execute("DROP FUNCTION append_only()")
        return
    for table in COLUMNS:
        op.execute(f"DROP TRIGGER {table}_no_update")
        op.execute(f"DROP TRIGGER {table}_no_delete")
