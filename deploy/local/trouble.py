"""The one kind of error that set-up shows to a person: a sentence saying what is wrong and how to mend it."""

import sys
from collections.abc import Callable


class Trouble(Exception):
    """Something the person at the keyboard can mend; its text is one clear line."""


def told(step: Callable[[], int]) -> int:
    """Run *step* and return its exit code; a Trouble becomes one line on stderr and exit code 1."""
    try:
        return step()
    except Trouble as trouble:
        sys.stderr.write(f"{trouble}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("Interrupted.\n")
        return 130
