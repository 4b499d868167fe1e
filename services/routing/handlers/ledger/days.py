"""Days as the verbs of the ledger ask for them."""

from datetime import date
from typing import Annotated

from pydantic import Field

# What an office writes down lies within these; a day far outside is a slip, and no calendar could reckon with it.
Day = Annotated[date, Field(ge=date(1950, 1, 1), le=date(2150, 12, 31))]
