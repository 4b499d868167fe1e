"""What everything has in common that the API says."""

from pydantic import BaseModel, ConfigDict


class Said(BaseModel):
    """Something the API says, read from what the desk knows."""

    model_config = ConfigDict(from_attributes=True, frozen=True)
