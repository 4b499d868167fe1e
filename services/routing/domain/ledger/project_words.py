"""The words of a project, as its documents keep them."""

from collections.abc import Mapping
from uuid import UUID

from pydantic import BaseModel, ConfigDict


class _Words(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class OwnersWords(_Words):
    """How the parties that own a project together are called."""

    parties: Mapping[UUID, str] = {}


class AboutWords(_Words):
    """How a project is called and what it is about."""

    title: str
    about: str = ""


class PilotWords(_Words):
    """What a trial is to find out."""

    question: str


class PilotResultWords(_Words):
    """What a trial found out, and under which conditions the project goes on."""

    result: str
    conditions: str = ""


class ReportWords(_Words):
    """What was done, and what comes next."""

    done: str
    coming: str = ""


class EffectWords(_Words):
    """What was measured, in which unit, how; and in words where it is no number."""

    label: str
    unit: str = ""
    words: str = ""
    method: str


class FundingWords(_Words):
    """What the money is, beyond its kind."""

    note: str


class ObstacleWords(_Words):
    """What stands in the way, by which law or rule, and what is asked for."""

    words: str
    law: str = ""
    asked: str = ""


class ObstacleNews(_Words):
    """What was done about an obstacle."""

    words: str


class EndWords(_Words):
    """What came of a project, or why it was stopped, and what colleagues may learn from it."""

    result: str
    lesson: str
