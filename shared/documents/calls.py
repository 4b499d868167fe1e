"""The shapes of what the office writes about a call (DocumentKind.LEDGER_TEXT); only routing opens them."""

from collections.abc import Mapping
from datetime import date

from pydantic import BaseModel, ConfigDict

from shared.scheme.fields import Field


class _OfCall(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class CallText(_OfCall):
    """What a call says: its theme, what is sought, what else the form asks, by what applications are scored.

    *money* is what a company that calls puts in, *consent* how it agreed to be named; the office alone reads that.
    """

    title: str
    background: str
    sought: str
    money: str = ""
    questions: tuple[Field, ...] = ()
    criteria: tuple[str, ...] = ()
    contact: str = ""
    consent: str = ""


class CallAnswer(_OfCall):
    """A question about a call, without who asked it, and the answer for everybody."""

    question: str
    answer: str
    day: date


class CallReason(_OfCall):
    """Why something was done with a call or an application."""

    words: str


class CallReasons(_OfCall):
    """What those who applied are told: the words for all who are adopted, for all who are not, and for each."""

    adopted: str = ""
    not_adopted: str = ""
    alternatives: str = ""
    each: Mapping[str, str] = {}


class CallOutcome(_OfCall):
    """What came out of a call, in the words everybody reads."""

    words: str
