"""`desk openapi`."""

import base64
import os
from typing import Any

import typer

from shared.cli.output import say
from shared.runtime.api_document import api_document
from shared.service import services

openapi_verb = typer.Typer()
# What the services ask for before they build their routes; nothing of it is used, for nothing connects.
_UNUSED = {
    "DESK_DATABASE_URL": "postgresql://nobody@127.0.0.1/desk",
    "DESK_AMQP_URL": "amqp://127.0.0.1/desk",
    "DESK_MASTER_KEY": base64.b64encode(bytes(32)).decode(),
    "DESK_LINK_SECRET": "unused",
    "DESK_SESSION_SECRET": "unused",
}
_PARTS = ("WORKER_PASSWORD", "WEB_PASSWORD", "AMQP_PASSWORD")


@openapi_verb.command(epilog="Example: desk openapi > shared/web/openapi.json")
def openapi() -> None:
    """Print the document of the API (OpenAPI 3.1), as the program answers it; needs no installation."""
    say(document(), as_json=True, text="")


def document() -> dict[str, Any]:
    """Return the document of the API of all services."""
    found = services()
    for name, value in _UNUSED.items():
        os.environ.setdefault(name, value)
    for service in found:
        for part in _PARTS:
            os.environ.setdefault(f"DESK_{service.name.upper()}_{part}", "unused")
    return api_document(service.web().app for service in found)
