"""The one Alembic environment: the caller brings the connection and names the schema."""

from alembic import context

config = context.config
schema = config.attributes["schema"]

context.configure(
    connection=config.attributes["connection"],
    version_table="schema_version",
    version_table_schema=schema,
    include_schemas=True,
)
with context.begin_transaction():
    context.run_migrations()
