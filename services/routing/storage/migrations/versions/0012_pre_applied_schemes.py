"""What was applied never changes, and every service may read it."""

from shared.messaging.install import run_sql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_APPLIED = """
CREATE TRIGGER scheme_version_append_only BEFORE UPDATE OR DELETE ON routing.scheme_version
    FOR EACH ROW EXECUTE FUNCTION routing.refuse_change();
CREATE VIEW routing.applied_scheme AS
    SELECT desk_id, version, (content ->> 'valid_from')::date AS valid_from, content FROM routing.scheme_version;
"""
_READERS = ", ".join(
    f"desk_{service}_{part}"
    for service in ("intake", "routing", "notify", "publication", "operations")
    for part in ("worker", "web")
)


def upgrade() -> None:
    """Guard the versions and open the view: what a desk decided for itself, nothing of a case and no secret."""
    run_sql(_APPLIED)
    run_sql(f"GRANT SELECT ON routing.applied_scheme TO {_READERS};")
