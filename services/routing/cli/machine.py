"""`desk case machine`: what may happen to a case, as a table and as diagrams."""

from typing import Annotated

import typer

from services.routing.web.machine_drawing import machine_as_data, machine_as_markdown, machine_as_mermaid
from shared.cli.output import AsJson, say

MACHINE_EXAMPLE = "Example: desk case machine --mermaid"


def show_machine(
    *,
    mermaid: Annotated[bool, typer.Option("--mermaid", help="only the diagrams, as Mermaid")] = False,
    as_json: AsJson = False,
) -> None:
    """Say what may happen to a case and to an offer: who may do what in which stage, and where it leads."""
    say(machine_as_data(), as_json=as_json, text=machine_as_mermaid() if mermaid else machine_as_markdown())
