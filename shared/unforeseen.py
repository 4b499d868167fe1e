"""What a mistake of ours, or a statement the database refuses, is raised as."""

from typing import Final

from shared.database.errors import DATABASE_ERRORS
from shared.errors import DeskError

# One mishap ends one mail or one look, as a trouble somebody sees; it must never end the loop that does all the others.
UNFORESEEN: Final = (
    *DATABASE_ERRORS,
    DeskError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RuntimeError,
    TypeError,
    ValueError,
)
