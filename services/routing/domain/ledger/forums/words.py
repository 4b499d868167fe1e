"""The words of a forum, as its documents keep them."""

from pydantic import BaseModel, ConfigDict


class ForumWords(BaseModel):
    """What a forum is about, when and where it is, and whom to ask."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    title: str
    theme: str
    begins: str = ""
    place: str
    capacity: str = ""
    places: int | None = None
    waiting_list: bool = False
    contact: str


class ForumNote(BaseModel):
    """What was written down of a forum: an invitation, who was there, a summary, an outcome, a reason."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    words: str
