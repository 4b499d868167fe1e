"""What every door has in common: what it asks, by which right, and what it does."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, Self, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from services.routing.domain.case import Case
from services.routing.domain.verbs import Verb
from services.routing.handlers.acting import Step
from services.routing.storage.work import RoutingWork
from shared.access.policy import Action
from shared.errors import Invalid
from shared.scheme.model import DeskScheme


class Asked(BaseModel):
    """What a verb asks for; titles and descriptions are what people read of it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @field_validator("*")
    @classmethod
    def _storable(cls, value: object) -> object:
        """Refuse a character no database keeps, wherever in a code or a name it stands."""
        if _holds_nul(value):
            msg = "a NUL character"
            raise ValueError(msg)
        return value


def _holds_nul(value: object) -> bool:
    if isinstance(value, tuple | list | frozenset):
        return any(_holds_nul(one) for one in value)
    return isinstance(value, str) and "\x00" in value


A = TypeVar("A", bound=Asked)


class WrongInput(Invalid):
    """What was asked for is missing or not what it should be."""

    public_message = "入力の内容をご確認ください。"

    def __init__(self, places: tuple[str, ...]) -> None:
        """Keep which fields are wrong, by their names."""
        super().__init__(", ".join(places))
        self.places = places


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """Who does something with which case, in one transaction, under the scheme the case began under."""

    work: RoutingWork
    receipt: str
    step: Step
    scheme: DeskScheme

    @classmethod
    async def of(cls, work: RoutingWork, receipt: str, step: Step) -> Self:
        """Return what somebody is about to do; raise NoSuchCase."""
        scheme = await work.schemes.of_case(step.actor.desk_id, receipt)
        return cls(work=work, receipt=receipt, step=step, scheme=scheme)


@dataclass(frozen=True, slots=True, kw_only=True)
class Door(Generic[A]):
    """One verb: what it asks for, the right it needs, and the handler that does it."""

    verb: Verb
    action: Action
    asks: type[A]
    do: Callable[[Doing, A], Awaitable[Case]]

    async def open(self, doing: Doing, said: Mapping[str, Any]) -> Case:
        """Do it with what was said; raise WrongInput where that is not what is asked for."""
        return await self.do(doing, said_as(self.asks, said))


def shape_of(asks: type[Asked]) -> dict[str, Any]:
    """Return what is asked for, as JSON Schema; it is made once."""
    return _shape_of(asks)


@cache
def _shape_of(asks: type[Asked]) -> dict[str, Any]:
    return asks.model_json_schema()


def said_as(asks: type[A], said: Mapping[str, Any]) -> A:
    """Return what was said as what is asked for; raise WrongInput with the fields that are wrong."""
    try:
        return asks.model_validate(said)
    except ValidationError as error:
        raise WrongInput(tuple(".".join(map(str, one["loc"])) for one in error.errors())) from error
