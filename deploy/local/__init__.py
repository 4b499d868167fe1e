"""The desk on one machine without containers: its set-up, private engines, start and stop."""

import sys

# Checked here, before any other file of the package is read: an older Python could not even read them.
if sys.version_info < (3, 11):  # noqa: UP036 - the set-up is started with whatever `python3` a machine has.
    sys.exit(
        f"Renkei Desk needs Python 3.11 or later, this is {sys.version.split()[0]}; "
        "name a newer one: make PYTHON=python3.12 run"
    )
