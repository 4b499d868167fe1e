"""The catalogue of facts as an AsyncAPI 3.0 document, for those who connect other programs."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Protocol

from pydantic.json_schema import models_json_schema

from shared.events.base import Classification, Fact
from shared.events.catalogue import FACTS

_SCHEMAS = "#/components/schemas/"
_INFO = MappingProxyType(
    {
        "title": "連携デスク (Renkei Desk): facts",
        "description": (
            "Every fact is published once to the topic exchange under its type as routing key, as CloudEvents in"
            " AMQP binary mode: attributes in the headers, the fact itself as the JSON body. Delivery is at least"
            " once and in no promised order; a reader recognises copies by cloudEvents_id and order by"
            " cloudEvents_aggregateversion. Producers send exactly these fields, consumers ignore fields they do"
            " not know. No field holds a sentence, a name or an address."
        ),
    }
)
_HEADERS: Mapping[str, Any] = MappingProxyType(
    {
        "specversion": {"const": "1.0"},
        "id": {"type": "string", "format": "uuid", "description": "The fact's own id; copies carry the same."},
        "type": {"type": "string", "description": "The routing key, with the version of the fact at its end."},
        "source": {"type": "string", "description": "The service that tells the fact."},
        "time": {"type": "string", "format": "date-time", "description": "When it happened."},
        "subject": {"type": "string", "format": "uuid", "description": "The aggregate the fact speaks of."},
        "desk": {"type": "string", "description": "The desk whose fact it is."},
        "aggregateversion": {
            "type": "string",
            "pattern": "^[1-9][0-9]*$",
            "description": "The version its aggregate has reached by the fact; without gaps from 1.",
        },
        "actor": {"type": "string", "description": "Who acted: account.<id>, service.<name> or door.<name>."},
        "ruleversion": {"type": "string", "description": "The desk scheme in force: <desk>.<version>."},
        "classification": {"enum": [one.value for one in Classification]},
        "correlationid": {"type": "string", "format": "uuid", "description": "The raw message all this began with."},
        "causationid": {"type": "string", "format": "uuid", "description": "The fact that led to this one, if any."},
    }
)
_OPTIONAL = frozenset({"causationid"})


class Hearing(Protocol):
    """What must be known of a reader."""

    @property
    def reader(self) -> str:
        """Return its name."""
        ...

    @property
    def purpose(self) -> str:
        """Return what it is for, in Japanese."""
        ...

    @property
    def types(self) -> tuple[str, ...]:
        """Return the types it hears."""
        ...


def asyncapi_document(readers: Iterable[Hearing], *, exchange: str, version: str) -> dict[str, Any]:
    """Return the AsyncAPI 3.0 document of all facts: who tells them and which of *readers* hears them."""
    _, definitions = models_json_schema(
        [(fact, "serialization") for fact in FACTS], ref_template=_SCHEMAS + "{model}", by_alias=True
    )
    return {
        "asyncapi": "3.0.0",
        "info": {**_INFO, "version": version, "license": {"name": "Apache-2.0"}},
        "defaultContentType": "application/json",
        "channels": {fact.type: _channel(fact, exchange) for fact in FACTS},
        "operations": _operations(readers),
        "components": {
            "messages": {fact.type: _message(fact) for fact in FACTS},
            "schemas": {"CloudEvents": _headers(), **definitions["$defs"]},
        },
    }


def _channel(fact: type[Fact], exchange: str) -> dict[str, Any]:
    return {
        "address": fact.type,
        "description": _sentence(fact),
        "messages": {"fact": {"$ref": f"#/components/messages/{fact.type}"}},
        "bindings": {
            "amqp": {
                "is": "routingKey",
                "exchange": {"name": exchange, "type": "topic", "durable": True, "autoDelete": False},
                "bindingVersion": "0.3.0",
            }
        },
    }


def _message(fact: type[Fact]) -> dict[str, Any]:
    return {
        "name": fact.type,
        "title": fact.__name__,
        "summary": _sentence(fact),
        "headers": {"$ref": _SCHEMAS + "CloudEvents"},
        "payload": {"$ref": _SCHEMAS + fact.__name__},
        "correlationId": {"location": "$message.header#/cloudEvents_correlationid"},
    }


def _operations(readers: Iterable[Hearing]) -> dict[str, Any]:
    tells = {
        f"{fact.owner}.tells.{fact.type}": {
            "action": "send",
            "channel": {"$ref": f"#/channels/{fact.type}"},
            "summary": f"{fact.owner} tells that a {fact.aggregate} has changed.",
        }
        for fact in FACTS
    }
    hears = {
        f"{reader.reader}.hears.{type_}": {
            "action": "receive",
            "channel": {"$ref": f"#/channels/{type_}"},
            "summary": reader.purpose,
        }
        for reader in readers
        for type_ in reader.types
    }
    return tells | hears


def _headers() -> dict[str, Any]:
    return {
        "type": "object",
        "required": [f"cloudEvents_{name}" for name in _HEADERS if name not in _OPTIONAL],
        "properties": {f"cloudEvents_{name}": schema for name, schema in _HEADERS.items()},
    }


def _sentence(fact: type[Fact]) -> str:
    return (fact.__doc__ or "").strip().splitlines()[0]
