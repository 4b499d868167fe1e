"""Print the table "Agreement with others" of docs/mail.md: `python -m tests.intake.domain.mail.oracles`."""

import sys

from tests.intake.domain.mail.oracles.agreement import DATA, MISSING, table

if not DATA.is_dir():
    sys.exit(MISSING)
sys.stdout.write(table() + "\n")
