"""PostgreSQL: engines, transactions that know their actor, migrations, roles."""
