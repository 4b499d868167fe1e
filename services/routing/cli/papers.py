"""`desk paper …`."""

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from services.routing.cli.acting import acting
from services.routing.domain.paper import Pairs, Paper, cell_words
from services.routing.handlers.suggesting import Directories
from services.routing.storage.work import RoutingWork
from services.routing.web.papers.making import FILES, PAPERS, NoSuchPaper, paper_of_case, paper_of_year
from shared.access.actor import Actor
from shared.cli.output import AsJson, AsUser, say, table
from shared.japanese.era import day_in_japan, fiscal_year

paper_verbs = typer.Typer(
    name="paper", help="Papers of a fiscal year and of a case: list them, make one.", no_args_is_help=True
)


@paper_verbs.callback()
def _paper() -> None:
    """Papers of a fiscal year and of a case: list them, make one."""


@paper_verbs.command("list", epilog="Example: desk paper list --json")
def list_papers(as_json: AsJson = False) -> None:
    """List the papers of a fiscal year."""
    rows = [{"name": name, "title": one.words} for name, one in PAPERS.items()]
    text = table([(one["name"], one["title"]) for one in rows], ("name", "資料"))
    say(rows, as_json=as_json, text=text)


@paper_verbs.command(
    "make", epilog="Example: desk paper make agreements --year 2026 --as desk-minami --output list.xlsx --json"
)
def make_paper(
    *,
    what: Annotated[str, typer.Argument(help="a name that `desk paper list` shows, or a receipt number")],
    as_user: AsUser,
    year: Annotated[
        int | None, typer.Option(help="western year in which the fiscal year began; this one without it")
    ] = None,
    output: Annotated[Path | None, typer.Option(help="write the paper into this .docx or .xlsx")] = None,
    as_json: AsJson = False,
) -> None:
    """Make a paper as USER, as words or as a file; of a case the look is recorded."""
    chosen = year or fiscal_year(day_in_japan(datetime.now(UTC)))

    async def do(actor: Actor, work: RoutingWork) -> Paper:
        if what in PAPERS:
            return await paper_of_year(work, actor, what, chosen)
        return await paper_of_case(work, actor, what, Directories(work.schemes.current))

    paper = acting(as_user, do)
    if output is not None:
        write = FILES.get(output.suffix.removeprefix("."))
        if write is None:
            raise NoSuchPaper(f"{output}: a name that ends in .docx or .xlsx is needed")
        output.write_bytes(write(paper))
    say(asdict(paper), as_json=as_json, text=_as_text(paper))


def _as_text(paper: Paper) -> str:
    parts = [paper.title]
    for block in paper.blocks:
        lines = block.rows if isinstance(block, Pairs) else [block.columns, *block.lines]
        parts.append("\n".join([f"■ {block.title}", *("　".join(map(cell_words, line)) for line in lines)]))
    return "\n\n".join([*parts, *(f"※ {note}" for note in paper.notes)])
