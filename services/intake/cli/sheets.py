"""`desk sheet`: make the desk's sheet, and try how a filled one is read."""

from pathlib import Path
from typing import Annotated, Any

import typer

from services.intake.domain.sheet.making import SheetFormat, make_sheet, sheet_name
from services.intake.domain.sheet.plan import plan_of
from services.intake.domain.sheet.values import EXCEL_TYPES, WORD_TYPES, SheetFile
from services.intake.mailbox.sheets import read_sheets_here, sheets_of
from shared.cli.output import AsJson, say
from shared.errors import Invalid
from shared.scheme.in_force import schemes_of
from shared.scheme.model import DeskScheme
from shared.settings import ServiceSettings

sheet = typer.Typer(name="sheet", help="The desk's own sheet for Word and Excel.", no_args_is_help=True)
Desk = Annotated[str | None, typer.Option(help="desk_id; the front desk without it")]


class NoSuchDesk(Invalid):
    """No scheme has this desk_id."""

    public_message = "この desk_id のデスクはありません。"


class NoSheet(Invalid):
    """The file is in no layout the desk knows."""

    public_message = "このファイルは、デスクの様式としては読み取れません。"


@sheet.command(epilog="Example: desk sheet make --format docx --output sheet.docx --json")
def make(
    format_: Annotated[SheetFormat, typer.Option("--format", help="docx for Word, xlsx for Excel")] = SheetFormat.DOCX,
    output: Annotated[Path | None, typer.Option(help="where to write it; its usual name, here, without it")] = None,
    desk: Desk = None,
    as_json: AsJson = False,
) -> None:
    """Write the empty sheet of the desk's file; once that version is applied, the front page hands it out."""
    plan = plan_of(_scheme(desk))
    content = make_sheet(plan, format_)
    path = output or Path(sheet_name(plan, format_))
    path.write_bytes(content)
    value = {"file": str(path), "format": format_.value, "mark": plan.mark, "edition": plan.edition}
    say(value | {"bytes": len(content), "fields": len(plan.rows)}, as_json=as_json, text=str(path))


@sheet.command(epilog="Example: desk sheet read filled.docx --json")
def read(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="a filled sheet")],
    desk: Desk = None,
    as_json: AsJson = False,
) -> None:
    """Show how a filled sheet would be read; nothing is stored."""
    installation = ServiceSettings("intake").installation
    scheme = _scheme(desk)
    layouts = sheets_of(installation.desks_folder / "sheets", schemes_of(installation))
    given = SheetFile(name=file.name, media_type=_type_of(file), content=file.read_bytes())
    found, _ = read_sheets_here([given], layouts[scheme.desk_id])
    if not found:
        raise NoSheet
    value: dict[str, Any] = {
        "state": found[0].state.value,
        "layout": found[0].title,
        "fields": {one.key: one.value for one in found[0].values},
        "guessed": [one.key for one in found[0].values if one.guessed],
        "marks": sorted(found[0].marks),
        "unread": [{"place": one.place, "text": one.text} for one in found[0].unread],
    }
    say(value, as_json=as_json, text="\n".join(f"{name}: {words}" for name, words in value.items()))


def _scheme(desk: str | None) -> DeskScheme:
    schemes = schemes_of(ServiceSettings("intake").installation)
    found = schemes.get(desk) if desk else schemes.front
    if found is None:
        raise NoSuchDesk
    return found


def _type_of(file: Path) -> str:
    return min(WORD_TYPES if file.suffix.lower() in {".docx", ".docm"} else EXCEL_TYPES)
